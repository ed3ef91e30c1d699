/**
 * How a check of this dialect speaks: it is handed the analysis of a file and a voice, and says what it finds. Stage,
 * severity and texts of a rule come from the rule itself.
 */

import type { Diagnostic, Severity, Unknown } from "../../../diagnose/Diagnostic.ts"
import type { Check, Findings, View } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import type { Applicability, Fix, Operation } from "../../../diagnose/Fix.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, type Stretch } from "../../../diagnose/Spot.ts"
import type { Json } from "../../../document/Node.ts"
import type { Pointer } from "../../../document/Pointer.ts"
import type { Meant } from "../expression/Names.ts"
import type { Site } from "../expression/Place.ts"
import { type Analysis, analysisOf, type Use } from "../model/Analysis.ts"
import { rules } from "../rules.generated.ts"

export interface Problem {
  readonly rule: string
  readonly message: string
  readonly why?: string
  readonly help?: string
  readonly severity?: Severity
  readonly pointer: Pointer
  readonly at: Stretch
  readonly fixes?: ReadonlyArray<Fix>
}

export interface Say {
  readonly view: View
  readonly problem: (problem: Problem) => void
  /** What the file alone does not tell. */
  readonly unknown: (unknown: {
    readonly rule: string
    readonly message: string
    readonly pointer: Pointer
    readonly at: Stretch
  }) => void
}

export const check =
  (body: (analysis: Analysis, say: Say) => void): Check =>
  (view) => {
    const analysis = analysisOf(view)
    if (analysis === undefined) return nothing
    const voice = new Voice(view)
    body(analysis, voice)
    return voice.findings
  }

const nothing: Findings = { diagnostics: [], unknowns: [] }

/** Mostly there is nothing to say: what it takes to say something is made when there is. */
class Voice implements Say {
  readonly view: View
  #diagnostics: Array<Diagnostic> | undefined
  #unknowns: Array<Unknown> | undefined
  #told: Map<Pointer, number> | undefined

  constructor(view: View) {
    this.view = view
  }

  problem(problem: Problem): void {
    this.#told ??= new Map()
    const before = this.#told.get(problem.pointer) ?? 0
    this.#told.set(problem.pointer, before + 1)
    if (before >= enough) return
    this.#diagnostics ??= []
    this.#diagnostics.push(finding({ stage: rules[problem.rule]?.stage ?? "semantic", ...problem }, rules))
  }

  unknown({ rule, message, pointer, at }: Parameters<Say["unknown"]>[0]): void {
    this.#unknowns ??= []
    this.#unknowns.push({ rule, message, document: 0, pointer, start: at.start, end: at.end })
  }

  get findings(): Findings {
    if (this.#diagnostics === undefined && this.#unknowns === undefined) return nothing
    return {
      diagnostics: this.#diagnostics ?? nothing.diagnostics,
      unknowns: this.#unknowns ?? nothing.unknowns
    }
  }
}

/** What is the matter with a single text shows in so many findings; the rest comes up when they are dealt with. */
const enough = 50

/** The range of a part of a site's text. */
export const part = (say: Say, site: Site, from: number, to: number): Stretch =>
  rangeOf(say.view.text, site, { start: from, end: to })

/** The range of a part of an expression, such as a name in it. */
export const within = (say: Say, use: Use, stretch: Stretch): Stretch =>
  part(say, use.site, use.offset + stretch.start, use.offset + stretch.end)

/** How a sentence about a wrong name ends. */
export const orMeant = (better: { readonly name: string } | undefined): string =>
  better === undefined ? "." : `; did you mean \`${better.name}\`?`

/** The fix that writes the likely name in place of a part of an expression; none where no name is likely. */
export const respell = (
  use: Use,
  stretch: Stretch,
  better: Meant | undefined,
  applicability: Applicability = better?.sure === true ? "safe" : "unsafe",
  verb = "Write"
): ReadonlyArray<Fix> => {
  if (better === undefined) return []
  const title = `${verb} \`${better.name}\``
  const from = use.offset + stretch.start
  const until = use.offset + stretch.end
  return [rewrite(title, use.site, from, until, better.name, applicability, better.confidence)]
}

/** The same for a scalar that is nothing but the name. */
export const rename = (
  pointer: Pointer,
  better: Meant | undefined,
  applicability: Applicability = better?.sure === true ? "safe" : "unsafe",
  verb = "Write"
): ReadonlyArray<Fix> =>
  better === undefined
    ? []
    : [replace(`${verb} \`${better.name}\``, pointer, better.name, applicability, better.confidence)]

/** A fix that puts `to` in the place of `site.text.slice(from, until)`. */
export const rewrite = (
  title: string,
  site: Site,
  from: number,
  until: number,
  to: string,
  applicability: Applicability,
  confidence: number
): Fix =>
  replace(
    title,
    site.pointer,
    site.text.slice(0, from) + to + site.text.slice(until),
    applicability,
    confidence
  )

/** A fix that gives a scalar another value. */
export const replace = (
  title: string,
  path: Pointer,
  value: Json,
  applicability: Applicability,
  confidence: number
): Fix => patchFix(title, [{ op: "replace", path, value }], applicability, confidence)

/** A fix of several operations. */
export const edit = (
  title: string,
  operations: ReadonlyArray<Operation>,
  applicability: Applicability,
  confidence: number
): Fix => patchFix(title, operations, applicability, confidence)

/** `a`, `b` and `c`. */
export const allOf = (names: ReadonlyArray<string>): string =>
  oneOf(names).replace(/ or (?=`[^`]+`$)/, " and ")

/** What a step is called in messages. */
export const oneStep = (step: {
  readonly index: number
  readonly uses: { readonly text: string } | undefined
}): string => (step.uses === undefined ? `step ${step.index + 1}` : `the step with \`${step.uses.text}\``)
