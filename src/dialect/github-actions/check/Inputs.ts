/**
 * Inputs that a workflow declares: their defaults fit their types, and a choice has options.
 */

import type { Fix } from "../../../diagnose/Fix.ts"
import { get, type Node, type ScalarNode, stringOf } from "../../../document/Node.ts"
import type { Pointer } from "../../../document/Pointer.ts"
import { meant } from "../expression/Names.ts"
import { entriesOf, type Trigger, wordsOf } from "../model/Workflow.ts"
import { allOf, check, edit, replace, type Say } from "./Say.ts"

export const inputs = check(({ workflow }, say) => {
  for (const trigger of workflow.triggers) {
    if (trigger.name === "workflow_dispatch" || trigger.name === "workflow_call") declared(say, trigger)
  }
})

const declared = (say: Say, trigger: Trigger): void => {
  for (const { name, pair, pointer } of entriesOf(
    get(trigger.settings, "inputs"),
    `${trigger.pointer}/inputs`
  )) {
    const input = pair.value
    const type = stringOf(get(input, "type"))
    const value = get(input, "default")
    if (type === "choice" || (type === undefined && get(input, "options") !== undefined)) {
      choice(say, name, input, pointer, type)
    }
    if (value?.kind === "scalar") fits(say, name, type, value, `${pointer}/default`)
    const required = get(input, "required")
    if (
      trigger.name === "workflow_call" &&
      required?.kind === "scalar" &&
      required.value === true &&
      value !== undefined
    ) {
      say.problem({
        rule: "input-default-unused",
        message: `\`${name}\` is required: its default is never used.`,
        pointer: `${pointer}/default`,
        at: value,
        fixes: [edit("Remove the default", [{ op: "remove", path: `${pointer}/default` }], "display", 0.6)]
      })
    }
  }
}

const choice = (say: Say, name: string, input: Node, pointer: Pointer, type: string | undefined): void => {
  const list = get(input, "options")
  const options = wordsOf(list, `${pointer}/options`).map(({ text }) => text)
  if (type === undefined) {
    say.problem({
      rule: "input-options-unused",
      message: `\`${name}\` has options but no type: GitHub offers them only for \`choice\`.`,
      pointer,
      at: list ?? input,
      fixes: [
        edit("Make it a choice", [{ op: "add", path: `${pointer}/type`, value: "choice" }], "unsafe", 0.92)
      ]
    })
    return
  }
  const value = get(input, "default")
  const given = value?.kind === "scalar" && value.value !== null ? String(value.value) : undefined
  if (options.length === 0) {
    const fixes: Array<Fix> =
      given !== undefined && given !== "" && list === undefined
        ? [
            edit(
              "Offer the default",
              [{ op: "add", path: `${pointer}/options`, value: [given] }],
              "unsafe",
              0.6
            )
          ]
        : [replace("Accept any string", `${pointer}/type`, "string", "unsafe", 0.6)]
    say.problem({
      rule: "input-options-missing",
      message: `\`${name}\` is a choice without options.`,
      pointer,
      at: get(input, "type") ?? input,
      fixes
    })
    return
  }
  if (value?.kind !== "scalar" || given === undefined || given === "" || options.includes(given)) return
  const better = meant(given, options)
  const fix =
    better === undefined
      ? edit(
          `Offer \`${given}\` too`,
          [{ op: "add", path: `${pointer}/options/-`, value: given }],
          "unsafe",
          0.6
        )
      : replace(`Write \`${better.name}\``, `${pointer}/default`, better.name, "unsafe", better.confidence)
  say.problem({
    rule: "input-default",
    message: `The default \`${given}\` of \`${name}\` is not among its options.`,
    help: `Options: ${allOf(options)}.`,
    pointer: `${pointer}/default`,
    at: value,
    fixes: [fix]
  })
}

const truth: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["0", false]
])

/** Whether a default is of its input's type. Types not written are text. */
const fits = (say: Say, name: string, type: string | undefined, node: ScalarNode, pointer: Pointer): void => {
  const { value } = node
  if (value === null || (typeof value === "string" && value.includes("${{"))) return
  const tell = (wanted: string, fix: Fix | undefined): void => {
    say.problem({
      rule: "input-default",
      message: `The default of \`${name}\` must be ${wanted}, not \`${value}\`.`,
      pointer,
      at: node,
      fixes: fix === undefined ? [] : [fix]
    })
  }
  if (type === "boolean" && typeof value !== "boolean") {
    const meantValue = truth.get(String(value).trim().toLowerCase())
    const exact = value === "true" || value === "false"
    const fix =
      meantValue === undefined
        ? undefined
        : replace(`Write \`${meantValue}\``, pointer, meantValue, "safe", exact ? 0.98 : 0.94)
    tell("`true` or `false`", fix)
  } else if (type === "number" && typeof value !== "number" && typeof value !== "bigint") {
    const text = String(value).trim()
    // Numbers in quotes are read all the same.
    if (typeof value === "string" && text !== "" && Number.isFinite(Number(text))) return
    tell("a number", undefined)
  } else if (
    (type === "string" || type === "environment" || type === undefined) &&
    typeof value !== "string"
  ) {
    // As it is spelled: 1.10 is not the text 1.1.
    const spelled = node.style === "plain" ? say.view.text.slice(node.start, node.end).trim() : ""
    tell(
      "a string",
      replace("Put it in quotes", pointer, spelled === "" ? String(value) : spelled, "safe", 0.97)
    )
  }
}
