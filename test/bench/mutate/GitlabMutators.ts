/**
 * Slips that belong to GitLab CI: the words and forms of GitHub Actions and CircleCI in its files, lists and maps that
 * are one for the other, and commands whose quotes are lost.
 */
import { stringify } from "yaml"
import type { Data } from "../PlainData.ts"
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import { type Record as DataRecord, entries, isRecord, named, reprint, reshaped, valueAt } from "./Reshape.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

const dialects = ["gitlab-ci"]

/** Keys of jobs by the words that other systems have for them. */
const foreign: Readonly<Record<string, ReadonlyArray<string>>> = {
  script: ["run", "steps", "commands"],
  before_script: ["before", "setup"],
  after_script: ["after", "post_script"],
  image: ["container", "docker"],
  stage: ["phase"],
  tags: ["runs-on", "runner"],
  variables: ["env", "environment_variables"],
  needs: ["depends_on", "requires"],
  allow_failure: ["continue-on-error"],
  timeout: ["timeout-minutes"],
  retry: ["retries"],
  rules: ["conditions"],
  artifacts: ["artifact"],
  parallel: ["parallelism"]
}

/** Top-level keys that are no jobs. */
const globals = new Set(
  "default include stages variables workflow spec image services cache before_script after_script".split(" ")
)

/** Whether a place is in a job that runs: what a hidden one holds is free. */
const inJob = ({ path }: Place): boolean =>
  path.length > 1 && !globals.has(String(path[0])) && !String(path[0]).startsWith(".")

const jobKey =
  (...names: ReadonlyArray<string>) =>
  (place: Place): boolean =>
    inJob(place) && place.path.length === 2 && names.includes(place.name)

const texts = (value: Data): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string")

const renamed = (specimen: Specimen, place: Place | undefined, name: string): Mutation | undefined =>
  place === undefined
    ? undefined
    : specimen.exchange(place.pair.start, place.pair.key.end, name, `${place.path.join(".")} -> ${name}`)

const jobs = (specimen: Specimen): ReadonlyArray<Place> =>
  specimen.places.filter(
    ({ path, name, flow, pair }) =>
      path.length === 1 &&
      !flow &&
      !globals.has(name) &&
      !name.startsWith(".") &&
      pair.value.kind === "map" &&
      !pair.value.flow
  )

/** Puts lines above the first key of a job, or above the file. */
const inserted = (specimen: Specimen, at: number, line: string): Mutation =>
  specimen.exchange(at, at, line, line.trim())

const lineAbove = (make: (random: Random) => string) => (specimen: Specimen, random: Random) => {
  const job = random.pick(jobs(specimen))
  if (job?.pair.value.kind !== "map") return undefined
  const { start } = job.pair.value
  return inserted(specimen, start, `${make(random)}\n${" ".repeat(specimen.column(start))}`)
}

/** One item's text exchanged, of lists in block style. */
const item =
  (
    fits: (written: string, path: ReadonlyArray<string | number>) => boolean,
    change: (written: string) => string
  ) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const found = random.pick(
      specimen.lists.flatMap(({ node, path }) =>
        node.items.filter((each) => each.kind === "scalar" && fits(specimen.written(each), path))
      )
    )
    return found === undefined
      ? undefined
      : specimen.exchange(found.start, found.end, change(specimen.written(found)), specimen.written(found))
  }

const slipped = (name: string, random: Random): string | undefined => {
  if (name.length < 5 || !/^[\w-]+$/.test(name)) return undefined
  const at = 1 + random.below(name.length - 3)
  return random.next() < 0.5
    ? name.slice(0, at) + name.slice(at + 1)
    : name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2)
}

