/**
 * The recipe `pipeline` of the refinement loop: candidates are texts, evaluated by validation and score; the strategy
 * decides, and repair by rule, a pattern or a model proposes.
 */
import { createHash } from "node:crypto"
import { Effect, Option, type Schema } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { errorsOf, score } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import { isSealed, type Seal } from "../redact/Seal.ts"
import { exhausted } from "../refine/Budget.ts"
import type { Decision, Proposal } from "../refine/Refinement.ts"
import { isStuck, type Progress, progressOf, sinceGain } from "../refine/Stagnation.ts"
import { iterations, latest, proposals, spending } from "../refine/Trajectory.ts"
import type { HostedRecipe } from "../session/HostedRecipe.ts"
import { type Approach, choose, type StrategyOptions } from "./AdaptiveStrategy.ts"
import { readApplied } from "./AppliedRecord.ts"
import type { Applied } from "./AutoRepair.ts"
import { isUnended } from "./Basis.ts"
import type { GivenUp } from "./GivenUp.ts"
import { journaled } from "./JournaledCalls.ts"
import type { LlmRefiner } from "./LlmRefiner.ts"
import type { PatternRefiner } from "./PatternRefiner.ts"
import { type Evaluation, type History, isUnsettled, type Refined, type Status } from "./Refined.ts"
import type { RefinementListener } from "./RefinementHost.ts"
import { type RefineOptions, refineDefaults } from "./RefineOptions.ts"
import { currentOf, isRepaired, refusalsOf, sameRefusals, topOf } from "./Standing.ts"
import type { Workbench } from "./Workbench.ts"

/** Refusals in a row after which another approach is taken, or, where all have the same reason, none. */
const obstinate = 3

/** What to do where a model does not get anywhere. */
const advice = "Try another model with --model, or mend what is left by hand."

/** Evaluations without gain after the approach was changed once. */
const patience = 2

/** One run of it; it keeps what was applied on the way to each text. */
export class PipelineRecipe {
  readonly #dialect: Dialect
  readonly #options: RefineOptions
  readonly #refiner: LlmRefiner["Service"]
  readonly #workbench: Workbench
  readonly #listener: (typeof RefinementListener)["Service"]
  readonly #patterns: PatternRefiner
  readonly #seal: Seal | undefined
  readonly #applied = new Map<string, ReadonlyArray<Applied>>()
  /** Of each text; the same few are asked about at every step. */
  readonly #hashes = new Map<string, string>()

  constructor(
    dialect: Dialect,
    options: RefineOptions,
    refiner: LlmRefiner["Service"],
    workbench: Workbench,
    listener: (typeof RefinementListener)["Service"],
    patterns: PatternRefiner,
    seal: Seal | undefined
  ) {
    this.#dialect = dialect
    this.#options = options
    this.#refiner = refiner
    this.#workbench = workbench
    this.#listener = listener
    this.#patterns = patterns
    this.#seal = seal
  }

  get recipe(): HostedRecipe<string, Evaluation, Approach, Status, GivenUp> {
    return {
      name: "pipeline",
      settings: JSON.stringify([
        this.#dialect.id,
        this.#refiner.available,
        this.#options,
        this.#patterns.digest
      ]),
      // Where a model is asked, no record of that has the file's secrets.
      textOf: (text) => this.#seal?.close(text) ?? text,
      candidateOf: (text) => this.#opened(text),
      goesOn: isUnsettled,
      // Judging a text anew costs little and asks nobody; what made the text cannot be found out again.
      keepCandidate: (text) => this.#keep(text),
      restoreCandidate: (text, kept) => this.#restore(text, kept),
      keep: (_, text) => this.#keep(text),
      restore: (text, kept) =>
        Effect.suspend(() => {
          this.#restore(text, kept)
          return this.#evaluate(text)
        }),
      evaluate: (text) => this.#evaluate(text),
      scoreOf: ({ score }) => score.overall,
      hashOf: (text) => this.#hash(text),
      decide: (history) => this.#decide(history),
      propose: (approach, history) =>
        Effect.andThen(
          this.#listener({ _tag: "proposing", iteration: iterations(history) + 1, approach }),
          journaled(this.#propose(approach, history))
        ),
      record: this.#listener
    }
  }

  #opened(text: string): string {
    const opened = this.#seal?.open(text) ?? text
    if (isSealed(opened)) throw new Error("The secrets of this text are those of another file.")
    return opened
  }

  #keep(text: string): Schema.Json {
    const applied = plain(this.#applied.get(this.#hash(text)) ?? [])
    return this.#seal?.closeAll(applied) ?? applied
  }

  #restore(text: string, kept: Schema.Json): void {
    const applied = readApplied(this.#seal?.openAll(kept) ?? kept)
    if (Option.isNone(applied)) throw new Error("The journal does not say what was applied to this text.")
    this.#applied.set(this.#hash(text), applied.value)
  }

