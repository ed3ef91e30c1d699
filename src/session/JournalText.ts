/**
 * The journal as text: JSON Lines, one entry a line and before it the texts that it is the first to name. What one
 * journal exported another takes in; what is there already stays as it is.
 */
import { Effect, Option, Schema } from "effect"
import { jsonLine } from "../document/JsonLine.ts"
import { JournalError } from "./JournalError.ts"
import { addressesIn, type Blob, blobOf, Entry, type Record } from "./JournalEvent.ts"
import type { JournalStore } from "./JournalStore.ts"

const Line = Schema.Union([Schema.Struct({ text: Schema.String }), Schema.Struct({ entry: Entry })])

const lineIn = jsonLine(Line)

/** The lines of entries, in their order. */
export const exported = (
  store: JournalStore,
  entries: ReadonlyArray<Entry>
): Effect.Effect<string, JournalError> =>
  Effect.gen(function* () {
    const told = new Set<string>()
    let lines = ""
    for (const entry of entries) {
      if (entry.event._tag === "Imported") continue
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

/** The largest number that an entry may come in with: far more than any session has, and far from where counting ends. */
const largestNumber = 1_000_000_000

/**
 * The records of lines; one line that is none of a journal fails the whole, and so does an entry that cannot follow the
 * one before it of its session. `place` names their origin.
 */
export const recordsIn = (place: string, lines: string): Effect.Effect<ReadonlyArray<Record>, JournalError> =>
  Effect.gen(function* () {
    const records: Array<Record> = []
    const last = new Map<string, number>()
    let blobs: Array<Blob> = []
    for (const [at, raw] of lines.split("\n").entries()) {
      if (raw === "") continue
      const line = lineIn(raw)
      if (Option.isNone(line) || ("entry" in line.value && !follows(line.value.entry, last))) {
        return yield* new JournalError({
          place,
          problem: `line ${at + 1} is not one of a journal.`,
          help: "Export it anew with `pipewright sessions export`."
        })
      }
      if ("text" in line.value) blobs.push(blobOf(line.value.text))
      else {
        const { entry } = line.value
        last.set(entry.session, entry.number)
        records.push({ entry, blobs })
        blobs = []
      }
    }
    return records
  })

/** Takes records in. Sessions are marked as those of another journal unless somebody vouches for all of it. */
export const imported = (
  store: JournalStore,
  records: ReadonlyArray<Record>,
  { trusted = false }: { readonly trusted?: boolean } = {}
): Effect.Effect<Imported, JournalError> =>
  Effect.map(store.commit(trusted ? records : marked(records)), (known) => ({
    entries: records.filter(({ entry }) => !known.has(entry.session)).length,
    known
  }))

/** Every session with the mark as its last entry. */
const marked = (records: ReadonlyArray<Record>): ReadonlyArray<Record> => {
  const last = new Map(records.map(({ entry }) => [entry.session, entry]))
  const marks = [...last.values()].map(
    (entry): Record => ({
      entry: { ...entry, number: entry.number + 1, event: { _tag: "Imported" } },
      blobs: []
    })
  )
  return [...records, ...marks]
}

/** Whether an entry is the first of its session, which opens it, or comes after the last one. */
const follows = ({ session, number, event }: Entry, last: ReadonlyMap<string, number>): boolean => {
  const before = last.get(session)
  if (event._tag === "Imported" || number > largestNumber) return false
  return before === undefined ? number >= 0 && event._tag === "Opened" : number > before
}
