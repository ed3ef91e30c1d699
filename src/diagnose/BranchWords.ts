/**
 * What a value that tells the branch of a union may have been meant as: a name like it, a name it is the first part
 * of, or a name that people write this word for.
 */
import { fold, nearest, slipCost } from "./Nearest.ts"
import { costs } from "./rules.generated.ts"
import type { Shape, UnionOf } from "./Shape.ts"

type Union = Extract<Shape, UnionOf>
type Costs = ReadonlyMap<string, number>

/** Words that are remembered for one union. */
const remembered = 500

const known = new WeakMap<Union, Map<string, Costs>>()

/** Nats for each value of `by` that `word` may have been meant as; the same word costs the same wherever it is met. */
export const branchWords = (shape: Union, by: NonNullable<Union["value"]>, word: string): Costs => {
  let words = known.get(shape)
  if (words === undefined || words.size > remembered) {
    words = new Map()
    known.set(shape, words)
  }
  const before = words.get(word)
  if (before !== undefined) return before
  const found = weigh(shape, by, word)
  words.set(word, found)
  return found
}

const weigh = (shape: Union, by: NonNullable<Union["value"]>, word: string): Costs => {
  const found = new Map<string, number>()
  const offer = (name: string, cost: number): void => {
    if (cost < (found.get(name) ?? Number.POSITIVE_INFINITY)) found.set(name, cost)
  }
  const near = nearest(word, by.shapes.keys())
  // The very word in another writing is no part of a longer one.
  const same = near.filter(({ name }) => fold(name) === fold(word))
  if (same.length === 1) return new Map(same.map(({ name, cost }) => [name, cost]))
  for (const { name, cost } of near) offer(name, cost)
  for (const name of by.shapes.keys()) if (begins(name, word)) offer(name, costs.value.part)
  for (const [synonym, meant] of synonymsOf(shape, by.key)) {
    const slip = slipCost(word.toLowerCase(), synonym)
    if (slip !== undefined && slip < costs.value.part) offer(meant, costs.value.synonym + slip)
  }
  return found
}

/** The words of the branches' own shapes for the key that tells them apart. */
const synonymsOf = (shape: Union, key: string): ReadonlyArray<readonly [string, string]> => {
  const words = new Map<string, string>()
  for (const branch of shape.of) {
    const inner = branch.kind === "map" ? branch.keys.get(key)?.shape : undefined
    const source = inner !== undefined && "source" in inner ? inner.source : undefined
    if (source?.kind !== "enum") continue
    for (const [word, meant] of Object.entries(source.synonyms ?? {}))
      words.set(word.toLowerCase(), String(meant))
  }
  return [...words]
}

/** Whether a word is the first part of a name: `claude` of `claude_session`. */
const begins = (name: string, word: string): boolean =>
  name.length > word.length &&
  /[-_.\s]/.test(name.charAt(word.length)) &&
  name.toLowerCase().startsWith(word.toLowerCase())
