/**
 * Validates a text through the four stages: syntax, schema, semantic, execution.
 *
 * A file that parses and conforms takes the fast path. Otherwise the text is salvaged first, its tree is explained,
 * and each later stage looks at the tree as the safe fixes of the earlier ones would leave it, with positions mapped
 * back to the text as it is: one mistake must not set off a cascade.
 */
import { Result } from "effect"
import type { Document } from "../document/Document.ts"
import type { Node } from "../document/Node.ts"
import { applyToTree } from "../document/Patch.ts"
import { readDocument } from "../document/Reader.ts"
import { defaultLimits, type Limits, type Reading } from "../document/Reading.ts"
import { type Fault, type Repair, type Salvaged, salvage } from "../document/Salvage.ts"
import { backMapper, type TextEdit } from "../document/TextEdit.ts"
import { Verdict } from "./Conforms.ts"
import { type Diagnostic, type Severity, type Stage, stages, type Unknown } from "./Diagnostic.ts"
import type { Dialect, Findings, PipelineContext, View } from "./Dialect.ts"
import { finding } from "./Finding.ts"
import type { Fix } from "./Fix.ts"
import { ordered } from "./FixOrder.ts"
import { applyIgnores } from "./Ignore.ts"
import type { Report } from "./Report.ts"
import { costs, rules } from "./rules.generated.ts"
import { Shapes } from "./Shapes.ts"
import { strayQuotes } from "./StrayQuote.ts"
import { explainStructure, faults, misfit, recognised } from "./Structure.ts"
import { rules as textRules } from "./text.generated.ts"

