/**
 * Shells: names GitHub knows, or a command with `{0}` for the script; and shells that the job's system does not have.
 */
import { get } from "../../../document/Node.ts"
import { meant } from "../expression/Names.ts"
import { systemOf } from "../model/Runner.ts"
import { defaultShell, flatten, type Job, type Word } from "../model/Workflow.ts"
import { platform } from "../rules.generated.ts"
import { allOf, check, orMeant, rename, replace, type Say } from "./Say.ts"

export const shells = check(({ workflow }, say) => {
  shell(say, defaultShell(get(workflow.root, "defaults"), ""), undefined)
  for (const job of workflow.jobs) {
    shell(say, job.shell, job)
    for (const step of flatten(job.steps)) shell(say, step.shell, job)
  }
  for (const step of workflow.steps) shell(say, step.shell, undefined)
})

const known = Object.keys(platform.shells)

const shell = (say: Say, word: Word | undefined, job: Job | undefined): void => {
  if (word === undefined || word.text.includes("{0}") || word.text.includes("${{")) return
  const name = word.text.trim().toLowerCase()
  if (!Object.hasOwn(platform.shells, name)) {
    unknown(say, word)
    return
  }
  const system = job === undefined ? undefined : systemOf(job)
  const systems = platform.shells[name] ?? []
  if (system === undefined || systems.includes(system)) return
  // Git for Windows brings a `sh`, so such a step may even run.
  const other = name === "powershell" ? "pwsh" : name === "sh" ? "bash" : undefined
  say.problem({
    rule: "shell-not-there",
    ...(name === "sh" ? { severity: "warning" as const } : {}),
    message: `\`${word.text}\` is not on the runners of \`${job?.id}\`: ${allOf(systems)} have it.`,
    pointer: word.pointer,
    at: word.node,
    fixes: other === undefined ? [] : [replace(`Use \`${other}\``, word.pointer, other, "unsafe", 0.85)]
  })
}

const unknown = (say: Say, word: Word): void => {
  const [command] = word.text.trim().split(/\s+/)
  const base =
    command
      ?.split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/i, "") ?? ""
  const withArguments = word.text.trim().includes(" ") && Object.hasOwn(platform.shells, base)
  const better = withArguments
    ? { name: `${word.text.trim()} {0}`, sure: false, confidence: 0.88 }
    : meant(word.text.trim(), known, platform.shellSynonyms)
  say.problem({
    rule: "shell-unknown",
    message: `GitHub has no shell \`${word.text}\`${orMeant(better)}`,
    help: `Available: ${allOf(known)}, and any command with \`{0}\` where the script's file goes.`,
    pointer: word.pointer,
    at: word.node,
    fixes: rename(word.pointer, better, "unsafe", "Use")
  })
}
