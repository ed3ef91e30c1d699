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
import { Effect, type Layer, Result, Schema } from "effect"
import type { Diagnostic } from "./diagnose/Diagnostic.ts"
import type { Dialect } from "./diagnose/Dialect.ts"
import type { Report } from "./diagnose/Report.ts"
import { type Score, score } from "./diagnose/Scorer.ts"
import { type ValidateOptions, validate } from "./diagnose/Validator.ts"
import { dialectById, dialects, recognise } from "./dialect/Dialects.ts"
import type { SchemaError } from "./dialect/json-schema/Prepare.ts"
import type { SchemaValue } from "./dialect/json-schema/Translate.ts"
import type { CassetteError } from "./model/Cassette.ts"
import type { ModelNameError } from "./model/ModelSpec.ts"
import type { Pattern } from "./pattern/Pattern.ts"
import { libraryOf, type PatternLibrary } from "./pattern/PatternLibrary.ts"
import { rank } from "./pattern/PatternMatcher.ts"
import type { Enhanced } from "./pattern/Progressive.ts"
import type { EnhanceStage } from "./pattern/RuleData.ts"
import { type Applied, autoRepair, type RepairOptions } from "./pipeline/AutoRepair.ts"
import type { ModelConfig } from "./pipeline/Config.ts"
import { Controller } from "./pipeline/Controller.ts"
import { enhanceRepaired } from "./pipeline/Enhance.ts"
import type { Refined } from "./pipeline/Refined.ts"
import type { RefineOptions } from "./pipeline/RefineOptions.ts"
import { ModelSettings } from "./pipeline/Settings.ts"

export { defineConfig, type Settings } from "./config.ts"
export type { Diagnostic, Severity, Stage } from "./diagnose/Diagnostic.ts"
export type { Dialect, PipelineContext } from "./diagnose/Dialect.ts"
export type { Edit, Fix, Operation } from "./diagnose/Fix.ts"
export type { Report } from "./diagnose/Report.ts"
export type { Score, Weights } from "./diagnose/Scorer.ts"
export type { ValidateOptions } from "./diagnose/Validator.ts"
export { CapabilityError } from "./pattern/CapabilityError.ts"
export type { Pattern } from "./pattern/Pattern.ts"
export type { Enhanced } from "./pattern/Progressive.ts"
export type { EnhanceStage } from "./pattern/RuleData.ts"
export type { Applied, RepairOptions } from "./pipeline/AutoRepair.ts"
export type { Config } from "./pipeline/Config.ts"
export type { Refined, Status } from "./pipeline/Refined.ts"
export type { RefineOptions } from "./pipeline/RefineOptions.ts"
export type { ModelSettings } from "./pipeline/Settings.ts"
export type { ModelNameError, SchemaError, SchemaValue }

