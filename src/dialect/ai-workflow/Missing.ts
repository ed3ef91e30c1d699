/**
 * What a required key that is missing most likely held.
 */

import { nearest } from "../../diagnose/Nearest.ts"
import type { Json, Node } from "../../document/Node.ts"
import { within } from "../../document/Pointer.ts"
import { mentionsOf } from "./Mentions.ts"
import { Names } from "./Names.ts"
import type { Step } from "./Step.ts"
import { type Workflow, workflowOf } from "./Workflow.ts"

/**
 * The likeliest value of `key` in the map at `pointer`: a step's name from the references that ask for one, the step
 * just before for a reference, a session that was opened before. `undefined` where nothing tells.
 */
export const missing = (root: Node, pointer: string, key: string): Json | undefined => {
  const workflow = workflowOf(root)
  if (workflow === undefined) return undefined
  const step = stepAt(workflow, pointer)
  if (step === undefined) return undefined
  switch (key) {
    case "name":
      return step.pointer === pointer ? nameFor(workflow, step) : undefined
    case "id":
      return `task_${Number(pointer.slice(pointer.lastIndexOf("/") + 1)) + 1}`
    case "step":
    case "data_source":
      return stepBefore(step)
    case "input_source": {
      const before = stepBefore(step)
      return before === undefined ? undefined : `previous_response:${before}`
    }
    case "expression": {
      const before = stepBefore(step)
      return before === undefined ? undefined : `steps.${before}.result`
    }
    case "session_id":
      return sessionBefore(workflow, step)
    default:
      return undefined
  }
}

/** The innermost step that a pointer lies in. */
const stepAt = (workflow: Workflow, pointer: string): Step | undefined => {
  let best: Step | undefined
  for (const step of workflow.steps) {
    if (within(pointer, step.pointer) && (best === undefined || step.pointer.length > best.pointer.length))
      best = step
  }
  return best
}

const stepBefore = (step: Step): string | undefined => {
  for (let index = step.index - 1; index >= 0; index--) {
    const name = step.scope.steps.find((each) => each.index === index)?.name?.text
    if (name !== undefined) return name
  }
  return step.scope.owner !== undefined && step.scope.kind !== "flow"
    ? stepBefore(step.scope.owner)
    : undefined
}

/** A name that references after the step ask for and nobody has; else one made of its position. */
const nameFor = (workflow: Workflow, step: Step): string => {
  const names = Names.of(workflow)
  const flow = step.scope.flow
  const taken = names.visible(flow)
  const nameless = workflow.steps.filter((each) => each.name === undefined && each.scope.flow === flow)
  const asked = new Map<string, number>()
  for (const mention of mentionsOf(workflow).mentions) {
    const target = names.target(mention)
    if (target.kind !== "step" || target.flow !== flow) continue
    const name = target.part.name
    if (names.named(flow, name).length > 0 || nearest(name, taken).length > 0) continue
    asked.set(name, Math.min(asked.get(name) ?? Number.POSITIVE_INFINITY, mention.step.order))
  }
  // Each nameless step takes the first name that is asked for only after it and that no earlier one took.
  const used = new Set<string>()
  for (const each of nameless) {
    const name = [...asked].find(([word, order]) => order > each.order && !used.has(word))?.[0]
    if (name === undefined) continue
    used.add(name)
    if (each === step) return name
  }
  let count = step.index + 1
  while (taken.includes(`step_${count}`)) count++
  return `step_${count}`
}

const sessionBefore = (workflow: Workflow, step: Step): string | undefined => {
  let session: string | undefined
  for (const each of workflow.steps) {
    if (each.order > step.order) break
    session = each.session ?? session
  }
  return session
}
