/**
 * Matrices: not more jobs than GitLab makes, and `needs:parallel:matrix` names jobs that the other matrix makes.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { type Json, keyText } from "../../../document/Node.ts"
import type { Job } from "../model/Job.ts"
import { under } from "../model/Job.ts"
import { type Axis, countOf, type MatrixEntry, matrixName, matrixOf, placeOf } from "../model/Matrix.ts"
import { type Need, ownNeeds } from "../model/Needs.ts"
import { check, type Say } from "./Say.ts"

export const matrices = check((pipeline, say) => {
  for (const job of pipeline.jobs.values()) {
    const written = job.own("parallel")
    const entries = matrixOf(written)
    const matrix = under(written, "matrix")
    if (entries !== undefined && matrix !== undefined && countOf(entries) > most) {
      say.problem({
        rule: "too-many-jobs",
        message: `This matrix makes ${countOf(entries)} jobs, more than the ${most} that are allowed`,
        pointer: matrix.pointer,
        at: matrix.node
      })
    }
    for (const need of ownNeeds(pipeline, job).flat()) needed(say, job, need)
  }
})

const most = 200

const needed = (say: Say, job: Job, need: Need): void => {
  const wanted = under(need.item, "parallel")
  const { target } = need
  if (wanted === undefined || target === undefined) return
  const optional = under(need.item, "optional")
  if (need.optional && optional !== undefined) {
    say.problem({
      rule: "need-matrix",
      message: "`optional` cannot be used with `parallel`",
      pointer: optional.pointer,
      at: optional.node,
      fixes: [say.fix("Remove `optional`", [{ op: "remove", path: optional.pointer }], "unsafe", 0.8)]
    })
  }
  if (target.unsure) return
  const parallel = target.get("parallel")
  if (parallel === undefined) {
    say.problem({
      rule: "need-matrix",
      message: `\`${target.name}\` has no matrix to choose from`,
      pointer: wanted.pointer,
      at: wanted.node,
      fixes: [say.fix("Remove `parallel`", [{ op: "remove", path: wanted.pointer }], "unsafe", 0.8)]
    })
    return
  }
  const made = matrixOf(parallel)
  const entries = matrixOf(wanted)
  if (made === undefined || entries === undefined) return
  for (const entry of entries) match(say, job, target, made, entry)
}

/** One entry names axes and values of one entry of the other matrix, in its order. */
const match = (
  say: Say,
  job: Job,
  target: Job,
  made: ReadonlyArray<MatrixEntry>,
  entry: MatrixEntry
): void => {
  const names = entry.axes.map(({ name }) => name)
  const same = made.filter(({ axes }) => sameNames(axes, names))
  if (same.length === 0) {
    otherNames(say, target, made, entry)
    return
  }
  const ordered = same.find(({ axes }) => axes.every(({ name }, index) => name === names[index]))
  if (ordered === undefined) {
    const order = (same[0] as MatrixEntry).axes.map(({ name }) => name)
    say.problem({
      rule: "need-matrix",
      message: `The names are in another order than in the matrix of \`${target.name}\`: ${order.map((name) => `\`${name}\``).join(", ")}`,
      pointer: entry.item.pointer,
      at: entry.item.node,
      fixes: [reordered(say, entry, order)]
    })
    return
  }
  for (const axis of entry.axes) values(say, job, target, same, axis)
}

const sameNames = (axes: ReadonlyArray<Axis>, names: ReadonlyArray<string>): boolean =>
  axes.length === names.length && axes.every(({ name }) => names.includes(name))

const otherNames = (say: Say, target: Job, made: ReadonlyArray<MatrixEntry>, entry: MatrixEntry): void => {
  const known = [...new Set(made.flatMap(({ axes }) => axes.map(({ name }) => name)))]
  const wrong = entry.axes.find(({ name }) => !known.includes(name))
  const near = wrong === undefined ? undefined : likely(wrong.name, known)[0]
  say.problem({
    rule: "need-matrix",
    message:
      wrong === undefined
        ? `No entry of the matrix of \`${target.name}\` has just these names`
        : `The matrix of \`${target.name}\` has no \`${wrong.name}\`: it has ${oneOf(known)}`,
    pointer: entry.item.pointer,
    at: entry.item.node,
    fixes:
      wrong === undefined || near === undefined
        ? []
        : [
            say.fix(
              `Write \`${near.name}\``,
              [{ op: "replace", path: entry.item.pointer, value: renamed(entry, wrong.name, near.name) }],
              near.applicability,
              near.confidence
            )
          ]
  })
}

