/**
 * The rules of a pipeline: of its jobs, of the workflow, of what it includes.
 */
import { presentKeys } from "../../../diagnose/Conforms.ts"
import { get, resolve } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { isReference, itemsOf, type Job, type ListItem, textOf, under } from "./Job.ts"
import type { Pipeline } from "./Pipeline.ts"

export interface Rule {
  readonly rule: ListItem
  readonly place: "job" | "workflow" | "include"
  readonly job: Job | undefined
  /** Position in its list. */
  readonly index: number
  readonly count: number
}

/** Every rule that is written in the file, hidden jobs included. */
export const conditionsOf = (pipeline: Pipeline): ReadonlyArray<Rule> => {
  const rules: Array<Rule> = []
  const add = (list: ListItem | undefined, place: Rule["place"], job: Job | undefined): void => {
    if (list === undefined || list.node.kind !== "seq" || isReference(list.node)) return
    const items = itemsOf(list)
    items.forEach((rule, index) => {
      if (rule.node.kind === "map") rules.push({ rule, place, job, index, count: items.length })
    })
  }
  for (const job of pipeline.jobs.values()) add(job.own("rules"), "job", job)
  const workflow = get(pipeline.root, "workflow")
  if (workflow !== undefined)
    add(under({ node: workflow, pointer: "/workflow" }, "rules"), "workflow", undefined)
  for (const entry of includesOf(pipeline)) add(under(entry, "rules"), "include", undefined)
  return rules
}

/** The entries under `include`. */
export const includesOf = (pipeline: Pipeline): ReadonlyArray<ListItem> => {
  const include = resolve(get(pipeline.root, "include"))
  return include === undefined ? [] : itemsOf({ node: include, pointer: child("", "include") })
}

/** Whether a rule always matches: it asks for nothing. */
export const isUnconditional = ({ node }: ListItem): boolean => {
  if (node.kind !== "map") return false
  // What a merge brings counts.
  const present = presentKeys(node, true)
  return !["if", "changes", "exists"].some((key) => present.has(key))
}

/** Whether a job surely is in no pipeline: its rules never let it in. */
export const neverRuns = (job: Job): boolean => {
  const rules = job.get("rules")
  return rules !== undefined && neverMatch(rules)
}

/** Whether all rules that can be reached say `never`. */
export const neverMatch = (rules: ListItem): boolean => {
  if (rules.node.kind !== "seq" || isReference(rules.node)) return false
  const items = itemsOf(rules)
  if (items.length === 0) return false
  for (const rule of items) {
    if (rule.node.kind !== "map" || textOf(under(rule, "when"))?.text !== "never") return false
    if (isUnconditional(rule)) return true
  }
  return true
}