  #hash(text: string): string {
    const known = this.#hashes.get(text)
    if (known !== undefined) return known
    const hash = createHash("sha256").update(text).digest("base64url")
    this.#hashes.set(text, hash)
    return hash
  }

  result(status: Status, reason: string, trajectory: History): Refined {
    const first = trajectory.find((event) => event._tag === "evaluated")
    const top = topOf(trajectory)
    if (first === undefined || top === undefined) throw new Error("A refinement evaluates its input first.")
    return {
      status,
      reason,
      text: top.candidate,
      before: first.evaluation.validation,
      after: top.evaluation.validation,
      score: { before: first.evaluation.score, after: top.evaluation.score },
      applied: this.#applied.get(top.hash) ?? [],
      spent: spending(trajectory),
      trajectory
    }
  }

  #evaluate(text: string): Effect.Effect<Evaluation, GivenUp> {
    return Effect.map(this.#workbench.validate(text, this.#dialect, this.#options), (validation) => ({
      validation,
      score: score(validation.report, this.#options.weights)
    }))
  }

  #decide(history: History): Effect.Effect<Decision<Approach, Status>> {
    const stop = (status: Status, reason: string): Effect.Effect<Decision<Approach, Status>> =>
      Effect.succeed({ _tag: "stop", status, reason })
    const top = currentOf(history)
    const last = latest(history)
    if (top === undefined || last === undefined) return stop("stuck", "nothing was evaluated")
    const threshold = this.#options.threshold ?? refineDefaults.threshold
    const accepted = [last, top].find(
      ({ evaluation }) =>
        errorsOf(evaluation.validation.report).length === 0 && evaluation.score.overall >= threshold
    )
    if (accepted !== undefined) return stop("accepted", `no error is left and the score reaches ${threshold}`)
    const ended = proposals(history).at(-1)
    if (ended?.end !== undefined)
      return stop(
        ended.end as Status,
        ended.end === "stuck"
          ? `no answer of the model can be taken: ${unended(ended.reason)}. ${advice}`
          : ended.reason
      )
    const most = this.#options.maxIterations ?? refineDefaults.maxIterations
    if (iterations(history) >= most) return stop("max_iterations", `${most} iterations were made`)
    const progress = progressOf(history)
    const changed = new Set(proposals(history).map(({ approach }) => approach)).size > 1
    if (isStuck(progress) && changed && sinceGain(history) >= patience) {
      return stop(
        "stuck",
        progress === "plateau" ? "the score does not rise any more" : "the same text came back"
      )
    }
    const repeated = sameRefusals(history)
    if (repeated >= obstinate)
      return stop(
        "stuck",
        `the model's answers are refused for the same reason: ${unended(proposals(history).at(-1)?.reason ?? "")}. ${advice}`
      )
    return this.#choose(history, top.evaluation, progress, repeated > 1)
  }

  /** The next proposal, or why none can be made. */
  #choose(
    history: History,
    { validation, score }: Evaluation,
    progress: Progress,
    repeated: boolean
  ): Effect.Effect<Decision<Approach, Status>> {
    const self = this
    return Effect.gen(function* () {
      const spent = exhausted(self.#options.budget ?? {}, spending(history))
      const { approach, reason } = yield* choose(
        validation.report,
        score,
        // An answer that comes back for the same reason is like a text that comes back: what was shown is not enough.
        repeated || refusalsOf(history).length > obstinate ? "oscillating" : progress,
        yield* self.#strategy(history)
      )
      if (approach === "auto_repair") return { _tag: "propose", approach, reason }
      // What a pattern can mend needs no model, whatever kind of error it is.
      const byPattern =
        approach === "pattern" || !self.#refiner.available || spent !== undefined
          ? yield* self.#patterns.mended(validation)
          : undefined
      if (byPattern !== undefined) return { _tag: "propose", approach: "pattern", reason: byPattern.reason }
      if (!self.#refiner.available) {
        const { givenUp } = self.#patterns
        const tried = givenUp === undefined ? "" : `; patterns were tried and given up: ${givenUp}`
        return {
          ...{ _tag: "stop", status: "needs_model" },
          reason: `what is left cannot be decided without a model${tried}`
        }
      }
      if (spent !== undefined)
        return { _tag: "stop", status: "budget", reason: `the budget of ${spent} is spent` }
      return { _tag: "propose", approach, reason }
    })
  }

  #strategy(history: History): Effect.Effect<StrategyOptions> {
    const options = this.#options
    const top = currentOf(history)
    const repaired = options.autoRepair === false || isRepaired(history)
    return Effect.map(repaired ? Effect.succeed(true) : this.#isUnfinished(history), (repaired) => ({
      strategy: options.strategy ?? "adaptive",
      unsafe: options.unsafe ?? false,
      autoRepairThreshold: options.autoRepairThreshold ?? refineDefaults.autoRepairThreshold,
      llmRefinementThreshold: options.llmRefinementThreshold ?? refineDefaults.llmRefinementThreshold,
      allowRestructure: options.allowRestructure ?? false,
      ...(options.experience === undefined
        ? {}
        : { prefer: (kind, instead) => options.experience?.prefer(this.#dialect.id, kind, instead) }),
      // A model that may write commands knows better what this author's were than a pattern does.
      patternMatches:
        options.allowCommands === true || top === undefined
          ? Effect.succeed(false)
          : Effect.map(this.#patterns.mended(top.evaluation.validation), (mended) => mended !== undefined),
      repaired
    }))
  }

  /** Whether the file breaks off where a model may write what is missing; repair by rule would cut it short. */
  #isUnfinished(history: History): Effect.Effect<boolean> {
    const validation = currentOf(history)?.evaluation.validation
    return validation !== undefined &&
      isUnended(validation.text) &&
      this.#refiner.available &&
      this.#options.allowCommands === true &&
      refusalsOf(history).length < patience &&
      exhausted(this.#options.budget ?? {}, spending(history)) === undefined
      ? Effect.orElseSucceed(this.#workbench.breaksOff(validation), () => false)
      : Effect.succeed(false)
  }

  #propose(approach: Approach, history: History): Effect.Effect<Proposal<string>, GivenUp> {
    const top = currentOf(history)
    if (top === undefined) return Effect.succeed({ _tag: "failed", reason: "nothing was evaluated" })
    if (approach === "auto_repair") return this.#autoRepair(top.candidate, top.hash)
    const { validation } = top.evaluation
    return Effect.flatMap(
      approach === "pattern" ? this.#patterns.mended(validation) : Effect.undefined,
      (mended): Effect.Effect<Proposal<string>, GivenUp> =>
        mended === undefined
          ? this.#ask(approach, validation, top.hash, history)
          : Effect.succeed(this.#candidate(mended.text, top.hash, mended.applied))
    )
  }

  #autoRepair(text: string, hash: string): Effect.Effect<Proposal<string>, GivenUp> {
    const threshold = this.#options.autoRepairThreshold ?? refineDefaults.autoRepairThreshold
    const repair = this.#workbench.repair(text, this.#dialect, { ...this.#options, threshold })
    return Effect.map(repair, (repaired) =>
      repaired.text === text
        ? { _tag: "unchanged", reason: "no repair could be applied" }
        : this.#candidate(repaired.text, hash, repaired.applied)
    )
  }

  #ask(
    approach: Exclude<Approach, "auto_repair">,
    validation: Validation,
    hash: string,
    history: History
  ): Effect.Effect<Proposal<string>, GivenUp> {
    const self = this
    const options = this.#options
    return Effect.gen(function* () {
      const outcome = yield* self.#refiner.refine({
        approach,
        validation,
        example: yield* self.#patterns.example(approach, validation),
        precedents: options.experience?.precedents(
          self.#dialect.id,
          errorsOf(validation.report).map(({ rule }) => rule)
        ),
        refusals: refusalsOf(history),
        criticalOnly: options.strategy === "minimal",
        preserveIntent: options.preserveIntent ?? true,
        allowCommands: options.allowCommands ?? false,
        allowSecrets: options.allowSecrets ?? false,
        validate: options
      })
      const { spent } = outcome
      switch (outcome._tag) {
        case "refused": {
          const unfinished = yield* self.#isUnfinished(history)
          const end = unfinished ? {} : insisting(outcome, history)
          return { _tag: "refused", reason: outcome.reason, spent, ...end }
        }
        case "failed":
        case "budget": {
          const end: Status = outcome._tag === "failed" ? "model_failed" : "budget"
          return { _tag: "failed", reason: outcome.reason, spent, end }
        }
        case "fixes": {
          const made = yield* self.#workbench.apply(validation, outcome.fixes, options, "model")
          if (made === undefined)
            return {
              ...{ _tag: "refused", spent },
              reason: "the model's patch could not be applied, or made things worse"
            }
          const note = outcome.evidence.join(", ")
          return {
            ...self.#candidate(made.text, hash, made.applied),
            ...(note === "" ? {} : { note }),
            spent
          }
        }
      }
    })
  }

  #candidate(
    text: string,
    from: string,
    applied: ReadonlyArray<Applied>
  ): { readonly _tag: "candidate"; readonly candidate: string } {
    this.#applied.set(this.#hash(text), [...(this.#applied.get(from) ?? []), ...applied])
    return { _tag: "candidate", candidate: text }
  }
}

/** A model that was told what it may not do and does it again will not be talked out of it. */
const insisting = (
  { reason, forbidden }: { readonly reason: string; readonly forbidden: boolean },
  history: History
): { readonly end?: Status } => (forbidden && refusalsOf(history).at(-1) === reason ? { end: "stuck" } : {})

const unended = (text: string): string => text.replace(/\.$/, "")

/** As it is in the journal, which writes it as JSON: it is plain data. */
const plain = (applied: ReadonlyArray<Applied>): Schema.Json => applied as unknown as Schema.Json
