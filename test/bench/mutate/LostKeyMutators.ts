/**
 * Keys that were left out above what belongs to them, and words that stand for the map they belong in: jobs at the top
 * of a file, axes beside `fail-fast`, `push: [main]`, a runner in a map of its own.
 */
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

const github = ["github-actions"]

const indentOf = (line: string): number => line.length - line.trimStart().length

/** Takes the line of a key away, and what stands below it one level up. */
const unheaded =
  (fits: (place: Place, specimen: Specimen) => boolean) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const place = random.pick(
      specimen.places.filter(
        (each) =>
          !each.flow && each.pair.value.kind === "map" && !each.pair.value.flow && fits(each, specimen)
      )
    )
    if (place === undefined || place.pair.value.kind !== "map") return undefined
    const lines = specimen.text.split("\n")
    const at = specimen.line(place.pair.key.start) - 1
    const col = specimen.column(place.pair.key.start)
    const first = place.pair.value.pairs[0]
    if (first === undefined || !/:\s*(?:#.*)?$/.test(lines[at] as string)) return undefined
    const by = specimen.column(first.key.start) - col
    let end = at + 1
    while (end < lines.length && (lines[end]?.trim() === "" || indentOf(lines[end] as string) > col)) end++
    const below = lines.slice(at + 1, end).map((line) => (line.trim() === "" ? line : line.slice(by)))
    return {
      text: [...lines.slice(0, at), ...below, ...lines.slice(end)].join("\n"),
      lines: [at + 1],
      detail: `${place.path.join(".")} left out`
    }
  }

/** Exchanges what a line says by something else. */
const lineAs =
  (pattern: RegExp, by: (match: RegExpExecArray, random: Random) => string) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const lines = specimen.text.split("\n")
    const starts = new Set(specimen.places.map(({ pair }) => specimen.line(pair.key.start) - 1))
    const found = lines.flatMap((line, index) => {
      const match = starts.has(index) ? pattern.exec(line) : null
      return match === null ? [] : [{ index, match }]
    })
    const chosen = random.pick(found)
    if (chosen === undefined) return undefined
    const { index, match } = chosen
    return {
      text: lines.with(index, by(match, random)).join("\n"),
      lines: [index + 1],
      detail: match[0].trim()
    }
  }

export const lostKeyMutators: ReadonlyArray<Mutator> = [
  {
    name: "jobs_left_out",
    restore: "exact",
    dialects: github,
    mutate: unheaded(({ path }) => path.length === 1 && path[0] === "jobs")
  },
  {
    name: "matrix_left_out",
    restore: "exact",
    dialects: github,
    mutate: unheaded(
      ({ name, pair }) =>
        name === "matrix" &&
        pair.value.kind === "map" &&
        pair.value.pairs.every(({ value }) => value.kind === "seq")
    )
  },
  {
    name: "push_left_out",
    restore: "guess",
    dialects: github,
    mutate: unheaded(
      ({ path, name }, specimen) =>
        name === "push" &&
        path.length === 2 &&
        !specimen.places.some((other) => other.path.length === 2 && /^(?:pull|workflow)_/.test(other.name))
    )
  },
  {
    name: "runner_in_map",
    restore: "exact",
    dialects: github,
    mutate: lineAs(/^( *)runs-on: ([a-z][\w.-]*)$/, (match, random) => {
      const key = random.pick(["os", "image", "vmImage", "name"]) as string
      return `${match[1]}runs-on:\n${match[1]}  ${key}: ${match[2]}`
    })
  },
  {
    name: "bold_key",
    restore: "exact",
    dialects: github,
    mutate: lineAs(
      /^( *(?:- )?)([a-z][\w-]*): (\S.*)$/,
      ([, lead, key, value]) => `${lead}**${key}**: ${value}`
    )
  },
  {
    name: "two_dashes",
    restore: "exact",
    dialects: github,
    mutate: lineAs(/^( *)- ([a-z][\w-]*: .*)$/, ([, lead, rest]) => `${lead}-- ${rest}`)
  }
]
