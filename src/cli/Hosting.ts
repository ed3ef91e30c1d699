/**
 * Where refinements of the command line run: each in a session with a journal, where there is something to lose, so
 * that a run that was cut off is continued with `--resume`. One file without a model is refined just so: nothing is
 * started for it and nothing is left behind.
 */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { Context, Effect, Layer } from "effect"
import type { Config } from "../pipeline/Config.ts"
import { inSession } from "../pipeline/InSession.ts"
import { RefinementHost } from "../pipeline/RefinementHost.ts"
import type { JournalError } from "../session/JournalError.ts"
import { addressOf } from "../session/JournalEvent.ts"
import type { SessionState } from "../session/SessionState.ts"
import type { Workers } from "../worker/Workers.ts"
import type { Input } from "./Inputs.ts"
import { Output } from "./Output.ts"
import { journalFile, prepareRecords } from "./Records.ts"
import type { Request } from "./Request.ts"
import { FileError } from "./SourceFile.ts"

/** The host of an input's refinement. */
export type HostOf = (input: Input) => RefinementHost

export interface Hosting {
  readonly hostOf: HostOf
  /** Whether what is done is in a journal, so that `--resume` goes on with it. */
  readonly journaled: boolean
  /** When all is done: has it on the disk, and says so where that cannot be. */
  readonly settled: Effect.Effect<void>
}

/**
 * Opens the journal where the command wants one, and starts the workers, if there are any, in the same tree; both end
 * with the scope.
 */
export const hosting = Effect.fnUntraced(function* (
  request: Request,
  config: Config,
  inputs: ReadonlyArray<Input>,
  workers: Workers | undefined
) {
  const plain = yield* RefinementHost
  const between = workers === undefined ? [] : [workers.child]
  if (!isJournaled(request, config, inputs)) {
    if (between.length > 0) {
      const Supervisor = yield* Effect.promise(() => import("../supervise/Supervisor.ts"))
      yield* Effect.orDie(Supervisor.startScoped({ name: "pipewright", children: between }))
    }
    return { hostOf: (_) => plain, journaled: false, settled: Effect.void } satisfies Hosting
  }
  const { err } = yield* Output
  const { Journal } = yield* Effect.promise(() => import("../session/Journal.ts"))
  const { Sessions } = yield* Effect.promise(() => import("../session/Sessions.ts"))
  yield* prepareRecords(request.folder, "Refine without a journal: --no-journal.")
  const services = yield* Layer.build(
    Sessions.layerWith({ between }).pipe(
      Layer.provideMerge(Journal.layerSqlite(join(request.folder, journalFile)))
    )
  ).pipe(
    Effect.catch((error) =>
      error._tag === "JournalError" ? Effect.fail(unusable(error)) : Effect.die(error)
    )
  )
  const sessions = Context.get(services, Sessions)
  const { dropped } = Context.get(services, Journal)
  if (dropped !== undefined) yield* err.write(`note: ${journalFile}: ${dropped}\n`)
  const known = request.flags.resume
    ? byTitle(yield* Effect.mapError(sessions.states, unusable))
    : new Map<string, ReadonlyArray<SessionState>>()
  const settings = settingsOf(config)
  const hostOf: HostOf = ({ place, shown }) => {
    const title = place ?? shown
    const takeUp = (settings: string, text: string, hash: string): string | undefined =>
      known.get(title)?.findLast((state) => continues(state, settings, text, hash))?.id
    return inSession(sessions, { title, settings, takeUp })
  }
  const settled = Effect.catch(sessions.settled, (error) =>
    err.write(`note: not all of this run is in the journal: ${unusable(error).message}\n`)
  )
  return { hostOf, journaled: true, settled } satisfies Hosting
})

/** A batch is journaled, and whatever costs money, unless a cassette is the record or nothing is to be written. */
export const isJournaled = (
  { command, flags }: Request,
  config: Config,
  inputs: ReadonlyArray<Input>
): boolean => {
  if (command !== "refine" || flags.noJournal === true) return false
  if (flags.record?._tag === "Some" || flags.replay?._tag === "Some") return false
  if (flags.resume === true) return true
  return flags.diff !== true && (inputs.length > 1 || config.model.name !== undefined)
}

/** Whether a session is about this text: its input, or the result that it has written already. */
const continues = (
  { status, opened, best, foreign }: SessionState,
  settings: string,
  text: string,
  hash: string
): boolean => {
  if (foreign || status === "failed" || opened.recipe !== "pipeline" || opened.settings !== settings)
    return false
  return opened.input === addressOf(text) || (status === "ended" && best?.hash === hash)
}

const byTitle = (
  states: ReadonlyMap<string, SessionState>
): ReadonlyMap<string, ReadonlyArray<SessionState>> =>
  Map.groupBy(states.values(), ({ opened }) => opened.title)

/** Equal for configs that lead to the same refinement. A larger budget lets one go on that was begun with less. */
const settingsOf = (config: Config): string =>
  createHash("sha256")
    .update(
      JSON.stringify(config, (key, value) => {
        if (irrelevant.has(key)) return undefined
        return value instanceof Map ? [...value] : value
      })
    )
    .digest("base64url")

const irrelevant: ReadonlySet<string> = new Set([
  "jobs",
  "timeout",
  "memory",
  "baseline",
  "failOn",
  "maxCalls",
  "maxTokens",
  "maxCost"
])

const unusable = ({ problem, help }: JournalError): FileError =>
  new FileError({ path: journalFile, problem, help: `${help} Or refine without it: --no-journal.` })