/** A slip in a name that another part of the file has. */
const reference = (names: ReadonlyArray<string>) => (specimen: Specimen, random: Random) => {
  const known = new Set<unknown>(
    isRecord(specimen.data) ? [...Object.keys(specimen.data), ...stagesOf(specimen.data)] : []
  )
  const nodes = specimen.places.flatMap((place) => {
    if (!inJob(place) || !names.includes(place.name)) return []
    const { value } = place.pair
    return value.kind === "seq" ? value.items : [value]
  })
  const node = random.pick(
    nodes.filter((each) => each.kind === "scalar" && each.style === "plain" && known.has(each.value))
  )
  if (node === undefined) return undefined
  const name = specimen.written(node)
  const slip = slipped(name, random)
  return slip === undefined || slip === name || known.has(slip)
    ? undefined
    : specimen.exchange(node.start, node.end, slip, `${name} -> ${slip}`)
}

const stagesOf = (data: DataRecord): ReadonlyArray<Data> => (Array.isArray(data.stages) ? data.stages : [])

/** The lines of a key's block at another depth, without the key's own line. */
const dissolved = (fits: (place: Place) => boolean) => (specimen: Specimen, random: Random) => {
  const place = random.pick(
    specimen.places.filter(
      (each) => fits(each) && !each.flow && each.pair.value.kind === "map" && !each.pair.value.flow
    )
  )
  if (place === undefined) return undefined
  const { start, end } = place.pair.value
  const by = specimen.column(start) - specimen.column(place.pair.start)
  const [first = "", ...rest] = specimen.text.slice(start, end).split("\n")
  const text = [first, ...rest.map((line) => line.slice(Math.min(by, /^ */.exec(line)?.[0].length ?? 0)))]
  return specimen.exchange(place.pair.start, end, text.join("\n"), place.path.join("."))
}

