import { describe, expect, it } from "vitest"
import { readDocument } from "../../src/document/Reader.ts"
import { type Reading, yaml12 } from "../../src/document/Reading.ts"
import { codes, outline } from "./Outline.ts"

const tagged: Reading = { ...yaml12, tags: ["!reference"] }

/** Texts and their trees. The conventions are those of `Node`. */
const trees: ReadonlyArray<readonly [name: string, text: string, tree: ReadonlyArray<string>]> = [
  ["nothing", "", []],
  ["comments only", "# one\n\n  # two\n", []],
  ["an empty document", "--- # note\n", ["plain null ⟨⟩@3"]],
  ["a scalar as document", "hello\n", ['plain "hello" ⟨hello⟩@0']],
  [
    "a value that is not written",
    "a: # note\nb:\n",
    [
      "map ⟨a: # note\nb:⟩@0",
      '  plain "a" ⟨a⟩@0',
      "    plain null ⟨⟩@2",
      '  plain "b" ⟨b⟩@10',
      "    plain null ⟨⟩@12"
    ]
  ],
  [
    "anchors of values that are not written",
    "a: &x # note\nb: &y\n",
    [
      "map ⟨a: &x # note\nb: &y⟩@0",
      '  plain "a" ⟨a⟩@0',
      '    plain null &x "&x" ⟨⟩@5',
      '  plain "b" ⟨b⟩@13',
      '    plain null &y "&y" ⟨⟩@18'
    ]
  ],
  [
    "items that are not written",
    "-\n- # note\n- a\n-",
    [
      "seq ⟨-\n- # note\n- a\n-⟩@0",
      "  plain null ⟨⟩@1",
      "  plain null ⟨⟩@3",
      '  plain "a" ⟨a⟩@13',
      "  plain null ⟨⟩@16"
    ]
  ],
  [
    "a sequence in the column of its key",
    "a:\n- 1\n- 2\nb: 3\n",
    [
      "map ⟨a:\n- 1\n- 2\nb: 3⟩@0",
      '  plain "a" ⟨a⟩@0',
      "    seq ⟨- 1\n- 2⟩@3",
      "      plain 1 ⟨1⟩@5",
      "      plain 2 ⟨2⟩@9",
      '  plain "b" ⟨b⟩@11',
      "    plain 3 ⟨3⟩@14"
    ]
  ],
  [
    "compact collections behind a dash",
    "- - a\n  - b: 1\n    c: 2\n",
    [
      "seq ⟨- - a\n  - b: 1\n    c: 2⟩@0",
      "  seq ⟨- a\n  - b: 1\n    c: 2⟩@2",
      '    plain "a" ⟨a⟩@4',
      "    map ⟨b: 1\n    c: 2⟩@10",
      '      plain "b" ⟨b⟩@10',
      "        plain 1 ⟨1⟩@13",
      '      plain "c" ⟨c⟩@19',
      "        plain 2 ⟨2⟩@22"
    ]
  ],
  [
    "plain text over several lines",
    "a: one\n  two\n\n  three   # note\n",
    [
      "map ⟨a: one\n  two\n\n  three⟩@0",
      '  plain "a" ⟨a⟩@0',
      '    plain "one two\\nthree" ⟨one\n  two\n\n  three⟩@3'
    ]
  ],
  [
    "quoted text",
    "a: 'it''s'\nb: \"\\x41\\t\n  c\"\n",
    [
      "map ⟨a: 'it''s'\nb: \"\\x41\\t\n  c\"⟩@0",
      '  plain "a" ⟨a⟩@0',
      "    single \"it's\" ⟨'it''s'⟩@3",
      '  plain "b" ⟨b⟩@11',
      '    double "A\\t c" ⟨"\\x41\\t\n  c"⟩@14'
    ]
  ],
  [
    "a literal scalar and the blank lines below it",
    "a: | # note\n  one\n\n   two\n\n\nb: 1\n",
    [
      "map ⟨a: | # note\n  one\n\n   two\n\n\nb: 1⟩@0",
      '  plain "a" ⟨a⟩@0',
      '    literal "one\\n\\n two\\n" ⟨| # note\n  one\n\n   two⟩@3',
      '  plain "b" ⟨b⟩@28',
      "    plain 1 ⟨1⟩@31"
    ]
  ],
  [
    "a scalar that keeps the blank lines below it",
    "a: |+\n  one\n\n\nb: 1\n",
    [
      "map ⟨a: |+\n  one\n\n\nb: 1⟩@0",
      '  plain "a" ⟨a⟩@0',
      '    literal "one\\n\\n\\n" ⟨|+\n  one\n\n⟩@3',
      '  plain "b" ⟨b⟩@14',
      "    plain 1 ⟨1⟩@17"
    ]
  ],
  [
    "folded scalars",
    "a: >-\n  one\n  two\n\n    three\n  four\n",
    [
      "map ⟨a: >-\n  one\n  two\n\n    three\n  four⟩@0",
      '  plain "a" ⟨a⟩@0',
      '    folded "one two\\n\\n  three\\nfour" ⟨>-\n  one\n  two\n\n    three\n  four⟩@3'
    ]
  ],
  [
    "an empty block scalar",
    "a: |- # note\n\nb: 1\n",
    [
      "map ⟨a: |- # note\n\nb: 1⟩@0",
      '  plain "a" ⟨a⟩@0',
      '    literal "" ⟨|-⟩@3',
      '  plain "b" ⟨b⟩@14',
      "    plain 1 ⟨1⟩@17"
    ]
  ],
  [
    "flow collections",
    "a: [ 1, 'x', ] # note\nb: {c, d: , e: [f: g],\n  \"h\":i}\n",
    [
      "map ⟨a: [ 1, 'x', ] # note\nb: {c, d: , e: [f: g],\n  \"h\":i}⟩@0",
      '  plain "a" ⟨a⟩@0',
      "    flow seq ⟨[ 1, 'x', ]⟩@3",
      "      plain 1 ⟨1⟩@5",
      "      single \"x\" ⟨'x'⟩@8",
      '  plain "b" ⟨b⟩@22',
      '    flow map ⟨{c, d: , e: [f: g],\n  "h":i}⟩@25',
      '      plain "c" ⟨c⟩@26',
      "        plain null ⟨⟩@27",
      '      plain "d" ⟨d⟩@29',
      "        plain null ⟨⟩@31",
      '      plain "e" ⟨e⟩@34',
      "        flow seq ⟨[f: g]⟩@37",
      "          flow map ⟨f: g⟩@38",
      '            plain "f" ⟨f⟩@38',
      '              plain "g" ⟨g⟩@41',
      '      double "h" ⟨"h"⟩@47',
      '        plain "i" ⟨i⟩@51'
    ]
  ],
  [
    "anchors and aliases, the latest of a name",
    "a: &x 1\nb: *x\nc: &x\n  d: *x\n",
    [
      "map ⟨a: &x 1\nb: *x\nc: &x\n  d: *x⟩@0",
      '  plain "a" ⟨a⟩@0',
      '    plain 1 &x "&x " ⟨1⟩@6',
      '  plain "b" ⟨b⟩@8',
      "    alias 6 ⟨*x⟩@11",
      '  plain "c" ⟨c⟩@14',
      '    map &x "&x\\n  " ⟨d: *x⟩@22',
      '      plain "d" ⟨d⟩@22',
      "        alias nowhere ⟨*x⟩@25"
    ]
  ],
  [
    "tags",
    '!!str 1: !reference [a]\nb: !!int "7"\n',
    [
      'map ⟨!!str 1: !reference [a]\nb: !!int "7"⟩@0',
      "  pair ⟨!!str 1: !reference [a]⟩@0",
      '  plain "1" !!str "!!str " ⟨1⟩@6',
      '    flow seq !reference "!reference " ⟨[a]⟩@20',
      '      plain "a" ⟨a⟩@21',
      '  plain "b" ⟨b⟩@24',
      '    double 7 !!int "!!int " ⟨"7"⟩@33'
    ]
  ],
  [
    "explicit keys and keys that are collections",
    "? [a]\n: 1\n? b\n",
    [
      "map ⟨? [a]\n: 1\n? b⟩@0",
      "  pair ⟨? [a]\n: 1⟩@0",
      "  flow seq ⟨[a]⟩@2",
      '    plain "a" ⟨a⟩@3',
      "    plain 1 ⟨1⟩@8",
      "  pair ⟨? b⟩@10",
      '  plain "b" ⟨b⟩@12',
      "    plain null ⟨⟩@13"
    ]
  ],
  [
    "a stream",
    "# head\na: 1\n---\n---\n- b\n...\n# foot\n",
    [
      "map ⟨a: 1⟩@7",
      '  plain "a" ⟨a⟩@7',
      "    plain 1 ⟨1⟩@10",
      "plain null ⟨⟩@15",
      "seq ⟨- b⟩@20",
      '  plain "b" ⟨b⟩@22'
    ]
  ],
  [
    "a byte order mark and CRLF",
    "\ufeffa: |\r\n  x\r\n  y\r\nb: c\r\n  d\r\n",
    [
      "map ⟨a: |\r\n  x\r\n  y\r\nb: c\r\n  d⟩@1",
      '  plain "a" ⟨a⟩@1',
      '    literal "x\\ny\\n" ⟨|\r\n  x\r\n  y⟩@4',
      '  plain "b" ⟨b⟩@17',
      '    plain "c d" ⟨c\r\n  d⟩@20'
    ]
  ],
  [
    "lone CR",
    "a: 1\rb:\r  - 2\r",
    [
      "map ⟨a: 1\rb:\r  - 2⟩@0",
      '  plain "a" ⟨a⟩@0',
      "    plain 1 ⟨1⟩@3",
      '  plain "b" ⟨b⟩@5',
      "    seq ⟨- 2⟩@10",
      "      plain 2 ⟨2⟩@12"
    ]
  ],
  [
    "a key that belongs to every object",
    "__proto__: 1\nconstructor: 2\n",
    [
      "map ⟨__proto__: 1\nconstructor: 2⟩@0",
      '  plain "__proto__" ⟨__proto__⟩@0',
      "    plain 1 ⟨1⟩@11",
      '  plain "constructor" ⟨constructor⟩@13',
      "    plain 2 ⟨2⟩@26"
    ]
  ],
  [
    "a merge key, which is an ordinary pair",
    "<<: 1\n",
    ["map ⟨<<: 1⟩@0", '  plain "<<" ⟨<<⟩@0', "    plain 1 ⟨1⟩@4"]
  ]
]

