/**
 * The typed pipeline: what the checks and the dry run see of a tree.
 *
 * Steps are numbered in the order in which they are written, which is the order in which they run; loops, cases and
 * error handlers hold steps of their own, and a `pipeline` step may hold a whole flow. A tree that is not as it should
 * be is read as far as it goes: what is missing is `undefined`, and `whole` is false where steps could not be read.
 */
import {
  get,
  keyText,
  type MapNode,
  type Node,
  pairOf,
  resolve,
  type ScalarNode
} from "../../document/Node.ts"
import { child } from "../../document/Pointer.ts"

/** A scalar with its place. */
export interface Value {
  readonly node: ScalarNode
  readonly pointer: string
  readonly text: string
}

export interface Step {
  readonly node: MapNode
  readonly pointer: string
  readonly name: Value | undefined
  readonly type: string | undefined
  readonly scope: Scope
  /** Position in its list. */
  readonly index: number
  /** Number among all steps of the file, in the order written. */
  readonly order: number
  readonly bodies: ReadonlyArray<Scope>
  /** The flow that a `pipeline` step holds inline. */
  readonly inline: Flow | undefined
}

/** One list of steps. */
export interface Scope {
  readonly kind: "flow" | "loop" | "case" | "handler"
  readonly flow: Flow
  /** The step whose body it is. */
  readonly owner: Step | undefined
  readonly steps: ReadonlyArray<Step>
  readonly pointer: string
}

/** A workflow, or a pipeline written inside a step: names do not reach in or out unless it inherits. */
export interface Flow {
  readonly node: MapNode
  readonly pointer: string
  readonly owner: Step | undefined
  readonly inheritsContext: boolean
  /** Its own steps; those inside them are in their bodies. */
  readonly steps: ReadonlyArray<Step>
  /** The functions it defines, by name. */
  readonly functions: ReadonlyMap<string, Node>
}

export interface Workflow {
  readonly flow: Flow
  readonly flows: ReadonlyArray<Flow>
  /** All steps, nested ones included, by `order`. */
  readonly steps: ReadonlyArray<Step>
  /** Whether every step of every list could be read. */
  readonly whole: boolean
}

/** The pipeline of a tree; `undefined` where nothing in it looks like one. Read once for each tree. */
export const workflowOf = (root: Node | undefined): Workflow | undefined => {
  if (root === undefined) return undefined
  if (!read.has(root)) read.set(root, readWorkflow(root))
  return read.get(root)
}

/** The text of a string scalar under a key. */
export const textOf = (map: MapNode, pointer: string, key: string): Value | undefined => {
  const node = get(map, key)
  return node?.kind === "scalar" && typeof node.value === "string"
    ? { node, pointer: child(pointer, key), text: node.value }
    : undefined
}

/** The scalar under a key, written as text or not. */
export const scalarOf = (map: MapNode, key: string): ScalarNode | undefined => {
  const node = get(map, key)
  return node?.kind === "scalar" ? node : undefined
}

/** The items of a list under a key, with their pointers; none where it is no list. */
export const itemsOf = (
  map: MapNode,
  pointer: string,
  key: string
): ReadonlyArray<{ readonly node: Exclude<Node, { kind: "alias" }>; readonly pointer: string }> => {
  const list = get(map, key)
  if (list?.kind !== "seq") return []
  const at = child(pointer, key)
  return list.items.flatMap((item, index) => {
    const node = resolve(item)
    return node === undefined ? [] : [{ node, pointer: child(at, index) }]
  })
}

/** The tasks of a step that has several prompts. */
export const tasksOf = (step: Step): ReadonlyArray<{ readonly node: MapNode; readonly pointer: string }> =>
  ["parallel_tasks", "tasks"].flatMap((key) =>
    itemsOf(step.node, step.pointer, key).flatMap(({ node, pointer }) =>
      node.kind === "map" ? [{ node, pointer }] : []
    )
  )

/** The name of a task: `id`, or what batch tasks are also allowed to write. */
export const taskName = (task: MapNode, pointer: string): Value | undefined =>
  textOf(task, pointer, "id") ?? textOf(task, pointer, "task_id") ?? textOf(task, pointer, "name")

/** The session that a step opens or continues. */
export const sessionOf = (step: Step): string | undefined => {
  for (const [holder, key] of [
    ["session_config", "session_name"],
    ["claude_options", "session_id"]
  ] as const) {
    const map = get(step.node, holder)
    const name = map?.kind === "map" ? textOf(map, child(step.pointer, holder), key)?.text : undefined
    if (name !== undefined) return name
  }
  return undefined
}

export interface PromptPart {
  readonly node: MapNode
  readonly pointer: string
  readonly type: string | undefined
}

