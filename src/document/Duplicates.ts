/**
 * Keys written twice in one map, found in linear time.
 *
 * Keys are the same where the data they make has the same member: `1` and `"1"`, or `on` and `"true"` where `on` reads
 * as true. Keys that are collections are left alone. A repeated `<<` is no duplicate where it merges.
 */
import type { Duplicate } from "./Document.ts"
import { keyText, type Node, type Pair } from "./Node.ts"
import { format, type Segment } from "./Pointer.ts"
import type { Reading } from "./Reading.ts"

/** All duplicates of the documents: outer maps before inner ones, in the order of the text within a map. */
export const findDuplicates = (roots: ReadonlyArray<Node>, reading: Reading): ReadonlyArray<Duplicate> => {
  const found: Array<Duplicate> = []
  for (let document = 0; document < roots.length; document++) {
    walk(roots[document] as Node, document, reading, found)
  }
  if (!reading.repeats || !found.some(({ first }) => anchorOf(first) !== undefined)) return found
  const used = aliasesIn(roots)
  return found.filter(({ first }) => !used.has(anchorOf(first) ?? ""))
}

const anchorOf = ({ value }: Pair): string | undefined => (value.kind === "alias" ? undefined : value.anchor)

/** The names that aliases use. */
const aliasesIn = (roots: ReadonlyArray<Node>): ReadonlySet<string> => {
  const used = new Set<string>()
  const visit = (node: Node): void => {
    if (node.kind === "alias") used.add(node.name)
    else if (node.kind === "seq") node.items.forEach(visit)
    else if (node.kind === "map") for (const { value } of node.pairs) visit(value)
  }
  roots.forEach(visit)
  return used
}

/** Maps smaller than this are compared pair by pair, which beats making a table for each. */
const small = 8

/** Whether some key of the map comes twice. Cheap: to be asked of every map. */
export const hasDuplicates = (pairs: ReadonlyArray<Pair>, reading: Reading): boolean => {
  if (pairs.length < 2) return false
  if (pairs.length > small) return duplicatesOf(pairs, reading).length > 0
  for (let i = 1; i < pairs.length; i++) {
    const text = keyOf(pairs[i] as Pair)
    if (text === undefined || (reading.merge && text === "<<")) continue
    for (let j = 0; j < i; j++) if (keyOf(pairs[j] as Pair) === text) return true
  }
  return false
}

/** `keyText`, quicker for the usual key. */
const keyOf = (pair: Pair): string | undefined =>
  pair.key.kind === "scalar" && typeof pair.key.value === "string" ? pair.key.value : keyText(pair)

const duplicatesOf = (
  pairs: ReadonlyArray<Pair>,
  reading: Reading
): ReadonlyArray<{ readonly first: Pair; readonly again: Pair }> => {
  const firsts = new Map<string, Pair>()
  const found: Array<{ readonly first: Pair; readonly again: Pair }> = []
  for (const pair of pairs) {
    const text = keyOf(pair)
    if (text === undefined || (reading.merge && text === "<<")) continue
    const first = firsts.get(text)
    if (first === undefined) firsts.set(text, pair)
    else found.push({ first, again: pair })
  }
  return found
}

const walk = (root: Node, document: number, reading: Reading, found: Array<Duplicate>): void => {
  const path: Array<Segment> = []
  const visit = (node: Node): void => {
    if (node.kind === "seq") {
      for (let i = 0; i < node.items.length; i++) {
        path.push(i)
        visit(node.items[i] as Node)
        path.pop()
      }
    } else if (node.kind === "map") {
      if (hasDuplicates(node.pairs, reading)) {
        const pointer = format(path)
        for (const { first, again } of duplicatesOf(node.pairs, reading)) {
          found.push({ document, map: node, pointer, first, again })
        }
      }
      for (const pair of node.pairs) {
        path.push(keyText(pair) ?? "")
        visit(pair.value)
        path.pop()
      }
    }
  }
  visit(root)
}
