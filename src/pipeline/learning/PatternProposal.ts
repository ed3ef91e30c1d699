/**
 * Proposals of patterns: pipelines that people rated well, each as a template of its kind, where it resembles none
 * that is known. A proposal is a whole pattern file: it is valid, and its own example matches it.
 */
import { basename } from "node:path/posix"
import { Result } from "effect"
import { stringify } from "yaml"
import { fold } from "../../diagnose/Nearest.ts"
import { errorsOf } from "../../diagnose/Scorer.ts"
import { type Validation, validate } from "../../diagnose/Validator.ts"
import { dialectById } from "../../dialect/Dialects.ts"
import { follows, type Outline, outlineOf, type Part } from "../../pattern/Outline.ts"
import type { Pattern, PatternFile, PatternPart } from "../../pattern/Pattern.ts"
import { patternFrom } from "../../pattern/PatternFolder.ts"
import { libraryOf } from "../../pattern/PatternLibrary.ts"
import { match, rank, wellMatched } from "../../pattern/PatternMatcher.ts"
import { type Feedback, success } from "./Feedback.ts"
import type { Proposal } from "./Proposal.ts"
import { learning } from "./rules.generated.ts"

/** One file for each pipeline, laid out like `patterns/`. */
export const proposePatterns = (feedback: ReadonlyArray<Feedback>): ReadonlyArray<Proposal> => {
  const known: Array<Pattern> = []
  const found: Array<Proposal> = []
  const rated = feedback
    .filter(({ rating }) => rating >= success)
    .sort((a, b) => b.rating - a.rating || (a.file < b.file ? -1 : 1))
  for (const each of rated) {
    const made = patternOf(each, known)
    if (made === undefined) continue
    known.push(made.pattern)
    found.push({
      kind: "pattern",
      path: `${each.dialect}/patterns/${made.pattern.name}.yaml`,
      reason: `${each.file} was rated ${each.rating} of 5 and is like no pattern that is known`,
      text: made.text
    })
  }
  return found
}

/** The pattern that a rated file is; `undefined` where it is none, or like one that there is. */
const patternOf = (
  { file, dialect: id, final, rating }: Feedback,
  proposed: ReadonlyArray<Pattern>
): { readonly pattern: Pattern; readonly text: string } | undefined => {
  const dialect = dialectById(id)
  if (dialect === undefined) return undefined
  const validation = validate(final, dialect, { path: file })
  const outline = outlineOf(validation.salvaged.roots, id)
  if (outline === undefined || errorsOf(validation.report).length > 0) return undefined
  const all = [...libraryOf(proposed).of(id)]
  if ((rank(validation, all)[0]?.score ?? 0) >= learning.proposals.known) return undefined
  const template = templateOf(file, final, rating, outline)
  if (template === undefined) return undefined
  const text = stringify(template, { lineWidth: 0, blockQuote: "literal" })
  const pattern = patternFrom(text, id, nameFor(file, all), file)
  if (Result.isFailure(pattern) || !matchesItself(validation, pattern.success, all)) return undefined
  return { pattern: pattern.success, text }
}

const matchesItself = (validation: Validation, pattern: Pattern, others: ReadonlyArray<Pattern>): boolean =>
  (match(validation, pattern, [...others, pattern])?.score ?? 0) >= wellMatched

/** Steps of a template; a file with more is no template of anything. */
const stepsAtMost = 24

const templateOf = (
  file: string,
  example: string,
  rating: number,
  outline: Outline
): PatternFile | undefined => {
  const own = outline.parts.filter(({ role }) => role === "step")
  const steps = own.length > 0 ? own : outline.parts
  if (steps.length < 2 || steps.length > stepsAtMost) return undefined
  const named = new Map<Part, string>()
  for (const part of steps) named.set(part, unused(slugOf(part), new Set(named.values())))
  const typed = steps.filter(({ type }) => type !== undefined)
  const parts = Object.fromEntries(
    [...named].map(([part, name]): [string, PatternPart] => [name, { at: part.pointer }])
  )
  return {
    title: `Like ${basename(file)}`,
    summary: `As ${file}, which was rated ${rating} of 5. Say here when to use it.`,
    file,
    identify: { signs: [...new Set(typed.map(({ type }) => type as string).filter(isTelling))].slice(0, 12) },
    requiredSteps: [...named.values()],
    stepTypes: Object.fromEntries(typed.map((part) => [named.get(part) as string, part.type as string])),
    connections: connectionsOf(outline, named),
    parts,
    example: example.endsWith("\n") ? example : `${example}\n`
  }
}

/** An action or the like says what a pipeline is for, `run` does not. */
const isTelling = (type: string): boolean => /[./:_-]/.test(type)

/** Each step comes after the nearest ones before it. */
const connectionsOf = (outline: Outline, named: ReadonlyMap<Part, string>): PatternFile["connections"] => {
  const steps = [...named]
  const before = steps.map(([part], index) =>
    steps.slice(0, index).filter(([other]) => follows(outline, other, part))
  )
  if (before.every((all, index) => all.length === index)) return "sequential"
  return Object.fromEntries(
    steps.flatMap(([, name], index): ReadonlyArray<[string, ReadonlyArray<string>]> => {
      const all = before[index] ?? []
      const nearest = all.filter(([one]) => !all.some(([other]) => follows(outline, one, other)))
      return nearest.length === 0 ? [] : [[name, nearest.map(([, of]) => of)]]
    })
  )
}

const slugOf = ({ name, type, index }: Part): string => {
  const words = (name === "" ? (type ?? "").split("/").at(-1) : name) ?? ""
  const slug = words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .slice(0, 40)
  return slug === "" ? `step_${index + 1}` : slug
}

const unused = (name: string, taken: ReadonlySet<string>): string => {
  let free = name
  for (let count = 2; taken.has(free); count++) free = `${name}_${count}`
  return free
}

/** The name of the file, or another where a pattern has it. */
const nameFor = (file: string, known: ReadonlyArray<Pattern>): string => {
  const words = basename(file)
    .replace(/\.[^.]+$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
  const stem = words === "" ? "pipeline" : words
  const taken = new Set(known.map(({ name }) => fold(name)))
  let name = stem
  for (let count = 2; taken.has(fold(name)); count++) name = `${stem}_${count}`
  return name
}
