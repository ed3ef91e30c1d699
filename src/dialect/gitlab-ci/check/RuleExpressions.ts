/**
 * `rules:if` and `only:variables`: expressions that GitLab can read.
 */

import type { Severity } from "../../../diagnose/Diagnostic.ts"
import { read } from "../expression/RuleExpression.ts"
import { itemsOf, type ListItem, type Text, textOf, under } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { conditionsOf } from "../model/Rules.ts"
import { check, type Say } from "./Say.ts"

export const ruleExpressions = check((pipeline, say) => {
  for (const text of textsOf(pipeline)) {
    const { slips, fault, constant } = read(text.text)
    if (slips.length > 0 && fault === undefined) {
      const first = slips[0]
      let repaired = text.text
      // From the end, so that earlier offsets hold.
      for (const slip of [...slips].sort((a, b) => b.start - a.start)) {
        const { start, end, meant } = slip
        const before = /[\w)"']$/.test(repaired.slice(0, start)) && /^[&|=!]/.test(meant) ? " " : ""
        const after = /^[\w("'$]/.test(repaired.slice(end)) && /[&|=~]$/.test(meant) ? " " : ""
        repaired = repaired.slice(0, start) + before + meant + after + repaired.slice(end)
      }
      repaired = repaired.trim()
      // A condition of texts alone is hardly what anybody means.
      const sure = slips.every((slip) => slip.sure) && !constant
      const taken = slips.every((slip) => slip.taken === true)
      const fixes = [
        say.fix(
          `Write \`${repaired}\``,
          [{ op: "replace", path: text.pointer, value: repaired }],
          // What works, if not as meant, is not changed without being asked for.
          sure && !taken ? "safe" : "unsafe",
          sure ? (taken ? 0.9 : 0.97) : 0.8
        )
      ]
      report(say, text, first?.message ?? "", fixes, taken ? "warning" : undefined)
    } else if (fault !== undefined) {
      report(say, text, `The condition cannot be parsed: ${fault.message}`, repairs(say, text, fault.start))
    } else if (constant) {
      say.problem({
        rule: "constant-condition",
        message: "This condition has no variable, so it is the same in every pipeline",
        pointer: text.pointer,
        at: text.node,
        fixes: unquoted(say, text)
      })
    }
  }
})

/** `"$NAME"` is a text and no variable, whatever the shell makes of it. */
const unquoted = (say: Say, text: Text) => {
  const repaired = text.text.replaceAll(/(["'])(\$\w+)\1/g, "$2")
  const { fault, constant } = read(repaired)
  return fault !== undefined || constant
    ? []
    : [
        say.fix(
          `Write \`${repaired}\``,
          [{ op: "replace", path: text.pointer, value: repaired }],
          "unsafe",
          0.9
        )
      ]
}

const report = (
  say: Say,
  text: Text,
  message: string,
  fixes: ReturnType<typeof repairs>,
  severity?: Severity
): void => {
  const { pointer, node } = text
  const as = severity === undefined ? {} : { severity }
  say.problem({ rule: "rule-expression", ...as, message, pointer, at: node, fixes })
}

/** What makes the text readable: something closed, or a sign too many taken away. */
const repairs = (say: Say, text: Text, at: number) => {
  const body = text.text.trimEnd()
  const rest = body.slice(at)
  const candidates: ReadonlyArray<readonly [string, string, number]> = [
    ...['"', "'", ")", '")', "/", "))"].map(
      (close) => [`Close it with \`${close}\``, body + close, 0.85] as const
    ),
    ["Remove the last operator", body.replace(/(?:&&|\|\||[=!][=~])$/, "").trimEnd(), 0.6],
    ["Remove the bracket", rest.startsWith(")") ? body.slice(0, at) + rest.slice(1) : body, 0.7],
    ["Remove the braces", body.replace(/^\$\{\{\s*([\s\S]*?)\s*\}\}$/, "$1"), 0.9]
  ]
  for (const [title, repaired, confidence] of candidates) {
    if (repaired === text.text || repaired.trim() === "") continue
    const again = read(repaired)
    // Other slips are told next.
    if (again.fault !== undefined) continue
    return [say.fix(title, [{ op: "replace", path: text.pointer, value: repaired }], "unsafe", confidence)]
  }
  return []
}

const textsOf = (pipeline: Pipeline): ReadonlyArray<Text> => {
  const texts = conditionsOf(pipeline).flatMap(({ rule }) => textOf(under(rule, "if")) ?? [])
  for (const job of pipeline.jobs.values()) {
    for (const key of ["only", "except"]) {
      const variables: ListItem | undefined = under(job.own(key), "variables")
      for (const item of itemsOf(variables)) {
        const text = textOf(item)
        if (text !== undefined) texts.push(text)
      }
    }
  }
  return texts
}
