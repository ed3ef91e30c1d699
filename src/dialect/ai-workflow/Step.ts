/**
 * A step as the checks and the dry run see it, with where it lies.
 *
 * What is not written, or is not of the kind asked for, is `undefined`: the grammar speaks about that.
 */
import { get, keyText, type MapNode, type Node, resolve, type ScalarNode } from "../../document/Node.ts"
import { child } from "../../document/Pointer.ts"

/** A scalar with its place. */
export interface Value {
  readonly node: ScalarNode
  readonly pointer: string
  readonly text: string
}

/** A node, aliases followed, with its place. */
export interface Item {
  readonly node: Exclude<Node, { kind: "alias" }>
  readonly pointer: string
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

/** One of the tasks of a step that has several prompts. */
export interface Task {
  readonly node: MapNode
  readonly pointer: string
  readonly name: Value | undefined
}

export interface PromptPart {
  readonly node: MapNode
  readonly pointer: string
  readonly type: string | undefined
}

export class Step {
  readonly node: MapNode
  readonly pointer: string
  readonly scope: Scope
  /** Position in its list. */
  readonly index: number
  /** Number among all steps of the file, in the order written. */
  readonly order: number
  readonly bodies: ReadonlyArray<Scope>
  /** The flow that a `pipeline` step holds inline. */
  readonly inline: Flow | undefined
  readonly name: Value | undefined
  readonly type: string | undefined
  readonly #values = new Map<string, Node>()
  #tasks: ReadonlyArray<Task> | undefined
  #parts: ReadonlyArray<PromptPart> | undefined
  #loops: ReadonlyArray<Step> | undefined

  /** `contents` reads what lies inside, which refers to this step. */
  constructor(
    node: MapNode,
    pointer: string,
    scope: Scope,
    index: number,
    order: number,
    contents: (step: Step) => { readonly bodies: ReadonlyArray<Scope>; readonly inline: Flow | undefined }
  ) {
    this.node = node
    this.pointer = pointer
    this.scope = scope
    this.index = index
    this.order = order
    for (const pair of node.pairs) {
      const key = keyText(pair)
      if (key !== undefined && !this.#values.has(key)) this.#values.set(key, pair.value)
    }
    const name = this.scalar("name")
    this.name =
      name === undefined || name.value === null || name.value === ""
        ? undefined
        : { node: name, pointer: child(pointer, "name"), text: String(name.value) }
    this.type = this.text("type")?.text
    const { bodies, inline } = contents(this)
    this.bodies = bodies
    this.inline = inline
  }

  /** The value under a key. */
  value(key: string): Exclude<Node, { kind: "alias" }> | undefined {
    return resolve(this.#values.get(key))
  }

  /** The string under a key. */
  text(key: string): Value | undefined {
    const node = this.value(key)
    return node?.kind === "scalar" && typeof node.value === "string"
      ? { node, pointer: child(this.pointer, key), text: node.value }
      : undefined
  }

  /** The scalar under a key, text or not. */
  scalar(key: string): ScalarNode | undefined {
    const node = this.value(key)
    return node?.kind === "scalar" ? node : undefined
  }

  /** The items of the list under a key; none where it is no list. */
  items(key: string): ReadonlyArray<Item> {
    return itemsIn(this.value(key), child(this.pointer, key))
  }

  /** The pointer of a key, written or not. */
  at(key: string): string {
    return child(this.pointer, key)
  }

  get tasks(): ReadonlyArray<Task> {
    this.#tasks ??= ["parallel_tasks", "tasks"].flatMap((key) =>
      this.items(key).flatMap(({ node, pointer }) =>
        node.kind === "map" ? [{ node, pointer, name: taskName(node, pointer) }] : []
      )
    )
    return this.#tasks
  }

  /** The prompt parts of the step and of its tasks. */
  get parts(): ReadonlyArray<PromptPart> {
    this.#parts ??= [
      ...partsIn(this.items("prompt")),
      ...this.tasks.flatMap((task) => partsIn(itemsOf(task.node, task.pointer, "prompt")))
    ]
    return this.#parts
  }

  /** The loops around the step, the innermost first, within its flow. */
  get loops(): ReadonlyArray<Step> {
    if (this.#loops === undefined) {
      const { owner, kind } = this.scope
      this.#loops =
        owner === undefined || kind === "flow" ? [] : kind === "loop" ? [owner, ...owner.loops] : owner.loops
    }
    return this.#loops
  }

  /** The name that a loop gives to its current item. */
  get iterator(): string | undefined {
    return this.text("iterator")?.text
  }

  /** The session that the step opens or continues. */
  get session(): string | undefined {
    for (const [holder, key] of [
      ["session_config", "session_name"],
      ["claude_options", "session_id"]
    ] as const) {
      const map = this.value(holder)
      const name = map?.kind === "map" ? textOf(map, this.at(holder), key)?.text : undefined
      if (name !== undefined) return name
    }
    return undefined
  }

  /** Whether `inner` lies in a body of this step, in the same flow. */
  encloses(inner: Step): boolean {
    let scope: Scope | undefined = inner.scope
    while (scope?.owner !== undefined && scope.kind !== "flow") {
      if (scope.owner === this) return true
      scope = scope.owner.scope
    }
    return false
  }
}

/** The string under a key of a map. */
export const textOf = (map: MapNode, pointer: string, key: string): Value | undefined => {
  const node = get(map, key)
  return node?.kind === "scalar" && typeof node.value === "string"
    ? { node, pointer: child(pointer, key), text: node.value }
    : undefined
}

/** The items of the list under a key of a map; none where it is no list. */
export const itemsOf = (map: MapNode, pointer: string, key: string): ReadonlyArray<Item> =>
  itemsIn(get(map, key), child(pointer, key))

const itemsIn = (list: Node | undefined, pointer: string): ReadonlyArray<Item> => {
  if (list?.kind !== "seq") return nothing
  return list.items.flatMap((item, index) => {
    const node = resolve(item)
    return node === undefined ? [] : [{ node, pointer: child(pointer, index) }]
  })
}

const nothing: ReadonlyArray<never> = []

/** The name of a task: `id`, or what batch tasks are also allowed to write. */
const taskName = (task: MapNode, pointer: string): Value | undefined =>
  textOf(task, pointer, "id") ?? textOf(task, pointer, "task_id") ?? textOf(task, pointer, "name")

const partsIn = (items: ReadonlyArray<Item>): ReadonlyArray<PromptPart> =>
  items.flatMap(({ node, pointer }) =>
    node.kind === "map" ? [{ node, pointer, type: textOf(node, pointer, "type")?.text }] : []
  )
