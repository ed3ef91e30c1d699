/**
 * PromptBuilder: what a model is told of a pipeline that does not work: the task, the problems with the fixes that
 * are suggested, what was refused before, and the part of the file that matters, fenced as data and without its
 * secrets. Its size depends on the file and the problems, not on how long the refinement has gone on.
 */
import { createHash } from "node:crypto"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import type { Fix } from "../diagnose/Fix.ts"
import type { Document } from "../document/Document.ts"
import { nodeAt } from "../document/Tree.ts"
import type { Question } from "../model/ModelClient.ts"
import { tokensOf } from "../model/Tokens.ts"
import type { Redactor } from "../redact/Redactor.ts"
import type { Approach } from "./AdaptiveStrategy.ts"
import { prompts } from "./rules.generated.ts"

export interface PromptParts {
  readonly approach: Exclude<Approach, "auto_repair">
  /** Of the dialect, in words. */
  readonly title: string
  /** The text that the answer speaks of: as it is, or as the repairs of its syntax leave it. */
  readonly document: Document
  readonly diagnostics: ReadonlyArray<Diagnostic>
  /** Why earlier answers were refused, the latest last. */
  readonly refusals: ReadonlyArray<string>
  /** A complete file that works, where one is known to be like this one. */
  readonly example?: string | undefined
  /** How problems like these were solved before, a line each, the most telling first. */
  readonly precedents?: ReadonlyArray<string> | undefined
  /** Whether the text has its syntax repaired already. */
  readonly repaired: boolean
  /** Whether the whole file is wanted back, in place of a patch. */
  readonly wholeFile: boolean
  /** Whether the model can call tools. */
  readonly tools: boolean
  readonly redactor: Redactor
  /** Tokens that the model may write. */
  readonly outputLimit: number
}

export const buildPrompt = (parts: PromptParts): Question => {
  const { redactor, document, wholeFile, tools, example } = parts
  const approach = example === undefined ? withoutExample(parts.approach) : parts.approach
  const { headings, limits } = prompts
  const text = redactor.redact(document.text)
  const marker = `file-${createHash("sha256").update(document.text).digest("hex").slice(0, 8)}`
  const shown = parts.diagnostics.slice(0, limits.problems)
  const lines = text.split(/\r\n|\n|\r/)
  const sections = [
    prompts.approach[approach],
    "",
    headings.problems,
    ...shown.map((diagnostic, index) => problem(diagnostic, index, document, redactor))
  ]
  if (parts.repaired) sections.push(headings.repaired)
  const more = parts.diagnostics.length - shown.length
  if (more > 0) sections.push(filled(headings.more, { count: String(more) }))
  if (parts.precedents !== undefined && parts.precedents.length > 0) {
    sections.push("", headings.precedents)
    for (const precedent of parts.precedents.slice(0, limits.precedents))
      sections.push(`- ${redactor.redact(precedent).slice(0, limits.precedent)}`)
  }
  if (parts.refusals.length > 0) {
    sections.push("", headings.refused)
    for (const refusal of parts.refusals.slice(-limits.refusals))
      sections.push(`- ${redactor.redact(refusal).slice(0, limits.refusal)}`)
  }
  if (example !== undefined) sections.push("", headings.example, ...marked("example", example.trimEnd()))
  const context = wholeFile ? undefined : (limits.context as Partial<Record<Approach, number>>)[approach]
  const ranges = context === undefined ? [] : excerpts(shown, document, lines.length, context)
  const count = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  const whole = context === undefined || count >= limits.whole * lines.length
  sections.push("", whole ? headings.whole : headings.excerpt)
  const cut = (line: string): string => (line.length > limits.line ? `${line.slice(0, limits.line)}…` : line)
  const body = whole
    ? wholeFile
      ? text
      : lines.map(cut).join("\n")
    : ranges
        .map(([from, to]) => [`# lines ${from} to ${to}`, ...lines.slice(from - 1, to).map(cut)].join("\n"))
        .join("\n")
  sections.push(...marked(marker, body.trimEnd()))
  const tool = wholeFile ? prompts.tools.document : prompts.tools.patch
  const answer = wholeFile
    ? tools
      ? prompts.answer.document
      : prompts.answer.documentInText
    : tools
      ? prompts.answer.patch
      : prompts.answer.patchInText
  const most = wholeFile ? Math.ceil(tokensOf(text) * 1.5) + limits.fileTokens : limits.patchTokens
  return {
    system: filled(prompts.system, {
      title: parts.title,
      answer: filled(answer, { tool: tool.name })
    }).trim(),
    messages: [{ role: "user", content: sections.join("\n") }],
    tools: tools ? [{ ...tool, parameters: wholeFile ? fileParameters : patchParameters }] : [],
    toolChoice: tools ? { tool: tool.name } : "none",
    maxOutputTokens: Math.min(most, parts.outputLimit)
  }
}

/** Nobody is pointed to an example that there is not. */
const withoutExample = (approach: PromptParts["approach"]): PromptParts["approach"] =>
  approach === "hybrid" ? "llm_guided" : approach === "pattern" ? "llm_comprehensive" : approach

const patchParameters = {
  type: "object",
  properties: {
    operations: {
      type: "array",
      items: {
        type: "object",
        required: ["op", "path"]
      }
    }
  },
  required: ["operations"]
} as const

const fileParameters = {
  type: "object",
  properties: { file: { type: "string" } },
  required: ["file"]
} as const

/** One line a problem, one more for each suggestion. */
const problem = (
  { pointer, rule, message, help, fixes }: Diagnostic,
  index: number,
  document: Document,
  redactor: Redactor
): string => {
  const node = document.roots[0] === undefined ? undefined : nodeAt(document.roots[0], pointer)
  const line = node === undefined ? "" : ` (line ${document.lines.at(node.start).line})`
  const said = help === undefined || fixes.length > 0 ? message : `${message} ${help}`
  const text = `${index + 1}. ${pointer === "" ? "the root" : pointer}${line} ${rule}: ${said.slice(0, prompts.limits.message)}`
  const suggested = fixes.slice(0, prompts.limits.suggestions).flatMap(suggestion)
  return redactor.redact([text, ...suggested].join("\n"))
}

const suggestion = ({ title, edit }: Fix): ReadonlyArray<string> => {
  const heading = `   ${prompts.headings.suggestion}:`
  return [edit._tag === "patch" ? `${heading} ${JSON.stringify(edit.operations)}` : `${heading} ${title}`]
}

const marked = (marker: string, body: string): ReadonlyArray<string> => [`<<<${marker}`, body, `${marker}>>>`]

/** Runs of lines around the problems, 1-based, both ends included. */
const excerpts = (
  diagnostics: ReadonlyArray<Diagnostic>,
  document: Document,
  lines: number,
  context: number
): ReadonlyArray<readonly [from: number, to: number]> => {
  const wanted = diagnostics.map(({ pointer, document: index }): [number, number] => {
    const root = document.roots[index]
    const node = root === undefined ? undefined : nodeAt(root, pointer)
    if (node === undefined || node === root) return [1, Math.min(lines, 2 * context)]
    const first = document.lines.at(node.start).line
    const last = Math.min(document.lines.at(node.end).line, first + 2 * context)
    return [Math.max(1, first - context), Math.min(lines, last + context)]
  })
  const merged: Array<[number, number]> = []
  for (const [from, to] of wanted.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1] + 2) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** In one pass, so that what is filled in is never taken for a place to fill. */
const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)
