/**
 * Slips of shape: the text reads, but a value has another form than the format wants, or stands elsewhere.
 */
import { stringify } from "yaml"
import type { Data } from "../PlainData.ts"
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import { entries, flat, isRecord, named, type Record, reprint, reshaped, valueAt } from "./Reshape.ts"
import type { Mutation, Specimen } from "./Specimen.ts"

const environment = named("env", "environment", "variables")

export const shapeMutators: ReadonlyArray<Mutator> = [
  {
    name: "map_as_pairs",
    restore: "guess",
    mutate: reshaped(
      (place, value) => (environment(place) || place.name === "with") && flat(value),
      (value: Record) => entries(value).map(([key, each]) => ({ [key]: each }))
    )
  },
  {
    name: "map_as_assignments",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        environment(place) && flat(value) && Object.values(value).every((each) => typeof each === "string"),
      (value: Record) => entries(value).map(([key, each]) => `${key}=${String(each)}`)
    )
  },
  {
    name: "map_as_named_list",
    restore: "guess",
    mutate: reshaped(
      (place, value) => environment(place) && flat(value),
      (value: Record) => entries(value).map(([name, each]) => ({ name, value: each }))
    )
  },
  {
    name: "jobs_as_list",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: reshaped(
      (place, value) => place.path.length === 1 && place.name === "jobs" && isRecord(value),
      (value: Record) => entries(value).map(([id, job]) => ({ id, ...(job as Record) }))
    )
  },
  {
    name: "jobs_as_pairs",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: reshaped(
      (place, value) => place.path.length === 1 && place.name === "jobs" && isRecord(value),
      (value: Record) => entries(value).map(([id, job]) => ({ [id]: job }))
    )
  },
  {
    name: "events_as_pairs",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: reshaped(
      (place, value) =>
        place.path.length === 1 &&
        place.name === "on" &&
        isRecord(value) &&
        Object.values(value).some(isRecord),
      (value: Record) =>
        entries(value).map(([event, filter]) => (filter === null ? event : { [event]: filter }))
    )
  },
  {
    name: "list_as_comma_text",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        named("needs", "types", "branches", "os", "functions")(place) &&
        Array.isArray(value) &&
        value.length > 1 &&
        value.every((each) => typeof each === "string"),
      (value: ReadonlyArray<string>) => value.join(", ")
    )
  },
  {
    name: "list_as_map",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        place.name === "steps" && Array.isArray(value) && value.length > 0 && value.every(isRecord),
      (value: ReadonlyArray<Record>) =>
        Object.fromEntries(value.map((each, at) => [`step${at + 1}`, each as Data]))
    )
  },
  {
    name: "list_of_one_unwrapped",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        named("steps", "schedule", "prompt")(place) &&
        Array.isArray(value) &&
        value.length === 1 &&
        isRecord(value[0]),
      (value: ReadonlyArray<Data>) => value[0]
    )
  },
  {
    name: "list_nested",
    restore: "guess",
    // GitLab takes nested lists.
    dialects: ["github-actions", "ai-workflow"],
    mutate: reshaped(
      (place, value) =>
        named("steps", "branches", "needs", "prompt")(place) && Array.isArray(value) && value.length > 0,
      (value: ReadonlyArray<Data>) => [value]
    )
  },
  {
    name: "script_as_list",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.scalars(
          (value, { name }) => name === "run" && /^[^\n]+\n[^\n]+\n$/.test(String(value.value))
        )
      )
      if (place === undefined) return undefined
      const script = String(place.value.value).trimEnd()
      const mutation = reprint(specimen, place, script.split("\n"))
      return mutation === undefined ? undefined : { ...mutation, alsoAccept: [script] }
    }
  },
  {
    name: "step_inputs_flattened",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.places.filter(
          ({ name, path, flow, pair }) =>
            name === "with" &&
            path.includes("steps") &&
            !flow &&
            pair.value.kind === "map" &&
            !pair.value.flow
        )
      )
      if (place === undefined || place.pair.value.kind !== "map") return undefined
      const lines = specimen.text.slice(place.pair.value.start, place.pair.value.end).split("\n")
      const inner = specimen.column(place.pair.value.start)
      const outer = specimen.column(place.pair.start)
      const text = lines
        .map((line, at) => (at === 0 ? line : line.slice(Math.min(inner - outer, line.length))))
        .join("\n")
      return specimen.exchange(place.pair.start, place.pair.value.end, text, place.path.join("."))
    }
  },
  {
    name: "matrix_without_strategy",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: reshapedParent("strategy", "matrix")
  },
  {
    name: "file_under_key",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: ({ text }) => ({
      text: `workflow:\n${text
        .split("\n")
        .map((line) => (line === "" ? line : `  ${line}`))
        .join("\n")}`,
      lines: [1],
      detail: "workflow:"
    })
  },
  {
    name: "root_missing",
    restore: "guess",
    dialects: ["ai-workflow"],
    mutate: (specimen) => {
      const inner = isRecord(specimen.data) ? specimen.data.workflow : undefined
      if (inner === undefined || Object.keys(specimen.data as Record).length !== 1) return undefined
      return { text: stringify(inner, { lineWidth: 0 }), lines: [1], detail: "workflow" }
    }
  },
  {
    name: "prompt_as_text",
    restore: "guess",
    dialects: ["ai-workflow"],
    mutate: reshaped(
      (place, value) =>
        place.name === "prompt" &&
        Array.isArray(value) &&
        value.length === 1 &&
        isRecord(value[0]) &&
        value[0].type === "static" &&
        Object.keys(value[0]).length === 2,
      (value: ReadonlyArray<Record>) => value[0]?.content
    )
  },
  {
    name: "word_for_boolean",
    restore: "guess",
    mutate: reshaped(
      (_, value) => typeof value === "boolean",
      (value: boolean, random) =>
        random.pick(value ? ["yes", "on", "True", "enabled"] : ["no", "off", "False", "disabled"])
    )
  },
  {
    name: "measure_for_number",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        typeof value === "number" && /minutes|parallel|turns|retries|iterations|size/.test(place.name),
      (value: number, random) => random.pick([`${value}m`, `${value} minutes`, `about ${value}`])
    )
  },
  {
    name: "text_for_number",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        typeof value === "number" &&
        /minutes|parallel|turns|retries|iterations|tokens|temperature/.test(place.name),
      (value: number) => `${value} `
    )
  }
]

/** Takes the inner of two keys out of the outer one, where it is the only thing in there. */
function reshapedParent(outer: string, inner: string) {
  return (specimen: Specimen, random: Random): Mutation | undefined => {
    const place = random.pick(
      specimen.places.filter(
        ({ name, pair, flow }) =>
          name === outer && !flow && pair.value.kind === "map" && pair.value.pairs.length === 1
      )
    )
    const value = place === undefined ? undefined : valueAt(specimen.data, [...place.path, inner])
    if (place === undefined || value === undefined) return undefined
    const mutation = reprint(specimen, place, value)
    if (mutation === undefined) return undefined
    const text = mutation.text.slice(0, place.pair.start) + inner + mutation.text.slice(place.pair.key.end)
    return { ...mutation, text }
  }
}
