/**
 * What scripts should not do: commands that GitHub has retired, texts of strangers that become code, and passwords
 * written into the file.
 */

import type { Fix } from "../../../diagnose/Fix.ts"
import { get, stringOf } from "../../../document/Node.ts"
import type { Reference } from "../expression/Expression.ts"
import type { Analysis } from "../model/Analysis.ts"
import { entriesOf, flatten, type Job, type Step, type Word } from "../model/Workflow.ts"
import { platform } from "../rules.generated.ts"
import { check, part, replace, type Say } from "./Say.ts"

export const scripts = check((analysis, say) => {
  const { workflow } = analysis
  for (const job of workflow.jobs) {
    for (const step of flatten(job.steps)) retired(say, step)
    passwords(say, job)
  }
  for (const step of workflow.steps) retired(say, step)
  untrusted(say, analysis)
})

const command = /::(set-output|save-state|set-env|add-path)(?: +name=([^:\r\n]*))?::/

const retired = (say: Say, { run }: Step): void => {
  if (run === undefined || !run.text.includes("::")) return
  const found = command.exec(run.text)
  if (found === null) return
  const name = found[1] ?? ""
  const dead = name === "set-env" || name === "add-path"
  const file = platform.retiredCommands[name]
  const rewritten = inFile(run)
  const fixes: Array<Fix> =
    rewritten === undefined
      ? []
      : [replace(`Write to \`$${file}\``, run.pointer, rewritten, dead ? "unsafe" : "display", 0.88)]
  say.problem({
    rule: "command-retired",
    severity: dead ? "error" : "warning",
    message: dead
      ? `GitHub no longer supports \`::${name}\`: the step fails. A line in \`$${file}\` does the same.`
      : `\`::${name}\` is deprecated: a line in \`$${file}\` does the same.`,
    pointer: run.pointer,
    at: run.node,
    fixes
  })
}

/** A Unix shell's `echo "::set-output name=x::v"` as a line in the file, where every use is of that plain form. */
const inFile = (run: Word): string | undefined => {
  const lines = run.text.split("\n").map((line) => {
    if (!command.test(line)) return line
    // Nobody writes so long a line by hand, and looking for its parts takes the square of its length.
    if (line.length > 1000) return undefined
    const echo =
      /^(\s*(?:-\s*)?(?:.*?(?:&&|;|then|\|\|)\s*)?)echo\s+(["']?)::(set-output|save-state|set-env|add-path)(?: +name=([^:"']*))?::(.*?)\2(\s*(?:;.*|fi\s*)?)$/.exec(
        line
      )
    if (echo === null) return undefined
    const [, lead = "", quote = "", name = "", key, value = "", tail = ""] = echo
    const file = platform.retiredCommands[name]
    const text = key === undefined ? value : `${key}=${value}`
    const quoted = quote === "" ? `"${text}"` : `${quote}${text}${quote}`
    return `${lead}echo ${quoted} >> "$${file}"${tail}`
  })
  return lines.every((line) => line !== undefined) ? lines.join("\n") : undefined
}

const passwords = (say: Say, job: Job): void => {
  if (job.container === undefined && job.services === undefined) return
  const of = (node: ReturnType<typeof get>, pointer: string): void => {
    const value = get(get(node, "credentials"), "password")
    const text = stringOf(value)
    if (value === undefined || text === undefined || text === "" || text.includes("${{")) return
    say.problem({
      rule: "password-in-file",
      message: "There is a password in the file, where everyone can read it.",
      pointer: `${pointer}/credentials/password`,
      at: value
    })
  }
  of(job.container, `${job.pointer}/container`)
  for (const { pair, pointer } of entriesOf(job.services, `${job.pointer}/services`)) {
    of(pair.value.kind === "alias" ? undefined : pair.value, pointer)
  }
}

const strangers = platform.untrusted.map((path) => {
  const [context, ...parts] = path.split(".")
  return { context, parts }
})

/** Texts that anyone may write, put into a script before the shell reads it. */
const untrusted = (say: Say, { workflow, uses }: Analysis): void => {
  for (const use of uses) {
    if (use.expression.failure !== undefined || use.expression.calls.length > 0) continue
    const { path } = use.site
    const key = path.at(-1)
    const script = key === "script" && path.at(-2) === "with" && isScriptAction(workflow, path)
    if (key !== "run" && !script) continue
    for (const reference of use.expression.references) {
      if (!isUntrusted(reference)) continue
      const start = use.template?.start ?? use.offset
      say.problem({
        rule: "untrusted-text",
        message: `Anyone can set \`${spell(reference)}\`, and here it becomes part of a script.`,
        pointer: use.site.pointer,
        at: part(say, use.site, start, use.template?.end ?? start)
      })
    }
  }
}

const isScriptAction = (workflow: Analysis["workflow"], path: ReadonlyArray<string | number>): boolean => {
  const job = workflow.job.get(String(path[1]))
  const step = job?.steps.find(({ index }) => index === path[3])
  return step?.uses?.text.toLowerCase().startsWith("actions/github-script") === true
}

const isUntrusted = ({ context, path }: Reference): boolean => {
  const name = context.toLowerCase()
  return strangers.some(
    (each) =>
      each.context === name &&
      each.parts.length === path.length &&
      each.parts.every((part, index) => part === "*" || path[index]?.name?.toLowerCase() === part)
  )
}

const spell = (reference: Reference): string =>
  [reference.context, ...reference.path.map(({ name }) => name ?? "*")].join(".")
