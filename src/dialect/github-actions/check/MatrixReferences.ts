/**
 * References to `matrix`: keys that the job's matrix does not have, and jobs that have none.
 */
import { type Node, resolve } from "../../../document/Node.ts"
import type { Reference } from "../expression/Expression.ts"
import { meant } from "../expression/Names.ts"
import type { Use } from "../model/Analysis.ts"
import { entriesOf, type Matrix, type Workflow } from "../model/Workflow.ts"
import { allOf, check, orMeant, respell, type Say, within } from "./Say.ts"

export const matrixReferences = check((analysis, say) => {
  for (const use of analysis.uses) {
    if (use.expression.failure !== undefined || analysis.workflow.kind !== "workflow") continue
    if (!use.site.place.contexts.has("matrix")) continue
    for (const reference of use.expression.references) {
      if (reference.context.toLowerCase() === "matrix") judge(say, analysis.workflow, use, reference)
    }
  }
})

/** An input that is empty falls back to its default, and a name is but a name: the job runs all the same. */
const spared = ({ site: { path } }: Use): boolean => path.at(-1) === "name" || path.at(-2) === "with"

const judge = (say: Say, workflow: Workflow, use: Use, reference: Reference): void => {
  const job = workflow.job.get(String(use.site.path[1]))
  const [first, second] = reference.path
  if (job === undefined || first?.name === undefined || job.matrix === "open") return
  const name = first.name
  const place = { pointer: use.site.pointer, at: within(say, use, first) }
  // `matrix.shell || 'bash'`: the author knows that it may be missing.
  const excused = use.expression.text.includes("||")
  if (job.matrix === undefined) {
    say.problem({
      rule: "matrix-missing",
      ...(excused ? { severity: "info" as const } : spared(use) ? { severity: "warning" as const } : {}),
      message: `\`${job.id}\` has no matrix: \`matrix.${name}\` is always empty.`,
      ...place
    })
    return
  }
  const values = valuesOf(job.matrix)
  if (values.has(name.toLowerCase())) {
    if (second?.name !== undefined)
      below(say, use, reference, values.get(name.toLowerCase()), `matrix.${name}`)
    return
  }
  if (job.matrix.open) return
  const names = [...values.keys()]
  const near = meant(name, names)
  const better = near === undefined ? undefined : { ...near, name: spelling(job.matrix, near.name) }
  say.problem({
    rule: "matrix-unknown-key",
    ...(better === undefined || excused ? { severity: "warning" as const } : {}),
    message: `The matrix of \`${job.id}\` has no key \`${name}\`${orMeant(better)}`,
    ...(names.length === 0
      ? {}
      : { help: `It has ${allOf(names.map((each) => spelling(job.matrix as Matrix, each)))}.` }),
    ...place,
    fixes: respell(use, first, better)
  })
}

/** All keys in lower case, each with the values it may have; `undefined` where an expression makes them. */
export const valuesOf = (matrix: Matrix): ReadonlyMap<string, ReadonlyArray<Node> | undefined> => {
  const known = collected.get(matrix)
  if (known !== undefined) return known
  const values = new Map<string, Array<Node> | undefined>()
  const add = (name: string, more: ReadonlyArray<Node> | undefined): void => {
    const before = values.get(name)
    if (before !== undefined && more !== undefined) before.push(...more)
    else values.set(name, more === undefined || values.has(name) ? undefined : [...more])
  }
  for (const { name, pair } of matrix.keys) {
    const list = resolve(pair.value)
    add(name.toLowerCase(), list?.kind === "seq" ? list.items : undefined)
  }
  for (const row of matrix.include?.items ?? []) {
    for (const { name, pair } of entriesOf(row, "")) add(name.toLowerCase(), [pair.value])
  }
  collected.set(matrix, values)
  return values
}

const collected = new WeakMap<Matrix, ReadonlyMap<string, ReadonlyArray<Node> | undefined>>()

/** A key as the matrix spells it. */
const spelling = (matrix: Matrix, lower: string): string => {
  const rows = matrix.include?.items.flatMap((row) => entriesOf(row, "")) ?? []
  return [...matrix.keys, ...rows].find(({ name }) => name.toLowerCase() === lower)?.name ?? lower
}

/** A property of a matrix value: known only where all values are maps that the file shows. */
const below = (
  say: Say,
  use: Use,
  reference: Reference,
  values: ReadonlyArray<Node> | undefined,
  path: string
): void => {
  const second = reference.path[1]
  const name = second?.name?.toLowerCase()
  if (values === undefined || values.length === 0 || second === undefined || name === undefined) return
  const names = new Set<string>()
  for (const value of values) {
    const map = resolve(value)
    if (map?.kind !== "map") return
    for (const entry of entriesOf(map, "")) names.add(entry.name)
  }
  const known = [...names]
  if (known.some((each) => each.toLowerCase() === name)) return
  const better = meant(name, known)
  say.problem({
    rule: "matrix-unknown-key",
    ...(better === undefined ? { severity: "warning" as const } : {}),
    message: `No value of \`${path}\` has a key \`${second.name}\`${orMeant(better)}`,
    help: `They have ${allOf(known)}.`,
    pointer: use.site.pointer,
    at: within(say, use, second),
    fixes: respell(use, second, better)
  })
}
