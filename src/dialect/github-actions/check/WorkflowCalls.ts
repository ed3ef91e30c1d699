/**
 * Jobs that call reusable workflows: `./.github/workflows/file.yml` of this repository, or
 * `owner/repo/.github/workflows/file.yml@ref`.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { meant } from "../expression/Names.ts"
import type { Word } from "../model/Workflow.ts"
import { check, replace, type Say } from "./Say.ts"

export const workflowCalls = check(({ workflow }, say) => {
  const told = new Set<string>()
  for (const { uses, steps } of workflow.jobs) {
    if (uses === undefined || steps.length > 0 || uses.text.includes("${{")) continue
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
  readonly instead?: string
  readonly confidence?: number
}

const folder = ".github/workflows/"

const slipOf = (text: string): Slip | undefined => {
  const local = text.startsWith("./")
  if (text.startsWith(folder) || text.startsWith(`/${folder}`)) {
    return {
      message: "is a file of this repository: such a path starts with `./`",
      instead: `./${text.replace(/^\//, "")}`,
      confidence: 0.93
    }
  }
  if (local) return localSlip(text)
  const remote = /^([\w.-]+)\/([\w.-]+)\/(.+?)(?:@(.*))?$/.exec(text)
  if (remote === null) {
    return {
      message:
        "is no workflow: one is `./.github/workflows/file.yml` or `owner/repo/.github/workflows/file.yml@ref`"
    }
  }
  const [, owner, repo, path = "", ref] = remote
  if (!path.startsWith(folder))
    return { message: `is not in \`${folder}\`: reusable workflows are found there only` }
  const file = fileSlip(path)
  if (file !== undefined) return file
  if (ref === undefined || ref === "") {
    return {
      message: "names no version: a workflow of another repository ends with `@ref`",
      instead: `${owner}/${repo}/${path}@main`,
      confidence: 0.5
    }
  }
  return undefined
}

const localSlip = (text: string): Slip | undefined => {
  const at = text.indexOf("@")
  if (at >= 0) {
    return {
      message: "has a version: a file of this repository is always taken from the same commit",
      instead: text.slice(0, at),
      confidence: 0.93
    }
  }
  const path = text.slice(2)
  if (!path.startsWith(folder)) {
    const name = path.split("/").at(-1) ?? ""
    const instead = /\.ya?ml$/.test(name) ? { instead: `./${folder}${name}`, confidence: 0.75 } : {}
    return { message: `is not in \`${folder}\`: reusable workflows are found there only`, ...instead }
  }
  return fileSlip(path)
}

const fileSlip = (path: string): Slip | undefined => {
  const name = path.slice(folder.length)
  if (name.includes("/")) return { message: `is in a folder below \`${folder}\`: GitHub does not look there` }
  return /\.ya?ml$/.test(name) ? undefined : { message: "is no `.yml` or `.yaml` file" }
}

const wrong = (say: Say, uses: Word, slip: Slip): void => {
  const fixes: Array<Fix> = []
  if (slip.instead !== undefined && slipOf(slip.instead) === undefined) {
    fixes.push(
      replace(`Call \`${slip.instead}\``, uses.pointer, slip.instead, "unsafe", slip.confidence ?? 0.8)
    )
  }
  say.problem({
    rule: "workflow-reference",
    message: `\`${uses.text}\` ${slip.message}.`,
    pointer: uses.pointer,
    at: uses.node,
    fixes
  })
}

const outside = (say: Say, uses: Word): void => {
  const { files } = say.view.context
  if (!uses.text.startsWith("./") || files === undefined) {
    say.unknown({
      rule: "workflow-missing",
      message: `Whether \`${uses.text}\` exists, and which inputs it has, does not stand in this file.`,
      pointer: uses.pointer,
      at: uses.node
    })
    return
  }
  if (files.includes(uses.text.slice(2))) return
  const names = files.filter((file) => file.startsWith(folder)).map((file) => file.slice(folder.length))
  const better = meant(uses.text.slice(2 + folder.length), names)
  say.problem({
    rule: "workflow-missing",
    message:
      `There is no workflow \`${uses.text}\`` +
      (better === undefined ? "." : `; did you mean \`${better.name}\`?`),
    pointer: uses.pointer,
    at: uses.node,
    fixes:
      better === undefined
        ? []
        : [
            replace(
              `Call \`${better.name}\``,
              uses.pointer,
              `./${folder}${better.name}`,
              "unsafe",
              better.confidence
            )
          ]
  })
}
