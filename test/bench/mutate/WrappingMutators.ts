/**
 * What a file carries along from where it was copied: tags, headings, prompts of a shell, the furniture of a web page;
 * and slips of one line that tell where it was written: a chat, a word processor, another language.
 */
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

const closed = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`)

/** Lines put around the file. */
const around =
  (head: string, tail = "") =>
  ({ text }: Specimen): Mutation => ({
    text: `${head}${closed(text)}${tail}`,
    lines: [head === "" ? closed(text).split("\n").length : 1],
    detail: (head || tail).trim().split("\n", 1)[0] ?? ""
  })

/** Keys with a plain scalar on their own line. */
const plain = (specimen: Specimen): ReadonlyArray<Place> =>
  specimen.scalars(
    (value) => value.style === "plain" && value.end > value.start && !specimen.written(value).includes("\n")
  )

/** Changes one plain value that fits. */
const value =
  (fits: (written: string, place: Place) => boolean, change: (written: string) => string) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const place = random.pick(plain(specimen).filter((each) => fits(specimen.written(each.pair.value), each)))
    if (place === undefined) return undefined
    const { start, end } = place.pair.value
    return specimen.exchange(start, end, change(specimen.text.slice(start, end)), place.path.join("."))
  }

/** Puts a line between two items of a list, at the column of the dash and `more`. */
const between =
  (line: string, more = 0) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const items = specimen.lists.flatMap(({ node, path }) =>
      node.items.slice(1).flatMap((item) => {
        const start = item.start - specimen.column(item.start)
        return /^ *- *$/.test(specimen.text.slice(start, item.start)) ? [{ start, path }] : []
      })
    )
    const found = random.pick(items)
    if (found === undefined) return undefined
    const indent = specimen.text.slice(found.start).search(/\S/) + more
    return specimen.exchange(found.start, found.start, `${" ".repeat(indent)}${line}\n`, found.path.join("."))
  }

/** Keys that open a block below them. */
const openers = (specimen: Specimen): ReadonlyArray<Place> =>
  specimen.places.filter(
    ({ pair, flow }) =>
      !flow &&
      (pair.value.kind === "map" || pair.value.kind === "seq") &&
      !pair.value.flow &&
      /^:[ \t]*\n/.test(specimen.text.slice(pair.key.end))
  )

export const wrappingMutators: ReadonlyArray<Mutator> = [
  { name: "language_word", restore: "exact", mutate: around("yaml\n") },
  { name: "copy_button", restore: "exact", mutate: around("yaml\nCopy code\n") },
  { name: "tagged", restore: "exact", mutate: around("<yaml>\n", "</yaml>\n") },
  { name: "answer_tag", restore: "exact", mutate: around("<answer>\n", "</answer>\n") },
  {
    name: "thought_first",
    restore: "exact",
    mutate: around("<think>\nThe user wants a pipeline. I keep it short.\n</think>\n\n")
  },
  { name: "here_document", restore: "exact", mutate: around("cat > pipeline.yml << 'EOF'\n", "EOF\n") },
  { name: "file_path_above", restore: "exact", mutate: around(".github/workflows/ci.yml\n\n") },
  { name: "bold_title_above", restore: "exact", mutate: around("**ci.yml**\n\n") },
  { name: "heading_above", restore: "exact", mutate: around("## Pipeline\n\nSave this as `ci.yml`:\n\n") },
  {
    name: "notes_below",
    restore: "exact",
    mutate: around(
      "",
      "\n### Notes\n\n- **Triggers**: runs on every push.\n- **Secrets**: add them in the settings.\n"
    )
  },
  {
    name: "rule_around",
    restore: "exact",
    mutate: around("---------------------\n", "---------------------\n")
  },
  {
    name: "fence_inside_prose",
    restore: "exact",
    mutate: around(
      "Sure! Here's the corrected version:\n\n```yml\n",
      "```\n\n**What I changed:**\n1. Fixed the indentation\n2. Added the missing key\n"
    )
  },
  {
    name: "escaped_markdown",
    restore: "guess",
    mutate: ({ text }) =>
      /\w_\w/.test(text) && !text.includes("\\")
        ? {
            text: text.replaceAll(/(?<=\w)_(?=\w)/g, "\\_"),
            lines: [text.slice(0, text.search(/(?<=\w)_(?=\w)/)).split("\n").length],
            detail: "throughout"
          }
        : undefined
  },
  {
    name: "fullwidth_colon",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(plain(specimen))
      return place === undefined
        ? undefined
        : specimen.exchange(place.pair.key.end, place.pair.value.start, "\uff1a", place.path.join("."))
    }
  },
  { name: "dots_elision", restore: "exact", mutate: between("...") },
  { name: "ellipsis_sign", restore: "exact", mutate: between("\u2026") },
  { name: "dash_dots", restore: "guess", mutate: between("- ...") },
  { name: "sql_comment", restore: "exact", mutate: between("-- the next one") },
  { name: "slash_comment_line", restore: "exact", mutate: between("// the next one") },
  { name: "block_comment_line", restore: "exact", mutate: between("/* the next one */") },
  { name: "markup_comment", restore: "exact", mutate: between("<!-- the next one -->") },
  { name: "prose_between", restore: "guess", mutate: between("Then the next step:") },
  {
    name: "diff_marks_some",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(plain(specimen).filter(({ pair }) => specimen.column(pair.start) >= 2))
      if (place === undefined) return undefined
      const start = place.pair.start - specimen.column(place.pair.start)
      return /^ {2}/.test(specimen.text.slice(start))
        ? specimen.exchange(start, start + 1, "+", place.path.join("."))
        : undefined
    }
  },
  {
    name: "line_number_some",
    restore: "exact",
    mutate: ({ text }) => {
      let at = 0
      const numbered = text.replaceAll(/^(?=.)/gm, () => `${++at}. `)
      return { text: numbered, lines: [1], detail: "every line" }
    }
  },
  {
    name: "backticks",
    restore: "guess",
    mutate: value(
      (written) => /^[\w./@-]+$/.test(written),
      (written) => `\`${written}\``
    )
  },
  {
    name: "quote_closed_late",
    restore: "guess",
    mutate: value(
      (written) => /^[\w./-]+$/.test(written),
      (written) => `${written}"`
    )
  },
  {
    name: "quotes_inside",
    restore: "guess",
    mutate: value(
      (written) => /"/.test(written) && !/[\\#]/.test(written) && !/: /.test(written),
      (written) => `"${written}"`
    )
  },
  {
    name: "opener_colon_lost",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(openers(specimen))
      return place === undefined
        ? undefined
        : specimen.exchange(place.pair.key.end, place.pair.key.end + 1, "", place.path.join("."))
    }
  },
  {
    name: "opener_brace",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(openers(specimen))
      return place === undefined
        ? undefined
        : specimen.exchange(place.pair.key.end, place.pair.key.end + 1, ": {", place.path.join("."))
    }
  },
  {
    name: "map_on_key_line",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(
        openers(specimen).filter(
          ({ pair }) =>
            pair.value.kind === "map" &&
            pair.value.pairs.length === 1 &&
            !specimen.written(pair.value).includes("\n") &&
            !/[#]/.test(specimen.text.slice(pair.key.end, pair.value.start))
        )
      )
      return place === undefined
        ? undefined
        : specimen.exchange(place.pair.key.end, place.pair.value.start, ": ", place.path.join("."))
    }
  },
  {
    name: "two_keys_on_line",
    restore: "exact",
    mutate: (specimen, random) => {
      const found = random.pick(
        plain(specimen).flatMap((place) => {
          const gap = /^\n +(?=[\w-]+: \S)/.exec(specimen.text.slice(place.pair.value.end))
          const next = gap === null ? -1 : gap[0].length - 1
          return gap !== null && next === specimen.column(place.pair.start)
            ? [{ place, gap: gap[0].length }]
            : []
        })
      )
      if (found === undefined) return undefined
      const { end } = found.place.pair.value
      return specimen.exchange(end, end + found.gap, " ", found.place.path.join("."))
    }
  },
  {
    name: "tab_after_dash",
    restore: "exact",
    mutate: (specimen, random) => {
      const place = random.pick(plain(specimen).filter(({ pair }) => specimen.column(pair.start) >= 4))
      if (place === undefined) return undefined
      const start = place.pair.start - specimen.column(place.pair.start)
      const indent = /^ +/.exec(specimen.text.slice(start))?.[0].length ?? 0
      return indent < 4
        ? undefined
        : specimen.exchange(
            start,
            start + indent,
            "\t".repeat(Math.floor(indent / 2)) + " ".repeat(indent % 2),
            place.path.join(".")
          )
    }
  },
  {
    name: "backslash_in_quotes",
    restore: "exact",
    mutate: value(
      (written) => /\\[^\\nrtabefv0 "/xuUNLP_]/.test(written) && !/["#]/.test(written),
      (written) => `"${written}"`
    )
  }
]
