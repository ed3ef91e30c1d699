/**
 * Words and forms of other tools and of other parts of the same format, as people and models mix them up: GitLab's
 * keywords in a workflow, a list where a map by name is meant, an action's version behind a colon.
 */
import type { Data } from "../PlainData.ts"
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import { entries, flat, isRecord, named, type Record, reprint, reshaped, valueAt } from "./Reshape.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

const github = ["github-actions"]
const workflows = ["ai-workflow"]

/** Renames one of the keys that fit. */
const rekeyed =
  (fits: (place: Place) => boolean, ...names: ReadonlyArray<string>) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const place = random.pick(specimen.places.filter((each) => !each.flow && fits(each)))
    if (place === undefined) return undefined
    const name = random.pick(names) as string
    return specimen.exchange(
      place.pair.key.start,
      place.pair.key.end,
      name,
      `${place.path.join(".")} -> ${name}`
    )
  }

/** Puts lines above a key, at its column. */
const above =
  (fits: (place: Place) => boolean, ...lines: ReadonlyArray<string>) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const place = random.pick(
      specimen.places.filter(
        (each) =>
          !each.flow &&
          fits(each) &&
          specimen.text.slice(lineStart(specimen, each), each.pair.start).trim() === ""
      )
    )
    if (place === undefined) return undefined
    const start = lineStart(specimen, place)
    const indent = specimen.text.slice(start, place.pair.start)
    const text = lines.map((line) => `${indent}${line}\n`).join("")
    return specimen.exchange(start, start, text, `${lines[0]} above ${place.path.join(".")}`)
  }

const lineStart = (specimen: Specimen, place: Place): number =>
  place.pair.start - specimen.column(place.pair.start)

/** Exchanges a part of a scalar. */
const within =
  (fits: (place: Place) => boolean, pattern: RegExp, by: (match: RegExpExecArray) => string) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const places = specimen
      .scalars((value, place) => fits(place) && value.style !== "literal" && value.style !== "folded")
      .flatMap((place) => {
        const match = pattern.exec(specimen.written(place.value))
        return match === null ? [] : [{ place, match }]
      })
    const found = random.pick(places)
    if (found === undefined) return undefined
    const start = found.place.value.start + found.match.index
    return specimen.exchange(
      start,
      start + found.match[0].length,
      by(found.match),
      `${found.place.path.join(".")}: ${found.match[0]}`
    )
  }

const step = (place: Place): boolean => place.path.at(-3) === "steps"
const job = (place: Place): boolean => place.path[0] === "jobs" && place.path.length === 3
const inStep =
  (...names: ReadonlyArray<string>) =>
  (place: Place): boolean =>
    step(place) && names.includes(place.name)
const inJob =
  (...names: ReadonlyArray<string>) =>
  (place: Place): boolean =>
    job(place) && names.includes(place.name)

const isText = (value: Data | undefined): value is string => typeof value === "string"

/** One key's subtree, taken to another level as lines of text. */
const hoisted =
  (inner: string, outer: string) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const place = random.pick(
      specimen.places.filter(
        ({ name, path, flow, pair }) =>
          name === inner &&
          path.at(-2) === outer &&
          !flow &&
          (pair.value.kind === "map" || pair.value.kind === "seq") &&
          !pair.value.flow
      )
    )
    const holder = specimen.places.find(
      ({ path }) => place !== undefined && path.join("\n") === place.path.slice(0, -1).join("\n")
    )
    if (place === undefined || holder?.pair.value.kind !== "map" || holder.pair.value.pairs.length < 2)
      return undefined
    const first = holder.pair.value.pairs[0] === place.pair
    if (first) return undefined
    const start = lineStart(specimen, place)
    const by = specimen.column(place.pair.start) - specimen.column(holder.pair.start)
    if (by <= 0) return undefined
    const { end } = place.pair.value
    // Only a last key may leave its level without taking the ones behind it along.
    if (holder.pair.value.pairs.at(-1) !== place.pair) return undefined
    const text = specimen.text
      .slice(start, end)
      .split("\n")
      .map((line) => line.slice(Math.min(by, line.search(/\S|$/))))
      .join("\n")
    return specimen.exchange(start, end, text, place.path.join("."))
  }

