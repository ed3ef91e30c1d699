/**
 * The library's face for plain programs: text in, promise out. Nothing here reads or writes files, and nothing of a
 * pipeline is ever executed.
 *
 * @example
 * ```ts
 * import { fix } from "pipewright"
 *
 * const { text, remaining } = await fix("on: push\njobs:\n  build:\n    runs_on: ubuntu-latest\n    steps: [{ run: make }]\n", {
 *   dialect: "github-actions"
 * })
 * ```
 */
import { Effect } from "effect"
import type { Diagnostic } from "./diagnose/Diagnostic.ts"
import type { Dialect } from "./diagnose/Dialect.ts"
import type { Report } from "./diagnose/Report.ts"
import { type Score, score } from "./diagnose/Scorer.ts"
import { type ValidateOptions, validate } from "./diagnose/Validator.ts"
import { dialectById, dialects, recognise } from "./dialect/Dialects.ts"
import { type Applied, autoRepair, type RepairOptions } from "./pipeline/AutoRepair.ts"
import { Controller, type Refined, type RefineOptions } from "./pipeline/Controller.ts"

export { defineConfig, type Settings } from "./config.ts"
export type { Diagnostic, Severity, Stage } from "./diagnose/Diagnostic.ts"
export type { Dialect, PipelineContext } from "./diagnose/Dialect.ts"
export type { Edit, Fix, Operation } from "./diagnose/Fix.ts"
export type { Report } from "./diagnose/Report.ts"
export type { Score } from "./diagnose/Scorer.ts"
export type { Applied } from "./pipeline/AutoRepair.ts"
export type { Config } from "./pipeline/Config.ts"
export type { Refined, Status } from "./pipeline/Controller.ts"

/** What every call takes. */
export interface Options extends ValidateOptions {
  /** Id of a dialect (`github-actions`), or one of your own. Without it the path and the content decide. */
  readonly dialect?: string | Dialect
}

export interface Checked {
  readonly dialect: string
  readonly report: Report
  readonly score: Score
}

export interface Fixed {
  readonly dialect: string
  /** The repaired text; the very input where nothing could be repaired. */
  readonly text: string
  readonly applied: ReadonlyArray<Applied>
  readonly remaining: ReadonlyArray<Diagnostic>
  readonly score: { readonly before: Score; readonly after: Score }
}

/** No dialect was named and none recognises the text. */
export class UnknownDialectError extends Error {
  override readonly name = "UnknownDialectError"
}

const dialectOf = (text: string, options: Options): Dialect => {
  const { dialect, path } = options
  if (typeof dialect === "object") return dialect
  const known = dialect === undefined ? recognise(path, text) : dialectById(dialect)
  if (known !== undefined) return known
  const ids = dialects.map(({ id }) => id).join(", ")
  throw new UnknownDialectError(
    dialect === undefined
      ? `No dialect recognises this text. Name one with the option dialect: ${ids}.`
      : `There is no dialect ${dialect}. Known are ${ids}.`
  )
}

/** Judges a text. Rejects with `UnknownDialectError`; an invalid pipeline is a report, not an error. */
export const check = async (text: string, options: Options = {}): Promise<Checked> => {
  const dialect = dialectOf(text, options)
  const { report } = validate(text, dialect, options)
  return { dialect: dialect.id, report, score: score(report) }
}

/** Repairs what can be repaired without a model. The result is never worse than the input. */
export const fix = async (text: string, options: Options & RepairOptions = {}): Promise<Fixed> => {
  const dialect = dialectOf(text, options)
  const repaired = autoRepair(text, dialect, options)
  return {
    dialect: dialect.id,
    text: repaired.text,
    applied: repaired.applied,
    remaining: repaired.after.report.diagnostics,
    score: { before: score(repaired.before.report), after: score(repaired.after.report) }
  }
}

/** Runs the refinement loop. Its result is the best text of the trajectory. */
export const refine = async (text: string, options: Options & RefineOptions = {}): Promise<Refined> => {
  const dialect = dialectOf(text, options)
  return Effect.runPromise(
    Effect.gen(function* () {
      const controller = yield* Controller
      return yield* controller.refine(text, dialect, options)
    }).pipe(Effect.provide(Controller.layerOffline))
  )
}
