/**
 * What a name means where it stands: a step, a variable, the loop, something the engine provides, or nothing.
 *
 * Results of steps are found by name, the inner ones of loops and cases among them; a pipeline written inline sees
 * the steps around it only where it inherits their context.
 */
import { nearest } from "../../diagnose/Nearest.ts"
import { get, keyText, type Node } from "../../document/Node.ts"
import type { Mention } from "./Mentions.ts"
import { language } from "./rules.generated.ts"
import { type Flow, type Step, textOf } from "./Step.ts"
import { once, type Workflow } from "./Workflow.ts"

export type Part = Mention["parts"][number]

export type Target =
  | { readonly kind: "step"; readonly part: Part; readonly fields: ReadonlyArray<Part>; readonly flow: Flow }
  | { readonly kind: "variable"; readonly part: Part; readonly fields: ReadonlyArray<Part> }
  | { readonly kind: "loop"; readonly part: Part; readonly fields: ReadonlyArray<Part> }
  | { readonly kind: "input"; readonly part: Part }
  /** Another tool's word, a slip or a shortcut for a root of ours: what should stand there. */
  | { readonly kind: "borrowed"; readonly part: Part; readonly meant: string; readonly iterator: boolean }
  | { readonly kind: "provided" }
  | { readonly kind: "unknown"; readonly part: Part; readonly fields: ReadonlyArray<Part> }

/**
 * How a step stands to another that names it. `repeated`: both lie in one loop and the named one comes later, so its
 * result is that of the iteration before.
 */
export type Standing =
  | "earlier"
  | "self"
  | "enclosing"
  | "inside"
  | "repeated"
  | "later"
  | "other-case"
  | "absent"

/** Where a variable gets its value; `step` is undefined for those that are there from the start. */
export interface Variable {
  readonly name: string
  readonly step: Step | undefined
}

/** The names of a workflow, indexed once. */
export class Names {
  readonly workflow: Workflow
  readonly variables: ReadonlyMap<string, ReadonlyArray<Variable>>
  readonly #steps = new Map<Flow, Map<string, Array<Step>>>()
  readonly #setBy = new Map<Step, Array<string>>()

  private constructor(workflow: Workflow) {
    this.workflow = workflow
    this.variables = variablesOf(workflow)
    for (const setters of this.variables.values()) {
      for (const { name, step } of setters) {
        if (step === undefined) continue
        const own = this.#setBy.get(step)
        if (own === undefined) this.#setBy.set(step, [name])
        else own.push(name)
      }
    }
    for (const flow of workflow.flows) this.#steps.set(flow, new Map())
    for (const step of workflow.steps) {
      const name = step.name?.text
      if (name === undefined) continue
      const named = this.#steps.get(step.scope.flow) as Map<string, Array<Step>>
      const same = named.get(name)
      if (same === undefined) named.set(name, [step])
      else same.push(step)
    }
  }

  static readonly of = once((workflow) => new Names(workflow))

  /** The steps of that name that a flow sees, its own before those around it. */
  named(flow: Flow, name: string): ReadonlyArray<Step> {
    const own = this.#steps.get(flow)?.get(name)
    if (own !== undefined) return own
    return flow.owner !== undefined && flow.inheritsContext ? this.named(flow.owner.scope.flow, name) : []
  }

  /** Names of all steps that a flow sees. */
  visible(flow: Flow): ReadonlyArray<string> {
    const own = [...(this.#steps.get(flow)?.keys() ?? [])]
    return flow.owner !== undefined && flow.inheritsContext
      ? [...own, ...this.visible(flow.owner.scope.flow)]
      : own
  }

  /** The named step that stands best to the one that names it. */
  standing(
    from: Step,
    flow: Flow,
    name: string
  ): { readonly standing: Standing; readonly step: Step | undefined } {
    let best: { standing: Standing; step: Step | undefined } = { standing: "absent", step: undefined }
    for (const step of this.named(flow, name)) {
      const standing =
        step.scope.flow === flow ? standingOf(from, step) : standingOf(flow.owner as Step, step)
      if (rank.indexOf(standing) < rank.indexOf(best.standing)) best = { standing, step }
    }
    return best
  }

  /** The variables that a step sets. */
  setBy(step: Step): ReadonlyArray<string> {
    return this.#setBy.get(step) ?? []
  }

  /** Whether only one of two steps can run: they lie in different cases of one switch. */
  exclusive(a: Step, b: Step): boolean {
    return apart(a, b)
  }

  /** Names of the steps whose results are there when a step begins, the nearest last. */
  before(from: Step, flow: Flow): ReadonlyArray<string> {
    return this.visible(flow).filter((name) => this.standing(from, flow, name).standing === "earlier")
  }

  /** What a mention's root means. */
  target(mention: Mention): Target {
    const { parts, place, step } = mention
    const flow = step.scope.flow
    const root = parts[0] as Part
    const second = parts[1]
    const rest = parts.slice(1)
    if (place === "step") return { kind: "step", part: root, fields: [], flow }
    if (place === "output") return { kind: "step", part: root, fields: rest, flow: step.inline ?? flow }
    switch (root.name) {
      case "steps":
        return second === undefined
          ? { kind: "provided" }
          : { kind: "step", part: second, fields: parts.slice(2), flow }
      case "previous_response":
        return second === undefined || !this.#isName(mention, second)
          ? { kind: "provided" }
          : { kind: "step", part: second, fields: parts.slice(2), flow }
      case "state":
      case "variables":
        return second === undefined
          ? { kind: "provided" }
          : { kind: "variable", part: second, fields: parts.slice(2) }
      case "loop":
        return second === undefined
          ? { kind: "provided" }
          : { kind: "loop", part: second, fields: parts.slice(2) }
      case "inputs":
        return second === undefined ? { kind: "provided" } : { kind: "input", part: second }
    }
    if (this.named(flow, root.name).length > 0) return { kind: "step", part: root, fields: rest, flow }
    if (this.variables.has(root.name)) return { kind: "variable", part: root, fields: rest }
    if (mention.item || root.name.startsWith("@") || root.name.startsWith("$")) return { kind: "provided" }
    if (second !== undefined) {
      const meant = this.#rootFor(mention, root.name, second.name)
      if (meant !== undefined) return { kind: "borrowed", part: root, meant, iterator: false }
    }
    if (provided.has(root.name)) return { kind: "provided" }
    if (step.loops.some((loop) => loop.iterator === root.name)) {
      return { kind: "borrowed", part: root, meant: `loop.${root.name}`, iterator: true }
    }
    return { kind: "unknown", part: root, fields: rest }
  }

  /** The root that a word was meant for, where what follows it is found there. */
  #rootFor(mention: Mention, word: string, name: string): string | undefined {
    const meant = borrowed.get(word) ?? (provided.has(word) ? undefined : nearest(word, roots)[0]?.name)
    if (meant === undefined) return undefined
    switch (meant) {
      case "steps":
        return this.named(mention.step.scope.flow, name).length > 0 ? meant : undefined
      case "state":
      case "variables":
        return this.variables.has(name) ? meant : undefined
      case "loop":
        return mention.step.loops.length > 0 ? meant : undefined
      default:
        // The others hold what this file cannot tell.
        return mention.prose ? undefined : meant
    }
  }

  /** `previous_response:NAME` of a loop may also name a field of the step just before. */
  #isName(mention: Mention, part: Part): boolean {
    if (mention.key !== "data_source" || mention.parts.length > 2) return true
    const flow = mention.step.scope.flow
    return this.named(flow, part.name).length > 0 || nearest(part.name, this.visible(flow)).length > 0
  }
}

