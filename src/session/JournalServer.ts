/**
 * The process that writes the journal: it gathers what comes in and commits it together, so that many sessions
 * share one flush of the disk.
 *
 * `append` is acknowledged: its caller goes on when the entry is on the disk. `note` is not: within `delay`
 * milliseconds it is written so that it outlives the process, and it is on the disk with the next `append`. Order is
 * kept in any case, so what a crash takes is always the end. Notes are for what can be worked out again without
 * asking anybody.
 *
 * Where a commit fails the process crashes: those who wait hear of it at once, and the sessions are started anew
 * behind it.
 */
import { Effect, PubSub } from "effect"
import type { From } from "../supervise/Call.ts"
import * as GenServer from "../supervise/GenServer.ts"
import * as Process from "../supervise/Process.ts"
import { type JournalError, SessionTaken } from "./JournalError.ts"
import type { Entry, Record } from "./JournalEvent.ts"
import type { JournalStore } from "./JournalStore.ts"

export interface JournalProtocol {
  call: {
    append(records: ReadonlyArray<Record>): Effect.Effect<void, SessionTaken>
  }
  cast: { note(records: ReadonlyArray<Record>): void; flush(): void }
}

export interface JournalOptions {
  readonly store: JournalStore
  /** Told of every entry when it is durable. */
  readonly published: PubSub.PubSub<Entry>
}

/** Milliseconds that a note may wait for others. */
const delay = 100

interface Waiting {
  readonly records: ReadonlyArray<Record>
  readonly from: From<void, SessionTaken> | undefined
}

class Desk {
  readonly options: JournalOptions
  waiting: Array<Waiting> = []
  /** A flush is on its way: behind the messages that wait, or at the end of the delay. */
  soon = false
  later = false

  constructor(options: JournalOptions) {
    this.options = options
  }
}

export const JournalServer = GenServer.define<JournalProtocol>()({
  name: "journal",
  trapExits: true,

  init: (options: JournalOptions) => GenServer.started(new Desk(options)),

  call: {
    append: (records, desk, from) =>
      Effect.gen(function* () {
        desk.waiting.push({ records, from })
        if (!desk.soon) {
          desk.soon = true
          const self: GenServer.Server<JournalProtocol> = yield* Process.self
          yield* GenServer.cast(self, "flush")
        }
        return yield* GenServer.noReply(desk)
      })
  },

  cast: {
    note: (records, desk) =>
      Effect.gen(function* () {
        desk.waiting.push({ records, from: undefined })
        if (!desk.soon && !desk.later) {
          desk.later = true
          const self: GenServer.Server<JournalProtocol> = yield* Process.self
          yield* Effect.forkDetach(Effect.andThen(Effect.sleep(delay), GenServer.cast(self, "flush")))
        }
        return yield* GenServer.noReply(desk)
      }),

    flush: (_, desk) => Effect.andThen(flush(desk), GenServer.noReply(desk))
  },

  terminate: (_, desk) => flush(desk)
})

const flush = (desk: Desk): Effect.Effect<void, JournalError> =>
  Effect.gen(function* () {
    const { store, published } = desk.options
    const waiting = desk.waiting
    desk.waiting = []
    desk.soon = false
    desk.later = false
    if (waiting.length === 0) return
    const records = waiting.flatMap((each) => each.records)
    const taken =
      records.length === 0
        ? none
        : yield* store.commit(records, waiting.some(({ from }) => from !== undefined) ? "now" : "later")
    yield* PubSub.publishAll(
      published,
      records.flatMap(({ entry }) => (taken.has(entry.session) ? [] : [entry]))
    )
    for (const { records, from } of waiting) {
      if (from === undefined) continue
      const lost = records.find(({ entry }) => taken.has(entry.session))?.entry.session
      yield* lost === undefined
        ? GenServer.replyTo(from, undefined)
        : GenServer.failTo(from, new SessionTaken({ session: lost }))
    }
  })

const none: ReadonlySet<string> = new Set()
