/**
 * A workflow or an action as the checks see it: jobs, steps, needs, matrices, inputs, each with the node it was
 * read from. Reading is lenient: what has the wrong shape is left out, since the grammar has already said so.
 */
import {
  type AliasNode,
  get,
  getAll,
  keyText,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  resolve,
  type ScalarNode,
  type SeqNode,
  stringOf
} from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"

/** A text with its place. */
export interface Word {
  readonly text: string
  readonly node: ScalarNode
  readonly pointer: Pointer
}

/** A name the author chose, with what it names. */
export interface Entry {
  readonly name: string
  readonly pair: Pair
  readonly pointer: Pointer
}

type Value = Exclude<Node, AliasNode>

export interface Step {
  readonly index: number
  readonly node: MapNode
  readonly pointer: Pointer
  readonly id: Word | undefined
  readonly uses: Word | undefined
  readonly run: Word | undefined
  readonly shell: Word | undefined
  /** The value of `if`. */
  readonly condition: Value | undefined
  readonly env: Value | undefined
  /** The value of `timeout-minutes`. */
  readonly limit: Value | undefined
  /** What the step waits for, and what it cancels. */
  readonly wait: ReadonlyArray<Word>
  readonly cancel: ReadonlyArray<Word>
  readonly background: boolean
  /** Steps that run side by side inside this one. */
  readonly parallel: ReadonlyArray<Step>
}

export interface Matrix {
  readonly node: MapNode
  readonly pointer: Pointer
  /** The keys with their values; `include` and `exclude` aside. */
  readonly keys: ReadonlyArray<Entry>
  readonly include: SeqNode | undefined
  readonly exclude: SeqNode | undefined
  /** An expression makes keys or rows that the file does not show. */
  readonly open: boolean
}

export interface Job {
  readonly id: string
  readonly pair: Pair
  readonly node: MapNode
  readonly pointer: Pointer
  readonly needs: ReadonlyArray<Word>
  /** `needs` is written as one text, not as a list. */
  readonly needsOne: boolean
  readonly steps: ReadonlyArray<Step>
  readonly uses: Word | undefined
  /** The value of `if`. */
  readonly condition: Value | undefined
  readonly env: Value | undefined
  /** The value of `timeout-minutes`. */
  readonly limit: Value | undefined
  readonly runsOn: Value | undefined
  readonly container: Value | undefined
  readonly services: Value | undefined
  /** The shell that `defaults` names. */
  readonly shell: Word | undefined
  /** Undefined where there is no matrix, `"open"` where an expression makes it. */
  readonly matrix: Matrix | "open" | undefined
  /** Undefined where the job declares none; then a called workflow may still have some. */
  readonly outputs: ReadonlyArray<Entry> | undefined
}

export interface Trigger {
  readonly name: string
  /** The event's key or its word in a list. */
  readonly at: Node
  readonly pointer: Pointer
  readonly settings: MapNode | undefined
  readonly value: Node | undefined
}

export interface Workflow {
  readonly root: MapNode
  readonly kind: string
  readonly triggers: ReadonlyArray<Trigger>
  readonly jobs: ReadonlyArray<Job>
  readonly job: ReadonlyMap<string, Job>
  /** By id in lower case, as expressions name them. */
  readonly anyCase: ReadonlyMap<string, Job>
  /** Whether each job stands below all those that it waits for: no circle then, and no other order to look for. */
  readonly inOrder: boolean
  /** Steps of a composite action. */
  readonly steps: ReadonlyArray<Step>
}

export const workflowOf = (root: MapNode, kind: string): Workflow => {
  const jobs: Array<Job> = []
  const jobsNode = kind === "workflow" ? get(root, "jobs") : undefined
  for (const entry of entriesOf(jobsNode, "/jobs")) {
    const node = resolve(entry.pair.value)
    if (node?.kind === "map") jobs.push(jobOf(entry, node))
  }
  const byId = new Map<string, Job>()
  const anyCase = new Map<string, Job>()
  const below: Array<string> = []
  for (const job of jobs) {
    for (const { text } of job.needs) if (!byId.has(text)) below.push(text)
    const lower = job.id.toLowerCase()
    if (!byId.has(job.id)) byId.set(job.id, job)
    if (!anyCase.has(lower)) anyCase.set(lower, job)
  }
  return {
    root,
    kind,
    triggers: kind === "workflow" ? triggersOf(root) : [],
    jobs,
    job: byId,
    anyCase,
    inOrder: !below.some((id) => byId.has(id)),
    steps: kind === "action" ? stepsOf(get(get(root, "runs"), "steps"), "/runs/steps") : []
  }
}

/** The pairs of a map, with their names and pointers. */
export const entriesOf = (node: Node | undefined, pointer: Pointer): ReadonlyArray<Entry> => {
  const map = resolve(node)
  if (map?.kind !== "map") return []
  const entries: Array<Entry> = []
  for (const pair of map.pairs) {
    const name = keyText(pair)
    if (name !== undefined) entries.push({ name, pair, pointer: child(pointer, name) })
  }
  return entries
}

/** A text, or each text of a list. */
export const wordsOf = (node: Node | undefined, pointer: Pointer): ReadonlyArray<Word> => {
  const value = resolve(node)
  if (value?.kind === "seq") {
    return value.items.flatMap((item, index) => wordOf(item, child(pointer, index)) ?? [])
  }
  const word = wordOf(value, pointer)
  return word === undefined ? [] : [word]
}

