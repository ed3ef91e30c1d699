/**
 * The places where a workflow has Claude's options: its defaults, its steps, their tasks.
 */
import { get, type MapNode } from "../../document/Node.ts"
import { child } from "../../document/Pointer.ts"
import type { Step } from "./Step.ts"
import { once } from "./Workflow.ts"

export interface Options {
  readonly node: MapNode
  readonly pointer: string
  /** `undefined` for the defaults of a flow. */
  readonly step: Step | undefined
  /** The options that hold where these do not say otherwise, the nearest first. */
  readonly under: ReadonlyArray<MapNode>
}

/** All options of a workflow, defaults before the steps they hold for. */
export const optionsOf = once((workflow): ReadonlyArray<Options> => {
  const all: Array<Options> = []
  const defaults = new Map<Step["scope"]["flow"], MapNode>()
  for (const flow of workflow.flows) {
    const node = get(get(flow.node, "defaults"), "claude_options")
    if (node?.kind !== "map") continue
    defaults.set(flow, node)
    all.push({
      node,
      pointer: child(child(flow.pointer, "defaults"), "claude_options"),
      step: undefined,
      under: []
    })
  }
  for (const step of workflow.steps) {
    const general = defaults.get(step.scope.flow)
    const under = general === undefined ? [] : [general]
    const own = step.value("claude_options")
    if (own?.kind === "map") {
      all.push({ node: own, pointer: step.at("claude_options"), step, under })
    }
    for (const task of step.tasks) {
      const node = get(task.node, "claude_options")
      if (node?.kind !== "map") continue
      const above = own?.kind === "map" ? [own, ...under] : under
      all.push({ node, pointer: child(task.pointer, "claude_options"), step, under: above })
    }
  }
  return all
})

/** The value of an option where it is set: here, or in what lies under it. */
export const optionValue = (options: Options, key: string) => {
  for (const node of [options.node, ...options.under]) {
    const value = get(node, key)
    if (value !== undefined) return value
  }
  return undefined
}
