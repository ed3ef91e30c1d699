/**
 * Errands: what a thread does for the command line, as data. A thread has the config from its start; an errand says
 * which text, of which file and dialect, and what to do with it. What comes back is what cannot be worked out again
 * cheaply: of a validation its report, not its trees.
 */
import { Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import type { Fix } from "../diagnose/Fix.ts"
import { type Validation, validate } from "../diagnose/Validator.ts"
import { dialectById, recognise } from "../dialect/Dialects.ts"
import type { ModelReply } from "../model/ModelRequest.ts"
import type { PatternLibrary } from "../pattern/PatternLibrary.ts"
import type { Approach } from "../pipeline/AdaptiveStrategy.ts"
import { type Applied, type Author, applyFixes, autoRepair } from "../pipeline/AutoRepair.ts"
import type { Config } from "../pipeline/Config.ts"
import type { Inquiry } from "../pipeline/LlmRefiner.ts"
import type { Mended } from "../pipeline/Mending.ts"
import type { AskedModel, Judged, Prepared } from "../pipeline/ModelAnswer.ts"
import type { Built, EnhanceRequest } from "./Enhancement.ts"
import { optionsOf } from "./Operation.ts"
import { schemaDialect, schemaOfDialect } from "./SchemaFile.ts"
import { shelf } from "./Shelf.ts"

/** A dialect as it crosses into a thread. */
export type DialectName =
  | { readonly _tag: "known"; readonly id: string }
  | { readonly _tag: "schema"; readonly file: string }

interface On {
  readonly text: string
  readonly place: string | undefined
}

export interface Errands {
  recognise: {
    readonly errand: On & { readonly lenient: boolean }
    readonly result: string | undefined
  }
  /** What is wrong with the schema in a file, an absolute path. */
  prepare: {
    readonly errand: { readonly file: string }
    readonly result: string | undefined
  }
  validate: {
    readonly errand: On & { readonly dialect: DialectName }
    readonly result: Findings
  }
  repair: {
    readonly errand: On & { readonly dialect: DialectName }
    readonly result: {
      readonly text: string
      readonly before: Findings
      readonly after: Findings
      readonly applied: ReadonlyArray<Applied>
      readonly rolledBack: ReadonlyArray<Applied>
    }
  }
  apply: {
    readonly errand: On & {
      readonly dialect: DialectName
      readonly fixes: ReadonlyArray<Fix>
      readonly by: Author
    }
    readonly result: { readonly text: string; readonly applied: ReadonlyArray<Applied> } | undefined
  }
  enhance: {
    readonly errand: On & { readonly dialect: DialectName; readonly request: EnhanceRequest }
    readonly result: Built<Findings>
  }
  mend: {
    readonly errand: On & { readonly dialect: DialectName }
    readonly result: Mended | undefined
  }
  example: {
    readonly errand: On & { readonly dialect: DialectName; readonly approach: Approach }
    readonly result: string | undefined
  }
  breaksOff: {
    readonly errand: On & { readonly dialect: DialectName }
    readonly result: boolean
  }
  question: {
    readonly errand: On & {
      readonly dialect: DialectName
      readonly inquiry: Inquiry
      readonly model: AskedModel
    }
    readonly result: Prepared
  }
  answer: {
    readonly errand: On & {
      readonly dialect: DialectName
      readonly inquiry: Inquiry
      readonly model: AskedModel
      readonly reply: ModelReply
    }
    readonly result: Judged
  }
}

/** What to do, and the key of `Errands` that says it. */
export type Errand = { [K in keyof Errands]: { readonly _tag: K } & Errands[K]["errand"] }[keyof Errands]

/** A validation as it crosses back: without its text, dialect and trees. */
export type Findings = Pick<Validation, "kind" | "edits" | "report" | "ignored">

export const findingsOf = ({ kind, edits, report, ignored }: Validation): Findings => ({
  kind,
  edits,
  report,
  ignored
})

/** Characters of a text up to which its validation is kept for the next errand, which is often about the same text. */
const keptAtMost = 200_000

/** What a thread does with errands under a config. */
export const runErrand = (config: Config) => {
  let library: Promise<PatternLibrary> | undefined
  const patterns = (): Promise<PatternLibrary> => (library ??= Effect.runPromise(shelf(config)))
  let latest: { readonly key: string; readonly validation: Validation } | undefined
  return async (errand: Errand): Promise<Errands[Errand["_tag"]]["result"]> => {
    if (errand._tag === "prepare") return Effect.runPromise(problemOf(errand.file))
    const { text, place } = errand
    if (errand._tag === "recognise") return recognise(place, text, errand.lenient)?.id
    const dialect = await dialectOf(errand.dialect)
    const options = {
      ...optionsOf(config, place),
      unsafe: config.unsafe,
      threshold: config.autoRepairThreshold
    }
    const validated = (): Validation => {
      const key = JSON.stringify([errand.dialect, place, text])
      if (latest?.key === key) return latest.validation
      const validation = validate(text, dialect, options)
      latest = text.length > keptAtMost ? undefined : { key, validation }
      return validation
    }
    switch (errand._tag) {
      case "validate":
        return findingsOf(validated())
      case "repair": {
        const repaired = autoRepair(text, dialect, options)
        return { ...repaired, before: findingsOf(repaired.before), after: findingsOf(repaired.after) }
      }
      case "apply":
        return applyFixes(validated(), errand.fixes, options, errand.by)
      case "enhance": {
        const { build } = await import("./Enhancement.ts")
        const built = build(text, dialect, config, place, await patterns(), errand.request)
        return built._tag === "unknown"
          ? built
          : { ...built, before: findingsOf(built.before), after: findingsOf(built.after) }
      }
      case "mend": {
        const { mend } = await import("../pipeline/Mending.ts")
        return mend(validated(), await patterns(), options)
      }
      case "example": {
        const { exampleFor } = await import("../pipeline/Mending.ts")
        return exampleFor(validated(), await patterns(), errand.approach)
      }
      case "breaksOff": {
        const { isCutOff } = await import("../pipeline/Basis.ts")
        return isCutOff(validated())
      }
      case "question": {
        const { prepare } = await import("../pipeline/ModelAnswer.ts")
        const request = { ...errand.inquiry, validation: validated(), validate: options }
        return prepare(request, errand.model)
      }
      case "answer": {
        const { judge } = await import("../pipeline/ModelAnswer.ts")
        const request = { ...errand.inquiry, validation: validated(), validate: options }
        return judge(request, errand.model, errand.reply)
      }
    }
  }
}

const problemOf = (file: string): Effect.Effect<string | undefined> =>
  schemaDialect(file).pipe(
    Effect.as(undefined),
    Effect.catch((error) => Effect.succeed(error.problem))
  )

/** The name of a dialect, where it has one that a thread understands. */
export const nameOf = (dialect: Dialect): DialectName | undefined => {
  if (dialectById(dialect.id) === dialect) return { _tag: "known", id: dialect.id }
  const file = schemaOfDialect(dialect)
  return file === undefined ? undefined : { _tag: "schema", file }
}

const dialectOf = async (name: DialectName): Promise<Dialect> => {
  if (name._tag === "schema") return Effect.runPromise(schemaDialect(name.file))
  const dialect = dialectById(name.id)
  if (dialect === undefined) throw new Error(`There is no dialect ${name.id}.`)
  return dialect
}
