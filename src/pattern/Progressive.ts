/**
 * Progressive enhancement: builds a pipeline up from whatever there is to a complete one, in five stages. Each stage
 * proposes fixes; each is tried, those that do not touch each other together first, and what would leave the pipeline
 * worse is not taken; so the result is never worse than the input, and comments and layout stay.
 *
 * | stage | what it does |
 * |---|---|
 * | `ensure_basic_structure` | repairs what can be repaired; an empty file becomes the pattern's example |
 * | `add_required_steps` | adds the steps of the pattern, and those that were asked for |
 * | `configure_steps` | sets what the pattern's steps ought to set, and the order between jobs |
 * | `add_error_handling` | time limits, retries, checkpoints |
 * | `optimize_performance` | caches, no needless runs |
 */
import { Result } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import { type ValidateOptions, type Validation, validate } from "../diagnose/Validator.ts"
import type { Pointer } from "../document/Pointer.ts"
import { Capabilities } from "./Capabilities.ts"
import type { CapabilityError } from "./CapabilityError.ts"
import { missingOrder, missingSettings, missingStep } from "./Completion.ts"
import { Counterparts } from "./Counterparts.ts"
import { featuresOf, hasFeature, missingFeature } from "./Feature.ts"
import { outlineOf } from "./Outline.ts"
import type { Pattern } from "./Pattern.ts"
import type { PatternLibrary } from "./PatternLibrary.ts"
import { type Match, match, partlyMatched, rank, surelyMatched } from "./PatternMatcher.ts"
import { repairByPattern } from "./PatternRepair.ts"
import { EnhanceStage } from "./RuleData.ts"
import {
  isBetter,
  isNoWorse,
  type Made,
  madeOf,
  type Proposal,
  proposal,
  type Worked,
  withFixes
} from "./Trial.ts"

export const enhanceStages = EnhanceStage.literals

export interface EnhanceOptions extends ValidateOptions {
  /** The pattern to complete; by default the one that it surely is (`surelyMatched`), if any. */
  readonly pattern?: Pattern
  /** Names of steps, patterns or features that must be there in the end. */
  readonly targetCapabilities?: ReadonlyArray<string>
  /** The last stage; by default all five. */
  readonly until?: EnhanceStage
  /** How a text is repaired before anything is added to it; by default it is not. */
  readonly repair?: (validation: Validation) => Worked
}

export interface StageDone {
  readonly stage: EnhanceStage
  readonly made: ReadonlyArray<Made>
  /** What was proposed and would have made the pipeline worse. */
  readonly refused: ReadonlyArray<Proposal>
}

export interface Enhanced {
  readonly before: Validation
  readonly after: Validation
  /** The pattern that was completed. */
  readonly pattern: Pattern | undefined
  readonly stages: ReadonlyArray<StageDone>
  /** The target capabilities that are there in the end, and those that are not. */
  readonly met: ReadonlyArray<string>
  readonly unmet: ReadonlyArray<string>
}

/** Pure and synchronous. Fails with `CapabilityError` where a target capability is unknown. */
export const enhance = (
  text: string,
  dialect: Dialect,
  library: PatternLibrary,
  options: EnhanceOptions = {}
): Result.Result<Enhanced, CapabilityError> => {
  const capabilities = Capabilities.of(options.targetCapabilities ?? [], dialect.id, library)
  return Result.map(capabilities, (wanted) =>
    new Enhancement(validate(text, dialect, options), library.of(dialect.id), wanted, options).run()
  )
}

/** Proposals that are tried in one stage, and characters that are validated for them. */
const trialsAtMost = 60
const charactersAtMost = 20_000_000

class Enhancement {
  readonly #before: Validation
  readonly #patterns: ReadonlyArray<Pattern>
  readonly #wanted: Capabilities
  readonly #options: EnhanceOptions
  #current: Validation
  #round = 0
  #pattern: Pattern | undefined

  constructor(
    before: Validation,
    patterns: ReadonlyArray<Pattern>,
    wanted: Capabilities,
    options: EnhanceOptions
  ) {
    this.#before = before
    this.#current = before
    this.#patterns = patterns
    this.#wanted = wanted
    this.#options = options
  }

