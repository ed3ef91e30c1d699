/**
 * The classes of slips in the text that the data holds, made in other files than the data's.
 */
import { dataOf } from "../PlainData.ts"
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

const closed = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`)

/** What a file of each dialect is called in a sentence. */
const names: Readonly<Record<string, string>> = {
  "github-actions": "GitHub Actions workflow",
  "gitlab-ci": "GitLab CI configuration",
  "ai-workflow": "AI workflow"
}

/** Sentences above a file. */
const openings = (dialect: string): ReadonlyArray<string> => {
  const name = names[dialect] ?? "configuration"
  return [
    `Here's the ${name} that you asked for:\n\n`,
    `Certainly! This ${name} builds and tests the project: it runs on every push\n\n`,
    `I've corrected the ${name} for you\n`,
    `Below is the complete ${name}.\n\n`
  ]
}

const closings: ReadonlyArray<string> = [
  "",
  "\nLet me know if anything is unclear!\n",
  "\n**Notes**\n\n- The indentation was off in one place.\n- Secrets have to be set by you.\n"
]

/** Keys that begin their line, in block style, with a value behind them. */
const own = (specimen: Specimen): ReadonlyArray<Place> =>
  specimen.places.filter(
    ({ pair, flow }) =>
      !flow &&
      specimen.text[pair.key.end] === ":" &&
      specimen.text.slice(pair.start - specimen.column(pair.start), pair.start).trim() === ""
  )

const onOneLine = (specimen: Specimen, place: Place): boolean =>
  place.pair.value.kind === "scalar" &&
  place.pair.value.end > place.pair.value.start &&
  !specimen.text.slice(place.pair.start, place.pair.value.end).includes("\n")

const tabs = (specimen: Specimen, random: Random): Mutation | undefined => {
  const lines = specimen.text.split("\n")
  const depth = (line: string): number => /^ */.exec(line)?.[0].length ?? 0
  const indented = lines.flatMap((line, at) => (depth(line) > 0 && line.trim() !== "" ? [at] : []))
  const unit = Math.min(...indented.map((at) => depth(lines[at] ?? "")))
  const tabbed = (line: string): string =>
    "\t".repeat(Math.max(1, Math.round(depth(line) / unit))) + line.slice(depth(line))
  if (indented.length === 0) return undefined
  if (random.next() < 0.4)
    return {
      text: lines.map((line) => (depth(line) > 0 ? tabbed(line) : line)).join("\n"),
      lines: [(indented[0] ?? 0) + 1],
      detail: "every indent"
    }
  const starts = new Set(own(specimen).map(({ pair }) => specimen.line(pair.start) - 1))
  const at = random.pick(indented.filter((line) => starts.has(line)))
  return at === undefined
    ? undefined
    : {
        text: lines.map((line, index) => (index === at ? tabbed(line) : line)).join("\n"),
        lines: [at + 1],
        detail: "one line"
      }
}

const shifted = (specimen: Specimen, random: Random): Mutation | undefined => {
  const place = random.pick(own(specimen).filter(({ pair }) => specimen.column(pair.start) > 1))
  if (place === undefined) return undefined
  const { start } = place.pair
  const by = random.pick([-1, 1, 2] as const)
  return by === -1
    ? specimen.exchange(start - 1, start, "", `${place.path.join(".")} -1`)
    : specimen.exchange(start, start, " ".repeat(by ?? 1), `${place.path.join(".")} +${by}`)
}

const quotes = (specimen: Specimen, random: Random): Mutation | undefined => {
  const place = random.pick(
    specimen
      .scalars((value) => value.style === "single" || value.style === "double")
      .filter(({ value }) => !specimen.written(value).includes("\n"))
  )
  if (place === undefined) return undefined
  const { start, end } = place.value
  return random.next() < 0.8
    ? specimen.exchange(end - 1, end, "", `closing ${place.path.join(".")}`)
    : specimen.exchange(start, start + 1, "", `opening ${place.path.join(".")}`)
}

const again = (specimen: Specimen, random: Random): Mutation | undefined => {
  const place = random.pick(own(specimen))
  if (place === undefined) return undefined
  const { start } = place.pair
  const line = start - specimen.column(start)
  const end = specimen.text.indexOf("\n", place.pair.end - 1)
  if (end < 0) return undefined
  const pair = specimen.text.slice(line, end + 1)
  return {
    ...specimen.exchange(end + 1, end + 1, pair, place.path.join(".")),
    lines: [specimen.line(end) + 1]
  }
}

