/**
 * Jobs that call reusable workflows: `./.github/workflows/file.yml` of this repository, or
 * `owner/repo/.github/workflows/file.yml@ref`.
 */
import { check } from "./Say.ts"
import { type Kind, type Slip, used } from "./Used.ts"

export const workflowCalls = check(({ workflow }, say) =>
  used(
    say,
    workflows,
    workflow.jobs.flatMap(({ uses, steps }) => (uses === undefined || steps.length > 0 ? [] : uses))
  )
)

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

const workflows: Kind = {
  verb: "Call",
  rules: { slip: "workflow-reference", missing: "workflow-missing" },
  absent: "There is no workflow",
  slipOf,
  isThere: (path, files) => files.includes(path),
  folder,
  known: (files) => files.filter((file) => file.startsWith(folder))
}
