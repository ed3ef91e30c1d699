/**
 * References to inputs, secrets and variables that the file itself declares: `inputs.<name>`,
 * `github.event.inputs.<name>`, `secrets.<name>` of a reusable workflow, `env.<name>`.
 */
import { get, keyText, type Node, resolve } from "../../../document/Node.ts"
import type { Reference, Step } from "../expression/Expression.ts"
import { meant } from "../expression/Names.ts"
import type { Analysis, Use } from "../model/Analysis.ts"
import { entriesOf, type Trigger, type Workflow } from "../model/Workflow.ts"
import { allOf, check, orMeant, respell, type Say, within } from "./Say.ts"

export const inputReferences = check((analysis, say) => {
  let declared: Declared | undefined
  for (const use of analysis.uses) {
    if (use.expression.failure !== undefined) continue
    for (const reference of use.expression.references) {
      const context = reference.context.toLowerCase()
      if (!use.site.place.contexts.has(context) || reference.path.length === 0) continue
      if (
        context !== "inputs" &&
        context !== "secrets" &&
        context !== "vars" &&
        context !== "env" &&
        context !== "github"
      ) {
        continue
      }
      if (context === "github" && reference.path[0]?.name !== "event") continue
      declared ??= declaredBy(analysis, say)
      judge(say, declared, use, reference, context)
    }
  }
})

/** Names as they are written, by their lower case. */
type Names = ReadonlyMap<string, string>

const namesOf = (...lists: ReadonlyArray<ReadonlyArray<string>>): Names =>
  new Map(lists.flat().map((name) => [name.toLowerCase(), name]))

interface Declared {
  /** Undefined where nothing starts the workflow with inputs. */
  readonly inputs: Names | undefined
  /** Inputs of a manual run. */
  readonly manual: Names | undefined
  /** Secrets that callers pass; undefined where others than callers start the workflow. */
  readonly secrets: Names | undefined
  readonly env: Names
  /** A script may set variables of any name. */
  readonly envOpen: boolean
  /** Names already spoken of. */
  readonly told: Set<string>
}

const declaredBy = ({ workflow }: Analysis, say: Say): Declared => {
  const call = workflow.triggers.find(({ name }) => name === "workflow_call")
  const manual = workflow.triggers.find(({ name }) => name === "workflow_dispatch")
  const names = (trigger: Trigger | undefined, key: string): ReadonlyArray<string> =>
    entriesOf(get(trigger?.settings, key), "").map((entry) => entry.name)
  const none = workflow.kind !== "action" && call === undefined && manual === undefined
  const own = entriesOf(get(workflow.kind === "action" ? workflow.root : undefined, "inputs"), "")
  const onlyCalled = call !== undefined && workflow.triggers.length === 1
  const passed = get(call?.settings, "secrets")
  return {
    inputs: none
      ? undefined
      : namesOf(
          names(call, "inputs"),
          names(manual, "inputs"),
          own.map((entry) => entry.name)
        ),
    manual: manual === undefined || call !== undefined ? undefined : namesOf(names(manual, "inputs")),
    secrets: onlyCalled && passed !== undefined ? namesOf(names(call, "secrets")) : undefined,
    env: namesOf(envNames(workflow)),
    envOpen: say.view.text.includes("GITHUB_ENV") || say.view.text.includes("set-env"),
    told: new Set()
  }
}

const envNames = (workflow: Workflow): ReadonlyArray<string> => {
  const names: Array<string> = []
  const add = (env: Node | undefined): void => {
    const map = resolve(env)
    if (map?.kind === "map") for (const pair of map.pairs) names.push(keyText(pair) ?? "")
  }
  add(get(workflow.root, "env"))
  for (const step of workflow.steps) add(step.env)
  for (const job of workflow.jobs) {
    add(job.env)
    add(get(job.container, "env"))
    for (const step of job.steps) add(step.env)
  }
  return names
}

