/**
 * The classes of slips in shape that the data holds, made in other files than the data's.
 */
import type { Data } from "../PlainData.ts"
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import { isRecord, named, reprint, reshaped, valueAt } from "./Reshape.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

/** Lines of a key in block style that begins its line, the break behind them with it. */
const linesOf = (specimen: Specimen, place: Place): readonly [number, number] | undefined => {
  const start = place.pair.start - specimen.column(place.pair.start)
  const end = specimen.text.indexOf("\n", place.pair.end - 1)
  return place.flow || end < 0 || specimen.text.slice(start, place.pair.start).trim() !== ""
    ? undefined
    : [start, end + 1]
}

/** Keys of a level below that stand before the list or map they belong to. */
const misplaced = (specimen: Specimen, random: Random): Mutation | undefined => {
  const fits: Readonly<{ [dialect: string]: (place: Place) => number | undefined }> = {
    // How many names of the path the key loses.
    "github-actions": ({ path, name }) =>
      path[2] === "steps" && path.length === 5 && ["with", "run", "uses", "shell"].includes(name)
        ? 2
        : path[0] === "jobs" && path.length === 3 && ["steps", "runs-on", "strategy"].includes(name)
          ? 2
          : undefined,
    "gitlab-ci": ({ path, name }) =>
      path.length === 2 && ["script", "stage"].includes(name)
        ? 1
        : path.length === 3 && ["paths", "key", "name"].includes(name)
          ? 1
          : undefined,
    "ai-workflow": ({ path, name }) => (path.length === 2 && ["name", "steps"].includes(name) ? 1 : undefined)
  }
  const levels = fits[specimen.sample.dialect]
  const places = specimen.places.filter(
    (each) => levels?.(each) !== undefined && !String(each.path[0]).startsWith(".")
  )
  const place = random.pick(places.filter((each) => linesOf(specimen, each) !== undefined))
  if (place === undefined) return undefined
  const lost = levels?.(place) ?? 1
  const above = specimen.places.find(
    ({ path }) => path.join("\0") === place.path.slice(0, place.path.length - lost).join("\0")
  )
  const range = linesOf(specimen, place)
  if (above === undefined || range === undefined) return undefined
  const [start, end] = range
  const target = above.pair.start - specimen.column(above.pair.start)
  const less = specimen.column(place.pair.start) - specimen.column(above.pair.start)
  const moved = specimen.text
    .slice(start, end)
    .split("\n")
    .map((line) => (/^ *$/.test(line.slice(0, less)) ? line.slice(less) : line))
    .join("\n")
  const { text } = specimen
  // A map that lost its only key is another fault.
  const rest = valueAt(specimen.data, place.path.slice(0, -1))
  if (isRecord(rest) && Object.keys(rest).length < 2) return undefined
  return {
    text: text.slice(0, target) + moved + text.slice(target, start) + text.slice(end),
    lines: [specimen.line(target)],
    detail: `${place.path.join(".")} to before ${above.path.join(".")}`
  }
}

const needed: { readonly [dialect: string]: ReadonlyArray<string> } = {
  "github-actions": ["jobs", "steps", "uses", "run", "runs-on", "on"],
  "gitlab-ci": ["script"],
  "ai-workflow": ["type", "prompt", "content", "step"]
}

const removed = (specimen: Specimen, random: Random): Mutation | undefined => {
  const keys = needed[specimen.sample.dialect] ?? []
  // What a job of GitLab lacks may come from elsewhere.
  const whole = ({ path }: Place): boolean => {
    const around = valueAt(specimen.data, path.slice(0, -1))
    return (
      specimen.sample.dialect !== "gitlab-ci" ||
      (isRecord(around) && !("extends" in around) && !String(path[0]).startsWith("."))
    )
  }
  const place = random.pick(
    specimen.places.filter(
      (each) => keys.includes(each.name) && whole(each) && linesOf(specimen, each) !== undefined
    )
  )
  const range = place === undefined ? undefined : linesOf(specimen, place)
  if (place === undefined || range === undefined) return undefined
  const rest = valueAt(specimen.data, place.path.slice(0, -1))
  if (isRecord(rest) && Object.keys(rest).length < 2) return undefined
  const mutation = specimen.exchange(range[0], range[1], "", place.path.join("."))
  const parent = specimen.places.find(({ path }) => path.join("\0") === place.path.slice(0, -1).join("\0"))
  return {
    ...mutation,
    lines: [parent === undefined ? 1 : specimen.line(parent.pair.start), ...mutation.lines]
  }
}

/** The same key again, with another value. */
const differing = (specimen: Specimen, random: Random): Mutation | undefined => {
  const place = random.pick(
    specimen
      .scalars(
        (value) => value.style === "plain" && typeof value.value === "string" && value.value.length > 2
      )
      .filter((each) => linesOf(specimen, each) !== undefined && !specimen.written(each.value).includes("\n"))
  )
  const range = place === undefined ? undefined : linesOf(specimen, place)
  if (place === undefined || range === undefined) return undefined
  const other = String(place.value.value).replaceAll(/[^\w]/g, "").slice(1, 12)
  const line = `${" ".repeat(specimen.column(place.pair.start))}${place.name}: ${other}\n`
  return specimen.exchange(range[0], range[0], line, place.path.join("."))
}

const asText = (value: Data): Data | undefined => {
  if (Array.isArray(value))
    return value.length === 1 && isRecord(value[0]) ? JSON.stringify(value[0]) : undefined
  if (!isRecord(value)) return undefined
  const [entry, ...more] = Object.entries(value)
  return entry === undefined || more.length > 0 || typeof entry[1] === "object"
    ? undefined
    : `${entry[0]}=${String(entry[1])}`
}

export const usualShapeMutators: ReadonlyArray<Mutator> = [
  {
    name: "list_for_scalar",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        named("name", "uses", "run", "type", "id", "coverage")(place) &&
        typeof value === "string" &&
        value !== "",
      (value: string) => [value]
    )
  },
  {
    name: "scalar_for_map_list",
    restore: "guess",
    mutate: (specimen, random) => {
      const places = specimen.places.filter(
        (place) =>
          named("steps", "with", "env", "prompt", "variables")(place) &&
          !place.flow &&
          asText(valueAt(specimen.data, place.path) ?? null) !== undefined
      )
      const place = random.pick(places)
      const text = place === undefined ? undefined : asText(valueAt(specimen.data, place.path) ?? null)
      return place === undefined || text === undefined ? undefined : reprint(specimen, place, text)
    }
  },
  { name: "misplaced_key", restore: "guess", mutate: misplaced },
  { name: "missing_required", restore: "lossy", mutate: removed },
  { name: "duplicate_key_differs", restore: "lossy", mutate: differing }
]
