/**
 * Comparisons that always come out the same: objects with texts, short names with full refs, outputs (which are
 * always text) with booleans, and properties with words that they never are; and objects put into a text.
 */
import { type Binary, type Expr, Literal } from "@actions/expressions/ast"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { get, resolve, stringOf } from "../../../document/Node.ts"
import { comparisonsOf, membershipsOf, pathOf, textOf } from "../expression/Decide.ts"
import { contextRule, meant } from "../expression/Names.ts"
import type { Use } from "../model/Analysis.ts"
import { eventNames, isEvent } from "../model/Event.ts"
import { entriesOf, type Workflow } from "../model/Workflow.ts"
import type { Property } from "../RuleData.ts"
import { contexts } from "../rules.generated.ts"
import { valuesOf } from "./MatrixReferences.ts"
import { check, part, rewrite, type Say } from "./Say.ts"

export const comparisons = check((analysis, say) => {
  let flags: ReadonlySet<string> | undefined
  for (const use of analysis.uses) {
    const { tree } = use.expression
    if (tree === undefined) continue
    expanded(say, analysis.workflow, use, tree)
    if (/contains/i.test(use.expression.text)) {
      for (const { path, text } of membershipsOf(tree))
        if (path.includes("*")) closedWord(say, use, path, text)
    }
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
  else if (text !== undefined && closedWord(say, use, path, text)) return
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
      `\`${path}\` is a boolean: it never equals the string \`'${text}'\`.`,
      "warning",
      text.toLowerCase()
    )
  } else if (isText(path) && (literal?.lexeme === "true" || literal?.lexeme === "false")) {
    tell(
      say,
      use,
      literal.lexeme,
      `\`${path}\` is a string: it never equals the boolean \`${literal.lexeme}\`.`,
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

const closed = contexts.words.map(({ paths, values, synonyms }) => ({
  form: new RegExp(
    `^(?:${paths.map((path) => path.replaceAll(".", "\\.").replaceAll("*", "[^.]+")).join("|")})$`
  ),
  values,
  words: new Set(values.map((value) => value.toLowerCase())),
  synonyms
}))

/** A word that a property with a few words as its values never is. */
const closedWord = (say: Say, use: Use, path: string, text: string): boolean => {
  const rule = closed.find(({ form }) => form.test(path))
  if (rule === undefined || text === "" || rule.words.has(text.toLowerCase())) return false
  const better = meant(text, rule.values, rule.synonyms)
  tell(
    say,
    use,
    `'${text}'`,
    `\`${path}\` is never \`${text}\`: it is ${oneOf(rule.values)}.`,
    "warning",
    better === undefined ? undefined : `'${better.name}'`
  )
  return true
}

const eventName = (say: Say, use: Use, text: string): void => {
  if (isEvent(text) || text === "") return
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

/** A whole context or a list put into a script or a text comes out as the word `Object` or `Array`. */
const expanded = (say: Say, workflow: Workflow, use: Use, tree: Expr): void => {
  const { site, template } = use
  if (template === undefined || site.place.condition) return
  const alone = template.start === 0 && template.end === site.text.trimEnd().length
  if (alone && site.path.at(-1) !== "run") return
  const path = pathOf(tree)
  if (path === undefined) return
  const word = isObject(path) ? "Object" : matrixWord(workflow, use, path)
  if (word === undefined) return
  const text = use.expression.text
  const json = ` toJSON(${text.trim()}) `
  say.problem({
    rule: "object-in-text",
    message: `\`${path}\` is ${word === "Object" ? "an object" : "a list"}: inserted into a string it becomes \`${word}\`.`,
    pointer: site.pointer,
    at: part(say, site, template.start, template.end),
    fixes: [rewrite("Write it as JSON", site, use.offset, use.offset + text.length, json, "unsafe", 0.7)]
  })
}

/** `Object` or `Array` for a matrix key that has values of that kind only. */
const matrixWord = (workflow: Workflow, use: Use, path: string): string | undefined => {
  if (!path.startsWith("matrix.")) return undefined
  const name = path.slice("matrix.".length)
  if (name.includes(".")) return undefined
  const matrix = workflow.job.get(String(use.site.path[1]))?.matrix
  if (matrix === undefined || matrix === "open" || matrix.open) return undefined
  const values = valuesOf(matrix).get(name)
  if (values === undefined || values.length === 0) return undefined
  const kinds = new Set(values.map((value) => resolve(value)?.kind))
  if (kinds.size !== 1) return undefined
  return kinds.has("seq") ? "Array" : kinds.has("map") ? "Object" : undefined
}
