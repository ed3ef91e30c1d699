/**
 * The classes of slips in names that the data holds, made in other files than the data's.
 */
import type { Mutator } from "./Mutator.ts"
import { ofKnown, renamed } from "./NameMutators.ts"
import type { Random } from "./Random.ts"
import { valueAt } from "./Reshape.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

const letters = "abcdefghijklmnopqrstuvwxyz"

/** A letter lost, doubled, added, exchanged or two of them swapped, anywhere in the word. */
export const typo = (word: string, random: Random): string | undefined => {
  if (word.length < 2) return undefined
  const at = random.below(word.length)
  const before = word.slice(0, at)
  const letter = letters.charAt(random.below(letters.length))
  const made = [
    before + word.slice(at + 1),
    before + word.charAt(at) + word.slice(at),
    before + letter + word.slice(at + 1),
    before + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2)
  ][random.below(4)]
  return made === word ? undefined : made
}

const otherCase = (word: string, random: Random): string | undefined =>
  random.pick(
    [
      word.toUpperCase(),
      word.charAt(0).toUpperCase() + word.slice(1),
      word.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase()),
      word.includes("-") ? word.replaceAll("-", "_") : word.replaceAll("_", "-")
    ].filter((each) => each !== word)
  )

/** What models call a key, by dialect. */
const synonyms: Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>> = {
  "github-actions": {
    on: ["triggers", "events", "when"],
    jobs: ["job", "tasks"],
    steps: ["actions", "tasks", "commands"],
    uses: ["action", "using"],
    run: ["script", "command", "shell_command", "cmd"],
    name: ["title", "label"],
    with: ["parameters", "args", "inputs"],
    env: ["environment_variables", "variables", "vars"],
    branches: ["branch", "refs"],
    types: ["type", "activities"],
    needs: ["depends_on", "dependsOn", "requires"],
    "runs-on": ["os", "runner", "image", "runs_on"],
    if: ["condition", "when"],
    matrix: ["matrices"],
    "timeout-minutes": ["timeout"]
  },
  "gitlab-ci": {
    script: ["run", "commands", "steps"],
    stages: ["steps", "phases"],
    stage: ["step", "phase"],
    variables: ["env", "environment_variables", "vars"],
    allow_failure: ["ignore_failure", "continue-on-error"],
    needs: ["dependsOn", "depends_on"],
    rules: ["conditions"],
    image: ["container", "docker"],
    cache: ["caching"],
    artifacts: ["artifact", "outputs"],
    tags: ["runner"],
    only: ["branches"]
  },
  "ai-workflow": {
    prompt: ["messages", "prompts"],
    content: ["text", "value"],
    name: ["id", "title"],
    type: ["provider", "step_type", "kind"],
    steps: ["tasks", "stages"]
  }
}

const synonym = (specimen: Specimen, random: Random): Mutation | undefined => {
  const table = synonyms[specimen.sample.dialect] ?? {}
  return renamed((name, chance) => (Object.hasOwn(table, name) ? chance.pick(table[name] ?? []) : undefined))(
    specimen,
    random
  )
}

/** Values of closed sets: the key, the words as they are, and what becomes of them. */
const word = (
  specimen: Specimen,
  random: Random,
  fits: (place: Place, value: string) => boolean
): Mutation | undefined => {
  const place = random.pick(
    specimen.scalars(
      (value, each) => typeof value.value === "string" && fits(each, value.value) && value.style === "plain"
    )
  )
  const slip = place === undefined ? undefined : typo(String(place.value.value), random)
  return place === undefined || slip === undefined
    ? undefined
    : specimen.exchange(place.value.start, place.value.end, slip, `${place.path.join(".")} = ${slip}`)
}

