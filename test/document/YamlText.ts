/**
 * Random YAML as people write it, and as nobody should: texts for properties of the readers.
 *
 * A text is made from a tree of pieces, each with its own style and layout, so that it is valid most of the time;
 * `damagedYamlText` then changes a few characters or lines, so that it often is not.
 */
import fc from "fast-check"

/** Lines of one value: `head` goes behind the colon or dash, `body` below it, already indented. */
interface Written {
  readonly head: string
  readonly body: ReadonlyArray<string>
}

/** A piece knows how to write itself under a collection at column `parent`. */
type Piece = (parent: number) => Written

const plainWords = [
  "a",
  "foo",
  "foo bar",
  "true",
  "No",
  "null",
  "~",
  "12",
  "-1.5e3",
  "0x1f",
  "0o17",
  "017",
  "1:30",
  "2024-01-02",
  "9007199254740993",
  ".inf",
  "a:b",
  "it's",
  "a#b",
  "-x",
  "?x",
  ":x",
  "<<",
  "$VAR",
  "${{ a }}",
  "echo 'x y' \"z\"",
  "a, b",
  "a] }",
  "é ü",
  "🚀",
  "https://example.org/?a=b&c"
]

/** The first nearly always, else the second. */
const seldom = <A, B>(usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>): fc.Arbitrary<A | B> =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: rare })

const plainWord = fc.constantFrom(...plainWords)
const quotedChar = fc.constantFrom("a", "b", " ", "  ", ":", "#", "- ", "''", "é", "{", "]", ",", "\\")
const escapeCode = fc.constantFrom(
  "\\n",
  "\\t",
  '\\"',
  "\\\\",
  "\\x41",
  "\\u00e9",
  "\\U0001F680",
  "\\/",
  "\\ "
)
const badEscape = fc.constantFrom("\\q", "\\x4")
const lineBreak = fc.constantFrom("\n", "\n\n", " \n", "\n \n\n")

const on = (text: string): Written => ({ head: text, body: [] })

/** Breaks in a text become lines below the head, indented by `width` more than the parent. */
const spread = (text: string, parent: number, width: number): Written => {
  const [head = "", ...rest] = text.split("\n")
  const pad = " ".repeat(parent + 1 + width)
  return { head, body: rest.map((line) => (line.trim() === "" ? line : pad + line)) }
}

const scalar: fc.Arbitrary<Piece> = fc.oneof(
  {
    weight: 6,
    arbitrary: plainWord.map(
      (word): Piece =>
        () =>
          on(word)
    )
  },
  { weight: 1, arbitrary: fc.constant<Piece>(() => on("")) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(fc.tuple(plainWord, lineBreak), { minLength: 1, maxLength: 3 }), plainWord, fc.nat(2))
      .map(
        ([parts, last, width]): Piece =>
          (parent) =>
            spread(parts.map(([word, gap]) => word + gap).join("") + last, parent, width)
      )
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(fc.oneof({ weight: 8, arbitrary: quotedChar }, lineBreak), { maxLength: 6 }), fc.nat(2))
      .map(
        ([parts, width]): Piece =>
          (parent) =>
            spread(`'${parts.join("")}'`, parent, width)
      )
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.array(
          fc.oneof(
            { weight: 8, arbitrary: quotedChar.filter((text) => text !== "\\") },
            { weight: 4, arbitrary: seldom(escapeCode, badEscape) },
            lineBreak
          ),
          { maxLength: 6 }
        ),
        fc.nat(2)
      )
      .map(
        ([parts, width]): Piece =>
          (parent) =>
            spread(`"${parts.join("")}"`, parent, width)
      )
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom("|", ">", "|-", ">-", "| # note") },
          fc.constantFrom("|+", ">+", "|2", ">1-")
        ),
        fc
          .tuple(
            seldom(fc.constant(["text"]), fc.constant([])),
            fc.array(
              fc.constantFrom("text", "more: text", "", "  deeper", "# no comment", "   ", "\ttab", "- x"),
              { maxLength: 6 }
            )
          )
          .map((lines) => lines.flat()),
        fc.nat(3)
      )
      .map(
        ([header, lines, width]): Piece =>
          (parent) => {
            const pad = " ".repeat(parent + 1 + width)
            return { head: header, body: lines.map((line) => (line === "" ? "" : pad + line)) }
          }
      )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("*one", "*two", "!!str 1", "!ref x", "!!int 7").map(
      (text): Piece =>
        () =>
          on(text)
    )
  }
)

const flowText: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    seldom(
      fc.constantFrom("a", "12", "true", "'q, r'", '"s"', "a b", "a:b", "x-y", "-x", "é"),
      fc.constantFrom("*one", "${X}", "", "- a", "? b", ":c", "&two x")
    ),
    fc
      .tuple(fc.array(tie("node"), { maxLength: 4 }), fc.constantFrom(",", ", ", " , ", ",\n "), fc.boolean())
      .map(([items, comma, trailing]) => `[${items.join(comma)}${trailing && items.length > 0 ? "," : ""}]`),
    fc
      .array(
        fc.tuple(
          fc.constantFrom("k", "'k k'", '"q"', "k l", "<<"),
          fc.constantFrom(": ", ":", " : ", ":\n  "),
          tie("node")
        ),
        { maxLength: 4 }
      )
      .map((pairs) => `{ ${pairs.map(([key, colon, value]) => key + colon + value).join(", ")} }`)
  )
})).node

const flow: fc.Arbitrary<Piece> = fc.tuple(flowText, fc.nat(2)).map(
  ([text, width]): Piece =>
    (parent) =>
      spread(text, parent, width)
)

