/**
 * The state of a session: the fold of its entries. Nothing else is known of it, so a session that is taken up after a
 * crash is where its journal says.
 */
import type { Schema } from "effect"
import { add, nothingSpent, type Spending } from "../refine/Budget.ts"
import type { Entry, Evaluated, Opened, Proposed } from "./JournalEvent.ts"

export type SessionStatus = "open" | "ended" | "failed"

/** What became of a call to the world outside. */
export interface CallState {
  readonly attempts: number
  /** Absent while the call is in flight. */
  readonly reply?: Schema.Json
}

export interface SessionState {
  readonly id: string
  readonly opened: typeof Opened.Type
  readonly status: SessionStatus
  /** How it ended, in the words of the recipe, and why; why it failed. */
  readonly outcome: string | undefined
  readonly reason: string | undefined
  readonly trajectory: ReadonlyArray<typeof Evaluated.Type | typeof Proposed.Type>
  readonly calls: ReadonlyMap<string, CallState>
  /** Whether it is of another journal that nobody vouched for: nothing goes on from it. */
  readonly foreign: boolean
  /** How often it was taken up since it last got anywhere. */
  readonly tries: number
  readonly spent: Spending
  /** 0..1, and the address of the text that has it. */
  readonly best: typeof Evaluated.Type | undefined
  /** The number that the next entry gets. */
  readonly next: number
  /** Milliseconds since 1970. */
  readonly began: number
  readonly changed: number
}

/** The states of all sessions in entries, in the order in which they began. What does not begin with `Opened` is none. */
export const statesOf = (entries: Iterable<Entry>): ReadonlyMap<string, SessionState> => {
  const bySession = Map.groupBy(entries, ({ session }) => session)
  const states = new Map<string, SessionState>()
  for (const [session, own] of bySession) {
    const state = stateOf(own)
    if (state !== undefined) states.set(session, state)
  }
  return states
}

/** The state that the entries of one session lead to; undefined where there are none. */
export const stateOf = (entries: ReadonlyArray<Entry>): SessionState | undefined => {
  const [first] = entries
  if (first === undefined || first.event._tag !== "Opened") return undefined
  const state = {
    id: first.session,
    opened: first.event,
    status: "open" as SessionStatus,
    outcome: undefined as string | undefined,
    reason: undefined as string | undefined,
    trajectory: [] as Array<typeof Evaluated.Type | typeof Proposed.Type>,
    calls: new Map<string, CallState>(),
    foreign: false,
    tries: 0,
    spent: nothingSpent,
    best: undefined as typeof Evaluated.Type | undefined,
    next: 0,
    began: first.at,
    changed: first.at
  }
  for (const { event, number, at } of entries) {
    state.next = number + 1
    state.changed = at
    switch (event._tag) {
      case "Evaluated":
        state.trajectory.push(event)
        if (state.best === undefined || event.score > state.best.score) state.best = event
        state.tries = 0
        break
      case "Proposed":
        state.trajectory.push(event)
        if (event.spent !== undefined) state.spent = add(state.spent, event.spent)
        state.tries = 0
        break
      case "CallBegun":
        state.calls.set(event.key, { attempts: event.attempt })
        break
      case "CallAnswered":
        state.calls.set(event.key, {
          attempts: state.calls.get(event.key)?.attempts ?? 1,
          reply: event.reply
        })
        state.tries = 0
        break
      case "TakenUp":
        if (state.status === "ended") reopen(state)
        else state.tries++
        break
      case "Ended":
        state.status = "ended"
        state.outcome = event.status
        state.reason = event.reason
        break
      case "Failed":
        state.status = "failed"
        state.reason = event.reason
        break
      case "Imported":
        state.foreign = true
        break
    }
  }
  return state
}

/** What ended it did not happen: the proposal that could not be made, and its calls, which nobody answered. */
const reopen = (state: {
  status: SessionStatus
  outcome: string | undefined
  reason: string | undefined
  trajectory: Array<typeof Evaluated.Type | typeof Proposed.Type>
  calls: Map<string, CallState>
}): void => {
  state.status = "open"
  state.outcome = undefined
  state.reason = undefined
  const last = state.trajectory.at(-1)
  if (last?._tag === "Proposed" && last.end !== undefined) state.trajectory.pop()
  for (const [key, { reply }] of state.calls) if (reply === undefined) state.calls.delete(key)
}
