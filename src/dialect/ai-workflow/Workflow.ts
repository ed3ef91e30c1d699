/**
 * The typed pipeline: what the checks and the dry run see of a tree.
 *
 * Steps are numbered in the order in which they are written, which is the order in which they run; loops, cases and
 * error handlers hold steps of their own, and a `pipeline` step may hold a whole flow. A tree that is not as it should
 * be is read as far as it goes; `whole` is false where steps could not be read.
 */
import { get, keyText, type MapNode, type Node, resolve } from "../../document/Node.ts"
import { child } from "../../document/Pointer.ts"
import { type Flow, type Scope, Step } from "./Step.ts"

export interface Workflow {
  readonly flow: Flow
  /** The flow itself and those written inside its steps. */
  readonly flows: ReadonlyArray<Flow>
  /** All steps, nested ones included, by `order`. */
  readonly steps: ReadonlyArray<Step>
  /** Whether every step of every list could be read. */
  readonly whole: boolean
}

/** Something made of a workflow, once for each. */
export const once = <A>(make: (workflow: Workflow) => A): ((workflow: Workflow) => A) => {
  const made = new WeakMap<Workflow, { readonly value: A }>()
  return (workflow) => {
    let entry = made.get(workflow)
    if (entry === undefined) {
      entry = { value: make(workflow) }
      made.set(workflow, entry)
    }
    return entry.value
  }
}

/** The pipeline of a tree; `undefined` where nothing in it looks like one. Read once for each tree. */
export const workflowOf = (root: Node | undefined): Workflow | undefined => {
  if (root === undefined) return undefined
  if (!read.has(root)) {
    const at = home(root)
    read.set(root, at === undefined ? undefined : new Reader().workflow(at.node, at.pointer))
  }
  return read.get(root)
}

const read = new WeakMap<Node, Workflow | undefined>()

/** Deeper nesting is nobody's workflow; the bound keeps a cyclic alias from running away. */
const deepest = 40

const isSteps = (node: Node | undefined): boolean => resolve(node)?.kind === "seq"

/** The map that holds the steps: under `workflow`, or the root itself where the author left that key out. */
const home = (root: Node): { readonly node: MapNode; readonly pointer: string } | undefined => {
  const map = resolve(root)
  if (map?.kind !== "map") return undefined
  const flow = get(map, "workflow")
  if (flow?.kind === "map" && (isSteps(get(flow, "steps")) || !isSteps(get(map, "steps")))) {
    return { node: flow, pointer: "/workflow" }
  }
  return isSteps(get(map, "steps")) ? { node: map, pointer: "" } : undefined
}

class Reader {
  readonly #flows: Array<Flow> = []
  readonly #steps: Array<Step | undefined> = []
  #whole = true

  workflow(node: MapNode, pointer: string): Workflow {
    const flow = this.#flow(node, pointer, undefined, 0)
    const steps = this.#steps.filter((step) => step !== undefined)
    return { flow, flows: this.#flows, steps, whole: this.#whole }
  }

  #flow(node: MapNode, pointer: string, owner: Step | undefined, depth: number): Flow {
    const functions = new Map<string, Node>()
    const defined = get(node, "gemini_functions")
    if (defined?.kind === "map") {
      for (const pair of defined.pairs) {
        const name = keyText(pair)
        if (name !== undefined) functions.set(name, pair.value)
      }
    }
    const steps: Array<Step> = []
    const inherits = get(owner?.value("config"), "inherit_context")
    const inheritsContext = inherits?.kind === "scalar" && inherits.value === true
    const flow: Flow = { node, pointer, owner, inheritsContext, steps, functions }
    this.#flows.push(flow)
    this.#scope("flow", flow, owner, get(node, "steps"), child(pointer, "steps"), depth, steps)
    return flow
  }

  #scope(
    kind: Scope["kind"],
    flow: Flow,
    owner: Step | undefined,
    list: Node | undefined,
    pointer: string,
    depth: number,
    steps: Array<Step> = []
  ): Scope {
    const scope: Scope = { kind, flow, owner, steps, pointer }
    const seq = resolve(list)
    if (seq?.kind !== "seq" || depth > deepest) {
      this.#whole = false
      return scope
    }
    seq.items.forEach((item, index) => {
      const node = resolve(item)
      if (node?.kind !== "map") {
        this.#whole = false
        return
      }
      const order = this.#steps.length
      // The place is taken before the steps inside are numbered.
      this.#steps.push(undefined)
      const step = new Step(node, child(pointer, index), scope, index, order, (self) =>
        this.#contents(self, depth)
      )
      this.#steps[order] = step
      steps.push(step)
    })
    return scope
  }

  #contents(step: Step, depth: number): { bodies: ReadonlyArray<Scope>; inline: Flow | undefined } {
    const bodies: Array<Scope> = []
    const body = (kind: Scope["kind"], list: Node | undefined, pointer: string): void => {
      if (isSteps(list)) {
        bodies.push(this.#scope(kind, step.scope.flow, step, list, pointer, depth + 1))
      }
    }
    let inline: Flow | undefined
    for (const pair of step.node.pairs) {
      const key = keyText(pair)
      if (key === undefined || !holders.has(key)) continue
      const pointer = step.at(key)
      const value = resolve(pair.value)
      if (key === "steps") body("loop", value, pointer)
      else if (key === "default") {
        if (step.type === "switch") body("case", value, pointer)
      } else if (key === "cases") {
        if (value?.kind !== "map") continue
        for (const each of value.pairs) {
          const name = keyText(each)
          if (name !== undefined) body("case", each.value, child(pointer, name))
        }
      } else if (key === "pipeline") {
        if (value?.kind === "map" && depth < deepest) inline = this.#flow(value, pointer, step, depth + 1)
      } else body("handler", value, pointer)
    }
    return { bodies, inline }
  }
}

/** Keys of a step that may hold steps. */
const holders: ReadonlySet<string> = new Set([
  "steps",
  "cases",
  "default",
  "pipeline",
  "on_error",
  "error_handler"
])
