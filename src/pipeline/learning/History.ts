/**
 * A history: what one refinement leaves to be learned from. It is a digest, not a record: rules, kinds of fixes,
 * approaches and scores, and of the file no text and no secret. What the refinement did step by step is in the journal.
 */
import { Schema } from "effect"
import { Stage } from "../../diagnose/Diagnostic.ts"
import { errorsOf, score } from "../../diagnose/Scorer.ts"
import type { Validation } from "../../diagnose/Validator.ts"
import { nothingSpent } from "../../refine/Budget.ts"
import { addressOf, Time } from "../../session/JournalEvent.ts"
import type { Applied, Repaired } from "../AutoRepair.ts"
import type { Refined } from "../Refined.ts"
import { FixKind, placesOf, privateKind } from "./FixKind.ts"
import { indicatorsOf } from "./Indicators.ts"
import type { Privacy } from "./Privacy.ts"
import { Solution } from "./Solution.ts"
import { StepRecord, stepsOf } from "./StepRecord.ts"
import { Verdict } from "./Verdict.ts"

/** A fix that was applied. */
export const FixRecord = Schema.Struct({
  kind: FixKind,
  stage: Stage,
  /** 0..1, as the rule offered it. */
  confidence: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  by: Schema.Literals(["rule", "model", "pattern"]),
  /** The places that it wrote to, where it is a patch. */
  places: Schema.Array(Schema.String)
})
export type FixRecord = typeof FixRecord.Type

/** Errors by rule. */
const Counts = Schema.Record(Schema.String, Schema.Int)

export const History = Schema.Struct({
  version: Schema.Literal(1),
  /** Equal for the same text of the same file with the same result: what was seen once is not learned twice. */
  id: Schema.String,
  at: Time,
  file: Schema.String,
  dialect: Schema.String,
  command: Schema.Literals(["fix", "refine"]),
  /** How it ended: a status of `refine`; of `fix` `accepted` where no error is left, else `left`. */
  status: Schema.String,
  score: Schema.Struct({ before: Schema.Finite, after: Schema.Finite }),
  spent: Schema.Struct({ calls: Schema.Finite, tokens: Schema.Finite, cost: Schema.Finite }),
  /** What could be seen of the text at the start. */
  indicators: Schema.Array(Schema.String),
  errors: Schema.Struct({ before: Counts, after: Counts }),
  fixes: Schema.Array(FixRecord),
  steps: Schema.Array(StepRecord),
  solutions: Schema.Array(Solution),
  verdicts: Schema.Array(Verdict)
})
export type History = typeof History.Type

/** What a refinement leaves. `file` is its path relative to the project, `at` milliseconds since 1970. */
export const historyOf = (refined: Refined, file: string, at: number, privacy: Privacy): History => {
  const { before, after, applied, status, spent } = refined
  const common = digest(before, after, applied, file, at, status, privacy)
  const { steps, solutions, verdicts } = stepsOf(refined, privacy)
  return { ...common, command: "refine", spent, steps, solutions, verdicts }
}

/** The same of a repair by rule alone. */
export const historyOfRepair = (repaired: Repaired, file: string, at: number, privacy: Privacy): History => {
  const { before, after, applied, rolledBack } = repaired
  const status = errorsOf(after.report).length === 0 ? "accepted" : "left"
  const common = digest(before, after, applied, file, at, status, privacy)
  return {
    ...common,
    command: "fix",
    spent: nothingSpent,
    steps: [],
    solutions: [],
    verdicts: rolledBack.map(({ diagnostic, fix }) => ({
      fix: privateKind(before.dialect.id, diagnostic.rule, fix, privacy),
      verdict: "rolledBack"
    }))
  }
}

/** The address of a history of this file, from the addresses of its text before and after. */
export const historyId = (file: string, before: string, after: string, status: string): string =>
  addressOf(JSON.stringify([file, before, after, status]))

const digest = (
  before: Validation,
  after: Validation,
  applied: ReadonlyArray<Applied>,
  file: string,
  at: number,
  status: string,
  privacy: Privacy
): Omit<History, "command" | "spent" | "steps" | "solutions" | "verdicts"> => {
  return {
    version: 1,
    id: historyId(file, addressOf(before.text), addressOf(after.text), status),
    at,
    file,
    dialect: before.dialect.id,
    status,
    score: { before: score(before.report).overall, after: score(after.report).overall },
    indicators: indicatorsOf(before),
    errors: { before: countsOf(before), after: countsOf(after) },
    fixes: applied.map(({ diagnostic, fix, by }) => ({
      kind: privateKind(before.dialect.id, diagnostic.rule, fix, privacy),
      stage: diagnostic.stage,
      confidence: fix.unlearned?.confidence ?? fix.confidence,
      by: by ?? "rule",
      places: placesOf(fix).map((place) => privacy.line(place))
    }))
  }
}

const countsOf = ({ report }: Validation): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>()
  for (const { rule } of errorsOf(report)) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
