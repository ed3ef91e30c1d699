/**
 * Slips of the text: what models and people do to YAML that then does not parse, or not as meant.
 */
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

/** Every line changed, or lines put around; the first line is where it shows. */
const whole = (text: string, detail: string): Mutation => ({ text, lines: [1], detail })

const eachLine = (text: string, change: (line: string, at: number) => string): string => {
  const lines = text.split("\n")
  const last = lines.at(-1) === "" ? lines.length - 1 : lines.length
  return lines.map((line, at) => (at < last ? change(line, at) : line)).join("\n")
}

const closed = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`)

/** Keys with a plain scalar on their own line. */
const plain = (specimen: Specimen): ReadonlyArray<Place> =>
  specimen.scalars(
    (value) => value.style === "plain" && value.end > value.start && !specimen.written(value).includes("\n")
  )

const quoted = (specimen: Specimen): ReadonlyArray<Place> =>
  specimen.scalars((value) => value.style === "single" || value.style === "double")

const at = (
  specimen: Specimen,
  place: Place | undefined,
  change: (written: string, place: Place) => readonly [start: number, end: number, by: string] | undefined
): Mutation | undefined => {
  if (place === undefined) return undefined
  const changed = change(specimen.written(place.pair.value), place)
  return changed === undefined ? undefined : specimen.exchange(...changed, place.path.join("."))
}

/** Where the key ends and the value begins: the colon with what is around it. */
const colonOf = (place: Place): readonly [number, number] => [place.pair.key.end, place.pair.value.start]

const blockItems = (specimen: Specimen) =>
  specimen.lists.flatMap(({ node, path }) =>
    node.items.flatMap((item, index) => {
      const dash = specimen.text.lastIndexOf("-", item.start)
      const between = specimen.text.slice(dash + 1, item.start)
      return dash >= 0 && between.trim() === "" && !between.includes("\n")
        ? [{ item, index, path, dash }]
        : []
    })
  )

const signs: ReadonlyArray<readonly [string, string]> = [
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"]
]

const conflict = (specimen: Specimen, random: Random): Mutation | undefined => {
  const place = random.pick(plain(specimen))
  if (place === undefined) return undefined
  const start = specimen.text.lastIndexOf("\n", place.pair.start) + 1
  const end = specimen.text.indexOf("\n", place.pair.end)
  if (end < 0) return undefined
  const line = specimen.text.slice(start, end)
  const text = `<<<<<<< HEAD\n${line}\n=======\n${line}-2\n>>>>>>> feature`
  return specimen.exchange(start, end, text, place.path.join("."))
}

export const textMutators: ReadonlyArray<Mutator> = [
  {
    name: "smart_quotes",
    restore: "exact",
    mutate: (specimen, random) =>
      at(specimen, random.pick(quoted(specimen)), (written, { pair }) => [
        ...([pair.value.start, pair.value.end] as const),
        `“${written.slice(1, -1)}”`
      ])
  },
  {
    name: "quote_mismatch",
    restore: "guess",
    mutate: (specimen, random) =>
      at(specimen, random.pick(quoted(specimen)), (written, { pair }) => [
        ...([pair.value.end - 1, pair.value.end] as const),
        written.startsWith("'") ? '"' : "'"
      ])
  },
  {
    name: "unquoted_special",
    restore: "exact",
    mutate: (specimen, random) =>
      at(
        specimen,
        random.pick(
          quoted(specimen).filter(({ pair }) => /: |^.[*&@`{[%!|>]/.test(specimen.written(pair.value)))
        ),
        (written, { pair }) => [pair.value.start, pair.value.end, written.slice(1, -1)]
      )
  },
  {
    name: "equals_for_colon",
    restore: "guess",
    mutate: (specimen, random) =>
      at(specimen, random.pick(plain(specimen)), (_, place) => [...colonOf(place), " = "])
  },
  {
    name: "double_colon",
    restore: "exact",
    mutate: (specimen, random) =>
      at(specimen, random.pick(plain(specimen)), (_, place) => [...colonOf(place), ":: "])
  },
  {
    name: "arrow_for_colon",
    restore: "guess",
    mutate: (specimen, random) =>
      at(specimen, random.pick(plain(specimen)), (_, place) => [...colonOf(place), " => "])
  },
  {
    name: "space_before_key_colon_lost",
    restore: "exact",
    mutate: (specimen, random) =>
      at(specimen, random.pick(plain(specimen)), (_, place) => [...colonOf(place), " :"])
  },
  {
    name: "trailing_comma_value",
    restore: "guess",
    mutate: (specimen, random) =>
      at(specimen, random.pick(plain(specimen)), (_, { pair }) => [pair.value.end, pair.value.end, ","])
  },
  {
    name: "trailing_semicolon",
    restore: "guess",
    mutate: (specimen, random) =>
      at(specimen, random.pick(plain(specimen)), (_, { pair }) => [pair.value.end, pair.value.end, ";"])
  },
  {
    name: "missing_dash",
    restore: "exact",
    mutate: (specimen, random) => {
      const found = random.pick(blockItems(specimen).filter(({ index }) => index > 0))
      return found === undefined
        ? undefined
        : specimen.exchange(found.dash, found.dash + 1, " ", [...found.path, found.index].join("."))
    }
  },
  {
    name: "dash_without_space",
    restore: "exact",
    mutate: (specimen, random) => {
      const found = random.pick(blockItems(specimen))
      return found === undefined
        ? undefined
        : specimen.exchange(found.dash + 1, found.item.start, "", [...found.path, found.index].join("."))
    }
  },
  {
    name: "extra_dash",
    restore: "guess",
    mutate: (specimen, random) => {
      const keys = blockItems(specimen).flatMap(({ item }) =>
        item.kind === "map" && !item.flow ? item.pairs.slice(1) : []
      )
      const pair = random.pick(keys)
      if (pair === undefined || specimen.column(pair.start) < 2) return undefined
      return specimen.exchange(pair.start - 2, pair.start, "- ", specimen.written(pair.key))
    }
  },
  {
    name: "item_shifted",
    restore: "exact",
    mutate: (specimen, random) => {
      const found = random.pick(blockItems(specimen).filter(({ index }) => index > 0))
      return found === undefined
        ? undefined
        : specimen.exchange(found.dash, found.dash, " ", [...found.path, found.index].join("."))
    }
  },
  {
    name: "key_line_shifted",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(plain(specimen).filter(({ pair }) => specimen.column(pair.start) > 1))
      if (place === undefined) return undefined
      const start = place.pair.start
      // Only keys that begin their line: shifting an item's first key would shift the item.
      if (specimen.text.slice(start - specimen.column(start), start).trim() !== "") return undefined
      return random.next() < 0.5
        ? specimen.exchange(start - 1, start, "", `${place.path.join(".")} -1`)
        : specimen.exchange(start, start, "   ", `${place.path.join(".")} +3`)
    }
  },
  {
    name: "all_but_first_indented",
    restore: "exact",
    mutate: ({ text }) =>
      /^\S/.test(text)
        ? whole(
            eachLine(text, (line, at) => (at === 0 || line === "" ? line : `  ${line}`)),
            "by 2"
          )
        : undefined
  },
  {
    name: "tilde_fence",
    restore: "exact",
    mutate: ({ text }) => whole(`~~~yaml\n${closed(text)}~~~\n`, "around the file")
  },
  {
    name: "unclosed_fence",
    restore: "exact",
    mutate: ({ text }) => whole(`\`\`\`yaml\n${text}`, "opening only")
  },
  {
    name: "closing_fence_only",
    restore: "exact",
    mutate: ({ text }) => ({
      text: `${closed(text)}\`\`\`\n`,
      lines: [closed(text).split("\n").length],
      detail: "closing only"
    })
  },
  {
    name: "trailing_prose",
    restore: "exact",
    mutate: ({ text }, random) => ({
      text: `${closed(text)}\n${random.pick(["This runs on every push. Let me know if you need changes!", "I hope this helps.", "Note: remember to set the secrets in your repository settings."])}\n`,
      lines: [closed(text).split("\n").length + 1],
      detail: "a sentence below"
    })
  },
  {
    name: "two_fences",
    restore: "exact",
    mutate: ({ text }) =>
      whole(
        `First install the tool:\n\n\`\`\`bash\nnpm install\n\`\`\`\n\nThen use this file:\n\n\`\`\`yaml\n${closed(text)}\`\`\`\n`,
        "a shell fence above"
      )
  },
  {
    name: "line_numbers",
    restore: "exact",
    mutate: ({ text }) =>
      whole(
        eachLine(text, (line, at) => `${String(at + 1).padStart(4)} | ${line}`),
        "a gutter"
      )
  },
  {
    name: "diff_plus",
    restore: "guess",
    mutate: ({ text }) =>
      whole(
        eachLine(text, (line) => `+${line}`),
        "every line added"
      )
  },
  {
    name: "quoted_reply",
    restore: "exact",
    mutate: ({ text }) =>
      whole(
        eachLine(text, (line) => `> ${line}`),
        "every line quoted"
      )
  },
  {
    name: "escaped_newlines",
    restore: "exact",
    mutate: ({ text }) => whole(JSON.stringify(text), "one JSON string")
  },
  {
    name: "html_entities",
    restore: "exact",
    mutate: ({ text }) => {
      if (!signs.slice(1).some(([sign]) => text.includes(sign))) return undefined
      let escaped = text
      for (const [sign, entity] of signs) escaped = escaped.replaceAll(sign, entity)
      const first = escaped.split("\n").findIndex((line, at) => line !== text.split("\n")[at])
      return { text: escaped, lines: [first + 1], detail: "throughout" }
    }
  },
  {
    name: "nbsp_indent",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(plain(specimen).filter(({ pair }) => specimen.column(pair.start) > 1))
      if (place === undefined) return undefined
      const start = place.pair.start - specimen.column(place.pair.start)
      const indent = /^ +/.exec(specimen.text.slice(start))?.[0] ?? ""
      return indent === ""
        ? undefined
        : specimen.exchange(
            start,
            start + indent.length,
            "\u00a0".repeat(indent.length),
            place.path.join(".")
          )
    }
  },
  {
    name: "zero_width",
    restore: "exact",
    mutate: (specimen, random) =>
      at(specimen, random.pick(plain(specimen)), (_, { pair }) => [pair.start, pair.start, "\u200b"])
  },
  {
    name: "slash_comment",
    restore: "exact",
    mutate: (specimen, random) => {
      const comments = [...specimen.text.matchAll(/^[ \t]*(#) /gm)].filter(
        // In a script, a comment is content.
        ({ index }) =>
          !specimen.places.some(
            ({ pair }) => pair.value.start < index && index < pair.value.end && pair.value.kind === "scalar"
          )
      )
      const found = random.pick(comments)
      if (found === undefined) return undefined
      const start = found.index + found[0].indexOf("#")
      return specimen.exchange(start, start + 1, "//", "a comment")
    }
  },
  {
    name: "dedented_block_line",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.scalars(
          (value) => value.style === "literal" && specimen.written(value).split("\n").length > 3
        )
      )
      if (place === undefined) return undefined
      const lines = specimen.written(place.pair.value).split("\n")
      const line = 2 + random.below(lines.length - 3)
      const before = lines.slice(0, line).join("\n").length + 1
      const indent = /^ */.exec(lines[line] ?? "")?.[0].length ?? 0
      const start = place.pair.value.start + before
      return indent === 0 || lines[line]?.trim() === ""
        ? undefined
        : specimen.exchange(start, start + indent, "", place.path.join("."))
    }
  },
  {
    name: "block_marker_lost",
    restore: "guess",
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.scalars(
          (value) => value.style === "literal" && specimen.written(value).split("\n").length > 2
        )
      )
      if (place === undefined) return undefined
      const start = place.pair.value.start
      return specimen.exchange(start, start + 1, "", place.path.join("."))
    }
  },
  {
    name: "merge_conflict",
    restore: "guess",
    mutate: conflict
  },
  {
    name: "flow_bracket_mismatch",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(specimen.flowLists)
      if (place === undefined) return undefined
      const { end } = place.pair.value
      return specimen.exchange(end - 1, end, random.next() < 0.5 ? "}" : ")", place.path.join("."))
    }
  },
  {
    name: "extra_bracket",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.places.filter(({ pair }) => pair.value.kind === "seq" && pair.value.flow)
      )
      if (place === undefined) return undefined
      const { end } = place.pair.value
      return specimen.exchange(end, end, "]", place.path.join("."))
    }
  }
]