  run(): Enhanced {
    const stages: Array<StageDone> = []
    for (const stage of enhanceStages) {
      stages.push(stage === "ensure_basic_structure" ? this.#structure() : this.#stage(stage))
      if (stage === this.#options.until) break
    }
    const there = (name: string): boolean => this.#has(name)
    const asked = this.#options.targetCapabilities ?? []
    return {
      before: this.#before,
      after: this.#current,
      pattern: this.#pattern,
      stages,
      met: asked.filter(there),
      unmet: asked.filter((name) => !there(name))
    }
  }

  /** A text that holds a pipeline, as free of errors as it can be made. */
  #structure(): StageDone {
    const made: Array<Made> = [...this.#repair()]
    this.#pattern = this.#options.pattern ?? this.#wanted.patterns[0] ?? this.#likest()
    made.push(...this.#begin(), ...this.#mend())
    const rest = this.#stage("ensure_basic_structure")
    return { ...rest, made: [...made, ...rest.made] }
  }

  /** Repairs by rule. */
  #repair(): ReadonlyArray<Made> {
    const repaired = this.#options.repair?.(this.#current)
    return repaired === undefined || !isNoWorse(this.#current, repaired.validation)
      ? []
      : this.#absorb(repaired)
  }

  /** Repairs by the pattern, or by one that matches well. */
  #mend(): ReadonlyArray<Made> {
    const mended = repairByPattern(this.#current, this.#patterns, this.#options, this.#pattern)
    return mended === undefined ? [] : this.#absorb(mended)
  }

  /** Goes on with what somebody has made of the text; its rounds come after those that there were. */
  #absorb({ validation, made }: Worked): ReadonlyArray<Made> {
    const placed = made.map((each) => ({ ...each, round: each.round + this.#round }))
    this.#round = Math.max(this.#round, ...placed.map(({ round }) => round + 1))
    this.#current = validation
    return placed
  }

  #likest(): Pattern | undefined {
    const [best] = rank(this.#current, this.#patterns)
    return best !== undefined && best.score >= surelyMatched ? best.pattern : undefined
  }

  /** A file that holds nothing yet becomes the example of the pattern, with its comments. */
  #begin(): ReadonlyArray<Made> {
    const { document } = this.#current
    if (this.#pattern === undefined || document.roots.some(({ start, end }) => end > start)) return []
    const { name, example } = this.#pattern
    const { text } = this.#current
    const gap = text === "" || text.endsWith("\n") ? "" : "\n"
    const wanted = proposal(this.#current, {
      rule: "pattern-missing",
      message: "There is no pipeline in this file yet.",
      title: `Begin with the pattern \`${name}\``,
      document: 0,
      pointer: "",
      operations: [],
      confidence: 1
    })
    const edits = [{ start: text.length, end: text.length, text: `${gap}${example}` }]
    const fix = { ...wanted.fix, edit: { _tag: "text" as const, edits } }
    return this.#take([{ fix, diagnostic: { ...wanted.diagnostic, fixes: [fix] } }], isBetter) ?? []
  }

  /**
   * Proposals are made anew after what was taken, since the later ones speak of what it left. Those that do not touch
   * each other are tried together first.
   */
  #stage(stage: EnhanceStage): StageDone {
    const made: Array<Made> = []
    const refused = new Map<string, Proposal>()
    const affordable = Math.ceil(charactersAtMost / Math.max(1, this.#current.text.length))
    for (let trials = Math.min(trialsAtMost, affordable); trials > 0; trials--) {
      const open = this.#proposals(stage).filter((each) => !refused.has(signature(each)))
      const [next] = open
      if (next === undefined) break
      const together = independent(open)
      const all = refused.size === 0 && together.length > 1 ? this.#take(together, isNoWorse) : undefined
      const taken = all ?? this.#take([next], isNoWorse)
      if (taken === undefined) refused.set(signature(next), next)
      else made.push(...taken)
    }
    // What was added may have made clear what was meant elsewhere.
    if (made.length > 0 && errorsOf(this.#current.report).length > 0)
      made.push(...this.#repair(), ...this.#mend())
    return { stage, made, refused: [...refused.values()] }
  }

  /** Takes proposals as one transaction; `undefined` where they do not go together or do no good. */
  #take(
    wanted: ReadonlyArray<Proposal>,
    good: (from: Validation, to: Validation) => boolean
  ): ReadonlyArray<Made> | undefined {
    const next = withFixes(
      this.#current,
      wanted.map(({ fix }) => fix),
      this.#options
    )
    if (next === undefined || !good(this.#current, next)) return undefined
    const made = wanted.map((each) => madeOf(this.#current, each, this.#round))
    this.#round++
    this.#current = next
    return made
  }

  #proposals(stage: EnhanceStage): ReadonlyArray<Proposal> {
    const current = this.#current
    const outline = outlineOf(current.salvaged.roots, current.dialect.id)
    if (outline === undefined) return []
    const matches = this.#matches()
    const features = featuresOf(current.dialect.id).filter(
      (feature) =>
        feature.stage === stage && (feature.asked !== true || this.#wanted.features.includes(feature.name))
    )
    const given = features.flatMap((feature) => missingFeature(current, outline, feature))
    switch (stage) {
      case "add_required_steps":
        return [
          ...matches.flatMap(({ found, steps }) => {
            const parts = new Counterparts(found, current.dialect)
            return steps.flatMap((step) => missingStep(current, parts, step))
          }),
          ...given
        ]
      case "configure_steps":
        return [
          ...matches.flatMap(({ found }) => {
            const parts = new Counterparts(found, current.dialect)
            return [...missingSettings(current, parts), ...missingOrder(current, parts)]
          }),
          ...given
        ]
      default:
        return given
    }
  }

  /** The patterns that are completed, with the steps that each has to give. */
  #matches(): ReadonlyArray<{ readonly found: Match; readonly steps: ReadonlyArray<string> }> {
    const whole = new Set([...(this.#pattern === undefined ? [] : [this.#pattern]), ...this.#wanted.patterns])
    const single = this.#wanted.steps.flatMap(({ step, patterns }) => {
      // Of several patterns with such a step, that which is completed anyway, else the likest: a step of a pattern
      // that the pipeline is not like would be one of another trade.
      const [first] = rank(this.#current, this.#patterns).filter(
        ({ pattern, score }) => score >= partlyMatched && patterns.includes(pattern)
      )
      const pattern = patterns.find((each) => whole.has(each)) ?? first?.pattern
      return pattern === undefined ? [] : [{ pattern, steps: [step] }]
    })
    const wanted = [...[...whole].map((pattern) => ({ pattern, steps: pattern.requiredSteps })), ...single]
    return wanted.flatMap(({ pattern, steps }) => {
      const found = match(this.#current, pattern, this.#patterns)
      return found === undefined ? [] : [{ found, steps }]
    })
  }

  #has(name: string): boolean {
    const { dialect, salvaged, report } = this.#current
    const outline = outlineOf(salvaged.roots, dialect.id)
    if (outline === undefined) return false
    const { features, patterns, steps } = this.#wanted.named(name)
    return (
      features.every((feature) => hasFeature(outline, feature)) &&
      patterns.every((pattern) =>
        match(this.#current, pattern, this.#patterns)?.steps.every(
          ({ required, part }) => !required || part !== undefined
        )
      ) &&
      steps.every(({ step, patterns }) =>
        patterns.some((pattern) =>
          match(this.#current, pattern, this.#patterns)?.steps.some(
            (found) => found.step === step && found.part !== undefined
          )
        )
      ) &&
      errorsOf(report).length <= errorsOf(this.#before.report).length
    )
  }
}

/** Those that set what a place lacks, and of two that would make the same map only the first. */
const independent = (proposals: ReadonlyArray<Proposal>): ReadonlyArray<Proposal> => {
  const made = new Set<Pointer>()
  return proposals.filter(({ diagnostic: { rule }, fix: { edit } }) => {
    if (rule !== "feature-missing" && rule !== "setting-missing") return false
    const paths = edit._tag === "patch" ? edit.operations.map(({ path }) => path) : []
    if (paths.some((path) => made.has(path))) return false
    for (const path of paths) made.add(path)
    return true
  })
}

const signature = ({ diagnostic, fix }: Proposal): string =>
  JSON.stringify([diagnostic.rule, fix.title, fix.edit])
