/**
 * How many jobs a matrix makes. Counting stops at a limit, so that a matrix of many keys costs no more than one of
 * few.
 */
import { type Node, resolve } from "../../../document/Node.ts"
import { dataOf } from "../../../document/Tree.ts"
import { entriesOf, type Matrix } from "./Workflow.ts"

/** The number of combinations, or `limit + 1` where there are more; `undefined` where an expression decides. */
export const combinationsOf = (matrix: Matrix, limit: number): number | undefined => {
  if (matrix.open) return undefined
  let product = 1
  for (const { pair } of matrix.keys) {
    const list = resolve(pair.value)
    if (list?.kind !== "seq") return undefined
    product *= list.items.length
  }
  const rows = matrix.include?.items.length ?? 0
  if (matrix.keys.length === 0) return rows
  if (rows === 0 && matrix.exclude === undefined) return Math.min(product, limit + 1)
  if (product <= limit) return rows > rowLimit ? limit + 1 : counted(matrix, product, rows)
  // Rows that are left out may bring a large product below the limit; each names at least one value.
  return matrix.exclude === undefined ? limit + 1 : undefined
}

/** Rows past this number are more than GitHub takes whatever they hold, unless they all join combinations. */
const rowLimit = 5000

/** A product small enough to be written out, less the rows left out, plus the rows that fit none of it. */
const counted = (matrix: Matrix, product: number, rows: number): number => {
  const axes = matrix.keys.map(({ name, pair }) => ({
    name: name.toLowerCase(),
    values: itemsOf(pair.value).map(spell)
  }))
  let combinations: Array<ReadonlyMap<string, string>> = [new Map()]
  for (const { name, values } of axes) {
    combinations = combinations.flatMap((each) => values.map((value) => new Map([...each, [name, value]])))
  }
  const excluded = (matrix.exclude?.items ?? []).map(cells)
  const left = combinations.filter((each) => !excluded.some((row) => row.size > 0 && matches(row, each)))
  // A row joins combinations it does not contradict; otherwise it is a combination of its own.
  const own = (matrix.include?.items ?? []).filter((row) => {
    const known = new Map([...cells(row)].filter(([name]) => axes.some((axis) => axis.name === name)))
    return !left.some((each) => matches(known, each))
  }).length
  return Math.min(left.length, product) + Math.min(own, rows)
}

const itemsOf = (node: Node): ReadonlyArray<Node> => {
  const list = resolve(node)
  return list?.kind === "seq" ? list.items : []
}

const spell = (node: Node): string => JSON.stringify(dataOf(node))

const cells = (row: Node): ReadonlyMap<string, string> =>
  new Map(entriesOf(row, "").map(({ name, pair }) => [name.toLowerCase(), spell(pair.value)]))

const matches = (row: ReadonlyMap<string, string>, combination: ReadonlyMap<string, string>): boolean =>
  [...row].every(([name, value]) => combination.get(name) === value)
