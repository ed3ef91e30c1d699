/**
 * What steps use: `owner/repo@ref`, `./folder` or `docker://image`.
 */
import { withVersion } from "../model/Action.ts"
import { flatten, type Word } from "../model/Workflow.ts"
import { check } from "./Say.ts"
import { type Kind, type Slip, used } from "./Used.ts"

export const actionReferences = check(({ workflow }, say) => {
  const words: Array<Word> = []
  for (const job of workflow.jobs) {
    for (const { uses } of flatten(job.steps)) if (uses !== undefined) words.push(uses)
  }
  for (const { uses } of workflow.steps) if (uses !== undefined) words.push(uses)
  used(say, actions, words)
})

/** As nearly all are written: nothing that `slipOf` looks for is in such a text. */
const usual = /^[\w-]+(?:\/[\w-]+)+@\w[\w-]*(?:\.[\w-]+)*$/

const slipOf = (text: string): Slip | undefined => {
  if (usual.test(text)) return undefined
  if (text !== text.trim())
    return { message: "has spaces around it", instead: text.trim(), sure: true, confidence: 0.96 }
  if (text.startsWith("@")) return tidy(text, "begins with `@`, which stands before the version")
  if (text.startsWith("docker://")) return image(text)
  const docker = /^docker(?:\/\/|:\/?\s*(?!\/))([\w.-]+(?:\/[\w.-]+)*(?::[\w.-]+)?)$/.exec(text)
  if (docker !== null)
    return {
      message: "is no image: one starts with `docker://`",
      instead: `docker://${docker[1]}`,
      sure: true,
      confidence: 0.94
    }
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
  return remote(text) ?? ending(text)
}

/** What is no part of a reference, at either end or inside of it, taken away. */
const tidied = (text: string): string =>
  text
    .replace(/\s+\/\/.*$/, "")
    .replace(/[,;]$/, "")
    .replace(/^(?:gh|github|git|uses)?:\s*(?=\w)/i, "")
    .replace(/^@(?=[\w.-]+\/)/, "")
    .replaceAll("\\", "/")
    .replace(/\s*\/?@\s*/, "@")
    .replace(/^([^@=#\s]+)(?:==|[#=]|\s+)(?=v?\d)/, "$1@")
    .replace(/@version\s+/i, "@v")
    .replace(/@[vV]\s+(?=\d)/, "@v")

/** The slip with the tidied reference for its repair, where that is a good one. */
const tidy = (text: string, message: string): Slip => {
  const instead = tidied(text)
  return instead === text || !/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(instead)
    ? { message }
    : { message, instead, sure: true, confidence: 0.96 }
}

/** `actions/checkout@v4,`: git allows such a version, but nobody names one so. */
const ending = (text: string): Slip | undefined =>
  /@v?\d[\w.-]*[,;]$|\/@/.test(text) ? tidy(text, "has a sign too many") : undefined

const remote = (text: string): Slip | undefined => {
  const at = text.indexOf("@")
  const path = at < 0 ? text : text.slice(0, at)
  const ref = at < 0 ? undefined : text.slice(at + 1)
  const parts = path.split("/")
  const [owner, repo] = parts
  const known = withVersion(path)
  if (parts.length < 2 || owner === "" || repo === "") {
    if (text.includes("\\")) return tidy(text, "names no owner: an action is `owner/repo@ref`")
    const instead = known === undefined || !ref ? known : `${known.split("@")[0]}@${ref}`
    return { message: "names no owner: an action is `owner/repo@ref`", instead, confidence: 0.88 }
  }
  if (ref === undefined) {
    const colon = /^([\w.-]+\/[\w./-]+):(v?\d[\w.-]*)$/.exec(text)
    if (colon !== null) {
      const instead = `${colon[1]}@${colon[2]}`
      return { message: "has its version after `:`, not `@`", instead, sure: true, confidence: 0.94 }
    }
    const message = "names no version: an action is `owner/repo@ref`"
    const tidier = tidy(text, message)
    return tidier.instead === undefined ? { message, instead: known, confidence: 0.8 } : tidier
  }
  if (ref === "") return { message: "names no version after `@`", instead: known, confidence: 0.8 }
  if (!/^[\w.-]+$/.test(owner ?? "") || !/^[\w.-]+$/.test(repo ?? ""))
    return tidy(text, "is no `owner/repo@ref`")
  if (/[\s~^:?*[\\]|\.\./.test(ref))
    return tidy(text, `names the version \`${ref}\`, which git does not allow`)
  return undefined
}

const image = (text: string): Slip | undefined => {
  const name = text.slice("docker://".length)
  if (name === "") return { message: "names no image" }
  if (name.endsWith(":"))
    return { message: "has an empty tag", instead: text.slice(0, -1), sure: true, confidence: 0.9 }
  return /\s/.test(name) ? { message: "has a space in the image's name" } : undefined
}

const actions: Kind = {
  verb: "Use",
  rules: { slip: "action-reference", missing: "action-missing" },
  absent: "There is no action in",
  slipOf,
  isThere: (path, files) => {
    const prefix = path === "" ? "" : `${path}/`
    return ["action.yml", "action.yaml", "Dockerfile"].some((name) => files.includes(prefix + name))
  },
  folder: "",
  known: (files) => files.flatMap((file) => /^(?:(.*)\/)?action\.ya?ml$/.exec(file)?.[1] ?? [])
}
