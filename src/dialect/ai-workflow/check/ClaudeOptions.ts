/**
 * Claude's options: combinations that have no effect or contradict each other, and tools that do not exist.
 */

import type { Diagnostic, Unknown } from "../../../diagnose/Diagnostic.ts"
import type { Check, View } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import { fold, nearest } from "../../../diagnose/Nearest.ts"
import { get, keyText, pairOf, stringOf } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { type Options, optionsOf, optionValue } from "../Options.ts"
import { rules, world } from "../rules.generated.ts"
import { itemsOf } from "../Step.ts"
import { type Workflow, workflowOf } from "../Workflow.ts"

export const claudeOptions: Check = (view) => {
  const workflow = workflowOf(view.roots[0])
  if (workflow === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  const unknowns: Array<Unknown> = []
  const servers = serversOf(workflow)
  for (const options of optionsOf(workflow)) {
    diagnostics.push(...streaming(options))
    tools(view, options, servers, diagnostics, unknowns)
  }
  return { diagnostics, unknowns }
}

/** Options that say how to stream do nothing unless streaming is on. */
const streaming = (options: Options): ReadonlyArray<Diagnostic> => {
  const on = optionValue(options, "async_streaming")
  if (on !== undefined && !(on.kind === "scalar" && on.value === false)) return []
  const idle = options.node.pairs.filter((pair) => keyText(pair)?.startsWith("stream_"))
  const first = idle[0]
  if (first === undefined) return []
  const own = get(options.node, "async_streaming") !== undefined
  const path = child(options.pointer, "async_streaming")
  const names = idle.map((pair) => `\`${keyText(pair)}\``).join(" and ")
  return [
    finding(
      {
        rule: "idle-option",
        stage: "semantic",
        message: `${names} ${idle.length === 1 ? "has" : "have"} no effect without \`async_streaming: true\``,
        pointer: child(options.pointer, keyText(first) ?? ""),
        at: first,
        fixes: [
          patchFix(
            "Set `async_streaming: true`",
            [{ op: own ? "replace" : "add", path, value: true }],
            "display",
            own ? 0.5 : 0.8
          )
        ]
      },
      rules
    )
  ]
}

const toolNames: ReadonlySet<string> = new Set(world.tools)

/** Names of the MCP servers that the workflow itself defines; `undefined` where they come from elsewhere. */
const serversOf = (workflow: Workflow): ReadonlyArray<string> | undefined => {
  const servers = get(workflow.flow.node, "mcp_servers")
  return servers?.kind === "map" ? servers.pairs.flatMap((pair) => keyText(pair) ?? []) : undefined
}

const tools = (
  view: View,
  options: Options,
  servers: ReadonlyArray<string> | undefined,
  diagnostics: Array<Diagnostic>,
  unknowns: Array<Unknown>
): void => {
  const denied = new Set(
    itemsOf(options.node, options.pointer, "disallowed_tools").flatMap(({ node }) => stringOf(node) ?? [])
  )
  for (const key of ["allowed_tools", "disallowed_tools"]) {
    if (pairOf(options.node, key) === undefined) continue
    const seen = new Set<string>()
    for (const { node, pointer } of itemsOf(options.node, options.pointer, key)) {
      const written = stringOf(node)
      if (written === undefined || written.includes("{{")) continue
      const report = (rule: string, message: string, fix: string | undefined, sure: boolean): void => {
        const operation =
          fix === undefined
            ? ({ op: "remove", path: pointer } as const)
            : ({ op: "replace", path: pointer, value: fix } as const)
        diagnostics.push(
          finding(
            {
              rule,
              stage: "semantic",
              severity: "warning",
              message,
              pointer,
              at: node,
              fixes: [
                patchFix(
                  fix === undefined ? "Remove it" : `Write \`${fix}\``,
                  [operation],
                  fix === undefined ? "display" : "unsafe",
                  sure ? 0.95 : 0.7
                )
              ]
            },
            rules
          )
        )
      }
      if (seen.has(written)) {
        report("repeated-tool", `\`${written}\` is in this list already`, undefined, true)
        continue
      }
      seen.add(written)
      if (key === "allowed_tools" && denied.has(written)) {
        report("contradicting-tool", `\`${written}\` is both allowed and disallowed`, undefined, false)
      }
      // `Bash(git diff:*)` is a tool with what it may do.
      const name = /^[^(]*/.exec(written)?.[0].trim() ?? ""
      // Where the tools are declared, the dry run looks whether this one is among them.
      if (toolNames.has(name) || view.context.tools !== undefined) continue
      const server = /^mcp__(.+?)(?:__|$)/.exec(name)?.[1]
      if (server !== undefined) {
        if (servers === undefined || servers.includes(server)) continue
        const near = nearest(server, servers)[0]
        if (near !== undefined) {
          const right = written.replace(`mcp__${server}`, () => `mcp__${near.name}`)
          report(
            "unknown-tool",
            `There is no MCP server \`${server}\`: \`${near.name}\` is defined`,
            right,
            true
          )
        }
        continue
      }
      const near = nearest(name, toolNames)[0]
      if (near !== undefined && (near.cost < 2 || fold(near.name) === fold(name))) {
        const right = near.name + written.slice(name.length)
        report(
          "unknown-tool",
          `There is no tool \`${name}\`: tool names are case-sensitive, \`${near.name}\` is one`,
          right,
          fold(near.name) === fold(name)
        )
      } else {
        unknowns.push({
          rule: "unknown-tool",
          message: `Whether there is a tool \`${name}\` depends on where this runs`,
          document: 0,
          pointer,
          start: node.start,
          end: node.end
        })
      }
    }
  }
}