const printed = (specimen: Specimen): string => `${JSON.stringify(specimen.data, undefined, 2)}\n`

const ofExpression =
  (pattern: RegExp, by: string) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const match = random.pick([...specimen.text.matchAll(pattern)])
    return match === undefined
      ? undefined
      : specimen.exchange(match.index, match.index + match[0].length, by, match[0])
  }

export const usualTextMutators: ReadonlyArray<Mutator> = [
  // Printing the file as JSON takes what still parses.
  {
    name: "json_missing_comma",
    restore: "exact",
    mutate: (specimen, random) => {
      if (!specimen.single) return undefined
      const text = printed(specimen)
      const match = random.pick([...text.matchAll(/,\n/g)])
      return match === undefined
        ? undefined
        : {
            text: `${text.slice(0, match.index)}${text.slice(match.index + 1)}`,
            lines: [text.slice(0, match.index).split("\n").length],
            detail: "one"
          }
    }
  },
  {
    name: "json_unclosed",
    restore: "exact",
    mutate: (specimen) => {
      if (!specimen.single) return undefined
      const text = printed(specimen).replace(/\n\}\n$/, "\n")
      return { text, lines: [text.split("\n").length - 1], detail: "the last brace" }
    }
  },
  { name: "tab_indent", restore: "exact", mutate: tabs },
  {
    name: "md_fence",
    restore: "exact",
    mutate: ({ text }, random) => ({
      text: `\`\`\`${random.pick(["yml", "yaml", ""])}\n${closed(text)}\`\`\`\n`,
      lines: [1],
      detail: "around the file"
    })
  },
  {
    name: "prose_fence",
    restore: "exact",
    mutate: ({ text, sample }, random) => ({
      text: `${random.pick(openings(sample.dialect))}\`\`\`yaml\n${closed(text)}\`\`\`\n${random.pick(closings)}`,
      lines: [1],
      detail: "sentences around a fence"
    })
  },
  {
    name: "leading_prose",
    restore: "exact",
    mutate: ({ text, sample }, random) => ({
      text: `${random.pick(openings(sample.dialect))}${text}`,
      lines: [1],
      detail: "a sentence above"
    })
  },
  {
    name: "missing_colon",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(own(specimen))
      return place === undefined
        ? undefined
        : specimen.exchange(place.pair.key.end, place.pair.key.end + 1, "", place.path.join("."))
    }
  },
  {
    name: "missing_space",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(own(specimen).filter((each) => onOneLine(specimen, each)))
      return place === undefined
        ? undefined
        : specimen.exchange(place.pair.key.end + 1, place.pair.value.start, "", place.path.join("."))
    }
  },
  {
    name: "unclosed_bracket",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(specimen.flowLists)
      if (place === undefined) return undefined
      const { end } = place.pair.value
      return specimen.exchange(end - 1, end, "", place.path.join("."))
    }
  },
  { name: "unclosed_quote", restore: "exact", mutate: quotes },
  { name: "bad_indent", restore: "exact", mutate: shifted },
  {
    name: "truncated",
    restore: "lossy",
    mutate: ({ text, sample }, random) => {
      const cut = Math.floor(text.length * (0.88 + random.next() * 0.08))
      const kept = text.slice(0, cut)
      // Where no parser of the format's own judges, what still reads may be whole.
      if (sample.dialect !== "github-actions" && dataOf(kept, sample.dialect) !== undefined) return undefined
      return { text: kept, lines: [kept.split("\n").length], detail: `cut at ${cut} of ${text.length}` }
    }
  },
  { name: "duplicate_key", restore: "exact", mutate: again },
  {
    name: "on_as_true",
    restore: "exact",
    dialects: ["github-actions"],
    mutate: (specimen, random) => {
      const place = specimen.places.find(({ path, pair }) => path[0] === "on" && pair.start >= 0)
      return place === undefined || specimen.written(place.pair.key) !== "on"
        ? undefined
        : specimen.exchange(place.pair.start, place.pair.key.end, random.next() < 0.5 ? "true" : "True", "on")
    }
  },
  {
    name: "expr_syntax",
    restore: "exact",
    dialects: ["github-actions"],
    mutate: (specimen, random) =>
      random.next() < 0.5
        ? ofExpression(/ ?\}\}/g, " ")(specimen, random)
        : ofExpression(/\}\}/g, "}")(specimen, random)
  }
]