/** What every call takes. */
export interface Options extends ValidateOptions {
  /** Id of a dialect (`github-actions`), or one of your own. Without it the path and the content decide. */
  readonly dialect?: string | Dialect
  /** A JSON Schema (draft 7, 2019-09 or 2020-12) that the text is judged by; no dialect is looked for then. */
  readonly schema?: SchemaValue
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

const dialectOf = async (text: string, options: Options): Promise<Dialect> => {
  const { dialect, path, schema } = options
  if (schema !== undefined) return dialectOfSchema(schema)
  if (typeof dialect === "object") return dialect
  const known = dialect === undefined ? recognise(path, text) : dialectById(dialect)
  if (known !== undefined) return known
  const ids = dialects.map(({ id }) => id).join(", ")
  throw new UnknownDialectError(
    dialect === undefined
      ? `This text is not recognised as any dialect. Name one with the option dialect: ${ids}.`
      : `There is no dialect ${dialect}. Known are ${ids}.`
  )
}

/** Dialects made of schemas: a schema takes long to get ready, and judges many texts. */
const ofSchemas = new WeakMap<object, Dialect>()

const dialectOfSchema = async (schema: SchemaValue): Promise<Dialect> => {
  const before = typeof schema === "object" ? ofSchemas.get(schema) : undefined
  if (before !== undefined) return before
  const { jsonSchema } = await import("./dialect/json-schema/JsonSchema.ts")
  const made = Result.getOrThrow(jsonSchema(schema))
  if (typeof schema === "object") ofSchemas.set(schema, made)
  return made
}

/**
 * Judges a text; an invalid pipeline is a report, not an error. Rejects, as all functions here, with
 * `UnknownDialectError`, and with `SchemaError` where the schema is none.
 */
export const check = async (text: string, options: Options = {}): Promise<Checked> => {
  const dialect = await dialectOf(text, options)
  const { report } = validate(text, dialect, options)
  return { dialect: dialect.id, report, score: score(report) }
}

/** Repairs what can be repaired without a model. The result is never worse than the input. */
export const fix = async (text: string, options: Options & RepairOptions = {}): Promise<Fixed> => {
  const dialect = await dialectOf(text, options)
  const repaired = autoRepair(text, dialect, options)
  return {
    dialect: dialect.id,
    text: repaired.text,
    applied: repaired.applied,
    remaining: repaired.after.report.diagnostics,
    score: { before: score(repaired.before.report), after: score(repaired.after.report) }
  }
}

/** What `refine` takes. */
export interface RefineWith extends Options, RefineOptions {
  /**
   * The language model asked for what no rule can decide: its name (`openai:gpt-5`), or the settings that a config
   * file has under `model`. Its key is read from the environment. Without this nobody is asked, and a text that needs
   * a model ends with the status `needs_model`.
   */
  readonly model?: string | ModelSettings
  /** Ends the refinement; the promise is rejected. */
  readonly signal?: AbortSignal
}

/**
 * Runs the refinement loop. Its result is the best text of the trajectory, with the status that says how it ended: that
 * a budget is spent or a model cannot be reached is a result too. Rejects with `ModelNameError` where the model is not
 * known or has no key.
 */
export const refine = async (text: string, options: RefineWith = {}): Promise<Refined> => {
  const { model, signal, schema: _, ...rest } = options
  const dialect = await dialectOf(text, options)
  const config = model === undefined ? undefined : await modelConfigOf(model)
  const { allowCommands, allowSecrets } = config ?? {}
  return Effect.runPromise(
    Effect.gen(function* () {
      const controller = yield* Controller
      return yield* controller.refine(text, dialect, {
        ...(allowCommands === undefined ? {} : { allowCommands }),
        ...(allowSecrets === undefined ? {} : { allowSecrets }),
        ...rest
      })
    }).pipe(Effect.provide(await controllerOf(config))),
    signal === undefined ? {} : { signal }
  )
}

const decodeModel = Schema.decodeUnknownSync(ModelSettings, { onExcessProperty: "error" })

const modelConfigOf = async (model: string | ModelSettings): Promise<ModelConfig> => {
  const settings = decodeModel(typeof model === "string" ? { name: model } : model)
  const { resolve } = await import("./pipeline/Config.ts")
  return resolve([{ settings: { model: settings }, nameOf: (path) => path }]).config.model
}

/** What models need is loaded only where one is asked. */
const controllerOf = async (
  config: ModelConfig | undefined
): Promise<Layer.Layer<Controller, ModelNameError | CassetteError>> => {
  if (config === undefined) return Controller.layerOffline
  const { controllerWithModel } = await import("./pipeline/ModelSetup.ts")
  return controllerWithModel({ config, environment: process.env })
}

/** The known good pipelines of a dialect, or of all of them. */
export const patterns = (dialect?: string): ReadonlyArray<Pattern> => {
  const library = libraryOf([])
  return dialect === undefined ? library.dialects.flatMap(library.of) : library.of(dialect)
}

/** A pattern that a text is like. */
export interface PatternMatch {
  readonly pattern: Pattern
  /** 0..1; from .75 on it can be taken for what the author meant. */
  readonly score: number
  /** In words, the weightiest first. */
  readonly reasons: ReadonlyArray<string>
  /** The required steps that the text lacks. */
  readonly missing: ReadonlyArray<string>
}

/** What has to do with patterns. */
export interface PatternOptions {
  /** Patterns of your own; they win over ours of the same name. */
  readonly patterns?: ReadonlyArray<Pattern>
}

/** The patterns of the text's dialect, the likest first. */
export const matchPatterns = async (
  text: string,
  options: Options & PatternOptions = {}
): Promise<ReadonlyArray<PatternMatch>> => {
  const dialect = await dialectOf(text, options)
  const library = libraryOf(options.patterns ?? [])
  return rank(validate(text, dialect, options), library.of(dialect.id)).map(
    ({ pattern, score, reasons, steps }) => ({
      pattern,
      score,
      reasons,
      missing: steps.flatMap(({ step, required, part }) => (required && part === undefined ? [step] : []))
    })
  )
}

export interface EnhanceOptions extends Options, RepairOptions, PatternOptions {
  /** The pattern to complete, or its name; by default the one that the text surely is, if any. */
  readonly pattern?: string | Pattern
  /** Names of steps, patterns or features that must be there in the end. */
  readonly targetCapabilities?: ReadonlyArray<string>
  /** The last of the five stages; by default `optimize_performance`. */
  readonly until?: EnhanceStage
}

/** There is no pattern of this name for the dialect. */
export class UnknownPatternError extends Error {
  override readonly name = "UnknownPatternError"
}

/**
 * Repairs a text and builds it up to a complete pipeline, stage by stage; never worse than the input. Rejects with
 * `UnknownPatternError`, and with `CapabilityError` where a target capability is neither step, pattern nor feature.
 */
export const enhance = async (text: string, options: EnhanceOptions = {}): Promise<Enhanced> => {
  const dialect = await dialectOf(text, options)
  const library = libraryOf(options.patterns ?? [])
  const { pattern, patterns: _, ...rest } = options
  const chosen = typeof pattern === "string" ? patternNamed(pattern, dialect, library) : pattern
  const enhanced = enhanceRepaired(text, dialect, library, {
    ...rest,
    ...(chosen === undefined ? {} : { pattern: chosen })
  })
  if (Result.isFailure(enhanced)) throw enhanced.failure
  return enhanced.success
}

const patternNamed = (name: string, dialect: Dialect, library: PatternLibrary): Pattern => {
  const found = library.named(name).find((pattern) => pattern.dialect === dialect.id)
  if (found !== undefined) return found
  const names = library.of(dialect.id).map((pattern) => pattern.name)
  throw new UnknownPatternError(
    `There is no pattern ${name} for ${dialect.id}. There are ${names.join(", ")}.`
  )
}