/** The first of these that a name has is what it means. */
const rank: ReadonlyArray<Standing> = [
  "earlier",
  "repeated",
  "other-case",
  "self",
  "enclosing",
  "inside",
  "later",
  "absent"
]

/** Roots that a path of ours begins with, for slips of them. */
const roots = ["steps", "state", "variables", "workflow", "loop", "inputs", "environment", "config"]
const provided: ReadonlySet<string> = new Set(language.roots)
const borrowed: ReadonlyMap<string, string> = new Map([
  ...Object.entries(language.rootSynonyms),
  // `step` is the step itself, and what people write for `steps`.
  ["step", "steps"] as const
])

const standingOf = (from: Step, named: Step): Standing => {
  if (from === named) return "self"
  if (named.encloses(from)) {
    // What a step does about its own error may look at that error.
    return handles(named, from) ? "earlier" : "enclosing"
  }
  if (from.encloses(named)) return named.loops.includes(from) ? "repeated" : "inside"
  if (apart(from, named)) return "other-case"
  if (named.order < from.order) return "earlier"
  const loops = from.loops
  return named.loops.some((loop) => loops.includes(loop)) ? "repeated" : "later"
}

const handles = (owner: Step, inner: Step): boolean => {
  let scope = inner.scope
  while (scope.owner !== undefined && scope.owner !== owner) scope = scope.owner.scope
  return scope.kind === "handler"
}

/** Whether two steps lie in different cases of one switch, of which only one runs. */
const apart = (a: Step, b: Step): boolean => {
  const cases = new Map<Step, string>()
  for (let scope = a.scope; scope.owner !== undefined && scope.kind !== "flow"; scope = scope.owner.scope) {
    if (scope.kind === "case") cases.set(scope.owner, scope.pointer)
  }
  if (cases.size === 0) return false
  for (let scope = b.scope; scope.owner !== undefined && scope.kind !== "flow"; scope = scope.owner.scope) {
    const other = cases.get(scope.owner)
    if (scope.kind === "case" && other !== undefined) return other !== scope.pointer
  }
  return false
}

const keysOf = (node: Node | undefined): ReadonlyArray<string> =>
  node?.kind === "map" ? node.pairs.flatMap((pair) => keyText(pair) ?? []) : []

const variablesOf = (workflow: Workflow): ReadonlyMap<string, ReadonlyArray<Variable>> => {
  const variables = new Map<string, Array<Variable>>()
  const define = (name: string, step: Step | undefined): void => {
    const known = variables.get(name)
    if (known === undefined) variables.set(name, [{ name, step }])
    else known.push({ name, step })
  }
  for (const flow of workflow.flows) {
    for (const key of ["variables", "inputs"])
      for (const name of keysOf(get(flow.node, key))) define(name, undefined)
  }
  for (const step of workflow.steps) {
    for (const name of keysOf(step.value("variables"))) define(name, step)
    const single = step.text("variable")?.text
    if (single !== undefined && step.type === "set_variable") define(single, step)
    const field = step.text("output_field")?.text
    if (field !== undefined) define(field, step)
    if (step.type === "pipeline") {
      for (const name of keysOf(step.value("inputs"))) define(name, step)
      for (const { node, pointer } of step.items("outputs")) {
        const as = node.kind === "map" ? textOf(node, pointer, "as")?.text : undefined
        if (as !== undefined) define(as, step)
      }
    }
  }
  return variables
}
