/**
 * The posterior of a fix: the confidence that its rule gives it, moved by the verdicts on it and, less, on others of
 * its kind. A Beta distribution whose prior stands for `learning.prior` cases.
 *
 * What may come of it is bounded. A *safe* fix can only lose: its confidence never rises, and with cases enough against
 * it it becomes unsafe. An *unsafe* fix gains confidence only from cases enough, and becomes safe only where it loses
 * nothing and the verdicts on this very fix leave no doubt.
 */
import type { Fix } from "../../diagnose/Fix.ts"
import { costs } from "../../diagnose/rules.generated.ts"
import { type Beta, mean, quantile } from "./Beta.ts"
import { type FixKind, losesNothing } from "./FixKind.ts"
import { learning } from "./rules.generated.ts"
import type { Tallies, Tally } from "./Verdict.ts"

/** What is known of a fix with its own confidence, 0..1, after verdicts on it and on others of its kind. */
export const posterior = (confidence: number, own: Tally, kin: Tally): Beta => ({
  alpha: learning.prior * doubted(confidence) + own.for + learning.kin * kin.for,
  beta: learning.prior * (1 - doubted(confidence)) + own.against + learning.kin * kin.against
})

/** Nobody is so sure that no case could teach him better. */
const doubted = (confidence: number): number => Math.min(0.999, Math.max(0.001, confidence))

export type Learned = Pick<Fix, "applicability" | "confidence">

/** What a fix is worth after all verdicts. The very fix as it is where there is none. */
export const learned = (fix: Fix, kind: FixKind, tallies: Tallies): Learned => {
  const own = tallies.fix(kind)
  const all = tallies.kind(kind)
  const kin = { for: all.for - own.for, against: all.against - own.against }
  if (all.for + all.against === 0 || fix.applicability === "display") return fix
  const belief = posterior(fix.confidence, own, kin)
  return fix.applicability === "safe" ? demoted(fix, belief, own, kin) : raised(fix, kind, belief, own, kin)
}

/** A confidence from which a fix is surely what the author meant. */
const sure = costs.applicability.safe

const demoted = (fix: Fix, belief: Beta, own: Tally, kin: Tally): Learned => {
  if (mean(belief) >= doubted(fix.confidence)) return fix
  const confidence = Math.min(fix.confidence, mean(belief))
  const against = own.against + learning.kin * kin.against
  return confidence < sure && against >= learning.fixes.demoteFrom
    ? { applicability: "unsafe", confidence }
    : { applicability: "safe", confidence }
}

const raised = (fix: Fix, kind: FixKind, belief: Beta, own: Tally, kin: Tally): Learned => {
  const { raiseFrom, promoteFrom, promoteWith, atMost } = learning.fixes
  const confidence = Math.min(atMost, mean(belief))
  if (confidence <= fix.confidence) return { applicability: "unsafe", confidence }
  if (own.for + learning.kin * kin.for < raiseFrom) return fix
  const surely =
    losesNothing(kind.form) &&
    own.for >= promoteFrom &&
    quantile(belief, 1 - promoteWith) >= sure &&
    confidence >= sure
  return surely
    ? { applicability: "safe", confidence }
    : { applicability: "unsafe", confidence: Math.max(fix.confidence, Math.min(confidence, sure)) }
}
