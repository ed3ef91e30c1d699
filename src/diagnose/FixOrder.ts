/**
 * Puts fixes in an order in which all of them can be applied to one tree, and leaves out those that cannot: of two
 * fixes of which one rewrites what the other edits, the outer goes first and the inner waits for the next round.
 */
import { type Pointer, parse } from "../document/Pointer.ts"
import type { Fix, Operation } from "./Fix.ts"

/** Where an operation needs the tree to be as it was. */
const touched = (operation: Operation): ReadonlyArray<Pointer> =>
  operation.op === "move" || operation.op === "copy" ? [operation.from, operation.path] : [operation.path]

/** Subtrees that are gone or rewritten after the operation. */
const rewritten = (operation: Operation): Pointer | undefined =>
  operation.op === "replace" || operation.op === "remove" ? operation.path : undefined

const operationsOf = (fix: Fix): ReadonlyArray<Operation> =>
  fix.edit._tag === "patch" ? fix.edit.operations : []

interface Ranked<A> {
  readonly item: A
  readonly operations: ReadonlyArray<Operation>
  readonly path: ReadonlyArray<string>
}

/** The fixes that go together, in the order in which to apply them. */
export const ordered = (fixes: ReadonlyArray<Fix>): ReadonlyArray<Fix> => orderedBy(fixes, (fix) => fix)

/** The same for things that carry a fix. */
export const orderedBy = <A>(items: ReadonlyArray<A>, fixOf: (item: A) => Fix): ReadonlyArray<A> => {
  const ranked = items
    .map((item): Ranked<A> => {
      const operations = operationsOf(fixOf(item))
      const first = operations[0]
      return {
        item,
        operations,
        path: first === undefined ? [] : parse("from" in first ? first.from : first.path)
      }
    })
    .filter(({ operations }) => operations.length > 0)
  return additionsFirst(sortedForApplying(compatible(ranked))).map(({ item }) => item)
}

/** What puts something into a map that another fix makes comes behind that one. */
const additionsFirst = <A>(ranked: ReadonlyArray<Ranked<A>>): ReadonlyArray<Ranked<A>> => {
  const made = new Map<Pointer, Ranked<A>>()
  for (const each of ranked)
    for (const { op, path } of each.operations) if (op === "add") made.set(path, each)
  if (made.size === 0) return ranked
  const needs = (each: Ranked<A>): Ranked<A> | undefined => {
    for (const { op, path } of each.operations) {
      if (op === "remove") continue
      const maker = made.get(path.slice(0, path.lastIndexOf("/")))
      if (maker !== undefined && maker !== each) return maker
    }
    return undefined
  }
  const before = ranked.filter((each) => needs(each) === undefined)
  return before.length === ranked.length
    ? ranked
    : [...before, ...ranked.filter((each) => needs(each) !== undefined)]
}

const compatible = <A>(ranked: ReadonlyArray<Ranked<A>>): Array<Ranked<A>> => {
  // Outer rewrites win; among equals the first.
  const outer = [...ranked].sort((a, b) => a.path.length - b.path.length)
  const taken: Array<Ranked<A>> = []
  const gone = new Set<Pointer>()
  const used = new Set<Pointer>()
  for (const each of outer) {
    const places = each.operations.flatMap(touched)
    if (places.some((place) => used.has(place) || underAny(place, gone))) continue
    taken.push(each)
    for (const place of places) used.add(place)
    for (const operation of each.operations) {
      const lost = rewritten(operation)
      if (lost !== undefined) gone.add(lost)
    }
  }
  return taken
}

const underAny = (place: Pointer, gone: ReadonlySet<Pointer>): boolean => {
  if (gone.size === 0) return false
  let at = place
  for (;;) {
    if (gone.has(at)) return true
    const cut = at.lastIndexOf("/")
    if (cut < 0) return false
    at = at.slice(0, cut)
  }
}

/** Deepest first, and the last index first, so that the paths of those that follow still hold. */
const sortedForApplying = <A>(ranked: Array<Ranked<A>>): ReadonlyArray<Ranked<A>> =>
  ranked.sort((a, b) => b.path.length - a.path.length || later(a.path, b.path))

const later = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  for (let index = 0; index < a.length; index++) {
    const one = a[index] as string
    const other = b[index] as string
    if (one === other) continue
    const numbers = Number(other) - Number(one)
    return Number.isNaN(numbers) ? 0 : numbers
  }
  return 0
}