/** The prompt parts of a step and of its tasks. */
export const partsOf = (step: Step): ReadonlyArray<PromptPart> =>
  [{ node: step.node, pointer: step.pointer }, ...tasksOf(step)].flatMap(({ node, pointer }) =>
    itemsOf(node, pointer, "prompt").flatMap((part) =>
      part.node.kind === "map"
        ? [{ node: part.node, pointer: part.pointer, type: textOf(part.node, part.pointer, "type")?.text }]
        : []
    )
  )

/** The loops around a step, the innermost first, within its flow. */
export const loopsAround = (step: Step): ReadonlyArray<Step> => {
  const loops: Array<Step> = []
  let scope: Scope | undefined = step.scope
  while (scope?.owner !== undefined && scope.kind !== "flow") {
    if (scope.kind === "loop") loops.push(scope.owner)
    scope = scope.owner.scope
  }
  return loops
}

/** Whether `inner` lies in a body of `outer`, in the same flow. */
export const encloses = (outer: Step, inner: Step): boolean => {
  let scope: Scope | undefined = inner.scope
  while (scope?.owner !== undefined && scope.kind !== "flow") {
    if (scope.owner === outer) return true
    scope = scope.owner.scope
  }
  return false
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

const readWorkflow = (root: Node): Workflow | undefined => {
  const at = home(root)
  if (at === undefined) return undefined
  const flows: Array<Flow> = []
  const steps: Array<Step> = []
  let whole = true

  const readFlow = (node: MapNode, pointer: string, owner: Step | undefined, depth: number): Flow => {
    const functions = new Map<string, Node>()
    const defined = get(node, "gemini_functions")
    if (defined?.kind === "map") {
      for (const pair of defined.pairs) {
        const name = keyText(pair)
        if (name !== undefined) functions.set(name, pair.value)
      }
    }
    const config = owner === undefined ? undefined : get(owner.node, "config")
    const own: Array<Step> = []
    const inheritsContext = isTrue(get(config, "inherit_context"))
    const flow: Flow = { node, pointer, owner, inheritsContext, steps: own, functions }
    flows.push(flow)
    readScope("flow", flow, owner, get(node, "steps"), child(pointer, "steps"), depth, own)
    return flow
  }

  const readScope = (
    kind: Scope["kind"],
    flow: Flow,
    owner: Step | undefined,
    list: Node | undefined,
    pointer: string,
    depth: number,
    own: Array<Step> = []
  ): Scope => {
    const scope: Scope = { kind, flow, owner, steps: own, pointer }
    const seq = resolve(list)
    if (seq?.kind !== "seq" || depth > deepest) {
      whole = false
      return scope
    }
    seq.items.forEach((item, index) => {
      const node = resolve(item)
      if (node?.kind !== "map") {
        whole = false
        return
      }
      own.push(readStep(node, child(pointer, index), scope, index, depth))
    })
    return scope
  }

  const readStep = (node: MapNode, pointer: string, scope: Scope, index: number, depth: number): Step => {
    const bodies: Array<Scope> = []
    const type = scalarOf(node, "type")
    const step: Step & { inline: Flow | undefined } = {
      node,
      pointer,
      name: nameOf(node, pointer),
      type: typeof type?.value === "string" ? type.value : undefined,
      scope,
      index,
      order: steps.length,
      bodies,
      inline: undefined
    }
    steps.push(step)
    const body = (kind: Scope["kind"], list: Node | undefined, at: string): void => {
      if (isSteps(list)) bodies.push(readScope(kind, scope.flow, step, list, at, depth + 1))
    }
    for (const pair of node.pairs) {
      const key = keyText(pair)
      if (key === undefined) continue
      if (key === "steps") body("loop", pair.value, child(pointer, key))
      else if (key === "default" && step.type === "switch") body("case", pair.value, child(pointer, key))
      else if (key === "on_error" || key === "error_handler") body("handler", pair.value, child(pointer, key))
      else if (key === "cases") {
        const cases = resolve(pair.value)
        if (cases?.kind !== "map") continue
        for (const each of cases.pairs) {
          const name = keyText(each)
          if (name !== undefined) body("case", each.value, child(child(pointer, key), name))
        }
      } else if (key === "pipeline") {
        const inline = resolve(pair.value)
        if (inline?.kind === "map" && depth < deepest) {
          step.inline = readFlow(inline, child(pointer, key), step, depth + 1)
        }
      }
    }
    return step
  }

  const flow = readFlow(at.node, at.pointer, undefined, 0)
  return { flow, flows, steps, whole }
}

const nameOf = (node: MapNode, pointer: string): Value | undefined => {
  const name = resolve(pairOf(node, "name")?.value)
  return name?.kind === "scalar" && name.value !== null && name.value !== ""
    ? { node: name, pointer: child(pointer, "name"), text: String(name.value) }
    : undefined
}

const isTrue = (node: Node | undefined): boolean => node?.kind === "scalar" && node.value === true
