/**
 * Matrices: keys without values, values written twice, and combinations to leave out that never come up.
 */
import { type Node, resolve } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { dataOf } from "../../../document/Tree.ts"
import { meant } from "../expression/Names.ts"
import { entriesOf, type Job, type Matrix } from "../model/Workflow.ts"
import { valuesOf } from "./MatrixReferences.ts"
import { allOf, check, edit, orMeant, type Say } from "./Say.ts"

export const matrices = check(({ workflow }, say) => {
  for (const job of workflow.jobs) {
    if (job.matrix === undefined || job.matrix === "open") continue
    if (job.matrix.node.pairs.length === 0) {
      say.problem({
        rule: "matrix-empty",
        message: `The matrix of \`${job.id}\` has no keys: there is nothing to run.`,
        pointer: job.matrix.pointer,
        at: job.matrix.node
      })
    }
    values(say, job.matrix)
    excluded(say, job, job.matrix)
  }
})

const isTemplate = (node: Node): boolean => {
  const value = resolve(node)
  return value?.kind === "scalar" && typeof value.value === "string" && value.value.includes("${{")
}

/** A value as text, so that equal values compare equal; long ones are not compared. */
const spell = (node: Node): string | undefined => {
  const value = resolve(node)
  if (value === undefined || isTemplate(value)) return undefined
  const text = JSON.stringify(dataOf(value))
  return text.length > 10_000 ? undefined : text
}

const values = (say: Say, matrix: Matrix): void => {
  for (const { name, pair, pointer } of matrix.keys) {
    const list = resolve(pair.value)
    if (list?.kind !== "seq") continue
    if (list.items.length === 0) {
      say.problem({
        rule: "matrix-empty",
        message: `\`${name}\` has no values: the matrix has no combination to run.`,
        pointer,
        at: pair.key
      })
    }
    const seen = new Set<string>()
    list.items.forEach((item, index) => {
      const text = spell(item)
      if (text === undefined) return
      if (seen.has(text)) {
        say.problem({
          rule: "matrix-value-duplicate",
          message: `\`${name}\` has the value ${text} twice: the same job runs twice.`,
          pointer: child(pointer, index),
          at: item,
          fixes: [edit("Remove the second", [{ op: "remove", path: child(pointer, index) }], "display", 0.9)]
        })
      }
      seen.add(text)
    })
  }
}

/** A spelled value as GitHub compares it: 1 and "1" are the same to it. */
const loose = (text: string | undefined): string | undefined => text?.replaceAll('"', "")

const excluded = (say: Say, job: Job, matrix: Matrix): void => {
  if (matrix.exclude === undefined || matrix.open) return
  const known = valuesOf({ ...matrix, include: undefined })
  const names = matrix.keys.map(({ name }) => name)
  const loosely = new Map<string, ReadonlySet<string | undefined>>()
  matrix.exclude.items.forEach((row, index) => {
    for (const { name, pair, pointer } of entriesOf(row, `${matrix.pointer}/exclude/${index}`)) {
      const lower = name.toLowerCase()
      if (!known.has(lower)) {
        const better = meant(name, names)
        const parent = pointer.slice(0, pointer.lastIndexOf("/"))
        say.problem({
          rule: "matrix-exclude-unknown",
          message: `The matrix of \`${job.id}\` has no key \`${name}\` to leave out${orMeant(better)}`,
          ...(names.length === 0 ? {} : { help: `It has ${allOf(names)}.` }),
          pointer,
          at: pair.key,
          fixes:
            better === undefined
              ? []
              : [
                  edit(
                    `Write \`${better.name}\``,
                    [{ op: "move", from: pointer, path: child(parent, better.name) }],
                    better.sure ? "safe" : "unsafe",
                    better.confidence
                  )
                ]
        })
        continue
      }
      const values = known.get(lower)
      const text = spell(pair.value)
      if (values === undefined || text === undefined || typeof JSON.parse(text) === "object") continue
      let spelled = loosely.get(lower)
      if (spelled === undefined) {
        spelled = new Set(values.map((value) => loose(spell(value))))
        loosely.set(lower, spelled)
      }
      // What an expression makes may be anything.
      if (!spelled.has(undefined) && !spelled.has(loose(text))) {
        say.problem({
          rule: "matrix-exclude-unknown",
          severity: "warning",
          message: `\`${name}\` never is ${text}: this row leaves nothing out.`,
          pointer,
          at: pair.value
        })
      }
    }
  })
}
