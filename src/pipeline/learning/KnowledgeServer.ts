/**
 * The process that keeps what refinements leave and hands out what was learned, for a program that runs on and on: a
 * child of the sessions' tree, between the journal and the sessions.
 *
 * ```ts
 * const { child, server } = knowledgeProcess(base)
 * const sessions = Sessions.layerWith({ between: [child] })
 * ```
 *
 * Nobody waits for what is kept: it is gathered and written in groups. What cannot be written is lost with a warning;
 * to crash for it would start every session anew that stands behind this process.
 */
import { Clock, Effect } from "effect"
import * as ChildSpec from "../../supervise/ChildSpec.ts"
import * as GenServer from "../../supervise/GenServer.ts"
import * as Registry from "../../supervise/Registry.ts"
import * as Supervisor from "../../supervise/Supervisor.ts"
import type { Experience } from "../Experience.ts"
import { experienceOf, type Knowledge, knowledgeOf } from "./Knowledge.ts"
import type { KnowledgeBaseService, Memory } from "./KnowledgeBase.ts"
import type { KnowledgeError } from "./KnowledgeError.ts"

export interface KnowledgeProtocol {
  call: {
    /** What refinements are to know from now on; none where nothing was applied. */
    experience(): Experience | undefined
    /** Makes knowledge of all that was kept, and puts it in force. */
    learn(): Effect.Effect<Knowledge, KnowledgeError>
  }
  cast: { keep(memory: Memory): void }
}

export interface KnowledgeProcess {
  /** To be started in somebody's tree. */
  readonly child: ChildSpec.ChildSpec
  /** The server, whichever process it is by now. */
  readonly server: GenServer.Name<KnowledgeProtocol>
}

/** The server of a knowledge base, under a supervisor of its own that keeps its name. */
export const knowledgeProcess = (base: KnowledgeBaseService): KnowledgeProcess => {
  const names = Registry.make<string>({ keys: "unique" })
  const server = Registry.name<KnowledgeProtocol, string>(names, "knowledge")
  return {
    server,
    child: Supervisor.child("knowledge", {
      strategy: "rest_for_one",
      children: [Registry.child(names), ChildSpec.server(KnowledgeServer, base, { start: { name: server } })]
    })
  }
}

/** Memories that are written together. */
const group = 64

class Shelf {
  readonly base: KnowledgeBaseService
  experience: Experience | undefined
  waiting: Array<Memory> = []

  constructor(base: KnowledgeBaseService, applied: Knowledge | undefined) {
    this.base = base
    this.experience = applied === undefined ? undefined : experienceOf(applied)
  }
}

export const KnowledgeServer = GenServer.define<KnowledgeProtocol>()({
  name: "knowledge",
  trapExits: true,

  init: (base: KnowledgeBaseService) =>
    base.applied.pipe(
      Effect.catch((error) => Effect.as(Effect.logWarning(error.message), undefined)),
      Effect.flatMap((applied) => GenServer.started(new Shelf(base, applied)))
    ),

  call: {
    experience: (_, shelf) => GenServer.reply(shelf.experience, shelf),

    learn: (_, shelf) =>
      Effect.matchEffect(learnFrom(shelf), {
        onFailure: (error) => GenServer.replyError(error, shelf),
        onSuccess: (knowledge) => GenServer.reply(knowledge, shelf)
      })
  },

  cast: {
    keep: (memory, shelf) =>
      Effect.suspend(() => {
        shelf.waiting.push(memory)
        const written = shelf.waiting.length < group ? Effect.void : write(shelf)
        return Effect.andThen(written, GenServer.noReply(shelf))
      })
  },

  terminate: (_, shelf) => write(shelf)
})

const write = (shelf: Shelf): Effect.Effect<void> =>
  Effect.suspend(() => {
    const memories = shelf.waiting
    shelf.waiting = []
    return memories.length === 0
      ? Effect.void
      : Effect.catch(shelf.base.keep(memories), (error) =>
          Effect.logWarning(`Nothing is learned of ${memories.length} refinements: ${error.message}`)
        )
  })

const learnFrom = (shelf: Shelf): Effect.Effect<Knowledge, KnowledgeError> =>
  Effect.gen(function* () {
    const { base } = shelf
    yield* write(shelf)
    const now = yield* Clock.currentTimeMillis
    const knowledge = knowledgeOf(yield* base.histories, yield* base.feedback, now)
    yield* base.apply(knowledge)
    shelf.experience = experienceOf(knowledge)
    return knowledge
  })
