/**
 * Environments: each has a name that GitLab takes, and the job that stops one is there for it.
 */
import { isFilledIn, type Job, type ListItem, type Text, textOf, under } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { absentJob, otherJobs } from "./AbsentJob.ts"
import { check, type Say } from "./Say.ts"

export const environments = check((pipeline, say) => {
  for (const job of pipeline.jobs.values()) {
    signs(say, nameUnder(job.own("environment")), "An environment's name", "environment-name")
    signs(say, textOf(job.own("resource_group")), "The name of a resource group", "resource-group-name")
    if (job.hidden) continue
    nameless(pipeline, say, job)
    stopping(pipeline, say, job)
  }
})

/** The name where it is written: the text itself, or what is under `name`. */
const nameUnder = (written: ListItem | undefined): Text | undefined =>
  textOf(written) ?? textOf(under(written, "name"))

const nameOf = (job: Job): Text | undefined =>
  textOf(job.inside("environment", "name")) ?? textOf(job.get("environment"))

const signs = (say: Say, name: Text | undefined, what: string, rule: string): void => {
  if (name === undefined || isFilledIn(name.text)) return
  const edge = /^\/|\/$/.test(name.text)
  const wrong = /[^\p{L}\p{N}_/${}. -]/u.exec(name.text)?.[0]
  if (!edge && wrong === undefined) return
  const value = name.text.replaceAll(/[^\p{L}\p{N}_/${}. -]+/gu, "-").replaceAll(/^[-/]+|[-/]+$/g, "")
  say.problem({
    rule,
    message: edge
      ? `${what} neither begins nor ends with \`/\``
      : `${what} cannot contain \`${wrong}\`: only letters, digits, spaces and \`-_/\${}.\``,
    pointer: name.pointer,
    at: name.node,
    fixes:
      value === ""
        ? []
        : [say.fix(`Write \`${value}\``, [{ op: "replace", path: name.pointer, value }], "unsafe", 0.6)]
  })
}

const nameless = (pipeline: Pipeline, say: Say, job: Job): void => {
  const written = job.get("environment")
  if (written?.node.kind !== "map" || job.unsure || pipeline.includes || nameOf(job) !== undefined) return
  if (written.node.pairs.length === 0 || under(written, "name") !== undefined) return
  const known = new Set<string>()
  for (const other of pipeline.visible) {
    const name = other === job ? undefined : nameOf(other)?.text
    if (name !== undefined) known.add(name)
  }
  say.problem({
    rule: "environment-without-name",
    message: `The environment of \`${job.name}\` has no name`,
    pointer: written.pointer,
    at: written.node,
    fixes:
      known.size === 1
        ? [
            say.fix(
              `Name it \`${[...known][0]}\``,
              [{ op: "add", path: `${written.pointer}/name`, value: [...known][0] as string }],
              "unsafe",
              0.6
            )
          ]
        : []
  })
}

/** The job that `on_stop` names is there, stops, and means the same environment. */
const stopping = (pipeline: Pipeline, say: Say, job: Job): void => {
  const named = textOf(job.inside("environment", "on_stop"))
  if (named === undefined || isFilledIn(named.text) || named.text.includes("$")) return
  const target = pipeline.jobs.get(named.text)
  const at = { pointer: named.pointer, at: named.node }
  if (target === undefined || target.hidden) {
    absentJob(pipeline, say, {
      rule: "unknown-stop-job",
      name: named,
      message: `\`${job.name}\` is stopped by \`${named.text}\``,
      names: otherJobs(pipeline, job.name)
    })
    return
  }
  if (target.unsure || pipeline.includes || target.garbled) return
  const [own, other] = [nameOf(job)?.text, nameOf(target)?.text]
  const action = target.inside("environment", "action")
  if (!target.has("environment")) {
    say.problem({
      rule: "stop-job-environment",
      message: `\`${named.text}\` is to stop the environment of \`${job.name}\` but has no \`environment\``,
      ...at,
      fixes:
        own === undefined
          ? []
          : [
              say.fix(
                "Give it the environment to stop",
                [
                  {
                    op: "add",
                    path: `${target.pointer}/environment`,
                    value: { name: own, action: "stop" }
                  }
                ],
                "unsafe",
                0.85
              )
            ]
    })
  } else if (own !== undefined && other !== undefined && own !== other) {
    say.problem({
      rule: "stop-job-environment",
      message: `\`${named.text}\` is to stop the environment \`${own}\` but has \`${other}\``,
      ...at,
      fixes: environmentOf(say, target, own)
    })
  } else if (textOf(action)?.text !== "stop" && !isFilledIn(textOf(action)?.text ?? "")) {
    const written = target.own("environment")
    say.problem({
      rule: "stop-job-environment",
      message: `\`${named.text}\` is to stop an environment but does not have \`action: stop\``,
      ...at,
      fixes: written === undefined ? [] : [stop(say, written, action)]
    })
  }
}

const stop = (say: Say, written: ListItem, action: ListItem | undefined) =>
  say.fix(
    "Write `action: stop`",
    [
      written.node.kind === "map"
        ? { op: action === undefined ? "add" : "replace", path: `${written.pointer}/action`, value: "stop" }
        : {
            op: "replace",
            path: written.pointer,
            value: { name: textOf(written)?.text ?? "", action: "stop" }
          }
    ],
    "unsafe",
    0.9
  )

const environmentOf = (say: Say, target: Job, name: string) => {
  const written = nameUnder(target.own("environment"))
  return written === undefined
    ? []
    : [say.fix(`Write \`${name}\``, [{ op: "replace", path: written.pointer, value: name }], "unsafe", 0.75)]
}