/** Names of jobs or steps, written another way. */
const reference = (specimen: Specimen, random: Random): Mutation | undefined => {
  const key = specimen.sample.dialect === "ai-workflow" ? "step" : "needs"
  const nodes = specimen.places
    .filter(({ name }) => name === key)
    .flatMap(({ pair }) => (pair.value.kind === "seq" ? pair.value.items : [pair.value]))
    .filter((node) => node.kind === "scalar")
    .filter((node) => typeof node.value === "string" && /^[\w-]{3,}$/.test(specimen.written(node)))
  const node = random.pick(nodes)
  if (node === undefined) return undefined
  const name = specimen.written(node)
  const slip = random.pick(
    [
      name.charAt(0).toUpperCase() + name.slice(1),
      name.includes("-") ? name.replaceAll("-", "_") : name.replaceAll("_", "-"),
      typo(name, random) ?? name
    ].filter((each) => each !== name)
  )
  return slip === undefined ? undefined : specimen.exchange(node.start, node.end, slip, `${name} -> ${slip}`)
}

const repeatedId = (specimen: Specimen, random: Random): Mutation | undefined => {
  const key = specimen.sample.dialect === "ai-workflow" ? "name" : "id"
  const ids = specimen.scalars((_, { name, path }) => name === key && path.at(-3) === "steps")
  const place = random.pick(ids)
  if (place === undefined) return undefined
  const others = ids.filter(
    ({ path, value }) =>
      path.slice(0, -2).join() === place.path.slice(0, -2).join() && value.value !== place.value.value
  )
  const other = random.pick(others)
  return other === undefined
    ? undefined
    : specimen.exchange(
        place.value.start,
        place.value.end,
        specimen.written(other.value),
        `${place.path.join(".")} = ${String(other.value.value)}`
      )
}

/** A job that others wait for waits for one of them. */
const cycle = (specimen: Specimen, random: Random): Mutation | undefined => {
  const jobs = specimen.sample.dialect === "github-actions" ? ["jobs"] : []
  const waits = specimen.places.flatMap((place) => {
    if (place.name !== "needs" || place.path.length !== jobs.length + 2) return []
    const value = valueAt(specimen.data, place.path)
    const names = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string")
    return names.map((first) => ({ first, last: String(place.path.at(-2)) }))
  })
  const { first, last } = random.pick(waits) ?? {}
  const job = specimen.places.find(
    ({ path }) => path.length === jobs.length + 1 && path.join() === [...jobs, first].join()
  )
  if (job === undefined || job.pair.value.kind !== "map" || job.pair.value.flow) return undefined
  if (job.pair.value.pairs.some((pair) => pair.key?.kind === "scalar" && pair.key.value === "needs"))
    return undefined
  const { start } = job.pair.value
  const indent = " ".repeat(specimen.column(start))
  return specimen.exchange(start, start, `needs: [${last}]\n${indent}`, `${first} needs ${last}`)
}

export const usualNameMutators: ReadonlyArray<Mutator> = [
  { name: "key_typo", restore: "guess", mutate: renamed(ofKnown(typo)) },
  { name: "key_case", restore: "guess", mutate: renamed(ofKnown(otherCase)) },
  { name: "key_synonym", restore: "guess", mutate: synonym },
  {
    name: "enum_typo",
    restore: "guess",
    mutate: (specimen, random) => {
      if (specimen.sample.dialect === "gitlab-ci")
        return word(specimen, random, ({ name }, value) => name === "when" && value.length > 3)
      if (specimen.sample.dialect === "ai-workflow")
        return word(specimen, random, ({ name }, value) => name === "type" && value.length > 3)
      return random.next() < 0.7
        ? renamed((name, chance) =>
            /^(push|pull_request|pull_request_target|schedule|workflow_dispatch|release|issues)$/.test(name)
              ? chance.next() < 0.4
                ? `${name}s`
                : typo(name, chance)
              : undefined
          )(specimen, random)
        : word(
            specimen,
            random,
            ({ path }, value) => path.includes("permissions") && /^(read|write)$/.test(value)
          )
    }
  },
  { name: "dangling_ref", restore: "guess", mutate: reference },
  {
    name: "duplicate_step_id",
    restore: "guess",
    dialects: ["github-actions", "ai-workflow"],
    mutate: repeatedId
  },
  { name: "cyclic_needs", restore: "lossy", dialects: ["github-actions", "gitlab-ci"], mutate: cycle }
]
