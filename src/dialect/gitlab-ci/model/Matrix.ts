/**
 * The matrix of a job: which combinations of values it makes.
 */
import { keyText } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { isFilledIn, isReference, itemsOf, type ListItem, under } from "./Job.ts"

export interface MatrixEntry {
  readonly item: ListItem
  /** In the order in which they are written, which is that of the job's name. */
  readonly axes: ReadonlyArray<Axis>
}

export interface Axis {
  readonly name: string
  readonly values: ReadonlyArray<{ readonly text: string; readonly item: ListItem }>
}

/** The entries under `matrix`; `undefined` where there are none or they are filled in from elsewhere. */
export const matrixOf = (parallel: ListItem | undefined): ReadonlyArray<MatrixEntry> | undefined => {
  const matrix = under(parallel, "matrix")
  if (matrix?.node.kind !== "seq" || isReference(matrix.node)) return undefined
  const entries: Array<MatrixEntry> = []
  for (const item of itemsOf(matrix)) {
    if (item.node.kind !== "map") return undefined
    const axes: Array<Axis> = []
    for (const pair of item.node.pairs) {
      const name = keyText(pair)
      if (name === undefined || name === "<<") return undefined
      const written = under(item, name)
      const values = itemsOf(written).map((value) => ({
        text: value.node.kind === "scalar" ? String(value.node.value) : undefined,
        item: value
      }))
      const texts = values.flatMap(({ text, item: value }) =>
        text === undefined || (isFilledIn(text) && !isMatrixValue(text)) ? [] : [{ text, item: value }]
      )
      if (texts.length < values.length) return undefined
      axes.push({ name, values: texts })
    }
    entries.push({ item, axes })
  }
  return entries
}

/** How many jobs the entries make. */
export const countOf = (entries: ReadonlyArray<MatrixEntry>): number =>
  entries.reduce(
    (sum, { axes }) => sum + axes.reduce((product, { values }) => product * Math.max(1, values.length), 1),
    0
  )

/** Whether `parallel` makes a job of this name: `1/3`, or the values of a combination, `[linux, 22]`. */
export const makes = (parallel: ListItem, name: string): boolean => {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(name) ?? []
  if (index !== undefined)
    return Number(index) >= 1 && Number(index) <= Number(count) && makesSoMany(parallel, Number(count))
  const entries = matrixOf(parallel)
  // What is filled in from elsewhere may make any.
  if (entries === undefined) return parallel.node.kind === "map"
  const values = name.slice(1, -1).split(", ")
  return entries.some(
    ({ axes }) =>
      axes.length === values.length &&
      axes.every((axis, at) => axis.values.some(({ text }) => text === values[at]))
  )
}

const makesSoMany = ({ node }: ListItem, count: number): boolean =>
  node.kind === "scalar" && (Number(node.value) === count || Number.isNaN(Number(node.value)))

/** The name in `$[[ matrix.NAME ]]`, which stands for the value of the job that needs. */
export const matrixName = (text: string): string | undefined =>
  /^\$\[\[\s*matrix\.(\w+)\s*\]\]$/.exec(text)?.[1]

const isMatrixValue = (text: string): boolean => matrixName(text) !== undefined

export const placeOf = ({ item }: MatrixEntry, { name }: Axis): string => child(item.pointer, name)
