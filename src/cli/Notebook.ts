/**
 * The notebook of a run: what there is to learn from its refinements, gathered while it works and kept in the
 * project's knowledge base in groups, so that no file waits for a disk. That nothing can be kept is a note, never an
 * error: the files matter more.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { Context, Effect } from "effect"
import type { Repaired } from "../pipeline/AutoRepair.ts"
import type { Config, Resolved } from "../pipeline/Config.ts"
import type { Memory } from "../pipeline/learning/KnowledgeBase.ts"
import type { Refined } from "../pipeline/Refined.ts"
import { Output } from "./Output.ts"
import { knowledgeFile, prepareRecords, strayRecords } from "./Records.ts"
import type { Request } from "./Request.ts"

/** Told of what was done to a file; `place` is its path relative to the project. Nothing is kept without one. */
export class Notebook extends Context.Reference<{
  readonly refined: (refined: Refined, place: string | undefined) => Effect.Effect<void>
  readonly repaired: (repaired: Repaired, place: string | undefined) => Effect.Effect<void>
}>("pipewright/cli/Notebook", {
  defaultValue: () => ({ refined: () => Effect.void, repaired: () => Effect.void })
}) {}

/** The settings with the knowledge that is applied in a folder, where there is any and it is wanted. */
export const informed = Effect.fnUntraced(function* (resolved: Resolved, folder: string) {
  if (!resolved.config.learning || !existsSync(join(folder, knowledgeFile))) return resolved
  const { err } = yield* Output
  const stray = strayRecords(folder)
  if (stray !== undefined) {
    yield* err.write(`note: ${stray.message} Nothing that was learned is used.\n`)
    return resolved
  }
  const { KnowledgeBase } = yield* Effect.promise(() => import("../pipeline/learning/KnowledgeBase.ts"))
  const knowledge = yield* Effect.flatMap(KnowledgeBase, ({ applied }) => applied).pipe(
    Effect.provide(KnowledgeBase.layerSqlite(join(folder, knowledgeFile))),
    Effect.catchTag("KnowledgeError", ({ problem, help }) =>
      Effect.as(err.write(`note: ${knowledgeFile}: ${problem} ${help}\n`), undefined)
    )
  )
  return knowledge === undefined ? resolved : { ...resolved, config: { ...resolved.config, knowledge } }
})

/** Files whose histories are kept together. */
const group = 64

/**
 * Opens the notebook of a run; what is in it is kept at the latest when the scope closes. A run that is journaled needs
 * none: all that there is to learn is in the journal.
 */
export const openNotebook = Effect.fnUntraced(function* (
  request: Request,
  config: Config,
  journaled: boolean
) {
  if (journaled || !leavesSomething(request, config)) return yield* Notebook
  const { err } = yield* Output
  let waiting: Array<Memory> = []
  let given = false
  const flush = Effect.suspend(() => {
    const memories = waiting
    waiting = []
    return memories.length === 0 || given ? Effect.void : keep(request.folder, memories)
  }).pipe(
    Effect.catch(({ message }) => {
      // Said once: what cannot be kept now cannot be kept later either.
      given = true
      return err.write(`note: nothing is kept to be learned from: ${message}\n`)
    })
  )
  const note = (memory: Memory | undefined): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (memory === undefined || given) return Effect.void
      waiting.push(memory)
      return waiting.length < group ? Effect.void : flush
    })
  yield* Effect.addFinalizer(() => flush)
  return {
    refined: (refined: Refined, place: string | undefined) =>
      place === undefined
        ? Effect.void
        : Effect.flatMap(memories, ({ memoryOf }) => note(memoryOf(refined, place, Date.now()))),
    repaired: (repaired: Repaired, place: string | undefined) =>
      place === undefined || !config.learnFromFix
        ? Effect.void
        : Effect.flatMap(memories, ({ memoryOfRepair }) => note(memoryOfRepair(repaired, place, Date.now())))
  }
})

const memories = Effect.promise(() => import("../pipeline/learning/Memories.ts"))

/** A run that is to leave nothing behind, or that has another record, leaves nothing to learn from either. */
const leavesSomething = ({ command, flags }: Request, config: Config): boolean =>
  config.learning &&
  flags.diff !== true &&
  flags.noJournal !== true &&
  flags.record?._tag !== "Some" &&
  flags.replay?._tag !== "Some" &&
  (command === "refine" || (command === "fix" && config.learnFromFix))

const keep = (folder: string, memories: ReadonlyArray<Memory>) =>
  Effect.gen(function* () {
    yield* prepareRecords(folder, "Or leave nothing to learn from: --no-learning.")
    const { KnowledgeBase } = yield* Effect.promise(() => import("../pipeline/learning/KnowledgeBase.ts"))
    yield* Effect.flatMap(KnowledgeBase, ({ keep }) => keep(memories)).pipe(
      Effect.provide(KnowledgeBase.layerSqlite(join(folder, knowledgeFile)))
    )
  })
