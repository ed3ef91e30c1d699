/**
 * The runners a job may get, as far as its labels tell.
 */
import { get, resolve } from "../../../document/Node.ts"
import { platform } from "../rules.generated.ts"
import { type Job, type Word, wordsOf } from "./Workflow.ts"

/** The labels a job asks for, those of a group included; without expressions. */
export const labelsOf = (job: Job): ReadonlyArray<Word> => {
  const node = get(job.node, "runs-on")
  const pointer = `${job.pointer}/runs-on`
  const words =
    node?.kind === "map" ? wordsOf(get(node, "labels"), `${pointer}/labels`) : wordsOf(node, pointer)
  return words.filter(({ text }) => !text.includes("${{"))
}

/** The system of a label of GitHub's own runners: `linux`, `windows` or `macos`. */
export const hostedSystem = (label: string): string | undefined => {
  const lower = label.toLowerCase()
  if (Object.hasOwn(platform.runners, lower)) return platform.runners[lower]
  return Object.hasOwn(platform.retired, lower) ? platform.retired[lower] : undefined
}

/** The system a job surely runs on; undefined where an expression or an own runner decides, or a container. */
export const systemOf = (job: Job): string | undefined => {
  if (get(job.node, "container") !== undefined) return undefined
  const node = resolve(get(job.node, "runs-on"))
  const labels = labelsOf(job)
  if (node?.kind === "map" || labels.length !== 1) return undefined
  return hostedSystem(labels[0]?.text ?? "")
}