const judge = (say: Say, declared: Declared, use: Use, reference: Reference, context: string): void => {
  const [first, second, third] = reference.path
  if (first?.name === undefined) return
  if (context === "github") {
    const manual = first.name === "event" && second?.name === "inputs"
    if (manual && third?.name !== undefined && declared.manual !== undefined) {
      input(say, use, third, declared.manual, "github.event.inputs")
    }
    return
  }
  if (context === "inputs") {
    if (declared.inputs !== undefined) input(say, use, first, declared.inputs, "inputs")
    else if (!use.expression.text.includes("||") && !use.expression.text.includes("github.event_name")) {
      say.problem({
        rule: "input-unknown",
        severity: "warning",
        message: `Nothing gives this workflow inputs: \`inputs.${first.name}\` is always empty.`,
        help: "Declare it under `on.workflow_dispatch.inputs` or `on.workflow_call.inputs`.",
        pointer: use.site.pointer,
        at: within(say, use, { start: reference.start, end: first.end })
      })
    }
    return
  }
  if (context === "secrets") secret(say, declared, use, first, first.name)
  else if (context === "vars") outside(say, declared, use, first, "vars", say.view.context.variables)
  else variable(say, declared, use, first, first.name)
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const input = (say: Say, use: Use, step: Step, declared: Names, path: string): void => {
  const name = step.name ?? ""
  if (declared.has(name.toLowerCase())) return
  const names = [...declared.values()]
  const better = meant(name, names)
  say.problem({
    rule: "input-unknown",
    // Without a likely slip, an input nobody declares is empty: odd, but GitHub goes on.
    ...(better === undefined ? { severity: "warning" as const } : {}),
    message: `There is no input \`${name}\`: \`${path}.${name}\` is always empty${orMeant(better)}`,
    help: names.length === 0 ? "No inputs are declared." : `Declared: ${allOf(names)}.`,
    pointer: use.site.pointer,
    at: within(say, use, step),
    fixes: respell(use, step, better)
  })
}

const secret = (say: Say, declared: Declared, use: Use, step: Step, name: string): void => {
  if (same(name, "GITHUB_TOKEN")) return
  if (declared.secrets === undefined) {
    outside(say, declared, use, step, "secrets", say.view.context.secrets)
    return
  }
  if (declared.secrets.has(name.toLowerCase())) return
  const better = meant(name, [...declared.secrets.values()])
  // Callers that inherit pass secrets the file does not declare.
  if (better?.sure !== true) {
    outside(say, declared, use, step, "secrets", say.view.context.secrets)
    return
  }
  say.problem({
    rule: "secret-unknown",
    message: `This workflow declares no secret \`${name}\`${orMeant(better)}`,
    pointer: use.site.pointer,
    at: within(say, use, step),
    fixes: respell(use, step, { ...better, confidence: 0.88 }, "unsafe")
  })
}

/** Something that lives in the repository's settings: unknown, unless the user has said what there is. */
const outside = (
  say: Say,
  declared: Declared,
  use: Use,
  step: Step,
  context: "secrets" | "vars",
  known: ReadonlyArray<string> | undefined
): void => {
  const name = step.name ?? ""
  if (known?.some((each) => same(each, name)) === true) return
  const key = `${context}.${name.toLowerCase()}`
  if (declared.told.has(key)) return
  declared.told.add(key)
  const at = within(say, use, step)
  const rule = context === "secrets" ? "secret-unknown" : "variable-unknown"
  if (known === undefined) {
    say.unknown({
      rule,
      message: `Whether \`${context}.${name}\` exists depends on the settings of the repository.`,
      pointer: use.site.pointer,
      at
    })
    return
  }
  const better = meant(name, known)
  say.problem({
    rule,
    message: `\`${context}.${name}\` is not among the ${context === "secrets" ? "secrets" : "variables"} of the repository.`,
    help: `Available: ${allOf(known)}.`,
    pointer: use.site.pointer,
    at,
    fixes: respell(use, step, better, "unsafe")
  })
}

/** A variable that is one slip away from one the file sets, where nothing else could set it. */
const variable = (say: Say, declared: Declared, use: Use, step: Step, name: string): void => {
  if (declared.envOpen || declared.env.has(name.toLowerCase())) return
  const better = meant(name, [...declared.env.values()])
  if (better?.sure !== true) return
  say.problem({
    rule: "variable-unknown",
    severity: "warning",
    message: `Nothing here sets \`env.${name}\`${orMeant(better)}`,
    pointer: use.site.pointer,
    at: within(say, use, step),
    fixes: respell(use, step, { ...better, confidence: 0.85 }, "unsafe")
  })
}
