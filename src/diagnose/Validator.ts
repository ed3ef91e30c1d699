/**
 * Validates a text through the four stages: syntax, schema, semantic, execution.
 *
 * A file that parses and conforms takes the fast path. Otherwise the text is salvaged first, its tree is explained,
 * and each later stage looks at the tree as the safe fixes of the earlier ones would leave it, with positions mapped
 * back to the text as it is: one mistake must not set off a cascade.
 */
import type { Document } from "../document/Document.ts"
import { readDocument } from "../document/Reader.ts"
import { defaultLimits, type Limits, type Reading } from "../document/Reading.ts"
import { type Salvaged, salvage } from "../document/Salvage.ts"
import { backMapper, type TextEdit } from "../document/TextEdit.ts"
import { Verdict } from "./Conforms.ts"
import { type Diagnostic, type Severity, type Stage, stages, type Unknown } from "./Diagnostic.ts"
import type { Dialect, PipelineContext } from "./Dialect.ts"
import { sentence } from "./Finding.ts"
import { Fit } from "./Fit.ts"
import { applyIgnores } from "./Ignore.ts"
import { laterStages } from "./LaterStages.ts"
import type { Report } from "./Report.ts"
import { worthwhile } from "./Rereading.ts"
import { rules } from "./rules.generated.ts"
import { syntaxFindings } from "./SyntaxFindings.ts"
import { throughHtml } from "./ThroughHtml.ts"
import { rules as textRules } from "./text.generated.ts"
import { speaking, type Vocabulary } from "./Vocabulary.ts"

export interface ValidateOptions {
  /** Relative to the project, with `/`. */
  readonly path?: string
  readonly context?: PipelineContext
  readonly limits?: Limits
  /** Errors of the structure that are listed at most: a thousand, where it is not said. */
  readonly most?: number
  /** Another severity for a rule, or none at all. */
  readonly severities?: (rule: string) => Severity | "off" | undefined
  /** What is known of such fixes from elsewhere: may change their confidence, applicability and order, nothing else. */
  readonly revise?: (diagnostic: Diagnostic, dialect: Dialect) => Diagnostic
  /** Words of one's own for keys and values, by dialect. */
  readonly vocabulary?: Vocabulary
}

export interface Validation {
  readonly text: string
  readonly path: string | undefined
  readonly dialect: Dialect
  /** Which kind of file: a key of the grammar's `start`. */
  readonly kind: string
  /** The text as it is written. */
  readonly document: Document
  /** The text as the repairs of the syntax stage leave it: the tree that patches of the later stages speak of. */
  readonly salvaged: Document
  /** From the text to that of `salvaged`. */
  readonly edits: ReadonlyArray<TextEdit>
  readonly report: Report
  /** What comments in the file switched off. */
  readonly ignored: ReadonlyArray<Diagnostic>
}

/** Pure and synchronous: judges from the text and the declared context alone. */
export const validate = (text: string, plain: Dialect, options: ValidateOptions = {}): Validation => {
  const dialect = speaking(plain, options.vocabulary)
  const reading = readingOf(dialect, options)
  const document = readDocument(text, reading)
  const kind = dialect.kindOf(options.path, document.roots[0])
  const fit = new Fit(dialect, kind)
  const verdict = new Verdict(fit.shapes, dialect.reading.merge)
  const fits =
    document.problems.length === 0 && document.duplicates.length === 0 && fit.holds(document, verdict)
  const read: Salvaged =
    fits || hopeless(document)
      ? { repairs: [], document, damage: document.problems.length === 0 ? "none" : "unparseable" }
      : worthwhile(
          document,
          salvage(text, reading, (candidate) => fit.fitness(candidate), {
            document,
            faults: (candidate) => fit.faults(candidate)
          }),
          fit,
          reading
        )
  const plainly = read.repairs.length === 0 && read.document.problems.length === 0
  // What a schema of one's own describes may be HTML.
  const salvaged = (plainly && dialect.accepts === undefined ? throughHtml(text, reading) : undefined) ?? read
  const edits = salvaged.repairs.flatMap((repair) => repair.edits)
  const back = backMapper(edits)
  const { path, context = {}, most, revise } = options
  const revised = (found: ReadonlyArray<Diagnostic>): ReadonlyArray<Diagnostic> =>
    revise === undefined ? found : found.map((diagnostic) => revise(diagnostic, plain))
  const diagnostics: Array<Diagnostic> = [...revised(syntaxFindings(salvaged, edits, back))]
  const unknowns: Array<Unknown> = []
  const judged: Array<Stage> = ["syntax"]
  if (salvaged.document.problems.length === 0 && salvaged.document.roots.length > 0) {
    judged.push("schema", "semantic", "execution")
    const kindNow = edits.length === 0 ? kind : dialect.kindOf(options.path, salvaged.document.roots[0])
    const sound = fits && salvaged === read && !verdict.deprecated
    const basis = { text, document: salvaged.document, kind: kindNow, path, context, most, sound, revised }
    laterStages(basis, dialect, (found) => {
      for (const each of found.diagnostics) diagnostics.push(mapped(each, back, edits.length > 0))
      for (const each of found.unknowns)
        unknowns.push({
          ...each,
          message: sentence(each.message),
          start: back(each.start),
          end: back(each.end)
        })
    })
  }
  const sorted = diagnostics.sort(
    (a, b) => a.start - b.start || stages.indexOf(a.stage) - stages.indexOf(b.stage)
  )
  const { diagnostics: kept, ignored } = applyIgnores(document, sorted, () =>
    [rules, textRules, dialect.rules].flatMap(Object.keys)
  )
  const report: Report = {
    dialect: dialect.id,
    damage: salvaged.damage,
    judged,
    diagnostics: regraded(kept, options.severities),
    unknowns,
    ...(salvaged.left === undefined ? {} : { unlisted: salvaged.left.count })
  }
  return {
    text,
    path,
    dialect: plain,
    kind,
    document,
    salvaged: salvaged.document,
    edits,
    report,
    ignored
  }
}

/** How a text of a dialect is read. */
export const readingOf = (dialect: Dialect, options: Pick<ValidateOptions, "path" | "limits">): Reading => {
  const path = options.path ?? ""
  const format = commented.test(path) ? "jsonc" : path.endsWith(".json") ? "json" : dialect.reading.format
  return { ...dialect.reading, format, limits: options.limits ?? defaultLimits }
}

/** JSON whose own readers take comments, by its name. */
const commented =
  /\.jsonc$|(?:^|\/)(?:[tj]sconfig(?:\.[\w.-]+)?|devcontainer)\.json$|(?:^|\/)\.vscode\/[\w.-]+\.json$/

/** Texts that no repair helps: too large, or no text at all. Whether one is too deep as written, salvage says. */
const hopeless = (document: Document): boolean =>
  document.problems.some(({ code }) => code.startsWith("limit-") && code !== "limit-depth") ||
  (document.problems.length === 0 && document.roots.length === 0)

const mapped = (diagnostic: Diagnostic, back: (offset: number) => number, moved: boolean): Diagnostic =>
  moved ? { ...diagnostic, start: back(diagnostic.start), end: back(diagnostic.end) } : diagnostic

const regraded = (
  diagnostics: ReadonlyArray<Diagnostic>,
  severities: ValidateOptions["severities"]
): ReadonlyArray<Diagnostic> => {
  if (severities === undefined) return diagnostics
  return diagnostics.flatMap((diagnostic) => {
    const severity = severities(diagnostic.rule)
    if (severity === "off") return []
    return severity === undefined ? diagnostic : { ...diagnostic, severity }
  })
}