const key = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom("a", "b", "c", "on", "run", "name", "<<", "a b", "x-y", "1", "true")
  },
  seldom(fc.constantFrom("'q'", '"d"', "a:b", "''"), fc.constantFrom("? x", "*one ", "&k key", "[f]", "- z"))
)

/** What may stand around a pair or an item: anchor or tag, comments, blank lines. */
interface Layout {
  readonly properties: string
  readonly end: string
  readonly above: ReadonlyArray<string>
  readonly step: number
  readonly below: boolean
}

const layout: fc.Arbitrary<Layout> = fc.record({
  properties: fc.oneof(
    { weight: 14, arbitrary: fc.constant("") },
    seldom(fc.constantFrom("&one ", "&two ", "!ref ", "&one !ref "), fc.constant("!!map "))
  ),
  end: fc.oneof(
    { weight: 10, arbitrary: fc.constant("") },
    seldom(fc.constantFrom(" # note", "  ", " #"), fc.constant("#x"))
  ),
  above: fc.oneof(
    { weight: 10, arbitrary: fc.constant([]) },
    fc.array(fc.constantFrom("", "# note", "  # indented", "      # deep", "   "), { maxLength: 3 })
  ),
  step: fc.constantFrom(0, 1, 1, 1, 3),
  below: fc.boolean()
})

const isBlock = (written: Written): boolean => written.head === "" && written.body.length > 0

/** A collection is written from the column it is given, its first line already there. */
const writeMap = (
  pairs: ReadonlyArray<readonly [string, Layout, Piece]>,
  column: number
): ReadonlyArray<string> => {
  const pad = " ".repeat(column)
  return pairs.flatMap(([name, { properties, end, above }, piece]) => {
    const { head, body } = piece(column)
    return [...above, `${pad}${name}: ${properties}${head}${end}`, ...body]
  })
}

const writeSeq = (items: ReadonlyArray<readonly [Layout, Piece]>, column: number): ReadonlyArray<string> => {
  const pad = " ".repeat(column)
  return items.flatMap(([{ properties, end, above, below }, piece]) => {
    const written = piece(column)
    const [first, ...rest] = written.body
    // A collection may begin behind the dash, in the column in which its first line stands.
    if (isBlock(written) && !below && first?.startsWith(`${pad}  `)) {
      return [...above, `${pad}- ${properties}${first.slice(column + 2)}`, ...rest]
    }
    return [...above, `${pad}- ${properties}${written.head}${end}`, ...written.body]
  })
}

const node: fc.Arbitrary<Piece> = fc.letrec<{ node: Piece }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: scalar },
    { weight: 1, arbitrary: flow },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.array(fc.tuple(key, layout, tie("node")), { minLength: 1, maxLength: 4 }),
          fc.constantFrom(1, 1, 1, 3)
        )
        .map(
          ([pairs, step]): Piece =>
            (parent) => ({ head: "", body: writeMap(pairs, parent + 1 + step) })
        )
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.array(fc.tuple(layout, tie("node")), { minLength: 1, maxLength: 4 }),
          fc.constantFrom(-1, 1, 1, 3)
        )
        .map(
          ([items, step]): Piece =>
            (parent) => ({ head: "", body: writeSeq(items, Math.max(0, parent + 1 + step)) })
        )
    }
  )
})).node

const document: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(key, layout, node), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(0, 0, 0, 0, 2),
    node,
    fc.nat(7)
  )
  .map(([pairs, column, other, choice]) => {
    const pad = " ".repeat(column)
    if (choice > 3)
      return [`${pad}one: &one {k: v}`, `${pad}two: &two w`, ...writeMap(pairs, column)].join("\n")
    if (choice > 0) return writeMap(pairs, column).join("\n")
    const { head, body } = other(-1)
    return [...(head === "" ? [] : [head]), ...body].join("\n")
  })

/** A YAML text, valid more often than not. */
export const yamlText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(document, { minLength: 1, maxLength: 2 }),
    fc.constantFrom("", "", "", "\n", "# head\n", "---\n", "\ufeff", "%YAML 1.2\n---\n"),
    fc.constantFrom("\n---\n", "\n--- # next\n", "\n...\n"),
    fc.constantFrom("", "\n", "\n\n", "\n# end", "  \n   ", "\n---\n"),
    fc.constantFrom("\n", "\n", "\n", "\r\n", "\r")
  )
  .map(([documents, head, between, end, ending]) =>
    `${head}${documents.join(between)}${end}`.replaceAll("\n", ending)
  )

const snippets = [
  "",
  " ",
  "  ",
  "\n",
  "\t",
  ":",
  ": ",
  "- ",
  "-",
  "#",
  " #",
  "'",
  '"',
  "[",
  "]",
  "{",
  "}",
  ",",
  "&one ",
  "*one",
  "|",
  "|\n",
  ">",
  "?",
  "? ",
  "!",
  "%",
  "@",
  "---",
  "\r",
  "\\",
  "a",
  "0",
  "é"
]

/** A YAML text with a few characters put in, taken out or moved: often no YAML any more. */
export const damagedYamlText: fc.Arbitrary<string> = fc
  .tuple(
    yamlText,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 0, 1, 1, 2, 5), fc.constantFrom(...snippets)), {
      minLength: 1,
      maxLength: 3
    })
  )
  .map(([text, edits]) => {
    let damaged = text
    for (const [where, length, put] of edits) {
      const at = where % (damaged.length + 1)
      damaged = damaged.slice(0, at) + put + damaged.slice(at + length)
    }
    return damaged
  })
