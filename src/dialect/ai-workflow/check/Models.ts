/**
 * Models: a step asks for a model that its provider has.
 */

import type { Diagnostic, Unknown } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import { get } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { optionsOf } from "../Options.ts"
import { rules, world } from "../rules.generated.ts"
import { textOf, type Value } from "../Step.ts"
import { type Workflow, workflowOf } from "../Workflow.ts"

export const models: Check = (view) => {
  const workflow = workflowOf(view.roots[0])
  if (workflow === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const unknowns: Array<Unknown> = []
  for (const { value, provider } of modelsOf(workflow)) {
    const model = value.text.toLowerCase()
    if (model.includes("{{") || model.includes("${")) continue
    const owner = ownerOf(model)
    if (owner === provider) continue
    const { title, fallback } = world.providers[provider] ?? { title: provider, fallback: "" }
    if (owner === undefined) {
      unknowns.push({
        rule: "model-of-other-provider",
        message: `Whether ${title} has a model \`${value.text}\` is not known here`,
        document: 0,
        pointer: value.pointer,
        start: value.node.start,
        end: value.node.end
      })
      continue
    }
    const whose = world.providers[owner]?.title
    diagnostics.push(
      finding(
        {
          rule: "model-of-other-provider",
          stage: "semantic",
          message: `\`${value.text}\` is no model of ${title}${whose === undefined ? "" : ` but of ${whose}`}`,
          pointer: value.pointer,
          at: value.node,
          fixes: [
            patchFix(
              `Write \`${fallback}\``,
              [{ op: "replace", path: value.pointer, value: fallback }],
              "unsafe",
              0.6
            )
          ]
        },
        rules
      )
    )
  }
  return { diagnostics, unknowns }
}

interface Asked {
  readonly value: Value
  readonly provider: string
}

/** Every model that is named, with the provider that is asked for it. */
const modelsOf = (workflow: Workflow): ReadonlyArray<Asked> => {
  const asked: Array<Asked> = []
  const ask = (provider: string, value: Value | undefined): void => {
    if (value !== undefined) asked.push({ provider, value })
  }
  for (const flow of workflow.flows) {
    const defaults = get(flow.node, "defaults")
    if (defaults?.kind !== "map") continue
    const pointer = child(flow.pointer, "defaults")
    ask("gemini", textOf(defaults, pointer, "gemini_model"))
    ask("claude", textOf(defaults, pointer, "claude_model"))
    ask("claude", textOf(defaults, pointer, "claude_fallback_model"))
  }
  for (const step of workflow.steps) {
    if (step.type !== undefined && world.providers.gemini?.steps.includes(step.type) === true) {
      ask("gemini", step.text("model"))
    }
  }
  for (const options of optionsOf(workflow)) {
    ask("claude", textOf(options.node, options.pointer, "model"))
    ask("claude", textOf(options.node, options.pointer, "fallback_model"))
  }
  return asked
}

/** The provider whose model it is, `other` for those that no step asks, `undefined` where the name says nothing. */
const ownerOf = (model: string): string | undefined => {
  for (const [name, provider] of Object.entries(world.providers)) {
    if (provider.models.some((prefix) => begins(model, prefix))) return name
  }
  // A cloud's own way to name a model: `anthropic.claude-3-sonnet`, `us.anthropic.claude-…`.
  if (model.includes("claude")) return "claude"
  if (model.includes("gemini")) return "gemini"
  return world.foreignModels.some((prefix) => begins(model, prefix)) ? "other" : undefined
}

/** Whether a model's name has this beginning, as a word of its own or followed by a number. */
const begins = (model: string, prefix: string): boolean =>
  model.startsWith(prefix) && !/^[a-z]/.test(model.slice(prefix.length))
