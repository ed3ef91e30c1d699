/**
 * Small settings: names of environment variables, time limits, and events that need more than their name.
 */
import { get, type Node } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import { systemOf } from "../model/Runner.ts"
import { entriesOf, flatten, type Job } from "../model/Workflow.ts"
import { platform } from "../rules.generated.ts"
import { check, edit, type Say } from "./Say.ts"

export const settings = check(({ workflow }, say) => {
  variables(say, get(workflow.root, "env"), "")
  for (const job of workflow.jobs) {
    variables(say, job.env, job.pointer)
    limit(say, job.limit, job.pointer, job)
    for (const step of flatten(job.steps)) {
      variables(say, step.env, step.pointer)
      limit(say, step.limit, step.pointer, job)
    }
  }
  for (const step of workflow.steps) variables(say, step.env, step.pointer)
  const run = workflow.triggers.find(({ name }) => name === "workflow_run")
  if (run !== undefined && get(run.settings, "workflows") === undefined) {
    say.problem({
      rule: "workflow-run-of-nothing",
      message: "`workflow_run` names no workflows: it never starts this one.",
      pointer: run.pointer,
      at: run.at
    })
  }
})

const variables = (say: Say, node: Node | undefined, holder: Pointer): void => {
  if (node === undefined) return
  const pointer = `${holder}/env`
  for (const { name, pair, pointer: at } of entriesOf(node, pointer)) {
    const glued = gluedIn(name)
    if (glued !== undefined) {
      const [first, value, second] = glued
      say.problem({
        rule: "env-name",
        message: `\`${name}\` is two variables in one: a colon is missing between them.`,
        pointer: at,
        at: pair.key,
        fixes: [
          edit(
            `Write \`${first}: ${value}\` and \`${second}\``,
            [
              { op: "add", path: child(pointer, first), value },
              { op: "move", from: at, path: child(pointer, second) }
            ],
            "unsafe",
            0.9
          )
        ]
      })
      continue
    }
    if (!/[=\s&]/.test(name) || name.includes("${{")) continue
    const better = name.trim().replaceAll(/[=\s&]+/g, "_")
    say.problem({
      rule: "env-name",
      message: `\`${name}\` cannot be the name of an environment variable.`,
      pointer: at,
      at: pair.key,
      fixes: [
        edit(`Call it \`${better}\``, [{ op: "move", from: at, path: `${pointer}/${better}` }], "unsafe", 0.8)
      ]
    })
  }
}

/** `IMAGE ${{ … }} TAG`: a name, its value and the name of the next variable; a text that is no value of one word is none. */
const gluedIn = (name: string): readonly [first: string, value: string, second: string] | undefined => {
  const [, first, value, second] =
    /^([A-Za-z_][A-Za-z0-9_]{0,99}):?\s+((?:\$\{\{.*\}\}|[^\s$]+)\S*)\s+([A-Za-z_][A-Za-z0-9_]{0,99})$/s.exec(
      name
    ) ?? []
  return first === undefined || value === undefined || second === undefined || first === second
    ? undefined
    : [first, value, second]
}

const limit = (say: Say, node: Node | undefined, holder: Pointer, job: Job): void => {
  if (node?.kind !== "scalar" || typeof node.value !== "number") return
  const pointer = `${holder}/timeout-minutes`
  const minutes = node.value
  const most = systemOf(job) === undefined ? platform.timeoutLimitSelfHosted : platform.timeoutLimit
  if (minutes <= 0) {
    say.problem({
      rule: "timeout",
      message: `A limit of ${minutes} minutes leaves no time to run.`,
      pointer,
      at: node,
      fixes: [edit("Remove the limit", [{ op: "remove", path: pointer }], "unsafe", 0.6)]
    })
  } else if (minutes > most) {
    say.problem({
      rule: "timeout",
      severity: "warning",
      message: `GitHub stops such a job after ${most} minutes, whatever the limit of ${minutes} says.`,
      pointer,
      at: node
    })
  }
}
