/**
 * Comparisons that always come out the same: objects with texts, short names with full refs, outputs (which are
 * always text) with booleans; and objects put into a text.
 */
import { type Binary, type Expr, Literal } from "@actions/expressions/ast"
import { get, stringOf } from "../../../document/Node.ts"
import { comparisonsOf, pathOf, textOf } from "../expression/Decide.ts"
import { contextRule, meant } from "../expression/Names.ts"
import type { Use } from "../model/Analysis.ts"
import { entriesOf, type Workflow } from "../model/Workflow.ts"
import type { Property } from "../RuleData.ts"
import { grammar } from "../rules.generated.ts"
import { check, part, rewrite, type Say } from "./Say.ts"

export const comparisons = check((analysis, say) => {
  let flags: ReadonlySet<string> | undefined
  for (const use of analysis.uses) {
    const { tree } = use.expression
    if (tree === undefined) continue
    expanded(say, use, tree)
    if (!/[=!]=/.test(use.expression.text)) continue
    for (const each of comparisonsOf(tree)) {
      flags ??= booleans(analysis.workflow)
      comparison(say, use, each, flags)
    }
  }
})

/** Inputs that are booleans, by their path. */
const booleans = (workflow: Workflow): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { name, settings } of workflow.triggers) {
    if (name !== "workflow_dispatch" && name !== "workflow_call") continue
    for (const entry of entriesOf(get(settings, "inputs"), "")) {
      const path = `inputs.${entry.name.toLowerCase()}`
      if (stringOf(get(entry.pair.value, "type")) === "boolean") found.add(path)
      else found.delete(path)
    }
  }
  return found
}

const comparison = (say: Say, use: Use, tree: Binary, flags: ReadonlySet<string>): void => {
  const path = pathOf(tree.left) ?? pathOf(tree.right)
  if (path === undefined) return
  const other = pathOf(tree.left) === undefined ? tree.left : tree.right
  const text = textOf(other)
  const literal = other instanceof Literal ? other.token : undefined
  if (literal !== undefined && isObject(path)) {
    tell(
      say,
      use,
      literal.lexeme,
      `\`${path}\` is an object: it never equals \`${literal.lexeme}\`.`,
      "error"
    )
  } else if (path === "github.event_name" && text !== undefined) eventName(say, use, text)
  else if (path === "github.ref" && text !== undefined && !text.startsWith("refs/") && text !== "") {
    const full = /^v?\d/.test(text) ? `refs/tags/${text}` : `refs/heads/${text}`
    tell(
      say,
      use,
      `'${text}'`,
      `\`github.ref\` is never \`${text}\`: it starts with \`refs/\`.`,
      "warning",
      `'${full}'`
    )
  } else if (text !== undefined && flags.has(path) && /^(?:true|false)$/i.test(text)) {
    tell(
      say,
      use,
      `'${text}'`,
      `\`${path}\` is a boolean: it never equals the text \`'${text}'\`.`,
      "warning",
      text.toLowerCase()
    )
  } else if (isText(path) && (literal?.lexeme === "true" || literal?.lexeme === "false")) {
    tell(
      say,
      use,
      literal.lexeme,
      `\`${path}\` is a text: it never equals the boolean \`${literal.lexeme}\`.`,
      "warning",
      `'${literal.lexeme}'`
    )
  }
}

/** Outputs and variables are always text. */
const isText = (path: string): boolean =>
  /^(?:steps|needs)\.[^.]+\.outputs\.[^.]+$/.test(path) || /^(?:env|vars|secrets)\.[^.]+$/.test(path)

/** Whether the path ends at something that has parts. */
const isObject = (path: string): boolean => {
  const [context, ...names] = path.split(".")
  if (path === "github.event") return true
  let rule: Property | undefined = contextRule(context ?? "")
  if (names.length === 0) return rule !== undefined
  for (const name of names) {
    if (rule === undefined || rule === "text" || rule === "any") return false
    rule = "each" in rule ? rule.each : rule.keys[name]
  }
  return typeof rule === "object"
}

const eventNames = grammar.shapes["event"]?.kind === "enum" ? grammar.shapes["event"].values.map(String) : []

const eventName = (say: Say, use: Use, text: string): void => {
  if (eventNames.includes(text.toLowerCase()) || text === "") return
  const better = meant(text, eventNames)
  // Events that GitHub starts by itself, such as `dynamic`, are in no list.
  if (better === undefined) return
  tell(
    say,
    use,
    `'${text}'`,
    `There is no event \`${text}\`; did you mean \`${better.name}\`?`,
    "warning",
    `'${better.name}'`
  )
}

const tell = (
  say: Say,
  use: Use,
  written: string,
  message: string,
  severity: "error" | "warning",
  instead?: string
): void => {
  const { text } = use.expression
  const from = text.indexOf(written)
  const once = from >= 0 && text.indexOf(written, from + 1) < 0
  const start = use.offset + Math.max(0, from)
  const end = start + (from < 0 ? text.length : written.length)
  say.problem({
    rule: "comparison-constant",
    severity,
    message,
    pointer: use.site.pointer,
    at: part(say, use.site, start, end),
    fixes:
      instead !== undefined && once
        ? [rewrite(`Write \`${instead}\``, use.site, start, end, instead, "unsafe", 0.86)]
        : []
  })
}

/** A whole context put into a script or a text comes out as the word `Object`. */
const expanded = (say: Say, use: Use, tree: Expr): void => {
  const { site, template } = use
  if (template === undefined || site.place?.condition === true) return
  const alone = template.start === 0 && template.end === site.text.trimEnd().length
  if (alone && site.path.at(-1) !== "run") return
  const path = pathOf(tree)
  if (path === undefined || !isObject(path)) return
  say.problem({
    rule: "object-in-text",
    message: `\`${path}\` is an object: in a text it reads \`Object\`.`,
    pointer: site.pointer,
    at: part(say, site, template.start, template.end),
    fixes: [
      rewrite(
        "Write it as JSON",
        site,
        use.offset,
        use.offset + use.expression.text.length,
        ` toJSON(${use.expression.text.trim()}) `,
        "unsafe",
        0.7
      )
    ]
  })
}
