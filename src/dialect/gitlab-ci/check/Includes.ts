/**
 * `include`: what is named can be a file of its kind. Whether it is there only the outside knows.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { nearest } from "../../../diagnose/Nearest.ts"
import { get } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { isFilledIn, itemsOf, type ListItem, type Text, textOf, under } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { includesOf } from "../model/Rules.ts"
import { absentJob, otherJobs } from "./AbsentJob.ts"
import { check, type Say } from "./Say.ts"

export const includes = check((pipeline, say) => {
  const seen = new Map<string, ListItem>()
  for (const entry of includesOf(pipeline)) {
    look(say, entry)
    again(say, seen, entry)
  }
  for (const job of pipeline.jobs.values()) {
    const trigger = job.own("trigger")
    for (const entry of itemsOf(under(trigger, "include"))) {
      look(say, entry)
      artifact(pipeline, say, job.name, entry)
    }
  }
})

const look = (say: Say, entry: ListItem): void => {
  const path = textOf(entry)
  if (path !== undefined) {
    if (!isUrl(path.text)) extension(say, path)
    return
  }
  const local = textOf(under(entry, "local"))
  const remote = textOf(under(entry, "remote"))
  const template = textOf(under(entry, "template"))
  const component = textOf(under(entry, "component"))
  if (local !== undefined) {
    if (isUrl(local.text))
      otherKind(say, entry, local, "remote", "A URL is included by `remote`, not by `local`")
    else extension(say, local)
  }
  if (remote !== undefined && !isUrl(remote.text) && !isOpen(remote.text)) {
    otherKind(say, entry, remote, "local", "`remote` takes a URL that begins with `http://` or `https://`")
  }
  for (const file of itemsOf(under(entry, "file"))) {
    const text = textOf(file)
    if (text !== undefined) extension(say, text)
  }
  if (template !== undefined && !template.text.endsWith(".gitlab-ci.yml") && !isOpen(template.text)) {
    const stem = template.text.replace(/\.ya?ml$/, "").replace(/\.gitlab-ci$/, "")
    say.problem({
      rule: "include-path",
      message: "The name of a template ends in `.gitlab-ci.yml`",
      pointer: template.pointer,
      at: template.node,
      fixes: [writing(say, template, `${stem}.gitlab-ci.yml`, 0.85)]
    })
  }
  if (component !== undefined && !isOpen(component.text)) version(say, component)
}

const isUrl = (text: string): boolean => /^https?:\/\//i.test(text)

/** Whether variables or inputs may bring what seems to be missing. */
const isOpen = (text: string): boolean => text.includes("$") || isFilledIn(text)

const extension = (say: Say, path: Text): void => {
  if (/\.ya?ml$/.test(path.text) || isOpen(path.text.slice(path.text.lastIndexOf("/") + 1))) return
  // A pattern of directories may end in anything that matches.
  if (path.text.endsWith("*")) return
  const [, stem, ending] = /^(.*?)(\.[^./]*)?$/s.exec(path.text) ?? []
  const meant = ending === undefined ? undefined : nearest(ending, [".yml", ".yaml"])[0]?.name
  say.problem({
    rule: "include-path",
    message: "The path of a file that is included ends in `.yml` or `.yaml`",
    pointer: path.pointer,
    at: path.node,
    fixes: [
      meant === undefined
        ? writing(say, path, `${path.text}.yml`, 0.6)
        : writing(say, path, `${stem}${meant}`, 0.9)
    ]
  })
}

const version = (say: Say, component: Text): void => {
  if (/@[^@/]+$/.test(component.text)) return
  say.problem({
    rule: "component-version",
    message: "A component is named with its version: `host/path/name@version`",
    pointer: component.pointer,
    at: component.node,
    fixes: [writing(say, component, `${component.text.replace(/@$/, "")}@~latest`, 0.5)]
  })
}

const writing = (say: Say, { pointer }: Text, value: string, confidence: number): Fix =>
  say.fix(`Write \`${value}\``, [{ op: "replace", path: pointer, value }], "unsafe", confidence)

const otherKind = (say: Say, entry: ListItem, text: Text, kind: string, message: string): void => {
  say.problem({
    rule: "include-kind",
    message,
    pointer: text.pointer,
    at: text.node,
    fixes: [
      say.fix(
        `Include it by \`${kind}\``,
        [{ op: "move", from: text.pointer, path: child(entry.pointer, kind) }],
        "unsafe",
        0.92
      )
    ]
  })
}

/** The same file with the same inputs a second time. */
const again = (say: Say, seen: Map<string, ListItem>, entry: ListItem): void => {
  const name = nameOf(entry)
  if (name === undefined) return
  if (!seen.has(name)) {
    seen.set(name, entry)
    return
  }
  say.problem({
    rule: "repeated-include",
    message: "This file is already included",
    pointer: entry.pointer,
    at: entry.node,
    fixes: [say.fix("Remove it", [{ op: "remove", path: entry.pointer }], "display", 0.8)]
  })
}

const nameOf = (entry: ListItem): string | undefined => {
  const path = textOf(entry)
  if (path !== undefined) return `local ${path.text.replace(/^\//, "")}`
  if (under(entry, "inputs") !== undefined || under(entry, "rules") !== undefined) return undefined
  for (const kind of ["local", "remote", "template", "component"]) {
    const text = textOf(under(entry, kind))?.text
    if (text !== undefined) return `${kind} ${kind === "local" ? text.replace(/^\//, "") : text}`
  }
  const [project, file, ref] = ["project", "file", "ref"].map((key) => textOf(under(entry, key))?.text)
  return project === undefined || file === undefined ? undefined : `project ${project} ${ref ?? ""} ${file}`
}

/** The job that makes the configuration of a child pipeline. */
const artifact = (pipeline: Pipeline, say: Say, name: string, entry: ListItem): void => {
  const maker = textOf(under(entry, "job"))
  if (maker === undefined || under(entry, "artifact") === undefined || isOpen(maker.text)) return
  const target = pipeline.jobs.get(maker.text)
  if (target === undefined || target.hidden) {
    absentJob(pipeline, say, {
      rule: "unknown-artifact-job",
      name: maker,
      message: `\`${name}\` takes the configuration of its pipeline from \`${maker.text}\``,
      names: otherJobs(pipeline, name)
    })
  } else if (
    !target.has("artifacts") &&
    !target.unsure &&
    !pipeline.includes &&
    !defaultArtifacts(pipeline)
  ) {
    say.problem({
      rule: "unknown-artifact-job",
      message: `\`${maker.text}\` keeps no artifacts that \`${name}\` could take its configuration from`,
      pointer: maker.pointer,
      at: maker.node
    })
  }
}

const defaultArtifacts = ({ root }: Pipeline): boolean => get(get(root, "default"), "artifacts") !== undefined