export const gitlabMutators: ReadonlyArray<Mutator> = (
  [
    {
      name: "foreign_key",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.places.filter((each) => inJob(each) && each.path.length === 2 && each.name in foreign)
        )
        return renamed(specimen, place, random.pick(foreign[place?.name ?? ""] ?? []) ?? "")
      }
    },
    {
      name: "jobs_wrapped",
      restore: "guess",
      mutate: ({ data, single }) => {
        if (!isRecord(data) || !single) return undefined
        const own = entries(data).filter(([name]) => !globals.has(name))
        if (own.length === 0) return undefined
        const rest = entries(data).filter(([name]) => globals.has(name))
        const text = stringify(
          { ...Object.fromEntries(rest), jobs: Object.fromEntries(own) },
          { lineWidth: 0 }
        )
        const line = text.split("\n").indexOf("jobs:") + 1
        return { text, lines: [line], detail: "jobs:" }
      }
    },
    {
      name: "file_named",
      restore: "lossy",
      mutate: (specimen) =>
        jobs(specimen).length > 0 && specimen.single
          ? inserted(specimen, specimen.places[0]?.pair.start ?? 0, "name: CI\n")
          : undefined
    },
    {
      name: "events_above",
      restore: "lossy",
      mutate: (specimen) =>
        jobs(specimen).length > 0 && specimen.single
          ? inserted(specimen, specimen.places[0]?.pair.start ?? 0, "on:\n  push:\n    branches: [main]\n")
          : undefined
    },
    {
      name: "checkout_step",
      restore: "lossy",
      mutate: lineAbove((random) => random.pick(["uses: actions/checkout@v4", "permissions: read-all"]) ?? "")
    },
    {
      name: "script_as_steps",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.places.filter(
            (each) => jobKey("script")(each) && texts(valueAt(specimen.data, each.path) ?? null)
          )
        )
        if (place === undefined) return undefined
        const value = valueAt(specimen.data, place.path) as ReadonlyArray<string>
        const mutation = reprint(
          specimen,
          place,
          value.map((run) => ({ run }))
        )
        if (mutation === undefined || random.next() < 0.5) return mutation
        return {
          ...mutation,
          text: `${mutation.text.slice(0, place.pair.start)}steps${mutation.text.slice(place.pair.key.end)}`
        }
      }
    },
    {
      name: "item_unquoted",
      restore: "exact",
      mutate: item(
        (written) => /^(['"]).*(?:: |^.[*&@`{[%!|>]).*\1$/.test(written) && !/\\|''/.test(written),
        (written) => written.slice(1, -1)
      )
    },
    {
      name: "item_on_key_line",
      restore: "exact",
      mutate: (specimen, random) => {
        const found = random.pick(
          specimen.places.filter(
            ({ pair, flow }) =>
              !flow &&
              pair.value.kind === "seq" &&
              !pair.value.flow &&
              pair.value.items.length === 1 &&
              pair.value.items[0]?.kind === "scalar" &&
              !specimen.written(pair.value).includes("\n")
          )
        )
        if (found === undefined) return undefined
        const { pair } = found
        return specimen.exchange(
          pair.key.end,
          pair.value.end,
          `: ${specimen.written(pair.value)}`,
          found.path.join(".")
        )
      }
    },
    {
      name: "stage_as_list",
      restore: "guess",
      mutate: reshaped(jobKey("stage"), (value: Data) => [value])
    },
    {
      name: "stages_as_text",
      restore: "guess",
      mutate: reshaped(
        (place, value) =>
          place.path.length === 1 && place.name === "stages" && texts(value) && value.length > 1,
        (value: ReadonlyArray<string>, random) => value.join(random.pick([", ", " "]))
      )
    },
    {
      name: "stages_as_map",
      restore: "guess",
      mutate: reshaped(
        (place, value) => place.path.length === 1 && place.name === "stages" && texts(value),
        (value: ReadonlyArray<string>, random) =>
          random.next() < 0.5
            ? Object.fromEntries(value.map((stage) => [stage, null]))
            : value.map((name) => ({ name }))
      )
    },
    {
      name: "needs_as_text",
      restore: "guess",
      mutate: reshaped(
        (place, value) => jobKey("needs", "dependencies")(place) && texts(value),
        (value: ReadonlyArray<string>) => value.join(", ")
      )
    },
    {
      name: "rules_as_map",
      restore: "guess",
      mutate: reshaped(
        (place, value) =>
          place.name === "rules" && Array.isArray(value) && value.length === 1 && isRecord(value[0]),
        (value: ReadonlyArray<Data>) => value[0]
      )
    },
    {
      name: "rule_as_text",
      restore: "guess",
      mutate: reshaped(
        (place, value) =>
          place.name === "rules" &&
          Array.isArray(value) &&
          value.length > 0 &&
          value.every(
            (rule) => isRecord(rule) && typeof rule.if === "string" && Object.keys(rule).length === 1
          ),
        (value: ReadonlyArray<DataRecord>) => value.map((rule) => rule.if as Data)
      )
    },
    {
      name: "paths_as_text",
      restore: "guess",
      mutate: reshaped(
        (place, value) => named("paths")(place) && texts(value) && value.length === 1,
        (value: ReadonlyArray<string>) => value[0]
      )
    },
    {
      name: "path_for_paths",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.places.filter((each) => {
            const value = valueAt(specimen.data, each.path) ?? null
            return (
              each.name === "paths" && !each.path.join().startsWith(".") && texts(value) && value.length === 1
            )
          })
        )
        if (place === undefined) return undefined
        const mutation = reprint(specimen, place, (valueAt(specimen.data, place.path) as Data[])[0] ?? null)
        return mutation === undefined
          ? undefined
          : {
              ...mutation,
              text: `${mutation.text.slice(0, place.pair.start)}path${mutation.text.slice(place.pair.key.end)}`
            }
      }
    },
    {
      name: "paths_without_key",
      restore: "guess",
      mutate: reshaped(
        (place, value) =>
          jobKey("artifacts", "cache")(place) &&
          isRecord(value) &&
          Object.keys(value).length === 1 &&
          texts(value.paths ?? null),
        (value: DataRecord, random) =>
          random.next() < 0.5
            ? value.paths
            : (value.paths as ReadonlyArray<Data>).length === 1
              ? (value.paths as ReadonlyArray<Data>)[0]
              : value.paths
      )
    },
    {
      name: "services_as_text",
      restore: "guess",
      mutate: reshaped(
        (place, value) => place.name === "services" && texts(value) && value.length === 1,
        (value: ReadonlyArray<string>) => value[0]
      )
    },
    {
      name: "artifacts_dissolved",
      restore: "guess",
      mutate: dissolved(jobKey("artifacts"))
    },
    {
      name: "reports_dissolved",
      restore: "guess",
      mutate: dissolved(
        (place) => inJob(place) && place.path.at(-2) === "artifacts" && place.name === "reports"
      )
    },
    {
      name: "environment_dissolved",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.places.filter((each) => {
            const value = valueAt(specimen.data, each.path) ?? null
            return jobKey("environment")(each) && isRecord(value) && Object.keys(value).join() === "name,url"
          })
        )
        if (place === undefined) return undefined
        const value = valueAt(specimen.data, place.path) as DataRecord
        const mutation = reprint(specimen, place, value.name as Data)
        if (mutation === undefined) return undefined
        const below = `\n${" ".repeat(specimen.column(place.pair.start))}url: ${JSON.stringify(value.url)}`
        const end = mutation.text.length - (specimen.text.length - place.pair.value.end)
        return { ...mutation, text: mutation.text.slice(0, end) + below + mutation.text.slice(end) }
      }
    },
    {
      name: "github_condition",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.scalars((value, each) => each.name === "if" && value.style === "plain")
        )
        return place === undefined
          ? undefined
          : specimen.exchange(
              place.value.start,
              place.value.end,
              `\${{ ${specimen.written(place.value)} }}`,
              place.path.join(".")
            )
      }
    },
    {
      name: "condition_operator",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.scalars(
            (value, each) => each.name === "if" && / == | && | \|\| /.test(String(value.value))
          )
        )
        if (place === undefined) return undefined
        const written = specimen.written(place.value)
        const changed =
          random.next() < 0.5 ? written.replace(" == ", " = ") : written.replace(" && ", " and ")
        const text = changed === written ? written.replace(" == ", " === ").replace(" || ", " or ") : changed
        return specimen.exchange(place.value.start, place.value.end, text, text)
      }
    },
    {
      name: "condition_unquoted",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.scalars((value, each) => each.name === "if" && /== "[\w-]+"$/.test(String(value.value)))
        )
        if (place === undefined) return undefined
        const text = String(place.value.value).replace(/"([\w-]+)"$/, "$1")
        return specimen.exchange(place.value.start, place.value.end, text, text)
      }
    },
    { name: "job_reference_slip", restore: "guess", mutate: reference(["needs", "dependencies"]) },
    { name: "extends_slip", restore: "guess", mutate: reference(["extends"]) },
    { name: "stage_slip", restore: "guess", mutate: reference(["stage"]) },
    {
      name: "when_word",
      restore: "guess",
      mutate: (specimen, random) => {
        const words: Readonly<Record<string, ReadonlyArray<string>>> = {
          manual: ["manually", "Manual"],
          always: ["alway", "ALWAYS"],
          never: ["Never", "nevr"],
          on_success: ["success", "on-success"],
          on_failure: ["failure", "on-failure"],
          delayed: ["delay"]
        }
        const place = random.pick(
          specimen.scalars(
            (value, each) => each.name === "when" && inJob(each) && String(value.value) in words
          )
        )
        const word = random.pick(words[String(place?.value.value)] ?? [])
        return place === undefined || word === undefined
          ? undefined
          : specimen.exchange(place.value.start, place.value.end, word, word)
      }
    },
    {
      name: "elision_line",
      restore: "lossy",
      mutate: lineAbove((random) => random.pick(["...", "..."]) ?? "...")
    },
    {
      name: "diff_of_one_line",
      restore: "guess",
      mutate: (specimen, random) => {
        const place = random.pick(
          specimen.scalars((value, each) => inJob(each) && value.style === "plain" && each.path.length === 2)
        )
        if (place === undefined) return undefined
        const start = place.pair.start - specimen.column(place.pair.start)
        const line = specimen.text.slice(start, place.pair.end)
        return specimen.exchange(
          start,
          place.pair.end,
          `-${line.slice(1)}-old\n+${line.slice(1)}`,
          line.trim()
        )
      }
    }
  ] satisfies ReadonlyArray<Mutator>
).map((mutator) => ({ ...mutator, dialects }))
