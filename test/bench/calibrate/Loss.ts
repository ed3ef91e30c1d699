/**
 * How wrong the engine is about one broken file, as one number: what it fails to restore, and how surprised it is
 * by which of its fixes were right. The second is the logarithmic score, which is least where a fix of confidence c
 * is right a share c of the time.
 */
import type { Dialect } from "../../../src/diagnose/Dialect.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"
import type { Mutant } from "../Corpus.ts"
import { type Data, unrestored } from "../PlainData.ts"

/** A file not restored weighs as much as this many nats of surprise. */
const failure = 4

/** A plain fix that calls a wrong file clean is worse than one that leaves it to others. */
const falselyClean = 6

/** A crash is worse than anything a repair could do wrong. */
const crash = 20

/** No fix is so sure that it could cost more than this. */
const surest = 0.999

/** In nats, 0 or more. */
export const lossOf = (mutant: Mutant, original: Data, dialect: Dialect): number => {
  try {
    return surpriseOf(mutant, original, dialect)
  } catch {
    return crash
  }
}

const surpriseOf = (mutant: Mutant, original: Data, dialect: Dialect): number => {
  const { text, path, alsoAccept } = mutant
  const right = (repaired: string): boolean =>
    unrestored(repaired, original, mutant.dialect, alsoAccept).length === 0
  const unsafe = autoRepair(text, dialect, { unsafe: true, path })
  const restored = right(unsafe.text)
  let loss = restored ? 0 : failure
  for (const { fix } of unsafe.applied) {
    const confidence = Math.min(surest, Math.max(1 - surest, fix.confidence))
    loss -= Math.log(restored ? confidence : 1 - confidence)
  }
  const plain = autoRepair(text, dialect, { path })
  if (plain.text === unsafe.text) return loss
  const clean = !plain.after.report.diagnostics.some(({ severity }) => severity === "error")
  if (clean && !right(plain.text)) return loss + falselyClean
  // What is surely meant should need no permission.
  return mutant.restore === "exact" && !clean ? loss + failure / 2 : loss
}
