/**
 * PromptBuilder: what a model is told of a pipeline that does not work: the problems with the fixes that are
 * suggested, what was refused before, and the part of the file that matters, fenced as data and without its secrets.
 * Its size depends on the problems and their places, hardly on the file, and not on how long the refinement has gone
 * on.
 */
import { createHash } from "node:crypto"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import type { Fix } from "../diagnose/Fix.ts"
import type { Pointer } from "../document/Pointer.ts"
import type { Question } from "../model/ModelClient.ts"
import { tokensOf } from "../model/Tokens.ts"
import type { Redactor } from "../redact/Redactor.ts"
import type { Approach } from "./AdaptiveStrategy.ts"
import type { Basis } from "./Basis.ts"
import { excerpt, linesShowing, type Place } from "./Excerpt.ts"
import type { Command } from "./LostCommands.ts"
import { prompts } from "./rules.generated.ts"
import { inWords, type Suggestion } from "./Suggestions.ts"

export interface PromptParts {
  readonly approach: Exclude<Approach, "auto_repair">
  /** Of the dialect, in words. */
  readonly title: string
  /** The text that the answer speaks of, as it is or as the repairs of its syntax leave it, and what is wrong with it. */
  readonly basis: Basis
  /** The text as it is written. */
  readonly written: string
  /** Of each diagnostic that the basis tells. */
  readonly suggestions: ReadonlyArray<ReadonlyArray<Suggestion>>
  /** Why earlier answers were refused, the latest last. */
  readonly refusals: ReadonlyArray<string>
  /** A complete file that works, where one is known to be like this one. */
  readonly example?: string | undefined
  /** How problems like these were solved before, a line each, the most telling first. */
  readonly precedents?: ReadonlyArray<string> | undefined
  /** Commands of the last commit that may be what is missing. */
  readonly lost: ReadonlyArray<Command>
  /** Whether the whole file is wanted back, in place of a patch. */
  readonly wholeFile: boolean
  /** What the model may not bring in. */
  readonly refused: keyof typeof prompts.refused
  /** Whether the model can call tools. */
  readonly tools: boolean
  readonly redactor: Redactor
  /** Tokens that the model may write, and that it reads at once. */
  readonly outputLimit: number
  readonly contextLimit: number
}

export const buildPrompt = (parts: PromptParts): Question => {
  const { redactor, wholeFile, tools, example, basis } = parts
  const approach = example === undefined ? withoutExample(parts.approach) : parts.approach
  const { headings, limits } = prompts
  const text = redactor.redact(basis.document.text)
  const sections: Array<string> = []
  if (prompts.approach[approach] !== "") sections.push(prompts.approach[approach], "")
  sections.push(problems(parts))
  if (parts.precedents !== undefined && parts.precedents.length > 0) {
    sections.push("", headings.precedents)
    for (const precedent of parts.precedents.slice(0, limits.precedents))
      sections.push(`- ${redactor.redact(precedent).slice(0, limits.precedent)}`)
  }
  const lost = parts.lost.filter(({ text }) => text.length <= limits.command).slice(0, limits.commands)
  if (lost.length > 0) {
    sections.push("", headings.committed)
    for (const { pointer, of, text } of lost) {
      const place = of === undefined ? pointer : `${pointer} (${brief(of, limits.nearby)})`
      sections.push(`- ${redactor.redact(place)}: ${JSON.stringify(redactor.redact(text))}`)
    }
  }
  if (parts.refusals.length > 0) {
    sections.push("", headings.refused)
    for (const refusal of new Set(parts.refusals.slice(-limits.refusals)))
      sections.push(`- ${redactor.redact(refusal).slice(0, limits.refusal)}`)
  }
  if (example !== undefined) sections.push("", headings.example, ...marked("example", example.trimEnd()))
  const { heading, body } = shownPart(parts, approach, text)
  // Nobody who wrote the file could know what it is marked with.
  const marker = createHash("sha256").update(basis.document.text).digest("hex").slice(0, 8)
  sections.push("", heading, ...marked(marker, body.trimEnd()))
  const tool = wholeFile ? prompts.tools.document : prompts.tools.patch
  const takes = parts.suggestions.some((offered) => offered.length > 0)
  const most = wholeFile ? Math.ceil(tokensOf(text) * 1.5) + limits.fileTokens : limits.patchTokens
  return {
    system: filled(prompts.system, {
      title: parts.title,
      answer: answerOf(parts, takes),
      refused: prompts.refused[parts.refused],
      secrets: redactor.size === 0 ? "" : filled(prompts.secrets, { placeholder: redactor.stem })
    }),
    messages: [{ role: "user", content: sections.join("\n") }],
    tools: tools
      ? [{ ...tool, parameters: wholeFile ? fileParameters : takes ? takeParameters : patchParameters }]
      : [],
    toolChoice: tools ? { tool: tool.name } : "none",
    maxOutputTokens: Math.min(most, parts.outputLimit)
  }
}

/** Nobody is pointed to an example that there is not. */
const withoutExample = (approach: PromptParts["approach"]): PromptParts["approach"] =>
  approach === "hybrid" ? "llm_guided" : approach === "pattern" ? "llm_comprehensive" : approach

const answerOf = ({ wholeFile, tools }: PromptParts, takes: boolean): string => {
  const { answer } = prompts
  if (wholeFile) return tools ? answer.document : answer.documentInText
  if (takes) return tools ? answer.take : answer.takeInText
  return tools ? answer.patch : answer.patchInText
}

