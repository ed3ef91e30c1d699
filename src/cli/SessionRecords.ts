/**
 * What `pipewright sessions` does with the journal of a project: list, show, export, import, prune.
 */
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { Effect } from "effect"
import { readTextFile } from "../document/TextFile.ts"
import { isUnsettled } from "../pipeline/Refined.ts"
import { dispensable } from "../session/Compaction.ts"
import { Journal } from "../session/Journal.ts"
import type { JournalError } from "../session/JournalError.ts"
import type { JournalStore } from "../session/JournalStore.ts"
import { exported, imported, recordsIn } from "../session/JournalText.ts"
import { type SessionState, statesOf } from "../session/SessionState.ts"
import { dollars, plural } from "./format/Format.ts"
import { oneLine } from "./format/Visible.ts"
import { journalFile, prepareRecords, strayRecords } from "./Records.ts"
import { type Resumable, resumable } from "./Resumable.ts"
import { FileError, failure } from "./SourceFile.ts"

/** All sessions, a line each: id, state, score, what was refined, when it last changed. */
export const list = (folder: string, json: boolean): Effect.Effect<string, FileError> =>
  inJournal(folder, (store) =>
    Effect.map(store.readAll, (entries) => {
      const states = [...statesOf(entries).values()]
      if (json) return states.map((state) => `${JSON.stringify(summaryOf(state))}\n`).join("")
      if (states.length === 0) return "No sessions.\n"
      return states
        .map(
          (state) =>
            `${oneLine(state.id.slice(0, shortId))}  ${oneLine(wordFor(state)).padEnd(14)}  ${(state.best?.score ?? 0).toFixed(3)}  ${new Date(state.changed).toISOString().slice(0, 19)}Z  ${oneLine(state.opened.title)}\n`
        )
        .join("")
    })
  )

/** One session, event by event. */
export const show = (folder: string, id: string): Effect.Effect<string, FileError> =>
  inJournal(folder, (store) =>
    Effect.gen(function* () {
      const states = statesOf(yield* store.readAll)
      const state = yield* named(states, id)
      const entries = yield* store.read(state.id)
      const { calls, tokens, cost } = state.spent
      const head = [
        `session  ${oneLine(state.id)}`,
        `file     ${oneLine(state.opened.title)}`,
        `state    ${oneLine(wordFor(state))}${state.reason === undefined ? "" : `: ${oneLine(state.reason)}`}`,
        ...(calls === 0
          ? []
          : [`spent    ${[plural(calls, "call"), plural(tokens, "token"), ...dollars(cost)].join(", ")}`])
      ]
      const events = entries.map(({ number, at, event }) => {
        const { _tag, ...rest } = event
        const time = new Date(at).toISOString().slice(11, 23)
        return `${String(number).padStart(4)}  ${time}  ${_tag.padEnd(12)}  ${oneLine(detailOf(rest))}`
      })
      return `${[...head, "", ...events].join("\n")}\n`
    })
  )

/** Sessions as JSON Lines; all where none is named. */
export const exportText = (folder: string, ids: ReadonlyArray<string>): Effect.Effect<string, FileError> =>
  inJournal(folder, (store) =>
    Effect.gen(function* () {
      const all = yield* store.readAll
      if (ids.length === 0) return yield* exported(store, all)
      const states = statesOf(all)
      const wanted = new Set<string>()
      for (const id of ids) wanted.add((yield* named(states, id)).id)
      return yield* exported(
        store,
        all.filter(({ session }) => wanted.has(session))
      )
    })
  )

/** Takes exported sessions in. Nothing is made for a file that holds none. */
export const importText = (
  folder: string,
  file: string,
  trusted: boolean
): Effect.Effect<string, FileError> =>
  Effect.gen(function* () {
    const lines = yield* Effect.tryPromise({
      try: () => readTextFile(resolve(folder, file), { most: 256, pipe: true }),
      catch: (error) => failure(file, error)
    })
    const records = yield* Effect.mapError(
      recordsIn(file, lines),
      ({ problem, help }) => new FileError({ path: file, problem, help })
    )
    yield* prepareRecords(folder, "Import them elsewhere.")
    return yield* inJournal(
      folder,
      (store) =>
        Effect.map(imported(store, records, { trusted }), ({ entries, known }) => {
          const left = known.size === 0 ? "" : `; ${plural(known.size, "session")} known already`
          const use = trusted || entries === 0 ? "" : ", to look at: only --trust lets a run go on from them"
          return `${plural(entries, "event")} taken in${left}${use}\n`
        }),
      "make"
    )
  })

