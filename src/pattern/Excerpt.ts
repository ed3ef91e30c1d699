/**
 * Excerpts of examples: the parts of a pattern's example that correspond to what is wrong with a pipeline, as they are
 * written there. Whoever mends one step needs no more than a step that works.
 */
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import { type Pointer, within } from "../document/Pointer.ts"
import { nodeAt, pairAt } from "../document/Tree.ts"
import { Counterparts } from "./Counterparts.ts"
import type { Match } from "./PatternMatcher.ts"

/** Parts that are shown, and lines of each. */
const partsAtMost = 3
const linesAtMost = 30

/** `undefined` where nothing of the example corresponds to what is wrong. */
export const excerptFor = (validation: Validation, match: Match): string | undefined => {
  const parts = new Counterparts(match, validation.dialect)
  const pairs = parts
    .pairs()
    .filter(({ shown }) => match.example.outline.parts.some(({ pointer }) => pointer === shown))
  const places = new Set<Pointer>()
  for (const { pointer, document } of errorsOf(validation.report)) {
    if (document !== match.outline.document || places.size >= partsAtMost) continue
    const closest = pairs.findLast(({ own }) => within(pointer, own))
    if (closest !== undefined) places.add(closest.shown)
  }
  const texts = [...places].sort().flatMap((place) => textAt(match, place))
  return texts.length === 0 ? undefined : texts.join("\n")
}

/** The lines of a part of the example, as far in as they stand there. */
const textAt = ({ pattern, example }: Match, pointer: Pointer): ReadonlyArray<string> => {
  const root = example.roots[example.outline.document]
  if (root === undefined) return []
  const held = pairAt(root, pointer) ?? nodeAt(root, pointer)
  if (held === undefined) return []
  const from = pattern.example.lastIndexOf("\n", held.start) + 1
  const to = pattern.example.indexOf("\n", held.end)
  const lines = pattern.example.slice(from, to < 0 ? undefined : to).split("\n")
  return lines.length > linesAtMost ? [] : [lines.join("\n")]
}
