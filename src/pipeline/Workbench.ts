/**
 * The workbench: where texts, and what models answer about them, are judged and repaired. By default that is right here;
 * a batch does it in threads, so that what keeps a processor busy for ever can be given up.
 */
import { Context, Effect } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import type { Fix } from "../diagnose/Fix.ts"
import { type ValidateOptions, type Validation, validate } from "../diagnose/Validator.ts"
import type { ModelReply } from "../model/ModelRequest.ts"
import type { PatternLibrary } from "../pattern/PatternLibrary.ts"
import type { Approach } from "./AdaptiveStrategy.ts"
import {
  type Applied,
  type Author,
  applyFixes,
  autoRepair,
  type Repaired,
  type RepairOptions
} from "./AutoRepair.ts"
import { isCutOff } from "./Basis.ts"
import type { GivenUp } from "./GivenUp.ts"
import type { LlmRequest } from "./LlmRefiner.ts"
import { exampleFor, type Mended, mend } from "./Mending.ts"
import type { AskedModel, Judged, Prepared } from "./ModelAnswer.ts"

export interface Workbench {
  readonly validate: (
    text: string,
    dialect: Dialect,
    options?: ValidateOptions
  ) => Effect.Effect<Validation, GivenUp>
  readonly repair: (
    text: string,
    dialect: Dialect,
    options?: RepairOptions
  ) => Effect.Effect<Repaired, GivenUp>
  /** Applies fixes from elsewhere as one transaction; `undefined` where they do not make progress. */
  readonly apply: (
    validation: Validation,
    fixes: ReadonlyArray<Fix>,
    options: RepairOptions,
    by: Author
  ) => Effect.Effect<{ readonly text: string; readonly applied: ReadonlyArray<Applied> } | undefined, GivenUp>
  /** The text with what a pattern can mend that it is well like; `undefined` where none can. */
  readonly mend: (
    validation: Validation,
    library: PatternLibrary,
    options: ValidateOptions
  ) => Effect.Effect<Mended | undefined, GivenUp>
  /** What a model is shown of the pattern that the text is most like. */
  readonly example: (
    validation: Validation,
    library: PatternLibrary,
    approach: Approach
  ) => Effect.Effect<string | undefined, GivenUp>
  /** Whether the text breaks off in the middle. */
  readonly breaksOff: (validation: Validation) => Effect.Effect<boolean, GivenUp>
  /** What a model is to be asked. */
  readonly question: (request: LlmRequest, model: AskedModel) => Effect.Effect<Prepared, GivenUp>
  /** What its answer is worth. */
  readonly answer: (
    request: LlmRequest,
    model: AskedModel,
    reply: ModelReply
  ) => Effect.Effect<Judged, GivenUp>
}

/** Loaded where a model is asked. */
const modelAnswer = Effect.promise(() => import("./ModelAnswer.ts"))

/** Works in this very thread, and gives nothing up. */
export const here: Workbench = {
  validate: (text, dialect, options) => Effect.sync(() => validate(text, dialect, options)),
  repair: (text, dialect, options) => Effect.sync(() => autoRepair(text, dialect, options)),
  apply: (validation, fixes, options, by) => Effect.sync(() => applyFixes(validation, fixes, options, by)),
  mend: (validation, library, options) => Effect.sync(() => mend(validation, library, options)),
  example: (validation, library, approach) => Effect.sync(() => exampleFor(validation, library, approach)),
  breaksOff: (validation) => Effect.sync(() => isCutOff(validation)),
  question: (request, model) => Effect.map(modelAnswer, ({ prepare }) => prepare(request, model)),
  answer: (request, model, reply) => Effect.map(modelAnswer, ({ judge }) => judge(request, model, reply))
}

export const Workbench = Context.Reference<Workbench>("pipewright/pipeline/Workbench", {
  defaultValue: () => here
})
