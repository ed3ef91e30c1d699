/**
 * What steps use: `owner/repo@ref`, `./folder` or `docker://image`.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { meant } from "../expression/Names.ts"
import { withVersion } from "../model/Action.ts"
import { flatten, type Word } from "../model/Workflow.ts"
import { check, replace, type Say } from "./Say.ts"

export const actionReferences = check(({ workflow }, say) => {
  const told = new Set<string>()
  const steps = [...workflow.jobs.flatMap((job) => flatten(job.steps)), ...workflow.steps]
  for (const { uses } of steps) {
    if (uses === undefined || uses.text.includes("${{")) continue
    const slip = slipOf(uses.text)
    if (slip !== undefined) wrong(say, uses, slip)
    else if (!told.has(uses.text)) {
      told.add(uses.text)
      outside(say, uses)
    }
  }
})

interface Slip {
  readonly message: string
  readonly instead?: string | undefined
  readonly sure?: boolean
  readonly confidence?: number
}

const slipOf = (text: string): Slip | undefined => {
  if (text !== text.trim())
    return { message: "has spaces around it", instead: text.trim(), sure: true, confidence: 0.96 }
  if (text.startsWith("docker://")) return image(text)
  if (text === "." || text.startsWith("./") || text.startsWith("../")) return undefined
  const url = /^(?:https?:\/\/|git@|ssh:\/\/git@)?(?:www\.)?github\.com[/:](.+?)(?:\.git)?(@[^@]*)?$/.exec(
    text
  )
  if (url !== null) {
    return {
      message: "is an address: only `owner/repo` is written",
      instead: `${url[1]}${url[2] ?? ""}`,
      confidence: 0.92
    }
  }
  if (text.startsWith(".github/") || text.startsWith("/")) {
    return {
      message: "is a folder of this repository: such a path starts with `./`",
      instead: `./${text.replace(/^\/+/, "")}`,
      confidence: 0.93
    }
  }
  return remote(text)
}

const remote = (text: string): Slip | undefined => {
  const at = text.indexOf("@")
  const path = at < 0 ? text : text.slice(0, at)
  const ref = at < 0 ? undefined : text.slice(at + 1)
  const parts = path.split("/")
  const [owner, repo] = parts
  const known = withVersion(path)
  if (parts.length < 2 || owner === "" || repo === "") {
    const instead = known === undefined || !ref ? known : `${known.split("@")[0]}@${ref}`
    return { message: "names no owner: an action is `owner/repo@ref`", instead, confidence: 0.88 }
  }
  if (ref === undefined) {
    const colon = /^([\w.-]+\/[\w./-]+):(v?\d[\w.-]*)$/.exec(text)
    if (colon !== null) {
      const instead = `${colon[1]}@${colon[2]}`
      return { message: "has its version after `:`, not `@`", instead, sure: true, confidence: 0.94 }
    }
    return { message: "names no version: an action is `owner/repo@ref`", instead: known, confidence: 0.8 }
  }
  if (ref === "") return { message: "names no version after `@`", instead: known, confidence: 0.8 }
  if (!/^[\w.-]+$/.test(owner ?? "") || !/^[\w.-]+$/.test(repo ?? ""))
    return { message: "is no `owner/repo@ref`" }
  if (/[\s~^:?*[\\]|\.\./.test(ref))
    return { message: `names the version \`${ref}\`, which git does not allow` }
  return undefined
}

const image = (text: string): Slip | undefined => {
  const name = text.slice("docker://".length)
  if (name === "") return { message: "names no image" }
  if (name.endsWith(":"))
    return { message: "has an empty tag", instead: text.slice(0, -1), sure: true, confidence: 0.9 }
  return /\s/.test(name) ? { message: "has a space in the image's name" } : undefined
}

const wrong = (say: Say, uses: Word, slip: Slip): void => {
  const fixes: Array<Fix> = []
  if (slip.instead !== undefined && slipOf(slip.instead) === undefined) {
    const sureness = slip.sure === true ? "safe" : "unsafe"
    fixes.push(
      replace(`Use \`${slip.instead}\``, uses.pointer, slip.instead, sureness, slip.confidence ?? 0.8)
    )
  }
  say.problem({
    rule: "action-reference",
    message: `\`${uses.text}\` ${slip.message}.`,
    pointer: uses.pointer,
    at: uses.node,
    fixes
  })
}

/** The action's own file is elsewhere: whether it is there, and what inputs it has, this file does not tell. */
const outside = (say: Say, uses: Word): void => {
  const { files } = say.view.context
  if (!uses.text.startsWith("./") || files === undefined) {
    say.unknown({
      rule: "action-missing",
      message: `Whether \`${uses.text}\` exists, and which inputs it has, does not stand in this file.`,
      pointer: uses.pointer,
      at: uses.node
    })
    return
  }
  const folder = uses.text.slice(2).replace(/\/+$/, "")
  const prefix = folder === "" ? "" : `${folder}/`
  if (["action.yml", "action.yaml", "Dockerfile"].some((name) => files.includes(prefix + name))) return
  const folders = files.flatMap((file) => /^(?:(.*)\/)?action\.ya?ml$/.exec(file)?.[1] ?? [])
  const better = meant(folder, folders)
  say.problem({
    rule: "action-missing",
    message:
      `There is no action in \`${uses.text}\`` +
      (better === undefined ? "." : `; did you mean \`./${better.name}\`?`),
    pointer: uses.pointer,
    at: uses.node,
    fixes:
      better === undefined
        ? []
        : [replace(`Use \`./${better.name}\``, uses.pointer, `./${better.name}`, "unsafe", better.confidence)]
  })
}
