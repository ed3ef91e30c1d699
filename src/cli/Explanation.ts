/**
 * What `pipewright explain` prints.
 */
import { nearest } from "../diagnose/Nearest.ts"
import type { Rule } from "../diagnose/Rule.ts"
import { catalogue, groups, rulesNamed } from "./Catalogue.ts"
import { type Style, style } from "./Style.ts"

/** A rule's page, or undefined where there is no such rule. */
export const explanation = (id: string, color: boolean): string | undefined => {
  const paint = style(color)
  const found = rulesNamed(id)
  if (found.length === 0) return undefined
  return found.map(({ owner, rule }) => page(id, owner, rule, paint)).join("\n")
}

/** All rules, a line each. */
export const list = (color: boolean): string => {
  const paint = style(color)
  return groups
    .map(({ owner, rules }) => {
      const ids = Object.keys(rules).sort()
      const width = Math.max(0, ...ids.map((id) => id.length))
      const lines = ids.map((id) => `  ${id.padEnd(width)}  ${paint.dim(rules[id]?.title ?? "")}\n`)
      return `${paint.bold(owner)}\n${lines.join("")}`
    })
    .join("\n")
}

/** Rules that may have been meant, nearest first. */
export const suggestions = (id: string): ReadonlyArray<string> =>
  nearest(id, Object.keys(catalogue))
    .slice(0, 3)
    .map(({ name }) => name)

const page = (id: string, owner: string, rule: Rule, paint: Style): string => {
  let text = `${paint.bold(id)}  ${paint.severity(rule.severity)(rule.severity)}, ${rule.stage}, ${owner}\n\n`
  text += `${rule.title}.\n\n${rule.why}\n\n${rule.help}\n`
  const { example } = rule
  if (example === undefined) return text
  text += `\n${paint.dim("Breaks the rule:")}\n\n${indented(example.before)}`
  if (example.after !== undefined) {
    const how = example.unsafe === true ? "fix --unsafe" : "fix"
    text += `\n${paint.dim(`After \`pipewright ${how}\`:`)}\n\n${indented(example.after)}`
  }
  return text
}

const indented = (text: string): string => text.replace(/\n*$/, "\n").replaceAll(/^(?=.)/gm, "    ")
