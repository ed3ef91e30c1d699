/**
 * What `pipewright learn` and `pipewright feedback` do with the knowledge base of a project.
 */
import { existsSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { Effect, Option, Schema } from "effect"
import type { Vocabulary } from "../diagnose/Vocabulary.ts"
import { dialectById } from "../dialect/Dialects.ts"
import { jsonLine } from "../document/JsonLine.ts"
import { readTextFile } from "../document/TextFile.ts"
import { Feedback, feedbackOf } from "../pipeline/learning/Feedback.ts"
import { History } from "../pipeline/learning/History.ts"
import { journalMemories, latestMemory } from "../pipeline/learning/JournalHistories.ts"
import { Knowledge, knowledgeOf } from "../pipeline/learning/Knowledge.ts"
import {
  type Forgotten,
  KnowledgeBase,
  type KnowledgeBaseService
} from "../pipeline/learning/KnowledgeBase.ts"
import { KnowledgeError } from "../pipeline/learning/KnowledgeError.ts"
import { type Analysis, analyze } from "../pipeline/learning/Learning.ts"
import { proposalsOf } from "../pipeline/learning/Proposals.ts"
import { Journal } from "../session/Journal.ts"
import { JournalError } from "../session/JournalError.ts"
import { find } from "./Inputs.ts"
import { type Put, putProposals } from "./ProposalFiles.ts"
import { journalFile, knowledgeFile, prepareRecords, strayRecords } from "./Records.ts"
import { FileError, failure, read } from "./SourceFile.ts"

/** What all histories show, those of the journal among them. Writes nothing. */
export const analysis = (folder: string): Effect.Effect<Analysis, FileError> =>
  inKnowledge(folder, "empty", (base) =>
    Effect.map(gathered(folder, base), ({ histories, feedback }) => analyze(histories, feedback))
  )

export interface AppliedKnowledge {
  readonly knowledge: Knowledge
  readonly analysis: Analysis
  readonly proposals: ReadonlyArray<Put>
}

/** Puts what was learned to use, and writes what it proposes. Where there is nothing to learn nothing is written. */
export const apply = (folder: string, vocabulary?: Vocabulary): Effect.Effect<AppliedKnowledge, FileError> =>
  inKnowledge(folder, journaled(folder), (base) =>
    Effect.gen(function* () {
      const { histories, feedback, fresh } = yield* gathered(folder, base)
      yield* base.keep(fresh)
      const knowledge = knowledgeOf(histories, feedback, Date.now())
      if (histories.length + feedback.length > 0) yield* base.apply(knowledge)
      const proposals = yield* putProposals(folder, proposalsOf(histories, feedback, vocabulary))
      return { knowledge, analysis: analyze(histories, feedback), proposals }
    })
  )

/** The knowledge in force; none where nothing was applied. */
export const applied = (folder: string): Effect.Effect<Knowledge | undefined, FileError> =>
  inKnowledge(folder, "empty", (base) => base.applied)

export const forget = (folder: string, what: "applied" | "everything"): Effect.Effect<Forgotten, FileError> =>
  // That everything is forgotten has to be known where the journal still has it.
  inKnowledge(folder, what === "everything" ? journaled(folder) : "empty", (base) => base.forget(what))

/** Everything but the drafts, as JSON Lines. */
export const exportText = (folder: string): Effect.Effect<string, FileError> =>
  inKnowledge(folder, "empty", (base) =>
    Effect.gen(function* () {
      const knowledge = yield* base.applied
      const lines: ReadonlyArray<typeof Line.Type> = [
        ...(yield* base.histories).map((history) => ({ history })),
        ...(yield* base.feedback).map((feedback) => ({ feedback })),
        ...(knowledge === undefined ? [] : [{ knowledge }])
      ]
      return lines.map((line) => `${JSON.stringify(line)}\n`).join("")
    })
  )

export interface Imported {
  readonly histories: number
  readonly ratings: number
  /** Whether knowledge came with it, which is applied now. */
  readonly knowledge: boolean
}

/** Takes exported lines in; one that is none fails the whole. */
export const importText = (folder: string, file: string): Effect.Effect<Imported, FileError> =>
  Effect.gen(function* () {
    const lines = yield* linesOf(folder, file)
    return yield* inKnowledge(folder, "make", (base) =>
      Effect.gen(function* () {
        const histories = lines.flatMap((line) => ("history" in line ? [line.history] : []))
        const ratings = lines.flatMap((line) => ("feedback" in line ? [line.feedback] : []))
        const knowledge = lines.findLast((line) => "knowledge" in line)
        yield* base.keep(histories.map((history) => ({ history, draft: undefined })))
        for (const feedback of ratings) yield* base.rate(feedback)
        if (knowledge !== undefined) yield* base.apply(knowledge.knowledge)
        return {
          histories: histories.length,
          ratings: ratings.length,
          knowledge: knowledge !== undefined
        }
      })
    )
  })

export interface Opinion {
  /** 1 to 5. */
  readonly rating: number
  readonly comment: string | undefined
}

/** Keeps what somebody thinks of the last refinement of a file, with what they made of it. */
export const rate = (
  folder: string,
  file: string,
  { rating, comment }: Opinion
): Effect.Effect<Feedback, FileError> =>
  Effect.gen(function* () {
    const { inputs, problems } = yield* find([file], {
      folder,
      all: true,
      exclude: [],
      stdinPath: undefined
    })
    const [problem] = problems
    if (problem !== undefined) return yield* problem
    const [input] = inputs
    if (input?.path === undefined || input.place === undefined || inputs.length > 1)
      return yield* new FileError({ path: file, problem: "it is not one file." })
    const { path, place } = input
    const source = yield* read(path, sizeAtMost, file)
    if (source.undecodable !== undefined)
      return yield* new FileError({ path: file, problem: `${source.undecodable.message}.` })
    return yield* inKnowledge(folder, journaled(folder), (base) =>
      Effect.gen(function* () {
        const memory = yield* latest(folder, base, place)
        const { history, draft } = memory ?? {}
        if (draft === undefined || history === undefined)
          return yield* new FileError({
            path: file,
            problem: "no refinement of it is known that could be rated.",
            help: "Run `pipewright refine` on it in this folder first."
          })
        yield* base.keep([{ history, draft }])
        const dialect = dialectById(history.dialect)
        const feedback = feedbackOf(history, draft, source.text, rating, comment, dialect, Date.now())
        yield* base.rate(feedback)
        return feedback
      })
    )
  })

/** Bytes of a file that is rated. */
const sizeAtMost = 4 * 1024 * 1024

const Line = Schema.Union([
  Schema.Struct({ history: History }),
  Schema.Struct({ feedback: Feedback }),
  Schema.Struct({ knowledge: Knowledge })
])

const decode = jsonLine(Line)

const linesOf = (folder: string, file: string): Effect.Effect<ReadonlyArray<typeof Line.Type>, FileError> =>
  Effect.gen(function* () {
    const text = yield* Effect.tryPromise({
      try: () => readTextFile(resolve(folder, file), { most: 256, pipe: true }),
      catch: (error) => failure(file, error)
    })
    const lines: Array<typeof Line.Type> = []
    for (const [at, raw] of text.split("\n").entries()) {
      if (raw === "") continue
      const line = decode(raw)
      if (Option.isNone(line))
        return yield* new FileError({
          path: file,
          problem: `line ${at + 1} is none of what was learned.`,
          help: "Export it anew with `pipewright learn export`."
        })
      lines.push(line.value)
    }
    return lines
  })

/** What is in a journal is kept in a knowledge base from now on. */
const journaled = (folder: string): "make" | "empty" =>
  existsSync(join(folder, journalFile)) ? "make" : "empty"

/** The last refinement of a file, of the journal or of what was kept without one. */
const latest = Effect.fnUntraced(function* (folder: string, base: KnowledgeBaseService, place: string) {
  const draft = yield* base.draft(place)
  const history = draft === undefined ? undefined : yield* base.history(draft.history)
  const since = yield* base.forgottenAt
  const journaled = yield* fromJournal(folder, (journal) => latestMemory(journal, place, since), undefined)
  return history === undefined || (journaled !== undefined && journaled.history.at > history.at)
    ? journaled
    : { history, draft }
})

/** Reads the journal of a folder, where there is one. */
const fromJournal = <A>(
  folder: string,
  read: (journal: Journal["Service"]) => Effect.Effect<A, JournalError>,
  otherwise: A
): Effect.Effect<A, JournalError> => {
  const path = join(folder, journalFile)
  return existsSync(path)
    ? Effect.flatMap(Journal, read).pipe(Effect.provide(Journal.layerSqlite(path)))
    : Effect.succeed(otherwise)
}

/** All histories and ratings; `fresh` are those that only the journal knew. */
const gathered = Effect.fnUntraced(function* (folder: string, base: KnowledgeBaseService) {
  const kept = yield* base.histories
  const feedback = yield* base.feedback
  const known = new Set(kept.map(({ id }) => id))
  const since = yield* base.forgottenAt
  const fresh = yield* fromJournal(folder, (journal) => journalMemories(journal, known, since), [])
  return { histories: [...kept, ...fresh.map(({ history }) => history)], feedback, fresh }
})

/** Works on the knowledge base of a folder; where there is none it is as if it were empty, and is made if told so. */
const inKnowledge = <A>(
  folder: string,
  missing: "make" | "empty",
  work: (base: KnowledgeBaseService) => Effect.Effect<A, KnowledgeError | JournalError | FileError>
): Effect.Effect<A, FileError> => {
  const stray = strayRecords(folder)
  if (stray !== undefined) return Effect.fail(stray)
  const path = join(folder, knowledgeFile)
  const there = existsSync(path)
  const layer = there || missing === "make" ? KnowledgeBase.layerSqlite(path) : KnowledgeBase.layerMemory
  return Effect.andThen(
    !there && missing === "make" ? prepareRecords(folder, "Work where you may write.") : Effect.void,
    Effect.flatMap(KnowledgeBase, work).pipe(Effect.provide(layer))
  ).pipe(
    Effect.catchIf(
      (error) => error instanceof KnowledgeError || error instanceof JournalError,
      ({ place, problem, help }) =>
        Effect.fail(new FileError({ path: relative(folder, place), problem, help }))
    )
  )
}