export interface ValidateOptions {
  /** Relative to the project, with `/`. */
  readonly path?: string
  readonly context?: PipelineContext
  readonly limits?: Limits
  /** Another severity for a rule, or none at all. */
  readonly severities?: (rule: string) => Severity | "off" | undefined
  /** What is known of such fixes from elsewhere: may change their confidence, applicability and order, nothing else. */
  readonly revise?: (diagnostic: Diagnostic, dialect: Dialect) => Diagnostic
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

const problemsAtMost = 20

/** Pure and synchronous: judges from the text and the declared context alone. */
export const validate = (text: string, dialect: Dialect, options: ValidateOptions = {}): Validation => {
  const reading = readingOf(dialect, options)
  const document = readDocument(text, reading)
  const shapes = Shapes.of(dialect.grammar)
  const kind = dialect.kindOf(options.path, document.roots[0])
  const verdict = new Verdict(shapes, dialect.reading.merge)
  const fits =
    document.problems.length === 0 &&
    document.duplicates.length === 0 &&
    conformsAll(document, dialect, kind, shapes, verdict)
  const salvaged: Salvaged =
    fits || hopeless(document)
      ? { repairs: [], document, damage: document.problems.length === 0 ? "none" : "unparseable" }
      : worthwhile(
          document,
          salvage(text, reading, (candidate) => misfitOf(candidate, dialect, kind, shapes), {
            document,
            faults: (candidate) => faultsOf(candidate, dialect, kind, shapes)
          }),
          (candidate) => structureCost(candidate, dialect, kind, shapes),
          (candidate) => recognisedIn(candidate, dialect, kind, shapes)
        )
  const edits = salvaged.repairs.flatMap((repair) => repair.edits)
  const back = backMapper(edits)
  const diagnostics: Array<Diagnostic> = [...revised(syntaxOf(salvaged, edits, back), dialect, options)]
  const unknowns: Array<Unknown> = []
  const judged: Array<Stage> = ["syntax"]
  if (salvaged.document.problems.length === 0 && salvaged.document.roots.length > 0) {
    judged.push("schema", "semantic", "execution")
    const kindNow = edits.length === 0 ? kind : dialect.kindOf(options.path, salvaged.document.roots[0])
    later(
      salvaged.document,
      dialect,
      kindNow,
      shapes,
      fits && !verdict.deprecated,
      options,
      text,
      (found) => {
        for (const each of found.diagnostics) diagnostics.push(mapped(each, back, edits.length > 0))
        for (const each of found.unknowns)
          unknowns.push({ ...each, start: back(each.start), end: back(each.end) })
      }
    )
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
    unknowns
  }
  return {
    text,
    path: options.path,
    dialect,
    kind,
    document,
    salvaged: salvaged.document,
    edits,
    report,
    ignored
  }
}

const readingOf = (dialect: Dialect, options: ValidateOptions): Reading => {
  const format = options.path?.endsWith(".json") === true ? "json" : dialect.reading.format
  return { ...dialect.reading, format, limits: options.limits ?? defaultLimits }
}

/** Texts that no repair helps: too large, too deep, or no text at all. */
const hopeless = (document: Document): boolean =>
  document.problems.some(({ code }) => code.startsWith("limit-")) ||
  (document.problems.length === 0 && document.roots.length === 0)

/** The shape that each document of a stream is to have; none for one that should not be there. */
export const shapesOf = (
  roots: ReadonlyArray<Node>,
  dialect: Dialect,
  kind: string
): ReadonlyArray<string | undefined> =>
  dialect.shapesOf?.(roots, kind) ??
  roots.map((_, index) => (index === 0 ? dialect.grammar.start[kind] : undefined))

const conformsAll = (
  document: Document,
  dialect: Dialect,
  kind: string,
  shapes: Shapes,
  verdict: Verdict
): boolean => {
  const names = shapesOf(document.roots, dialect, kind)
  return document.roots.every((root, index) => {
    const name = names[index]
    if (name === undefined) return false
    return dialect.accepts === undefined ? verdict.conforms(root, shapes.named(name)) : dialect.accepts(root)
  })
}

/** How badly a reading of the text fits; a document too many is worse than any misspelling. */
const misfitOf = (document: Document, dialect: Dialect, kind: string, shapes: Shapes): number => {
  const names = shapesOf(document.roots, dialect, kind)
  if (document.roots.length === 0) return 50
  return document.roots.reduce((cost, root, index) => {
    const name = names[index]
    if (name === undefined) return cost + 10
    const own = misfit(root, shapes.named(name), shapes, dialect.reading.merge)
    if (dialect.accepts === undefined) return cost + own
    return cost + (dialect.accepts(root) ? 0 : Math.max(1, own))
  }, 0)
}

const faultsOf = (
  document: Document,
  dialect: Dialect,
  kind: string,
  shapes: Shapes
): ReadonlyArray<Fault> => {
  const names = shapesOf(document.roots, dialect, kind)
  return document.roots.flatMap((root, index) => {
    const name = names[index]
    return name === undefined
      ? [{ start: root.start, cost: 10 }]
      : faults(root, shapes.named(name), shapes, dialect.reading.merge)
  })
}

/** The share of the cost of a text that parses, above which another reading of it is not worth believing. */
const believable = 0.7

/**
 * A text that parses may still be meant otherwise, but another reading has to explain nearly all that is wrong with
 * it: else what is wrong is in the tree, and the text is left alone.
 */
const worthwhile = (
  document: Document,
  salvaged: Salvaged,
  costOf: (document: Document) => number,
  knownIn: (document: Document) => number
): Salvaged => {
  if (document.problems.length > 0 || document.duplicates.length > 0) return salvaged
  if (!salvaged.repairs.some(({ rule }) => rereadings.has(rule))) return salvaged
  const edits = salvaged.repairs.reduce(
    (cost, repair) => cost + repair.cost + givenUp(document.text, repair),
    0
  )
  const asWritten = costOf(document)
  // Where nothing is known, nothing is wrong: what a reading hides there it has not explained.
  const hidden = Math.max(0, knownIn(document) - knownIn(salvaged.document)) * costs.remove.hidden
  return edits + hidden + costOf(salvaged.document) <= believable * asWritten
    ? salvaged
    : { repairs: [], document, damage: "none" }
}

/** What a repair takes away of a text that parses: each line of it but the first is as dear as a key. */
const givenUp = (text: string, repair: Repair): number => {
  const lost = repair.edits.reduce((lines, edit) => {
    // Whole lines only: what goes from within a line, such as a number in front of it, gives up none.
    const before = text.slice(edit.start, edit.end).match(/\S[^\n]*\n/g)?.length ?? 0
    const after = edit.text.match(/\S[^\n]*\n/g)?.length ?? 0
    return lines + Math.max(0, before - after)
  }, 0)
  return rereadings.has(repair.rule) ? Math.max(0, lost - 1) * costs.remove.base : 0
}

/** Slips that a text which parses does not show: it is only read in another way. */
const rereadings: ReadonlySet<string> = new Set([
  "wrong-indent",
  "missing-dash",
  "stray-dash",
  "missing-block-marker",
  "dedented-block",
  "value-before-block",
  "keys-on-one-line",
  "stray-text",
  "truncated"
])

/** The cost of explaining a reading of the text, as thoroughly as for its diagnosis. */
const structureCost = (document: Document, dialect: Dialect, kind: string, shapes: Shapes): number => {
  const names = shapesOf(document.roots, dialect, kind)
  return document.roots.reduce((cost, root, index) => {
    const name = names[index]
    if (name === undefined) return cost + 10
    return cost + explainStructure(root, shapes.named(name), shapes, { merge: dialect.reading.merge }).cost
  }, 0)
}

/** Pairs of a reading whose keys the grammar knows where they stand. */
const recognisedIn = (document: Document, dialect: Dialect, kind: string, shapes: Shapes): number => {
  const names = shapesOf(document.roots, dialect, kind)
  return document.roots.reduce((count, root, index) => {
    const name = names[index]
    return name === undefined
      ? count
      : count + recognised(root, shapes.named(name), shapes, dialect.reading.merge)
  }, 0)
}

const syntaxOf = (
  salvaged: Salvaged,
  edits: ReadonlyArray<TextEdit>,
  back: (offset: number) => number
): Array<Diagnostic> => {
  const { document, repairs } = salvaged
  const diagnostics = repairs.map((repair): Diagnostic => {
    const fixes: Array<Fix> = [
      {
        title: repair.title,
        edit: { _tag: "text", edits: repair.edits },
        applicability: repair.applicability,
        confidence: repair.confidence
      },
      ...repair.alternatives.map(
        (other): Fix => ({
          title: other.title,
          edit: { _tag: "text", edits: other.edits },
          applicability: "unsafe",
          confidence: Math.min(0.5, 1 - repair.confidence)
        })
      )
    ]
    return finding(
      {
        rule: repair.rule,
        stage: "syntax",
        severity: "error",
        message: repair.message,
        pointer: "",
        at: repair,
        fixes
      },
      textRules
    )
  })
  for (const problem of document.problems.slice(0, problemsAtMost)) {
    diagnostics.push(
      finding(
        {
          rule: "unparseable",
          stage: "syntax",
          message: problem.message,
          pointer: "",
          at: edits.length === 0 ? problem : { start: back(problem.start), end: back(problem.end) }
        },
        rules
      )
    )
  }
  for (const { again, first, pointer, document: index } of document.duplicates.slice(0, 1000)) {
    const line = document.lines.at(first.start).line
    diagnostics.push(
      finding(
        {
          rule: "duplicate-key",
          stage: "syntax",
          message: `This key is written before already, in line ${line}.`,
          document: index,
          pointer,
          at: { start: back(again.key.start), end: back(again.key.end) }
        },
        rules
      )
    )
  }
  if (document.problems.length === 0 && document.roots.length === 0) {
    diagnostics.push(
      finding(
        {
          rule: "empty-file",
          stage: "syntax",
          message: document.text.trim() === "" ? "The file is empty." : "The file holds comments only.",
          pointer: "",
          at: { start: 0, end: 0 }
        },
        rules
      )
    )
  }
  return diagnostics
}

/** The stages that need a tree, each on what the one before leaves. */
const later = (
  document: Document,
  dialect: Dialect,
  kind: string,
  shapes: Shapes,
  sound: boolean,
  options: ValidateOptions,
  text: string,
  found: (findings: Findings) => void
): void => {
  const names = shapesOf(document.roots, dialect, kind)
  const { merge } = dialect.reading
  const roots: Array<Node> = [...document.roots]
  const seen = new Set<string>()
  const say = (findings: Findings): void => {
    if (findings.diagnostics.length === 0 && findings.unknowns.length === 0) return
    // A complaint of an earlier stage about the same place stands for those of the later ones.
    const fresh = findings.diagnostics.filter(
      (each) => !(each.stage === "execution" && seen.has(`${each.document} ${each.pointer}`))
    )
    for (const each of fresh) if (each.severity === "error") seen.add(`${each.document} ${each.pointer}`)
    found({ diagnostics: fresh, unknowns: findings.unknowns })
  }
  document.roots.forEach((root, index) => {
    const name = names[index]
    if (name === undefined) {
      say({ diagnostics: [extraDocument(root, index)], unknowns: [] })
      return
    }
    if (sound) return
    if (dialect.accepts?.(root) === true) return
    const missing = dialect.missing
    const explained = explainStructure(root, shapes.named(name), shapes, {
      merge,
      document: index,
      ...(missing === undefined ? {} : { missing })
    }).diagnostics
    const diagnostics =
      explained.length === 0
        ? (dialect.rootCauses?.(root, index) ?? [])
        : revised(explained, dialect, options)
    say({ diagnostics, unknowns: [] })
    roots[index] = repairedTree(root, diagnostics, dialect.reading)
  })
  const view: View = { text, roots, kind, path: options.path, context: options.context ?? {} }
  roots.forEach((root, index) => {
    if (dialect.accepts === undefined) say({ diagnostics: strayQuotes(root, index), unknowns: [] })
  })
  for (const check of [...dialect.semantic, dialect.execution]) {
    const { diagnostics, unknowns } = check(view)
    say({ diagnostics: revised(diagnostics, dialect, options), unknowns })
  }
}

/** Before anybody takes a fix for safe: the later stages look at the tree as the safe ones leave it. */
const revised = (
  diagnostics: ReadonlyArray<Diagnostic>,
  dialect: Dialect,
  { revise }: ValidateOptions
): ReadonlyArray<Diagnostic> =>
  revise === undefined ? diagnostics : diagnostics.map((diagnostic) => revise(diagnostic, dialect))

const extraDocument = (root: Node, index: number): Diagnostic =>
  finding(
    {
      rule: "extra-document",
      stage: "schema",
      message: `This is document ${index + 1} of the file; only the first is read.`,
      document: index,
      pointer: "",
      at: { start: root.start, end: Math.min(root.end, root.start + 1) }
    },
    rules
  )

/** Fixes that are tried one by one where they do not go together. */
const singlesAtMost = 50

/** The tree as the safe fixes leave it. A fix that does not go with the others is left out. */
const repairedTree = (root: Node, diagnostics: ReadonlyArray<Diagnostic>, reading: Reading): Node => {
  const fixes = ordered(
    diagnostics.flatMap(({ fixes }) => (fixes[0]?.applicability === "safe" ? [fixes[0]] : []))
  )
  if (fixes.length === 0) return root
  const operations = fixes.map(({ edit }) => (edit._tag === "patch" ? edit.operations : []))
  const together = applyToTree(root, operations.flat(), { reading })
  if (Result.isSuccess(together)) return together.success
  let tree = root
  for (const each of operations.slice(0, singlesAtMost)) {
    const next = applyToTree(tree, each, { reading })
    if (Result.isSuccess(next)) tree = next.success
  }
  return tree
}

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