const values = (say: Say, job: Job, target: Job, same: ReadonlyArray<MatrixEntry>, axis: Axis): void => {
  const known = new Set(
    same.flatMap(({ axes }) =>
      axes.flatMap(({ name, values: made }) => (name === axis.name ? made.map(({ text }) => text) : []))
    )
  )
  for (const { text, item } of axis.values) {
    const own = matrixName(text)
    if (own !== undefined) {
      ownMatrix(say, job, own, text, item)
      continue
    }
    if (known.has(text) || text.includes("$")) continue
    const fixes: ReadonlyArray<Fix> = likely(text, known)
      .slice(0, 2)
      .map(({ name, applicability, confidence }) =>
        say.fix(
          `Write \`${name}\``,
          [{ op: "replace", path: item.pointer, value: name }],
          applicability,
          confidence
        )
      )
    say.problem({
      rule: "need-matrix",
      message: `The matrix of \`${target.name}\` has no \`${text}\` for \`${axis.name}\`: it has ${oneOf([...known])}`,
      pointer: item.pointer,
      at: item.node,
      fixes
    })
  }
}

/** `$[[ matrix.NAME ]]` is a name of the job's own matrix. */
const ownMatrix = (
  say: Say,
  job: Job,
  name: string,
  text: string,
  { node, pointer }: { readonly node: Axis["values"][number]["item"]["node"]; readonly pointer: string }
): void => {
  const entries = matrixOf(job.get("parallel"))
  if (entries === undefined ? job.has("parallel") || job.unsure || job.hidden : has(entries, name)) return
  const names = [...new Set((entries ?? []).flatMap(({ axes }) => axes.map((axis) => axis.name)))]
  say.problem({
    rule: "need-matrix",
    message:
      names.length === 0
        ? `\`${job.name}\` has no matrix of its own that \`${name}\` could be taken from`
        : `The matrix of \`${job.name}\` has no \`${name}\`: it has ${oneOf(names)}`,
    pointer,
    at: node,
    fixes: likely(name, names)
      .slice(0, 2)
      .map((near) =>
        say.fix(
          `Write \`${near.name}\``,
          [{ op: "replace", path: pointer, value: text.replace(name, near.name) }],
          near.applicability,
          near.confidence
        )
      )
  })
}

const has = (entries: ReadonlyArray<MatrixEntry>, name: string): boolean =>
  entries.some(({ axes }) => axes.some((axis) => axis.name === name))

/** The pairs change places; to a patch, which says values, the order of keys is nothing. */
const reordered = (say: Say, { item }: MatrixEntry, order: ReadonlyArray<string>): Fix => {
  const pairs = item.node.kind === "map" ? item.node.pairs : []
  const edits = pairs.flatMap(({ start, end }, index) => {
    const other = pairs.find((pair) => keyText(pair) === order[index])
    return other === undefined ? [] : [{ start, end, text: say.view.text.slice(other.start, other.end) }]
  })
  return say.rewrite("Put them in that order", edits, "unsafe", 0.95)
}

const renamed = (entry: MatrixEntry, from: string, to: string): Json =>
  Object.fromEntries(
    entry.axes.map((axis) => [axis.name === from ? to : axis.name, dataOf(entry, axis)] as const)
  )

/** A single value as it is, several as a list. */
const dataOf = (entry: MatrixEntry, axis: Axis): Json => {
  const texts = axis.values.map(({ text }) => text)
  const single = texts.length === 1 && axis.values[0]?.item.pointer === placeOf(entry, axis)
  return single ? (texts[0] as string) : texts
}
