/**
 * Published actions: which one a step means that has lost its `uses`, or names it without owner or version.
 */
import { get, keyText, type MapNode, type Node, resolve, stringOf } from "../../../document/Node.ts"
import { actions } from "../rules.generated.ts"

/** `actions/checkout@v4` for `checkout` or `Actions/Checkout`; `undefined` for what is not known. */
export const withVersion = (name: string): string | undefined => {
  byName ??= named()
  const full = byName.get(name.toLowerCase())
  return full === undefined ? undefined : `${full}@${actions[full]?.version}`
}

let byName: ReadonlyMap<string, string> | undefined

/** Full names by themselves and by what follows the owner, lower case; the first listed wins. */
const named = (): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  for (const full of Object.keys(actions)) {
    const lower = full.toLowerCase()
    for (const name of [lower, lower.slice(lower.indexOf("/") + 1)])
      if (!names.has(name)) names.set(name, full)
  }
  return names
}

/** The action that a step without `uses` most likely used, by its inputs and its name. */
export const guess = (step: MapNode, others: ReadonlyArray<MapNode>): string | undefined => {
  const inputs = inputsOf(step)
  if (inputs.length === 0) return undefined
  return (
    sameInputs(inputs, step, others) ?? byInputs(inputs, stringOf(get(step, "name"))?.toLowerCase() ?? "")
  )
}

const inputsOf = (step: MapNode): ReadonlyArray<string> => {
  const node = get(step, "with")
  return node?.kind === "map" ? node.pairs.flatMap((pair) => keyText(pair) ?? []) : []
}

/** What another step of the file with the very same inputs uses. */
const sameInputs = (
  inputs: ReadonlyArray<string>,
  step: MapNode,
  others: ReadonlyArray<MapNode>
): string | undefined => {
  const wanted = [...inputs].sort().join("\n")
  const used = new Set<string>()
  for (const other of others) {
    const uses = stringOf(get(other, "uses"))
    if (other !== step && uses !== undefined && [...inputsOf(other)].sort().join("\n") === wanted)
      used.add(uses)
  }
  return used.size === 1 ? [...used][0] : undefined
}

const byInputs = (inputs: ReadonlyArray<string>, title: string): string | undefined => {
  let best: string | undefined
  let most = 0
  let tied = false
  for (const [name, { inputs: known = [], words = [] }] of Object.entries(actions)) {
    const met = inputs.filter((input) => known.includes(input)).length
    // An input that the action is not known for speaks against it; generic ones such as `path` say little alone.
    const strange = inputs.length - met
    const named = words.some((word) => title.includes(word)) || title.includes(name.split("/").at(-1) ?? name)
    const score =
      met === 0 || strange > met ? 0 : met * 2 - strange * 2 + (named ? 3 : 0) - known.length / 100
    if (score > most + 0.2) {
      best = name
      most = score
      tied = false
    } else if (score > 0 && score > most - 0.2) tied = true
  }
  return best === undefined || tied ? undefined : `${best}@${actions[best]?.version}`
}

/** Whether these are inputs of the action that a step uses; `undefined` for an action that is not known. */
export const takes = (step: Node, inputs: Node): boolean | undefined => {
  const [name] = stringOf(get(step, "uses"))?.split("@") ?? []
  const known = name === undefined || !Object.hasOwn(actions, name) ? undefined : actions[name]?.inputs
  const given = resolve(inputs)
  if (known === undefined || given?.kind !== "map" || given.pairs.length === 0) return undefined
  return given.pairs.every((pair) => known.includes(keyText(pair) ?? ""))
}

/** All steps of a file, workflow or action. */
export const stepNodes = (root: Node): ReadonlyArray<MapNode> => {
  const found: Array<MapNode> = []
  const add = (node: Node | undefined): void => {
    const list = resolve(node)
    if (list?.kind !== "seq") return
    for (const item of list.items) {
      const map = resolve(item)
      if (map?.kind === "map") found.push(map)
    }
  }
  const jobs = get(root, "jobs")
  if (jobs?.kind === "map") for (const { value } of jobs.pairs) add(get(value, "steps"))
  add(get(get(root, "runs"), "steps"))
  return found
}