/** Texts and what is wrong with them. */
const problems: ReadonlyArray<readonly [name: string, text: string, codes: ReadonlyArray<string>]> = [
  ["a tab for indentation", "a:\n\tb: 1\n", ["tab ⟨\t⟩@3"]],
  ["wrong indentation", "a: 1\n b: 2\n", ["nested-mapping"]],
  ["a double quote that stays open", 'a: "x\nb: 1\n', ['unclosed-quote ⟨"⟩@3']],
  ["a single quote that stays open", "a: 'x\n", ["unclosed-quote ⟨'⟩@3"]],
  ["brackets that stay open", "a: [1, {b: 2\nc: 3\n", ["unclosed-flow ⟨[⟩@3", "unclosed-flow ⟨{⟩@7"]],
  ["a missing comma", "a: [b 'c']\n", []],
  ["a missing comma after a quote", "a: ['b' 'c']\n", ["missing-comma"]],
  ["a comma too many", "a: [1,,2]\n", ["extra-comma"]],
  ["a missing colon", "a: 1\nb\n", ["missing-colon ⟨b⟩@5"]],
  ["a colon in plain text", "a: b: c\n", ["nested-mapping ⟨b⟩@3"]],
  ["a list in the line of its key", "a: - b\n", ["dash-after-key ⟨-⟩@3", "missing-colon"]],
  ["a missing dash", "- a\nb\n", ["unexpected-text"]],
  ["a character that YAML reserves", "a: @b\n", ["bad-scalar-start ⟨@⟩@3"]],
  ["an unknown escape", 'a: "\\q"\n', ["bad-escape ⟨\\⟩@4"]],
  ["text behind a quoted value", 'a: "b" c d\n', ["unexpected-text ⟨c d⟩@7"]],
  ["a bracket that closes nothing", "a: b\n]\n", ["extra-bracket"]],
  ["an odd block header", "a: |x\n  b\n", ["bad-block-header"]],
  ["an unknown alias", "a: *b\n", ["unknown-alias ⟨*b⟩@3"]],
  ["an anchor of another document", "a: &b 1\n---\nc: *b\n", ["unknown-alias ⟨*b⟩@15"]],
  ["a cyclic alias", "a: &b [1, *b]\n", ["cyclic-alias ⟨*b⟩@10"]],
  ["an unknown tag", "a: !sub b\n", ["unknown-tag ⟨!sub⟩@3"]],
  ["a tag that does not suit", "a: !!int b\n", ["bad-tag ⟨!!int⟩@3"]],
  ["a directive without a document", "%YAML 1.2\n", ["bad-directive ⟨⟩@10"]],
  ["NUL", "a: b\0\0c\n", ["control-character ⟨\0\0⟩@4"]],
  [
    "other control characters",
    "a: \x1b[0m\x7f\n",
    ["control-character ⟨\x1b⟩@3", "control-character ⟨\x7f⟩@7"]
  ],
  ["half a character", "é: \ud83d\n", ["control-character ⟨\ud83d⟩@3"]]
]

