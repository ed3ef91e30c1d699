/**
 * Solutions: how somebody made problems go away, each change at the problem that it answers. What changed without any
 * problem near it is a *stray*: a sign of something that no rule says yet.
 */
import { Schema } from "effect"
import type { Diagnostic } from "../../diagnose/Diagnostic.ts"
import type { Json } from "../../document/Node.ts"
import { type Pointer, parent, parse, within } from "../../document/Pointer.ts"
import { equalData } from "../../document/Tree.ts"
import { type Change, changesOf } from "../Changes.ts"
import type { Privacy } from "./Privacy.ts"
import { learning } from "./rules.generated.ts"

/** One change, in words that hold in other files: list indices are `*`, values are cut and without secrets. */
export const ChangeRecord = Schema.Struct({
  /** The keys that lead there, joined by `/`. */
  at: Schema.String,
  kind: Schema.Literals(["added", "removed", "changed", "renamed"]),
  /** As JSON; of a renamed key the name. */
  before: Schema.optionalKey(Schema.String),
  after: Schema.optionalKey(Schema.String)
})
export type ChangeRecord = typeof ChangeRecord.Type

/** How a problem was solved, and by whom. */
export const Solution = Schema.Struct({
  rule: Schema.String,
  by: Schema.Literals(["model", "person"]),
  changes: Schema.Array(ChangeRecord)
})
export type Solution = typeof Solution.Type

export interface Explained {
  readonly solutions: ReadonlyArray<Solution>
  readonly strays: ReadonlyArray<ChangeRecord>
}

/** What changed between two states of a pipeline's data, by the problem of the first that each change is near to. */
export const explainChanges = (
  before: Json,
  after: Json,
  diagnostics: ReadonlyArray<Diagnostic>,
  by: Solution["by"],
  privacy: Privacy
): Explained => {
  const byProblem = new Map<Diagnostic, Array<Change>>()
  const strays: Array<Change> = []
  for (const change of changesOf(before, after)) {
    const problem = nearestTo(change.pointer, diagnostics)
    if (problem === undefined) strays.push(change)
    else byProblem.set(problem, [...(byProblem.get(problem) ?? []), change])
  }
  return {
    solutions: [...byProblem].map(([{ rule }, changes]) => ({
      rule,
      by,
      changes: recordsOf(changes, privacy).slice(0, learning.limits.changes)
    })),
    strays: recordsOf(strays, privacy)
  }
}

/** Changes as they are kept; a key that went while its value came back under another name was renamed. */
export const recordsOf = (changes: ReadonlyArray<Change>, privacy: Privacy): ReadonlyArray<ChangeRecord> => {
  const open = [...changes]
  const found: Array<ChangeRecord> = []
  for (let change = open.shift(); change !== undefined; change = open.shift()) {
    const { pointer, before, after } = change
    const twin = before === undefined || after !== undefined ? -1 : open.findIndex(isTwinOf(change))
    const other = open[twin]
    if (other !== undefined) {
      open.splice(twin, 1)
      found.push({
        at: keysOf(parent(pointer), privacy),
        kind: "renamed",
        before: nameOf(pointer, privacy),
        after: nameOf(other.pointer, privacy)
      })
    } else
      found.push({
        at: keysOf(pointer, privacy),
        kind: before === undefined ? "added" : after === undefined ? "removed" : "changed",
        ...(before === undefined ? {} : { before: privacy.value(lastOf(pointer), before) }),
        ...(after === undefined ? {} : { after: privacy.value(lastOf(pointer), after) })
      })
  }
  return found
}

/** A change in one line, for people and models. */
export const describeChange = ({ at, kind, before, after }: ChangeRecord): string => {
  const place = at === "" ? "the root" : at
  switch (kind) {
    case "renamed":
      return `in ${place} ${before} renamed to ${after}`
    case "added":
      return `${place} added: ${after}`
    case "removed":
      return `${place} removed`
    case "changed":
      return `${place} from ${before} to ${after}`
  }
}

const isTwinOf =
  ({ pointer, before }: Change) =>
  (other: Change): boolean =>
    other.before === undefined &&
    other.after !== undefined &&
    before !== undefined &&
    parent(other.pointer) === parent(pointer) &&
    equalData(other.after, before)

/** The problem at the change's place, else the nearest around it, else one about a key beside it. */
const nearestTo = (pointer: Pointer, diagnostics: ReadonlyArray<Diagnostic>): Diagnostic | undefined => {
  let nearest: Diagnostic | undefined
  for (const diagnostic of diagnostics) {
    if (diagnostic.stage === "syntax") continue
    if (!within(pointer, diagnostic.pointer) && !within(diagnostic.pointer, pointer)) continue
    if (nearest === undefined || diagnostic.pointer.length > nearest.pointer.length) nearest = diagnostic
  }
  if (nearest !== undefined && nearest.pointer !== "") return nearest
  return (
    diagnostics.find(
      (diagnostic) => diagnostic.stage !== "syntax" && parent(diagnostic.pointer) === parent(pointer)
    ) ?? nearest
  )
}

const keysOf = (pointer: Pointer, privacy: Privacy): string =>
  privacy.line(
    parse(pointer)
      .map((segment) => (/^\d+$/.test(segment) ? "*" : segment))
      .join("/")
  )

const nameOf = (pointer: Pointer, privacy: Privacy): string =>
  privacy.line(lastOf(pointer), learning.limits.value)

/** The key that a value stands under; of an item that of its list. */
const lastOf = (pointer: Pointer): string =>
  parse(pointer).findLast((segment) => !/^\d+$/.test(segment)) ?? ""
