/**
 * Verdicts: what became of fixes, and what that is worth as evidence. Nobody's confidence grows by applying a fix that
 * then validates: what counts is what somebody else made of it.
 */
import { Schema } from "effect"
import { FixKind, fixKey, kindKey } from "./FixKind.ts"
import { learning } from "./rules.generated.ts"

export const VerdictName = Schema.Literals([
  "kept",
  "tolerated",
  "corrected",
  "blamed",
  "chosen",
  "passedOver",
  "rolledBack"
])
export type VerdictName = typeof VerdictName.Type

/** Of one fix in one file. */
export const Verdict = Schema.Struct({ fix: FixKind, verdict: VerdictName })
export type Verdict = typeof Verdict.Type

/** Cases for and against. */
export interface Tally {
  readonly for: number
  readonly against: number
}

export const nothing: Tally = { for: 0, against: 0 }

export const plus = (a: Tally, b: Tally): Tally => ({ for: a.for + b.for, against: a.against + b.against })

/** All verdicts on one fix, and on all fixes of its kind together. */
export interface Tallies {
  readonly fix: (kind: FixKind) => Tally
  readonly kind: (kind: FixKind) => Tally
  readonly fixes: ReadonlyMap<string, { readonly kind: FixKind; readonly tally: Tally }>
}

/** The verdicts of many files; each group is one file's. The order of groups changes nothing but rounding. */
export const talliesOf = (groups: Iterable<ReadonlyArray<Verdict>>): Tallies => {
  const fixes = new Map<string, { readonly kind: FixKind; readonly tally: Tally }>()
  for (const verdicts of groups)
    for (const { fix, verdict } of verdicts) {
      const worth = worthOf(verdict, verdicts)
      const key = fixKey(fix)
      fixes.set(key, { kind: fix, tally: plus(fixes.get(key)?.tally ?? nothing, worth) })
    }
  return tallies(fixes)
}

/** Tallies by fix, and summed by kind. */
export const tallies = (
  fixes: ReadonlyMap<string, { readonly kind: FixKind; readonly tally: Tally }>
): Tallies => {
  const kinds = new Map<string, Tally>()
  for (const { kind, tally } of fixes.values())
    kinds.set(kindKey(kind), plus(kinds.get(kindKey(kind)) ?? nothing, tally))
  return {
    fixes,
    fix: (kind) => fixes.get(fixKey(kind))?.tally ?? nothing,
    kind: (kind) => kinds.get(kindKey(kind)) ?? nothing
  }
}

const worthOf = (name: VerdictName, among: ReadonlyArray<Verdict>): Tally => {
  const weight = learning.verdicts[name]
  if ("for" in weight) return { for: weight.for, against: 0 }
  const sharers = weight.shared === true ? among.filter(({ verdict }) => verdict === name).length : 1
  return { for: 0, against: weight.against / sharers }
}
