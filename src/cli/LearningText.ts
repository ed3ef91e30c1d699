/**
 * What was learned, for people.
 */
import type { Feedback } from "../pipeline/learning/Feedback.ts"
import type { FixKind } from "../pipeline/learning/FixKind.ts"
import type { Knowledge } from "../pipeline/learning/Knowledge.ts"
import type { Forgotten } from "../pipeline/learning/KnowledgeBase.ts"
import type { Analysis } from "../pipeline/learning/Learning.ts"
import { describeChange } from "../pipeline/learning/Solution.ts"
import { plural } from "./format/Format.ts"
import { oneLine } from "./format/Visible.ts"
import type { AppliedKnowledge, Imported } from "./LearningRecords.ts"
import type { Style } from "./Style.ts"

/** Lines of one list. */
const most = 12

export const analysisText = (analysis: Analysis, paint: Style): string => {
  const { histories, accepted, ratings, commonErrors, successfulFixes } = analysis
  if (histories === 0) return nothingYet
  const rated =
    ratings.mean === null ? "" : `; ${plural(ratings.count, "rating")}, ${ratings.mean.toFixed(1)} of 5`
  return [
    `${plural(histories, "refinement")}, ${accepted} accepted${rated}\n`,
    list(
      paint.bold("Common errors"),
      commonErrors.map(
        ({ dialect, rule, refinements, occurrences, solved }) =>
          `${rule} ${paint.dim(dialect)}: ${plural(occurrences, "time")} in ${plural(refinements, "refinement")}, ${percent(solved)} solved`
      )
    ),
    list(
      paint.bold("Successful fixes"),
      successfulFixes.map((fix) => {
        const { before, after } = fix.confidence
        const moved =
          before === after ? "" : `; confidence ${before.toFixed(3)} → ${after.toFixed(3)} (${casesOf(fix)})`
        return `${nameOf(fix, paint)}: applied ${plural(fix.applied, "time")}, ${fix.accepted} accepted${moved}`
      })
    ),
    list(
      paint.bold("Problem indicators"),
      analysis.problemIndicators.map(
        ({ indicator, refinements, failed, calls }) =>
          `${indicator}: ${percent(failed.with)} of ${refinements} not accepted, without it ${percent(failed.without)}${calls.with > calls.without ? `; ${calls.with.toFixed(1)} calls, without it ${calls.without.toFixed(1)}` : ""}`
      )
    ),
    list(
      paint.bold("Best approaches"),
      analysis.bestApproaches.map(
        ({ dialect, errors, approach, tries, gained, gain, cost }) =>
          `${approach} for ${errors} errors ${paint.dim(dialect)}: ${gained} of ${plural(tries, "try", "tries")} helped, score ${gain < 0 ? "" : "+"}${gain.toFixed(3)}, $${cost.toFixed(4)}`
      )
    )
  ].join("")
}

export const appliedText = ({ knowledge, analysis, proposals }: AppliedKnowledge, paint: Style): string => {
  if (knowledge.histories + knowledge.ratings === 0) return nothingYet
  const moved = analysis.successfulFixes.filter(({ confidence }) => confidence.before !== confidence.after)
  return [
    summary(knowledge),
    list(
      paint.bold("Confidences that change"),
      moved.map(
        (fix) =>
          `${nameOf(fix, paint)}: ${fix.confidence.before.toFixed(3)} → ${fix.confidence.after.toFixed(3)} (${casesOf(fix)})`
      )
    ),
    list(
      paint.bold("Proposals for you to review"),
      proposals.map(
        ({ file, reason, outcome }) =>
          `${file} ${paint.dim(outcome === "yours" ? "(edited by you: left as it is)" : outcome === "unchanged" ? "(as before)" : "(written)")}: ${reason}`
      )
    ),
    "It is in force for check, fix and refine in this folder, but with --no-learning. `pipewright learn reset` takes it back.\n"
  ].join("")
}

export const knowledgeText = (knowledge: Knowledge | undefined, paint: Style): string => {
  if (knowledge === undefined)
    return "Nothing is applied. `pipewright learn apply` puts what was learned to use.\n"
  return [
    summary(knowledge),
    list(
      paint.bold("Fixes"),
      knowledge.fixes.map((cases) => `${nameOf(cases.kind, paint)}: ${casesOf(cases)}`)
    ),
    list(
      paint.bold("Examples for models"),
      knowledge.precedents.map(
        ({ dialect, told, by, files }) =>
          `${told} ${paint.dim(`${dialect}, by a ${by}, ${plural(files, "file")}`)}`
      )
    ),
    list(
      paint.bold("Approaches"),
      knowledge.approaches.map(
        ({ dialect, errors, approach, tries, gained }) =>
          `${approach} for ${errors} errors ${paint.dim(dialect)}: ${gained} of ${plural(tries, "try", "tries")} helped`
      )
    )
  ].join("")
}

export const forgottenText = ({ knowledge, histories, ratings }: Forgotten, all: boolean): string => {
  const what = knowledge ? "What was applied is forgotten" : "Nothing was applied"
  return all
    ? `${what}; ${plural(histories, "history", "histories")} and ${plural(ratings, "rating")} forgotten.\n`
    : `${what}; histories and ratings are still there (--all forgets them too).\n`
}

export const importedText = ({ histories, ratings, knowledge }: Imported): string =>
  `${plural(histories, "history", "histories")} and ${plural(ratings, "rating")} taken in; ${knowledge ? "the knowledge that came with them is applied" : "`pipewright learn apply` puts them to use"}.\n`

export const feedbackText = (feedback: Feedback, paint: Style): string => {
  const { file, rating, corrections, verdicts } = feedback
  const corrected = verdicts.filter(({ verdict }) => verdict === "corrected").length
  return [
    `${oneLine(file)}: rated ${rating} of 5; ${plural(feedback.changes.length, "change")} proposed, ${plural(corrections.length, "correction")} of yours${corrected === 0 ? "" : `, ${plural(corrected, "fix", "fixes")} changed again`}.\n`,
    list(paint.bold("Your corrections"), corrections.map(describeChange)),
    "`pipewright learn apply` makes use of it.\n"
  ].join("")
}

const nothingYet =
  "There is nothing to learn from yet: `pipewright refine` leaves something for every file it repairs.\n"

const summary = ({ at, histories, ratings, fixes, precedents, approaches }: Knowledge): string =>
  `Applied ${new Date(at).toISOString().slice(0, 19)}Z, from ${plural(histories, "refinement")} and ${plural(ratings, "rating")}: cases of ${plural(fixes.length, "fix", "fixes")}, ${plural(precedents.length, "example")} for models, ${plural(approaches.length, "approach", "approaches")}.\n`

const list = (title: string, lines: ReadonlyArray<string>): string => {
  if (lines.length === 0) return ""
  const more = lines.length > most ? [`  and ${lines.length - most} more; --format json has all`] : []
  return `\n${[title, ...lines.slice(0, most).map((line) => `  ${oneLine(line)}`), ...more].join("\n")}\n`
}

const nameOf = ({ dialect, rule, title }: FixKind, paint: Style): string =>
  `${title} ${paint.dim(`${dialect}/${rule}`)}`

const casesOf = (cases: { readonly for: number; readonly against: number }): string =>
  `${rounded(cases.for)} for, ${rounded(cases.against)} against`

const rounded = (cases: number): string => String(Math.round(cases * 100) / 100)

const percent = (share: number): string => `${Math.round(share * 100)}%`
