/**
 * What Ctrl-C and its kin do. Where nothing listens the system ends the process at once, even while a poisonous input
 * keeps it busy: there is nothing to clean up.
 *
 * Two things listen. A *critical section*, such as the replacing of a file, must not be cut in the middle: a signal
 * waits for its end. A *stoppable* run is told of the first signal and stops cleanly; the second one ends it at once,
 * critical sections aside.
 */
import { Deferred, Effect, type Scope } from "effect"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const
export type Signal = (typeof signals)[number]

/** What a process that a signal ended exits with, as shells count it. */
export const exitCodeOf = (signal: Signal): 129 | 130 | 143 =>
  signal === "SIGINT" ? 130 : signal === "SIGTERM" ? 143 : 129

/** Signals are the whole process's, so this is too: sections that are entered, the signal that waits, the run. */
let entered = 0
let waiting: NodeJS.Signals | undefined
let stop: ((signal: Signal) => void) | undefined
let listening = false

/** Runs an effect to its end, whatever signal comes meanwhile; then the process ends as the signal demands. */
export const critical = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      entered++
      attend()
    }),
    () => Effect.uninterruptible(effect),
    () => Effect.sync(leave)
  )

/** The first signal from now until the scope closes. It is up to the holder to end. */
export const firstSignal: Effect.Effect<
  Deferred.Deferred<Signal>,
  never,
  Scope.Scope
> = Effect.acquireRelease(
  Effect.sync(() => {
    const heard = Deferred.makeUnsafe<Signal>()
    stop = (signal) => void Deferred.doneUnsafe(heard, Effect.succeed(signal))
    attend()
    return heard
  }),
  () =>
    Effect.sync(() => {
      stop = undefined
      attend()
    })
)

const hear = (signal: NodeJS.Signals): void => {
  if (stop === undefined) {
    waiting ??= signal
    return
  }
  const tell = stop
  stop = undefined
  attend()
  tell(signal as Signal)
}

const leave = (): void => {
  entered--
  attend()
  if (entered > 0 || waiting === undefined) return
  const signal = waiting
  waiting = undefined
  process.kill(process.pid, signal)
}

/** Listens exactly while somebody has to be told. */
const attend = (): void => {
  const needed = entered > 0 || stop !== undefined
  if (needed === listening) return
  listening = needed
  for (const signal of signals) {
    if (needed) process.on(signal, hear)
    else process.removeListener(signal, hear)
  }
}
