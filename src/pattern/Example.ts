/**
 * The example of a pattern, as a tree and as an outline: where its steps are found, and what they hold.
 */
import type { Dialect } from "../diagnose/Dialect.ts"
import { fold } from "../diagnose/Nearest.ts"
import type { Node } from "../document/Node.ts"
import { readDocument } from "../document/Reader.ts"
import { type Outline, outlineOf, type Part } from "./Outline.ts"
import { type Pattern, type PatternFile, partOf } from "./Pattern.ts"

export interface Example {
  readonly roots: ReadonlyArray<Node>
  readonly outline: Outline
  /** Which kind of file it is. */
  readonly kind: string
}

/** Read once for each pattern; `undefined` where the dialect has no outline. */
export const exampleOf = (pattern: Pattern, dialect: Dialect): Example | undefined => {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const { roots } = readDocument(pattern.example, dialect.reading)
  const outline = outlineOf(roots, pattern.dialect)
  if (outline === undefined) return undefined
  const example = { roots, outline, kind: dialect.kindOf(pattern.file, roots[0]) }
  known.set(pattern, example)
  return example
}

const known = new WeakMap<Pattern, Example>()

/** The part of the example that a step of the pattern is. */
export const partInExample = (outline: Outline, pattern: PatternFile, step: string): Part | undefined => {
  const { at } = partOf(pattern, step)
  return outline.parts.find((part) =>
    at === undefined ? part.names.some((name) => fold(name) === fold(step)) : part.pointer === at
  )
}
