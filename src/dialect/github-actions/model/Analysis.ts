/**
 * An analysis: all that the checks of one file share, made once for each tree.
 *
 * Checks are pure functions of a `View` and know nothing of each other, but they look at the same jobs and the same
 * expressions. Trees never change, so what was read from one is kept as long as the tree itself.
 */
import type { View } from "../../../diagnose/Dialect.ts"
import { type MapNode, type Node, resolve } from "../../../document/Node.ts"
import type { Segment } from "../../../document/Pointer.ts"
import { type Expression, read } from "../expression/Expression.ts"
import { type Site, sitesOf } from "../expression/Place.ts"
import { type Template, templatesOf } from "../expression/Template.ts"
import { type Job, type Workflow, workflowOf } from "./Workflow.ts"

/** An expression with the text it stands in. */
export interface Use {
  readonly site: Site
  /** Undefined for a condition without braces. */
  readonly template: Template | undefined
  /** Offset of the expression in the site's text. */
  readonly offset: number
  readonly expression: Expression
}

export interface Analysis {
  readonly workflow: Workflow
  readonly sites: ReadonlyArray<Site>
  /** The templates of each of these. */
  readonly templates: ReadonlyArray<ReadonlyArray<Template>>
  /** Closed templates and bare conditions, in places where expressions may stand. */
  readonly uses: ReadonlyArray<Use>
}

const known = new WeakMap<Node, Analysis>()

/** Undefined where the root is no map: there is nothing to check then. */
export const analysisOf = (view: View): Analysis | undefined => {
  const root = resolve(view.roots[0])
  if (root?.kind !== "map") return undefined
  const before = known.get(root)
  if (before !== undefined && before.workflow.kind === view.kind) return before
  const made = analyse(root, view.kind)
  known.set(root, made)
  return made
}

const analyse = (root: MapNode, kind: string): Analysis => {
  const sites = sitesOf(root, kind)
  const templates: Array<ReadonlyArray<Template>> = []
  const uses: Array<Use> = []
  for (const site of sites) {
    const found = templatesOf(site.text)
    templates.push(found)
    addUses(uses, site, found)
  }
  return { workflow: workflowOf(root, kind), sites, templates, uses }
}

const addUses = (uses: Array<Use>, site: Site, templates: ReadonlyArray<Template>): void => {
  if (site.place.plain) return
  if (templates.length === 0 && site.place.condition)
    uses.push({ site, template: undefined, offset: 0, expression: read(site.text) })
  for (const template of templates) {
    if (template.closed)
      uses.push({ site, template, offset: template.innerStart, expression: read(template.inner) })
  }
}

/** The expressions of a job; all there are, where there is none. */
export const usesIn = (analysis: Analysis, job: Job | undefined): ReadonlyArray<Use> => {
  if (job === undefined) return analysis.uses
  let known = byJob.get(analysis)
  if (known === undefined) {
    known = Map.groupBy(analysis.uses, ({ site }) => (site.path[0] === "jobs" ? site.path[1] : undefined))
    byJob.set(analysis, known)
  }
  return known.get(job.id) ?? []
}

const byJob = new WeakMap<Analysis, ReadonlyMap<Segment | undefined, ReadonlyArray<Use>>>()