describe("YamlReader", () => {
  it.each(trees)("reads %s", (_, text, tree) => {
    expect(outline(readDocument(text, tagged))).toEqual(tree)
  })

  it.each(problems)("reports %s", (_, text, expected) => {
    const found = codes(readDocument(text, tagged))
    expect(found.map((code, i) => (expected[i]?.includes("⟨") ? code : code.split(" ")[0]))).toEqual(expected)
  })

  it("gives every problem a message of whole sentences, within the text", () => {
    for (const [, text] of problems) {
      for (const problem of readDocument(text, tagged).problems) {
        expect(problem.message).toMatch(/^[A-Z`].*\.$/)
        expect(problem.start).toBeLessThanOrEqual(problem.end)
        expect(problem.end).toBeLessThanOrEqual(text.length)
      }
    }
  })

  it("takes any tag where the dialect's engine does", () => {
    const reading = { ...yaml12, tags: ["*"] }
    expect(codes(readDocument("a: !sub b\nc: !x {d: 1}\n", reading))).toEqual([])
  })

  it("reads a tagged scalar as plain as the version says", () => {
    const value = (yaml: Reading["yaml"]): ReadonlyArray<string> =>
      outline(readDocument("- !sub 7\n", { ...yaml12, yaml, tags: ["*"] }))
    expect(value("1.2")[1]).toContain('plain "7"')
    expect(value("1.1")[1]).toContain("plain 7")
  })
})
