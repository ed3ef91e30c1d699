/**
 * Memories: all that a refinement leaves for learning, its history and the draft that a rating will be compared with.
 */
import { errorsOf } from "../../diagnose/Scorer.ts"
import type { Repaired } from "../AutoRepair.ts"
import type { Refined } from "../Refined.ts"
import { draftOf } from "./Feedback.ts"
import { type History, historyOf, historyOfRepair } from "./History.ts"
import type { Memory } from "./KnowledgeBase.ts"
import { Privacy } from "./Privacy.ts"

/** `file` is its path relative to the project. `undefined` where there was nothing to repair. */
export const memoryOf = (refined: Refined, file: string, at: number): Memory | undefined => {
  if (!isRepair(refined)) return undefined
  const privacy = new Privacy(refined.before.text, refined.text)
  return withDraft(historyOf(refined, file, at, privacy), refined, privacy)
}

export const memoryOfRepair = (repaired: Repaired, file: string, at: number): Memory | undefined => {
  if (!isRepair(repaired)) return undefined
  const privacy = new Privacy(repaired.before.text, repaired.text)
  return withDraft(historyOfRepair(repaired, file, at, privacy), repaired, privacy)
}

type Result = Pick<Repaired, "before" | "text" | "applied">

/** To look for secrets is most of the work, and most files of most runs have nothing to repair. */
const isRepair = ({ before, applied }: Result): boolean =>
  applied.length > 0 || errorsOf(before.report).length > 0

/** What was left as it was cannot be rated. */
const withDraft = (history: History, { before, text }: Result, privacy: Privacy): Memory => ({
  history,
  draft: before.text === text ? undefined : draftOf(history, before.text, text, privacy)
})