export const wordOf = (node: Node | undefined, pointer: Pointer): Word | undefined => {
  const value = resolve(node)
  if (value?.kind !== "scalar" || value.value === null) return undefined
  return { text: String(value.value), node: value, pointer }
}

/** The word under a key: its pointer is made only where there is one. */
const wordAt = (value: Value | undefined, holder: Pointer, key: string): Word | undefined =>
  value?.kind === "scalar" && value.value !== null
    ? { text: String(value.value), node: value, pointer: `${holder}/${key}` }
    : undefined

/** All steps of a list, those that run side by side after the one that holds them. */
export const flatten = (steps: ReadonlyArray<Step>): ReadonlyArray<Step> =>
  steps.some((step) => step.parallel.length > 0)
    ? steps.flatMap((step) => [step, ...flatten(step.parallel)])
    : steps

const jobKeys = [
  "needs",
  "outputs",
  "steps",
  "uses",
  "strategy",
  "if",
  "env",
  "timeout-minutes",
  "runs-on",
  "container",
  "services",
  "defaults"
]

const jobOf = (entry: Entry, node: MapNode): Job => {
  const { pointer } = entry
  const [
    needs,
    outputs,
    steps,
    uses,
    strategy,
    condition,
    env,
    limit,
    runsOn,
    container,
    services,
    defaults
  ] = getAll(node, jobKeys)
  return {
    id: entry.name,
    pair: entry.pair,
    node,
    pointer,
    needs: needs === undefined ? none : wordsOf(needs, `${pointer}/needs`),
    needsOne: needs?.kind === "scalar",
    steps: stepsOf(steps, `${pointer}/steps`),
    uses: wordAt(uses, pointer, "uses"),
    condition,
    env,
    limit,
    runsOn,
    container,
    services,
    shell: defaultShell(defaults, pointer),
    matrix: strategy === undefined ? undefined : matrixOf(strategy, `${pointer}/strategy`),
    outputs: outputs?.kind === "map" ? entriesOf(outputs, `${pointer}/outputs`) : undefined
  }
}

/** The shell that `defaults` names for all steps below `pointer`. */
export const defaultShell = (defaults: Node | undefined, pointer: Pointer): Word | undefined =>
  defaults === undefined
    ? undefined
    : wordOf(get(get(defaults, "run"), "shell"), `${pointer}/defaults/run/shell`)

const stepKeys = [
  "id",
  "uses",
  "run",
  "shell",
  "if",
  "env",
  "timeout-minutes",
  "wait",
  "cancel",
  "background",
  "parallel"
]

const stepsOf = (node: Node | undefined, pointer: Pointer, depth = 0): ReadonlyArray<Step> => {
  const list = resolve(node)
  if (list?.kind !== "seq") return []
  const steps: Array<Step> = []
  for (let index = 0; index < list.items.length; index++) {
    const map = resolve(list.items[index])
    if (map?.kind === "map") steps.push(stepOf(map, index, `${pointer}/${index}`, depth))
  }
  return steps
}

const stepOf = (node: MapNode, index: number, pointer: Pointer, depth: number): Step => {
  const [id, uses, run, shell, condition, env, limit, wait, cancel, background, parallel] = getAll(
    node,
    stepKeys
  )
  return {
    index,
    node,
    pointer,
    id: wordAt(id, pointer, "id"),
    uses: wordAt(uses, pointer, "uses"),
    run: wordAt(run, pointer, "run"),
    shell: wordAt(shell, pointer, "shell"),
    condition,
    env,
    limit,
    wait: wait === undefined ? none : wordsOf(wait, `${pointer}/wait`),
    cancel: cancel === undefined ? none : wordsOf(cancel, `${pointer}/cancel`),
    background: background?.kind === "scalar" && background.value === true,
    parallel:
      parallel === undefined || depth >= 2 ? none : stepsOf(parallel, `${pointer}/parallel`, depth + 1)
  }
}

/** One empty list for all steps without. */
const none: ReadonlyArray<never> = []

const isTemplate = (node: Node | undefined): boolean => stringOf(node)?.includes("${{") === true

const matrixOf = (strategy: Node | undefined, at: Pointer): Matrix | "open" | undefined => {
  if (isTemplate(strategy)) return "open"
  const node = get(strategy, "matrix")
  if (isTemplate(node)) return "open"
  if (node?.kind !== "map") return undefined
  const pointer = `${at}/matrix`
  const include = get(node, "include")
  const exclude = get(node, "exclude")
  return {
    node,
    pointer,
    keys: entriesOf(node, pointer).filter(({ name }) => name !== "include" && name !== "exclude"),
    include: include?.kind === "seq" ? include : undefined,
    exclude: exclude?.kind === "seq" ? exclude : undefined,
    open: isTemplate(include) || (include?.kind === "seq" && include.items.some(isTemplate))
  }
}

const triggersOf = (root: MapNode): ReadonlyArray<Trigger> => {
  const pair = pairOf(root, "on")
  const node = resolve(pair?.value)
  if (node === undefined) return []
  if (node.kind === "map") {
    return entriesOf(node, "/on").map(({ name, pair: each, pointer }) => {
      const value = resolve(each.value)
      return { name, at: each.key, pointer, settings: value?.kind === "map" ? value : undefined, value }
    })
  }
  return wordsOf(node, "/on").map((word) => ({
    name: word.text,
    at: word.node,
    pointer: word.pointer,
    settings: undefined,
    value: undefined
  }))
}
