/**
 * Histories out of the journal, which has all that its sessions leave to be learned from. Their texts are judged anew,
 * which asks nobody.
 */
import { Effect, Option, Schema } from "effect"
import type { Dialect } from "../../diagnose/Dialect.ts"
import { score } from "../../diagnose/Scorer.ts"
import { validate } from "../../diagnose/Validator.ts"
import { recognise } from "../../dialect/Dialects.ts"
import type { JournalError } from "../../session/JournalError.ts"
import type { Entry } from "../../session/JournalEvent.ts"
import type { JournalStore } from "../../session/JournalStore.ts"
import { type SessionState, statesOf } from "../../session/SessionState.ts"
import type { Approach } from "../AdaptiveStrategy.ts"
import { readApplied } from "../AppliedRecord.ts"
import type { Evaluation, Refined, Status } from "../Refined.ts"
import { historyId } from "./History.ts"
import type { Memory } from "./KnowledgeBase.ts"
import { memoryOf } from "./Memories.ts"
import { StepRecord } from "./StepRecord.ts"

/**
 * Of sessions that ended, beside those that are known already and those that ended before everything was forgotten
 * (`since`, in milliseconds since 1970); of what was compacted as much as is left.
 */
export const journalMemories = (
  journal: JournalStore,
  known: ReadonlySet<string>,
  since = 0
): Effect.Effect<ReadonlyArray<Memory>, JournalError> =>
  Effect.gen(function* () {
    const found = new Map<string, Memory>()
    for (const state of ended(yield* journal.readAll)) {
      const id = idOf(state)
      if (known.has(id) || found.has(id) || state.changed <= since) continue
      const memory = yield* memoryIn(journal, state)
      if (memory !== undefined) found.set(id, memory)
    }
    return [...found.values()]
  })

/** The latest refinement of a file that the journal knows to the end. */
export const latestMemory = (
  journal: JournalStore,
  file: string,
  since = 0
): Effect.Effect<Memory | undefined, JournalError> =>
  Effect.gen(function* () {
    const own = ended(yield* journal.readAll).filter(
      ({ opened, changed }) => opened.title === file && changed > since
    )
    for (const state of own.sort((a, b) => b.changed - a.changed)) {
      const memory = yield* memoryIn(journal, state)
      if (memory?.draft !== undefined) return memory
    }
    return undefined
  })

const ended = (entries: ReadonlyArray<Entry>): Array<SessionState> =>
  [...statesOf(entries).values()].filter(
    ({ opened, status, best, foreign }) =>
      !foreign && opened.recipe === "pipeline" && status === "ended" && best !== undefined
  )

const idOf = ({ opened, best, outcome }: SessionState): string =>
  historyId(opened.title, opened.input, best?.candidate ?? "", outcome ?? "")

const memoryIn = (
  journal: JournalStore,
  state: SessionState
): Effect.Effect<Memory | undefined, JournalError> =>
  Effect.map(refinedOf(journal, state), (refined) =>
    refined === undefined ? undefined : memoryOf(refined, state.opened.title, state.changed)
  )

/** The result of a session as it was; `undefined` where its texts are gone, or nobody knows their dialect. */
const refinedOf = Effect.fnUntraced(function* (journal: JournalStore, state: SessionState) {
  const { opened, best } = state
  const input = yield* journal.blob(opened.input)
  const result = best === undefined ? undefined : yield* journal.blob(best.candidate)
  if (input === undefined || result === undefined) return undefined
  const dialect = recognise(opened.title, input)
  if (dialect === undefined) return undefined
  const judge = (text: string): Evaluation => judged(text, dialect, opened.title)
  const trajectory: Array<Refined["trajectory"][number]> = []
  for (const event of state.trajectory) {
    if (event._tag === "Proposed") {
      if (!isApproach(event.approach)) continue
      const { iteration, approach, outcome, reason, spent } = event
      const spending = spent === undefined ? {} : { spent }
      trajectory.push({ _tag: "proposed", iteration, approach, outcome, reason, ...spending })
      continue
    }
    const candidate = yield* journal.blob(event.candidate)
    if (candidate === undefined) continue
    const { iteration, hash, score } = event
    trajectory.push({
      _tag: "evaluated",
      iteration,
      candidate,
      hash,
      score,
      evaluation: judge(candidate)
    })
  }
  const [before, after] = [judge(input), judge(result)]
  return {
    status: (state.outcome ?? "") as Status,
    reason: state.reason ?? "",
    text: result,
    before: before.validation,
    after: after.validation,
    score: { before: before.score, after: after.score },
    applied: Option.getOrElse(readApplied(best?.evaluation), () => []),
    spent: state.spent,
    trajectory
  } satisfies Refined
})

const judged = (text: string, dialect: Dialect, path: string): Evaluation => {
  const validation = validate(text, dialect, { path })
  return { validation, score: score(validation.report) }
}

const isApproach: (approach: string) => approach is Approach = Schema.is(StepRecord.fields.approach)
