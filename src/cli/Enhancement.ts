/**
 * What `enhance` and `patterns apply` make of a text. Pure and synchronous, so that a thread can do it.
 */
import { Result } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { nearest } from "../diagnose/Nearest.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Pattern } from "../pattern/Pattern.ts"
import type { PatternLibrary } from "../pattern/PatternLibrary.ts"
import { rank } from "../pattern/PatternMatcher.ts"
import type { Enhanced } from "../pattern/Progressive.ts"
import type { EnhanceStage } from "../pattern/RuleData.ts"
import type { Applied } from "../pipeline/AutoRepair.ts"
import type { Config } from "../pipeline/Config.ts"
import { enhanceRepaired } from "../pipeline/Enhance.ts"
import { optionsOf } from "./Operation.ts"
import type { Enhancement } from "./Outcome.ts"

export interface EnhanceRequest {
  /** Name of the pattern to complete; without it the one that a file surely is. */
  readonly pattern: string | undefined
  /** What must be there in the end: steps, patterns or features by name. */
  readonly capabilities: ReadonlyArray<string>
  readonly until: EnhanceStage | undefined
}

/** What was made, or why nothing could be: what was asked for is not there. */
export type Built<V = Validation> =
  | {
      readonly _tag: "built"
      readonly before: V
      readonly after: V
      readonly text: string
      readonly applied: ReadonlyArray<Applied>
      readonly enhancement: Enhancement
    }
  | { readonly _tag: "unknown"; readonly problem: string; readonly help: string }

export const build = (
  text: string,
  dialect: Dialect,
  config: Config,
  place: string | undefined,
  library: PatternLibrary,
  { pattern: name, capabilities, until }: EnhanceRequest
): Built => {
  const pattern =
    name === undefined ? undefined : library.named(name).find((each) => each.dialect === dialect.id)
  if (name !== undefined && pattern === undefined)
    return {
      _tag: "unknown",
      problem: `there is no pattern \`${name}\` for ${dialect.id}${meant(name, library.of(dialect.id))}`,
      help: `\`pipewright patterns list --dialect ${dialect.id}\` shows those that there are.`
    }
  const result = enhanceRepaired(text, dialect, library, {
    ...optionsOf(config, place),
    unsafe: config.unsafe,
    threshold: config.autoRepairThreshold,
    targetCapabilities: capabilities,
    ...(pattern === undefined ? {} : { pattern }),
    ...(until === undefined ? {} : { until })
  })
  if (Result.isFailure(result))
    return {
      _tag: "unknown",
      problem: result.failure.message,
      help: "Nothing was added; docs/patterns.md lists what there is."
    }
  const enhanced = result.success
  return {
    _tag: "built",
    before: enhanced.before,
    after: enhanced.after,
    text: enhanced.after.text,
    applied: enhanced.stages.flatMap(({ made }) => made),
    enhancement: enhancementOf(enhanced, library)
  }
}

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
