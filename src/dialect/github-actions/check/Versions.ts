/**
 * Versions that are written as numbers and lose their last zero: `3.10` is the number 3.1.
 */
import { get, type Node, resolve } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import { entriesOf, type Step } from "../model/Workflow.ts"
import { check, replace, type Say } from "./Say.ts"

export const versions = check(({ workflow }, say) => {
  if (!roundedAnywhere.test(say.view.text)) return
  for (const job of workflow.jobs) {
    const { matrix } = job
    if (matrix !== undefined && matrix !== "open") {
      entries(say, matrix.node, matrix.pointer)
      matrix.include?.items.forEach((item, index) => {
        entries(say, item, `${matrix.pointer}/include/${index}`)
      })
    }
    for (const step of job.steps) steps(say, step)
  }
  for (const step of workflow.steps) steps(say, step)
})

const roundedAnywhere = /[\s,[]\d+\.\d*0(?![\d.])/
const rounded = /^\d+\.\d*0$/
const named = /version/i

const steps = (say: Say, step: Step): void => {
  const inputs = get(step.node, "with")
  if (inputs !== undefined) entries(say, inputs, `${step.pointer}/with`)
  for (const each of step.parallel) steps(say, each)
}

const entries = (say: Say, map: Node, pointer: Pointer): void => {
  for (const entry of entriesOf(map, pointer)) {
    if (!named.test(entry.name)) continue
    const value = resolve(entry.pair.value)
    if (value?.kind === "seq")
      value.items.forEach((item, index) => {
        version(say, entry.name, item, child(entry.pointer, index))
      })
    else version(say, entry.name, entry.pair.value, entry.pointer)
  }
}

const version = (say: Say, name: string, node: Node, pointer: Pointer): void => {
  const value = resolve(node)
  if (value?.kind !== "scalar" || typeof value.value !== "number") return
  const written = say.view.text.slice(value.start, value.end)
  if (!rounded.test(written)) return
  say.problem({
    rule: "version-rounded",
    message: `\`${name}\` is \`${value.value}\` here: \`${written}\` without quotes is a number.`,
    pointer,
    at: value,
    fixes: [replace(`Write \`'${written}'\``, pointer, written, "display", 0.9)]
  })
}