/** A list of one map under the key becomes the map itself. */
const unlisted = (key: string) =>
  reshaped(
    (place, value) => place.name === key && Array.isArray(value) && value.length === 1 && isRecord(value[0]),
    (value: ReadonlyArray<Record>) => value[0]
  )

export const foreignMutators: ReadonlyArray<Mutator> = [
  // ── Words of other tools ─────────────────────────────────────────────────────────────────────────────
  {
    name: "run_as_script",
    restore: "guess",
    dialects: github,
    mutate: rekeyed(inStep("run"), "script", "command", "cmd")
  },
  {
    name: "uses_as_action",
    restore: "guess",
    dialects: github,
    mutate: rekeyed(inStep("uses"), "action", "task", "use")
  },
  {
    name: "runner_as_image",
    restore: "guess",
    dialects: github,
    mutate: rekeyed(inJob("runs-on"), "image", "os", "agent", "pool")
  },
  {
    name: "needs_as_depends",
    restore: "guess",
    dialects: github,
    mutate: rekeyed(inJob("needs"), "depends_on", "dependsOn", "requires")
  },
  {
    name: "env_as_variables",
    restore: "guess",
    dialects: github,
    mutate: rekeyed(named("env"), "variables", "environment_variables", "vars")
  },
  {
    name: "if_as_condition",
    restore: "guess",
    dialects: github,
    mutate: rekeyed((place) => step(place) && place.name === "if", "condition", "when")
  },
  {
    name: "on_as_true",
    restore: "guess",
    dialects: github,
    mutate: rekeyed(
      ({ path, name }) => path.length === 1 && name === "on",
      "true",
      "On",
      "triggers",
      "trigger"
    )
  },
  {
    name: "job_stage_added",
    restore: "guess",
    dialects: github,
    mutate: above(inJob("runs-on"), "stage: build")
  },
  {
    name: "job_only_added",
    restore: "guess",
    dialects: github,
    mutate: above(inJob("steps"), "only:", "  - main")
  },
  {
    name: "job_script_added",
    restore: "lossy",
    dialects: github,
    mutate: above(inJob("steps"), "before_script:", "  - npm ci")
  },
  { name: "job_retry_added", restore: "guess", dialects: github, mutate: above(inJob("steps"), "retry: 2") },
  {
    name: "step_needs_added",
    restore: "guess",
    dialects: github,
    mutate: above((place) => step(place) && place.name !== "name", "depends_on: build")
  },
  {
    name: "root_version_added",
    restore: "guess",
    dialects: github,
    mutate: above(({ path, name }) => path.length === 1 && ["on", "jobs"].includes(name), 'version: "1.0"')
  },
  {
    name: "allow_failure",
    restore: "guess",
    dialects: github,
    mutate: rekeyed(named("continue-on-error"), "allow_failure", "ignore_errors")
  },
  {
    name: "step_depends_added",
    restore: "guess",
    dialects: workflows,
    mutate: above((place) => step(place) && place.name === "type", "depends_on: []")
  },

  // ── Forms of other tools ─────────────────────────────────────────────────────────────────────────────
  {
    name: "schedule_as_text",
    restore: "guess",
    dialects: github,
    mutate: reshaped(
      (place, value) =>
        place.name === "schedule" && Array.isArray(value) && value.length === 1 && isRecord(value[0]),
      (value: ReadonlyArray<Record>) => value[0]?.cron
    )
  },
  {
    name: "schedule_of_texts",
    restore: "guess",
    dialects: github,
    mutate: reshaped(
      (place, value) => place.name === "schedule" && Array.isArray(value) && value.every(isRecord),
      (value: ReadonlyArray<Record>) => value.map((each) => each.cron as Data)
    )
  },
  {
    name: "schedule_as_map",
    restore: "guess",
    dialects: github,
    mutate: unlisted("schedule")
  },
  {
    name: "cron_unquoted",
    restore: "exact",
    dialects: github,
    mutate: within(named("cron"), /^(["'])(\*.*)\1$/, (match) => match[2] as string)
  },
  {
    name: "steps_by_name",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        place.name === "steps" &&
        Array.isArray(value) &&
        value.length > 1 &&
        value.every((each) => isRecord(each) && isText(each.name)) &&
        new Set(value.map((each) => (each as Record).name)).size === value.length,
      (value: ReadonlyArray<Record>) =>
        Object.fromEntries(value.map(({ name, ...rest }) => [String(name), rest as Data]))
    )
  },
  {
    name: "steps_under_step",
    restore: "guess",
    mutate: reshaped(
      (place, value) =>
        place.name === "steps" && Array.isArray(value) && value.length > 1 && value.every(isRecord),
      (value: ReadonlyArray<Data>) => value.map((each) => ({ step: each }))
    )
  },
  {
    name: "permissions_as_list",
    restore: "guess",
    dialects: github,
    mutate: reshaped(
      (place, value) => place.name === "permissions" && flat(value),
      (value: Record) => entries(value).map(([scope, access]) => `${scope}: ${String(access)}`)
    )
  },
  {
    name: "permissions_underscored",
    restore: "guess",
    dialects: github,
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.places.filter(
          ({ path, name, flow }) => path.at(-2) === "permissions" && name.includes("-") && !flow
        )
      )
      return place === undefined
        ? undefined
        : specimen.exchange(
            place.pair.key.start,
            place.pair.key.end,
            place.name.replaceAll("-", "_"),
            place.path.join(".")
          )
    }
  },
  {
    name: "runner_as_map",
    restore: "guess",
    dialects: github,
    mutate: (specimen, random) => {
      const places = specimen.scalars(
        (value, place) => inJob("runs-on")(place) && /^[\w.-]+$/.test(String(value.value))
      )
      const place = random.pick(places)
      if (place === undefined) return undefined
      const label = String(place.value.value)
      const mutation = reprint(specimen, place, { [random.pick(["label", "os", "runner"]) as string]: label })
      return mutation === undefined ? undefined : { ...mutation, alsoAccept: [{ labels: label }, [label]] }
    }
  },
  { name: "include_beside_matrix", restore: "guess", dialects: github, mutate: hoisted("include", "matrix") },
  {
    name: "include_as_map",
    restore: "guess",
    dialects: github,
    mutate: unlisted("include")
  },
  {
    name: "matrix_as_list",
    restore: "guess",
    dialects: github,
    mutate: reshaped(
      (place, value) =>
        place.name === "matrix" && isRecord(value) && Object.values(value).every(Array.isArray),
      (value: Record) => entries(value).map(([key, each]) => ({ [key]: each }))
    )
  },
  {
    name: "list_in_braces",
    restore: "guess",
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.places.filter(
          ({ pair }) =>
            pair.value.kind === "seq" &&
            pair.value.flow &&
            pair.value.items.length > 0 &&
            /^\[[\w\s,."'*/-]+\]$/.test(specimen.written(pair.value))
        )
      )
      if (place === undefined) return undefined
      const { start, end } = place.pair.value
      return specimen.exchange(
        start,
        end,
        `{${specimen.text.slice(start + 1, end - 1)}}`,
        place.path.join(".")
      )
    }
  },
  {
    name: "events_as_text",
    restore: "guess",
    dialects: github,
    mutate: reshaped(
      (place, value) =>
        place.path.length === 1 &&
        place.name === "on" &&
        Array.isArray(value) &&
        value.length > 1 &&
        value.every(isText),
      (value: ReadonlyArray<string>) => value.join(", ")
    )
  },

  // ── References to actions and their inputs ───────────────────────────────────────────────────────────
  {
    name: "uses_colon",
    restore: "guess",
    dialects: github,
    mutate: within(inStep("uses"), /(?<=^["']?[\w.-]+\/[\w./-]+)@/, () => ":")
  },
  {
    name: "uses_space",
    restore: "guess",
    dialects: github,
    mutate: within(inStep("uses"), /(?<=^["']?[\w.-]+\/[\w./-]+)@/, () => " @")
  },
  {
    name: "uses_two_at",
    restore: "guess",
    dialects: github,
    mutate: within(inStep("uses"), /(?<=^["']?[\w.-]+\/[\w./-]+)@/, () => "@@")
  },
  {
    name: "uses_address",
    restore: "guess",
    dialects: github,
    mutate: within(inStep("uses"), /^(?=[\w.-]+\/[\w./-]+@)/, () => "https://github.com/")
  },
  {
    name: "uses_owner_lost",
    restore: "guess",
    dialects: github,
    mutate: within(inStep("uses"), /^actions\//, () => "")
  },

  // ── AI workflows ─────────────────────────────────────────────────────────────────────────────────────
  {
    name: "prompt_of_texts",
    restore: "guess",
    dialects: workflows,
    mutate: reshaped(
      (place, value) =>
        place.name === "prompt" &&
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((each) => isRecord(each) && each.type === "static" && Object.keys(each).length === 2),
      (value: ReadonlyArray<Record>) => value.map((each) => each.content as Data)
    )
  },
  {
    name: "part_without_type",
    restore: "guess",
    dialects: workflows,
    mutate: reshaped(
      (place, value) =>
        place.name === "prompt" &&
        Array.isArray(value) &&
        value.some((each) => isRecord(each) && isText(each.type)),
      (value: ReadonlyArray<Record>, random) => {
        const at = random.below(value.length)
        return value.map((each, index) => {
          if (index !== at) return each
          const { type: _, ...rest } = each
          return rest
        })
      }
    )
  },
  {
    name: "part_as_pair",
    restore: "guess",
    dialects: workflows,
    mutate: reshaped(
      (place, value) =>
        place.name === "prompt" &&
        Array.isArray(value) &&
        value.every((each) => isRecord(each) && each.type === "static" && Object.keys(each).length === 2),
      (value: ReadonlyArray<Record>) => value.map((each) => ({ static: each.content as Data }))
    )
  },
  {
    name: "part_key",
    restore: "guess",
    dialects: workflows,
    mutate: rekeyed(
      (place) => place.path.at(-3) === "prompt" && place.name === "content",
      "text",
      "value",
      "prompt",
      "message"
    )
  },
  {
    name: "type_in_case",
    restore: "guess",
    dialects: workflows,
    mutate: within(inStep("type"), /[a-z]+(?:_[a-z]+)+/, ([word]) =>
      word.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    )
  },
  {
    name: "type_dashed",
    restore: "guess",
    dialects: workflows,
    mutate: within(inStep("type"), /[a-z]+(?:_[a-z]+)+/, ([word]) => word.replaceAll("_", "-"))
  },
  {
    name: "type_as_kind",
    restore: "guess",
    dialects: workflows,
    mutate: rekeyed(inStep("type"), "kind", "action", "step_type", "uses")
  },
  {
    name: "name_as_id",
    restore: "guess",
    dialects: workflows,
    mutate: rekeyed(inStep("name"), "id", "step", "title")
  },
  {
    name: "options_flattened",
    restore: "lossy",
    dialects: workflows,
    mutate: (specimen, random) => {
      const places = specimen.places.filter(
        (place) => inStep("claude_options")(place) && isRecord(valueAt(specimen.data, place.path))
      )
      const place = random.pick(places)
      if (place?.pair.value.kind !== "map" || place.pair.value.flow) return undefined
      const inner = specimen.column(place.pair.value.start)
      const outer = specimen.column(place.pair.start)
      const text = specimen
        .written(place.pair.value)
        .split("\n")
        .map((line, at) => (at === 0 ? line : line.slice(Math.min(inner - outer, line.search(/\S|$/)))))
        .join("\n")
      return specimen.exchange(place.pair.start, place.pair.value.end, text, place.path.join("."))
    }
  }
]
