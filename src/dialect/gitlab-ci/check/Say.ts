/**
 * How a check of this dialect speaks: it is handed the pipeline of a file and a voice, and says what it finds. Stage,
 * severity and texts of a rule come from the rule itself.
 */
import type { Diagnostic, Severity, Unknown } from "../../../diagnose/Diagnostic.ts"
import type { Check, Findings, View } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import type { Applicability, Fix, Operation, TextEdit } from "../../../diagnose/Fix.ts"
import { likely } from "../../../diagnose/Likely.ts"
import type { Json } from "../../../document/Node.ts"
import type { Pointer } from "../../../document/Pointer.ts"
import { throughAliases } from "../../../document/SharedNodes.ts"
import type { Text } from "../model/Job.ts"
import { type Pipeline, pipelineOf } from "../model/Pipeline.ts"
import { rules } from "../rules.generated.ts"

interface Range {
  readonly start: number
  readonly end: number
}

export interface Problem {
  readonly rule: string
  readonly message: string
  readonly severity?: Severity
  readonly pointer: Pointer
  readonly at: Range
  /** Which document of the stream; that of the configuration by default. */
  readonly document?: number
  readonly fixes?: ReadonlyArray<Fix>
}

export interface Say {
  readonly view: View
  readonly problem: (problem: Problem) => void
  /** The names to look for a likely one among, `count` at most: none any more once so many were compared. */
  readonly among: (count: number, names: () => ReadonlyArray<string>) => ReadonlyArray<string>
  /** What the file alone does not tell. */
  readonly unknown: (unknown: {
    readonly rule: string
    readonly message: string
    readonly pointer: Pointer
    readonly at: Range
  }) => void
  /** A fix by JSON Patch, of the document that holds the configuration by default. */
  readonly fix: (
    title: string,
    operations: ReadonlyArray<Operation>,
    applicability: Applicability,
    confidence: number,
    document?: number
  ) => Fix
  /** A fix by edits of the text, for what a patch cannot say: tags, keys, the borders of documents. */
  readonly rewrite: (
    title: string,
    edits: ReadonlyArray<TextEdit>,
    applicability: Applicability,
    confidence: number
  ) => Fix
}

export const check =
  (body: (pipeline: Pipeline, say: Say) => void): Check =>
  (view) => {
    const pipeline = pipelineOf(view.roots, view.path)
    if (pipeline === undefined) return nothing
    const voice = new Voice(view, pipeline)
    body(pipeline, voice)
    return voice.findings
  }

const nothing: Findings = { diagnostics: [], unknowns: [] }

/** Mostly there is nothing to say: what it takes to say something is made when there is. */
class Voice implements Say {
  readonly view: View
  readonly #pipeline: Pipeline
  #diagnostics: Array<Diagnostic> | undefined
  #unknowns: Array<Unknown> | undefined
  /** What several jobs share, by an alias or a merge key, is written once and told once. */
  #told: Set<string> | undefined

  constructor(view: View, pipeline: Pipeline) {
    this.view = view
    this.#pipeline = pipeline
  }

  among(count: number, names: () => ReadonlyArray<string>): ReadonlyArray<string> {
    const left = (patience.get(this.#pipeline) ?? mostComparisons) - count
    patience.set(this.#pipeline, Math.max(0, left))
    return left < 0 ? [] : names()
  }

  problem({ document = this.#pipeline.document, ...problem }: Problem): void {
    if (this.#again(problem.rule, problem.at)) return
    this.#diagnostics ??= []
    this.#diagnostics.push(
      finding({ stage: rules[problem.rule]?.stage ?? "semantic", document, ...problem }, rules)
    )
  }

  unknown({ rule, message, pointer, at }: Parameters<Say["unknown"]>[0]): void {
    if (this.#again(rule, at)) return
    const { document } = this.#pipeline
    this.#unknowns ??= []
    this.#unknowns.push({ rule, message, document, pointer, start: at.start, end: at.end })
  }

  fix(
    title: string,
    operations: ReadonlyArray<Operation>,
    applicability: Applicability,
    confidence: number,
    document: number = this.#pipeline.document
  ): Fix {
    // What is shared is mended where it is shared, not at one of its uses.
    const root = this.view.roots[document] ?? this.#pipeline.root
    return patchFix(title, throughAliases(root, operations), applicability, confidence, document)
  }

  rewrite(
    title: string,
    edits: ReadonlyArray<TextEdit>,
    applicability: Applicability,
    confidence: number
  ): Fix {
    return { title, edit: { _tag: "text", edits }, applicability, confidence }
  }

  get findings(): Findings {
    if (this.#diagnostics === undefined && this.#unknowns === undefined) return nothing
    return {
      diagnostics: this.#diagnostics ?? nothing.diagnostics,
      unknowns: this.#unknowns ?? nothing.unknowns
    }
  }

  #again(rule: string, { start, end }: Range): boolean {
    this.#told ??= new Set()
    const before = this.#told.size
    return this.#told.add(`${rule} ${start} ${end}`).size === before
  }
}

/** How many names of a pipeline are compared with wrong ones. */
const mostComparisons = 100_000
const patience = new WeakMap<Pipeline, number>()

/** Fixes that write a name which is there in place of one that is not, the likeliest first, at most two. */
export const renames = (
  say: Say,
  written: Text,
  names: Iterable<string>,
  value: (name: string) => Json = (name) => name
): ReadonlyArray<Fix> =>
  likely(written.text, names)
    .slice(0, 2)
    .map(({ name, applicability, confidence }) =>
      say.fix(
        `Write \`${name}\``,
        [{ op: "replace", path: written.pointer, value: value(name) }],
        applicability,
        confidence
      )
    )

/** Takes an item out of a list, or the whole key where it is the only one. */
export const removal = (pointer: Pointer, holder: Pointer, count: number): Operation => ({
  op: "remove",
  path: count <= 1 ? holder : pointer
})
