/**
 * A case: an input file with what must come of it beside it. Adding a case is adding a file.
 *
 * - `<case>.yaml` (or `.yml`, `.json`): the input;
 * - `<case>.expected.json`: the errors and warnings of a check, `[{ rule, line, column? }]`, in order;
 * - `<case>.fixed.yaml`: the text after `fix --unsafe`, where that is part of the case;
 * - `<case>.safe.yaml`: the text after plain `fix`, likewise;
 * - `<case>.options.json`: where the file lies and what exists around it, `{ path?, context? }`, likewise.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import type { Dialect } from "../src/diagnose/Dialect.ts"
import { type ValidateOptions, validate } from "../src/diagnose/Validator.ts"
import { autoRepair } from "../src/pipeline/AutoRepair.ts"

export interface Case {
  readonly dialect: string
  readonly rule: string
  readonly name: string
  /** The input file, and the stem and ending that its companions share. */
  readonly file: string
  readonly stem: string
  readonly ending: string
}

export const Expected = Schema.Array(
  Schema.Struct({ rule: Schema.String, line: Schema.Int, column: Schema.optionalKey(Schema.Int) })
)
export type Expected = typeof Expected.Type

const companion = /\.(fixed|safe)\.(ya?ml|json)$|\.(expected|options)\.json$/

const Options = Schema.Struct({
  path: Schema.optionalKey(Schema.String),
  context: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Schema.String)))
})

const optionsOf = (input: Case): ValidateOptions => {
  const file = `${input.stem}.options.json`
  return existsSync(file) ? Schema.decodeUnknownSync(Options)(JSON.parse(readFileSync(file, "utf8"))) : {}
}

/** Every case below `<root>/<dialect>/<rule>/`. */
export const casesIn = (root: string): ReadonlyArray<Case> =>
  foldersIn(root).flatMap((dialect) =>
    foldersIn(join(root, dialect)).flatMap((rule) =>
      readdirSync(join(root, dialect, rule))
        .filter((file) => /\.(ya?ml|json)$/.test(file) && !companion.test(file))
        .sort()
        .map((file) => {
          const dot = file.lastIndexOf(".")
          const name = file.slice(0, dot)
          const stem = join(root, dialect, rule, name)
          return { dialect, rule, name, file: join(root, dialect, rule, file), stem, ending: file.slice(dot) }
        })
    )
  )

const foldersIn = (root: string): ReadonlyArray<string> =>
  existsSync(root)
    ? readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : []

export interface Outcome {
  readonly found: Expected
  /** After plain `fix`, and after `fix --unsafe`. */
  readonly safe: string
  readonly fixed: string
  /** After a second run of each. */
  readonly again: { readonly safe: string; readonly fixed: string }
}

export const outcomeOf = (input: Case, dialect: Dialect): Outcome => {
  const text = readFileSync(input.file, "utf8")
  const options = optionsOf(input)
  const unsafely = { ...options, unsafe: true }
  const { document, report } = validate(text, dialect, options)
  const found = report.diagnostics
    .filter(({ severity }) => severity !== "info")
    .map(({ rule, start }) => ({ rule, ...document.lines.at(start) }))
  const safe = autoRepair(text, dialect, options).text
  const fixed = autoRepair(text, dialect, unsafely).text
  const again = {
    safe: autoRepair(safe, dialect, options).text,
    fixed: autoRepair(fixed, dialect, unsafely).text
  }
  return { found, safe, fixed, again }
}

/** What the case expects; `undefined` where its file is missing. Throws where it is not as it should be. */
export const expectedOf = (input: Case): Expected | undefined =>
  existsSync(expectedFile(input))
    ? Schema.decodeUnknownSync(Expected)(JSON.parse(readFileSync(expectedFile(input), "utf8")))
    : undefined

/** The text that the case expects after a fix; `undefined` where that is no part of it. */
export const textOf = (input: Case, after: "safe" | "fixed"): string | undefined => {
  const file = textFile(input, after)
  return existsSync(file) ? readFileSync(file, "utf8") : undefined
}

/** Writes the outcome as what is expected from now on: to be read before it is committed. */
export const record = (input: Case, outcome: Outcome): void => {
  const lines = outcome.found.map(({ rule, line, column }) => `  ${JSON.stringify({ rule, line, column })}`)
  writeFileSync(expectedFile(input), lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`)
  const text = readFileSync(input.file, "utf8")
  // Plain fix is a part of the case only where it does something else than fix --unsafe.
  recordText(textFile(input, "fixed"), outcome.fixed === text ? undefined : outcome.fixed)
  recordText(textFile(input, "safe"), outcome.safe === outcome.fixed ? undefined : outcome.safe)
}

const recordText = (file: string, text: string | undefined): void => {
  if (text !== undefined) writeFileSync(file, text)
  else if (existsSync(file)) rmSync(file)
}

const expectedFile = (input: Case): string => `${input.stem}.expected.json`

const textFile = (input: Case, after: "safe" | "fixed"): string => `${input.stem}.${after}${input.ending}`
