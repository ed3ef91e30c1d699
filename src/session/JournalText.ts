/**
 * The journal as text: JSON Lines, one entry a line and before it the texts that it is the first to name. What one
 * journal exported another takes in; what is there already stays as it is.
 */
import { Effect, Option, Schema } from "effect"
import { JournalError } from "./JournalError.ts"
import { addressesIn, type Blob, blobOf, Entry, type Record } from "./JournalEvent.ts"
import type { JournalStore } from "./JournalStore.ts"

const Line = Schema.Union([Schema.Struct({ text: Schema.String }), Schema.Struct({ entry: Entry })])

/** The lines of entries, in their order. */
export const exported = (
  store: JournalStore,
  entries: ReadonlyArray<Entry>
): Effect.Effect<string, JournalError> =>
  Effect.gen(function* () {
    const told = new Set<string>()
    let lines = ""
    for (const entry of entries) {
      for (const address of addressesIn(entry.event)) {
        if (told.has(address)) continue
        told.add(address)
        const text = yield* store.blob(address)
        if (text !== undefined) lines += `${JSON.stringify({ text })}\n`
      }
      lines += `${JSON.stringify({ entry })}\n`
    }
    return lines
  })

export interface Imported {
  /** Entries that came in. */
  readonly entries: number
  /** Sessions that were there already. */
  readonly known: ReadonlySet<string>
}

/** The records of lines; one line that is none of a journal fails the whole. `place` names their origin. */
export const recordsIn = (place: string, lines: string): Effect.Effect<ReadonlyArray<Record>, JournalError> =>
  Effect.gen(function* () {
    const records: Array<Record> = []
    let blobs: Array<Blob> = []
    for (const [at, raw] of lines.split("\n").entries()) {
      if (raw === "") continue
      const line = decode(raw)
      if (Option.isNone(line)) {
        return yield* new JournalError({
          place,
          problem: `line ${at + 1} is not one of a journal.`,
          help: "Export it anew with `pipewright sessions export`."
        })
      }
      if ("text" in line.value) blobs.push(blobOf(line.value.text))
      else {
        records.push({ entry: line.value.entry, blobs })
        blobs = []
      }
    }
    return records
  })

/** Takes records in. */
export const imported = (
  store: JournalStore,
  records: ReadonlyArray<Record>
): Effect.Effect<Imported, JournalError> =>
  Effect.map(store.commit(records), (known) => ({
    entries: records.filter(({ entry }) => !known.has(entry.session)).length,
    known
  }))

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Line))
