/**
 * Memories: all that a refinement leaves for learning, its history and the draft that a rating will be compared with.
 */
import type { Repaired } from "../AutoRepair.ts"
import type { Refined } from "../Controller.ts"
import { draftOf } from "./Feedback.ts"
import { type History, historyOf, historyOfRepair } from "./History.ts"
import type { Memory } from "./KnowledgeBase.ts"

/** `file` is its path relative to the project. `undefined` where there was nothing to repair. */
export const memoryOf = (refined: Refined, file: string, at: number): Memory | undefined =>
  withDraft(historyOf(refined, file, at), refined.before.text, refined.text)

export const memoryOfRepair = (repaired: Repaired, file: string, at: number): Memory | undefined =>
  withDraft(historyOfRepair(repaired, file, at), repaired.before.text, repaired.text)

/** What was left as it was cannot be rated. */
const withDraft = (history: History | undefined, before: string, after: string): Memory | undefined =>
  history === undefined
    ? undefined
    : { history, draft: before === after ? undefined : draftOf(history, before, after) }
