/**
 * Sessions: what a prompt part continues was opened before.
 */

import type { Diagnostic, Unknown } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rules } from "../rules.generated.ts"
import { textOf } from "../Step.ts"
import { workflowOf } from "../Workflow.ts"

export const sessions: Check = (view) => {
  const workflow = workflowOf(view.roots[0])
  if (workflow === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const unknowns: Array<Unknown> = []
  const opened = new Set<string>()
  for (const step of workflow.steps) {
    const own = step.session
    if (own !== undefined) opened.add(own)
    for (const { node, pointer, type } of step.parts) {
      if (type === "claude_continue" && step.type !== "claude_session") {
        diagnostics.push(
          finding(
            {
              rule: "continue-outside-session",
              stage: "semantic",
              message: `A \`claude_continue\` part belongs in a \`claude_session\` step${step.type === undefined ? "" : `, not into \`${step.type}\``}`,
              pointer,
              at: node
            },
            rules
          )
        )
      }
      const session = textOf(node, pointer, "session_id")
      if (session === undefined || session.text.includes("{{") || opened.has(session.text)) continue
      const best = likely(session.text, opened)[0]
      if (best === undefined) {
        unknowns.push({
          rule: "unknown-session",
          message: `No earlier step opens the session \`${session.text}\`; it may be kept from an earlier run`,
          document: 0,
          pointer: session.pointer,
          start: session.node.start,
          end: session.node.end
        })
        continue
      }
      diagnostics.push(
        finding(
          {
            rule: "unknown-session",
            stage: "semantic",
            message: `No earlier step opens the session \`${session.text}\`: opened are ${oneOf([...opened])}`,
            pointer: session.pointer,
            at: session.node,
            fixes: [
              patchFix(
                `Write \`${best.name}\``,
                [{ op: "replace", path: session.pointer, value: best.name }],
                "unsafe",
                best.confidence
              )
            ]
          },
          rules
        )
      )
    }
  }
  return { diagnostics, unknowns }
}
