/**
 * What `enhance` and `patterns apply` do to a text, and what they were asked for.
 */
import { Context, Effect, Result } from "effect"
import { nearest } from "../diagnose/Nearest.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Pattern } from "../pattern/Pattern.ts"
import { PatternLibrary } from "../pattern/PatternLibrary.ts"
import { rank } from "../pattern/PatternMatcher.ts"
import type { Enhanced } from "../pattern/Progressive.ts"
import type { EnhanceStage } from "../pattern/RuleData.ts"
import { enhanceRepaired } from "../pipeline/Enhance.ts"
import { type Operation, optionsOf } from "./Operation.ts"
import type { Enhancement } from "./Outcome.ts"
import { FileError } from "./SourceFile.ts"

export interface EnhanceRequest {
  /** Name of the pattern to complete; without it the one that a file surely is. */
  readonly pattern: string | undefined
  /** What must be there in the end: steps, patterns or features by name. */
  readonly capabilities: ReadonlyArray<string>
  readonly until: EnhanceStage | undefined
}

/** What the command line asks for. */
export const Enhancing = Context.Reference<EnhanceRequest>("pipewright/cli/Enhancing", {
  defaultValue: () => ({ pattern: undefined, capabilities: [], until: undefined })
})

export const enhance: Operation = (text, dialect, config, place) =>
  Effect.gen(function* () {
    const { pattern: name, capabilities, until } = yield* Enhancing
    const library = yield* PatternLibrary
    const fail = (problem: string, help: string) => new FileError({ path: place ?? "<stdin>", problem, help })
    const pattern =
      name === undefined ? undefined : library.named(name).find((each) => each.dialect === dialect.id)
    if (name !== undefined && pattern === undefined)
      return yield* fail(
        `there is no pattern \`${name}\` for ${dialect.id}${meant(name, library.of(dialect.id))}`,
        `\`pipewright patterns list --dialect ${dialect.id}\` shows those that there are.`
      )
    const result = enhanceRepaired(text, dialect, library, {
      ...optionsOf(config, place),
      unsafe: config.unsafe,
      threshold: config.autoRepairThreshold,
      targetCapabilities: capabilities,
      ...(pattern === undefined ? {} : { pattern }),
      ...(until === undefined ? {} : { until })
    })
    if (Result.isFailure(result))
      return yield* fail(result.failure.message, "Nothing was added; docs/patterns.md lists what there is.")
    const enhanced = result.success
    return {
      before: enhanced.before,
      after: enhanced.after,
      applied: enhanced.stages.flatMap(({ made }) => made),
      rolledBack: [],
      refinement: undefined,
      enhancement: enhancementOf(enhanced, library)
    }
  })

/** The end of a sentence that names something unknown. */
const meant = (name: string, patterns: ReadonlyArray<Pattern>): string => {
  const near = nearest(
    name,
    patterns.map((pattern) => pattern.name)
  )[0]
  return near === undefined ? "." : `; did you mean \`${near.name}\`?`
}

const enhancementOf = (enhanced: Enhanced, library: PatternLibrary): Enhancement => ({
  pattern: enhanced.pattern?.name ?? null,
  nearest: enhanced.pattern === undefined ? nearestTo(enhanced, library.of(enhanced.after.dialect.id)) : null,
  stages: enhanced.stages.map(({ stage, made, refused }) => ({
    stage,
    applied: made.length,
    refused: refused.map(({ fix }) => fix.title)
  })),
  met: enhanced.met,
  unmet: enhanced.unmet
})

/** A pattern that the file is less like than this is not worth a line. */
const worthNaming = 0.55

/** A pattern that could be completed if somebody said that it is meant. */
const nearestTo = ({ after }: Enhanced, patterns: ReadonlyArray<Pattern>): Enhancement["nearest"] => {
  const [best] = errorsOf(after.report).length === 0 ? rank(after, patterns) : []
  if (best === undefined || best.score < worthNaming) return null
  const missing = best.steps.flatMap(({ step, required, part }) =>
    required && part === undefined ? [step] : []
  )
  return missing.length === 0
    ? null
    : { pattern: best.pattern.name, score: Math.round(best.score * 1000) / 1000, missing }
}