export interface Pruning {
  /** Only what has not changed for so many days. */
  readonly days: number
  /** Unfinished sessions too. */
  readonly open: boolean
  /** Keep every session, and forget only what one that is over can do without. */
  readonly compact: boolean
}

/** Forgets sessions that are over. */
export const prune = (folder: string, { days, open, compact }: Pruning): Effect.Effect<string, FileError> =>
  inJournal(folder, (store) =>
    Effect.gen(function* () {
      const all = yield* store.readAll
      const before = Date.now() - days * 86_400_000
      const chosen = [...statesOf(all).values()].filter(
        ({ status, changed }) => changed <= before && (open || status !== "open")
      )
      const bySession = Map.groupBy(all, ({ session }) => session)
      const gone = chosen.flatMap(({ id }) => {
        const entries = bySession.get(id) ?? []
        return compact ? dispensable(entries) : entries
      })
      const bytes = yield* store.forget(gone)
      const what = compact ? "compacted" : "forgotten"
      return `${plural(chosen.length, "session")} ${what}: ${plural(gone.length, "event")} and ${bytes} bytes of text\n`
    })
  )

/** The files of sessions that are unfinished, or of those that are named, and what is left alone. */
export const unfinished = (folder: string, ids: ReadonlyArray<string>): Effect.Effect<Resumable, FileError> =>
  inJournal(folder, (store) =>
    Effect.gen(function* () {
      const states = statesOf(yield* store.readAll)
      const chosen: Array<SessionState> = []
      for (const id of ids) chosen.push(yield* named(states, id))
      if (ids.length === 0)
        chosen.push(
          ...[...states.values()].filter(({ status, outcome }) => status === "open" || isUnsettled(outcome))
        )
      return yield* Effect.promise(() => resumable(folder, chosen))
    })
  )

const shortId = 8

const wordFor = ({ status, outcome, foreign }: SessionState): string =>
  foreign ? "imported" : status === "ended" ? (outcome ?? status) : status === "open" ? "unfinished" : status

const summaryOf = (state: SessionState) => ({
  id: state.id,
  file: state.opened.title,
  recipe: state.opened.recipe,
  status: state.status,
  imported: state.foreign,
  outcome: state.outcome,
  reason: state.reason,
  score: state.best?.score,
  spent: state.spent,
  began: new Date(state.began).toISOString(),
  changed: new Date(state.changed).toISOString()
})

const detailOf = (rest: object): string =>
  Object.entries(rest)
    .filter(([key]) => key !== "evaluation" && key !== "hash" && key !== "settings")
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ")
    .slice(0, 300)

/** The session whose id begins so. */
const named = (
  states: ReadonlyMap<string, SessionState>,
  id: string
): Effect.Effect<SessionState, FileError> => {
  const found = [...states.values()].filter((state) => state.id.startsWith(id))
  const [state] = found
  if (state !== undefined && found.length === 1) return Effect.succeed(state)
  return Effect.fail(
    new FileError({
      path: id,
      problem:
        found.length === 0
          ? "no session has an id that begins so."
          : "several sessions have ids that begin so.",
      help: "`pipewright sessions list` names them."
    })
  )
}

/** Works on the journal of a folder; where there is none it is as if it were empty, and none is made. */
const inJournal = <A>(
  folder: string,
  work: (store: JournalStore) => Effect.Effect<A, JournalError | FileError>,
  missing: "make" | "empty" = "empty"
): Effect.Effect<A, FileError> => {
  const stray = strayRecords(folder)
  if (stray !== undefined) return Effect.fail(stray)
  const path = join(folder, journalFile)
  const layer = missing === "empty" && !existsSync(path) ? Journal.layerMemory : Journal.layerSqlite(path)
  return Effect.flatMap(Journal, work).pipe(
    Effect.provide(layer),
    Effect.catchTag("JournalError", (error) =>
      Effect.fail(
        new FileError({
          path: error.place === path ? journalFile : error.place,
          problem: error.problem,
          help: error.help
        })
      )
    )
  )
}