const ops = { type: "array", items: { type: "object" } } as const

const patchParameters = { type: "object", properties: { ops } } as const

const takeParameters = {
  type: "object",
  properties: { take: { type: "array", items: { type: "string" } }, ops }
} as const

const fileParameters = {
  type: "object",
  properties: { file: { type: "string" } },
  required: ["file"]
} as const

/** One line a problem, one more for each suggestion. */
const problems = ({ basis, written, suggestions, redactor, wholeFile }: PromptParts): string => {
  const { headings, limits } = prompts
  const told = basis.told.slice(0, limits.problems)
  const said = new Map<string, number>()
  const lines = told.map((diagnostic, index) => {
    // Piece by piece: a name before a colon would make a secret of whatever follows it.
    const text = redactor.redact(wordsOf(diagnostic))
    const earlier = said.get(text)
    if (earlier === undefined) said.set(text, index + 1)
    const words = earlier === undefined ? text : filled(headings.same, { number: String(earlier) })
    return [
      `${index + 1}. ${redactor.redact(placeOf(diagnostic.pointer))}: ${words}`,
      ...(suggestions[index] ?? []).map(
        ({ name, operations }) => `   ${name}: ${brief(redactor.redact(inWords(operations)), limits.line)}`
      ),
      ...(diagnostic.stage === "syntax"
        ? diagnostic.fixes.slice(0, 1).map((fix) => `   ${redactor.redact(repairOf(fix, written, basis))}`)
        : [])
    ].join("\n")
  })
  if (!basis.asWritten && !wholeFile) lines.push(headings.repaired)
  if (basis.cutOff.length > 0) {
    const [place = ""] = basis.cutOff
    lines.push(filled(headings.cutOff, { place: redactor.redact(placeOf(place)) }))
  }
  const more = basis.told.length - told.length
  if (more > 0) lines.push(filled(headings.more, { count: String(more) }))
  return lines.join("\n")
}

/** What a repair of the syntax does, or has done, and what it takes away. */
const repairOf = ({ title, edit }: Fix, written: string, { asWritten }: Basis): string => {
  const gone = (edit._tag === "text" ? edit.edits : [])
    .filter(({ text }) => text.trim() === "")
    .map(({ start, end }) => written.slice(start, end).trim())
    .filter((text) => /\w/.test(text))
    .join(" ")
  const done = filled(asWritten ? prompts.headings.todo : prompts.headings.done, { title })
  return gone === ""
    ? done
    : `${done} ${filled(prompts.headings.gone, { text: brief(gone.replaceAll(/\s+/g, " "), prompts.limits.nearby) })}`
}

const wordsOf = ({ message, help, fixes }: Diagnostic): string =>
  (help === undefined || fixes.length > 0 ? message : `${message} ${help}`).slice(0, prompts.limits.message)

const placeOf = (pointer: Pointer): string => (pointer === "" ? "the root" : pointer)

/** The whole file, or the parts of it that the approach shows. */
const shownPart = (
  { basis, suggestions, wholeFile, contextLimit }: PromptParts,
  approach: PromptParts["approach"],
  text: string
): { readonly heading: string; readonly body: string } => {
  const { headings, limits } = prompts
  const root = basis.document.roots[basis.index]
  const fits = tokensOf(text) <= contextLimit * limits.file
  const usual = (limits.context as Partial<Record<Approach, number>>)[approach]
  const context = usual ?? (fits ? undefined : limits.large)
  if (wholeFile) return { heading: headings.whole, body: text }
  const lines = text.split(/\r\n|\n|\r/)
  const all = lines.map((line) => brief(line, limits.line)).join("\n")
  if (context === undefined || root === undefined) return { heading: headings.whole, body: all }
  const places = basis.told.slice(0, limits.problems).map(({ pointer }): Place => ({ pointer, context }))
  for (const { operations } of suggestions.flat())
    for (const operation of operations) {
      places.push({ pointer: operation.path, context: 0 })
      if ("from" in operation) places.push({ pointer: operation.from, context: 0 })
    }
  const index = basis.document.lines
  const numbers = linesShowing(root, index, lines, places)
  if (fits && numbers.length >= limits.whole * lines.length) return { heading: headings.whole, body: all }
  const exact = new Set(
    linesShowing(
      root,
      index,
      lines,
      places.map(({ pointer }) => ({ pointer, context: 0 }))
    )
  )
  const body = excerpt(lines, numbers, (line, number) =>
    exact.has(number) && !isComment(line)
      ? brief(withoutRemark(line, limits.nearby), limits.line)
      : brief(line, limits.nearby)
  )
  return { heading: headings.excerpt, body }
}

const isComment = (line: string): boolean => /^\s*(?:#|\/\/)/.test(line)

/** A long line without the comment at its end. Where there is a quote before it, it may be no comment. */
const withoutRemark = (line: string, most: number): string => {
  const at = line.length > most ? line.search(/ #/) : -1
  return at < 0 || /["']/.test(line.slice(0, at)) ? line : `${line.slice(0, at)} #…`
}

const brief = (line: string, most: number): string => (line.length > most ? `${line.slice(0, most)}…` : line)

const marked = (marker: string, body: string): ReadonlyArray<string> => [`<<<${marker}`, body, `${marker}>>>`]

/** In one pass, so that what is filled in is never taken for a place to fill. */
const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)
