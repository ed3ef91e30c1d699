/**
 * A journal in memory: for tests, and for runs that leave nothing behind.
 */
import { Effect } from "effect"
import { addressesIn, type Entry } from "./JournalEvent.ts"
import type { JournalStore } from "./JournalStore.ts"

export const makeMemory: Effect.Effect<JournalStore> = Effect.sync(() => {
  const sessions = new Map<string, Map<number, Entry>>()
  const blobs = new Map<string, string>()
  const entriesOf = (session: string): ReadonlyArray<Entry> => [...(sessions.get(session)?.values() ?? [])]
  return {
    commit: (records) =>
      Effect.sync(() => {
        const taken = new Set<string>()
        for (const { entry, blobs: texts } of records) {
          const entries = sessions.get(entry.session) ?? new Map<number, Entry>()
          if (entries.has(entry.number)) taken.add(entry.session)
          if (taken.has(entry.session)) continue
          entries.set(entry.number, entry)
          sessions.set(entry.session, entries)
          for (const { address, text } of texts) blobs.set(address, text)
        }
        return taken
      }),
    read: (session) => Effect.sync(() => entriesOf(session)),
    readAll: Effect.sync(() => [...sessions.keys()].flatMap(entriesOf)),
    blob: (address) => Effect.sync(() => blobs.get(address)),
    forget: (entries) =>
      Effect.sync(() => {
        for (const { session, number } of entries) {
          sessions.get(session)?.delete(number)
          if (sessions.get(session)?.size === 0) sessions.delete(session)
        }
        const named = new Set(
          [...sessions.keys()].flatMap(entriesOf).flatMap(({ event }) => addressesIn(event))
        )
        let bytes = 0
        for (const [address, text] of blobs) {
          if (named.has(address)) continue
          bytes += Buffer.byteLength(text)
          blobs.delete(address)
        }
        return bytes
      }),
    dropped: undefined
  }
})
