/**
 * The knowledge base: where a project keeps what there is to learn from (histories, the latest draft of each file,
 * ratings) and what was made of it (the knowledge that is applied). Keeping changes nothing in how anything is
 * repaired; `apply` does.
 */
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { patiently, troubleOf } from "../../session/SqliteTrouble.ts"
import { Draft, Feedback } from "./Feedback.ts"
import { History } from "./History.ts"
import { Knowledge } from "./Knowledge.ts"
import { KnowledgeError } from "./KnowledgeError.ts"
import { memoryRecords } from "./MemoryRecords.ts"
import type { RecordKind, RecordStore, StoredRecord } from "./RecordStore.ts"
import { learning } from "./rules.generated.ts"

/** What one refinement leaves: its history, and the texts that a rating is compared with, where they can be kept. */
export interface Memory {
  readonly history: History
  readonly draft: Draft | undefined
}

export interface KnowledgeBaseService {
  /** The knowledge in force; none where nothing was applied. */
  readonly applied: Effect.Effect<Knowledge | undefined, KnowledgeError>
  readonly apply: (knowledge: Knowledge) => Effect.Effect<void, KnowledgeError>
  /** Keeps histories; one that is there already stays, since it is the same. */
  readonly keep: (memories: ReadonlyArray<Memory>) => Effect.Effect<void, KnowledgeError>
  readonly histories: Effect.Effect<ReadonlyArray<History>, KnowledgeError>
  readonly history: (id: string) => Effect.Effect<History | undefined, KnowledgeError>
  readonly draft: (file: string) => Effect.Effect<Draft | undefined, KnowledgeError>
  /** Keeps a rating, in the place of an earlier one of the same refinement. */
  readonly rate: (feedback: Feedback) => Effect.Effect<void, KnowledgeError>
  readonly feedback: Effect.Effect<ReadonlyArray<Feedback>, KnowledgeError>
  /**
   * Forgets what is applied, or all that there is; answers with how much that was. What is older than the moment of
   * forgetting everything is not to be taken in again.
   */
  readonly forget: (what: "applied" | "everything") => Effect.Effect<Forgotten, KnowledgeError>
  /** When everything was forgotten last, in milliseconds since 1970; 0 where it never was. */
  readonly forgottenAt: Effect.Effect<number, KnowledgeError>
}

export interface Forgotten {
  readonly knowledge: boolean
  readonly histories: number
  readonly ratings: number
}

export class KnowledgeBase extends Context.Service<KnowledgeBase, KnowledgeBaseService>()(
  "pipewright/pipeline/learning/KnowledgeBase"
) {
  /** Gone with the process. */
  static readonly layerMemory = Layer.sync(KnowledgeBase, () => KnowledgeBase.of(over(memoryRecords())))

  /** A database in a file, made where there is none. SQLite is loaded only now. */
  static readonly layerSqlite = (path: string): Layer.Layer<KnowledgeBase, KnowledgeError> =>
    Layer.effect(
      KnowledgeBase,
      Effect.gen(function* () {
        const { sqliteRecords } = yield* Effect.promise(() => import("./SqliteRecords.ts"))
        const records = yield* Effect.acquireRelease(
          attempt(path, () => sqliteRecords(path)),
          (records) => Effect.sync(() => records.close())
        )
        return KnowledgeBase.of(over(records))
      })
    )
}

/** `place` is where the records are, for messages. */
const attempt = <A>(place: string, run: () => A): Effect.Effect<A, KnowledgeError> =>
  patiently(run, (error) => {
    if (error instanceof KnowledgeError) return error
    const { problem, help } = troubleOf(error, "what was learned")
    return new KnowledgeError({ place, problem, help: `${help} Or work without it: --no-learning.` })
  })

/** There is one applied knowledge, and one moment of forgetting, under one key each. */
const inForce = "applied"
const lately = "last"

const over = (store: RecordStore): KnowledgeBaseService => {
  const within = <A>(run: () => A) => attempt(store.place, run)
  const forgotten = Effect.flatMap(Clock.currentTimeMillis, (at) =>
    within(() => store.put([record("forgotten", lately, at, {})], 1))
  )
  const all = <A>(kind: RecordKind, read: Read<A>) =>
    within(() => store.all(kind).map((record) => decoded(store.place, record, read)))
  const one = <A>(kind: RecordKind, key: string, read: Read<A>) =>
    within(() => {
      const record = store.get(kind, key)
      return record === undefined ? undefined : decoded(store.place, record, read)
    })
  return {
    applied: one("knowledge", inForce, readKnowledge),
    apply: (knowledge) =>
      within(() =>
        store.put([{ kind: "knowledge", key: inForce, at: knowledge.at, json: JSON.stringify(knowledge) }], 1)
      ),
    keep: (memories) =>
      within(() => {
        const fresh = memories.filter(({ history }) => store.get("history", history.id) === undefined)
        store.put(
          fresh.map(({ history }) => record("history", history.id, history.at, history)),
          learning.limits.histories
        )
        store.put(
          memories.flatMap(({ draft, history }) =>
            draft === undefined ? [] : [record("draft", draft.file, history.at, draft)]
          ),
          learning.limits.drafts
        )
      }),
    histories: all("history", readHistory),
    history: (id) => one("history", id, readHistory),
    draft: (file) => one("draft", file, readDraft),
    rate: (feedback) =>
      within(() =>
        store.put([record("feedback", feedback.history, feedback.at, feedback)], learning.limits.histories)
      ),
    feedback: all("feedback", readFeedback),
    forget: (what) =>
      Effect.gen(function* () {
        const knowledge = yield* within(() => store.forget("knowledge") > 0)
        if (what === "applied") return { knowledge, histories: 0, ratings: 0 }
        yield* forgotten
        return yield* within(() => {
          store.forget("draft")
          return { knowledge, histories: store.forget("history"), ratings: store.forget("feedback") }
        })
      }),
    forgottenAt: within(() => store.get("forgotten", lately)?.at ?? 0)
  }
}

const record = (kind: RecordKind, key: string, at: number, value: object): StoredRecord => ({
  kind,
  key,
  at,
  json: JSON.stringify(value)
})

type Read<A> = (json: string) => Option.Option<A>

const readHistory = Schema.decodeUnknownOption(Schema.fromJsonString(History))
const readDraft = Schema.decodeUnknownOption(Schema.fromJsonString(Draft))
const readFeedback = Schema.decodeUnknownOption(Schema.fromJsonString(Feedback))
const readKnowledge = Schema.decodeUnknownOption(Schema.fromJsonString(Knowledge))

const decoded = <A>(place: string, { kind, key, json }: StoredRecord, read: Read<A>): A =>
  Option.getOrThrowWith(
    read(json),
    () =>
      new KnowledgeError({
        place,
        problem: `its ${kind} ${key} is none that this version knows.`,
        help: "Use the pipewright that wrote it, or move the file away."
      })
  )
