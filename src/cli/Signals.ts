/**
 * What Ctrl-C and its kin do. Where nothing listens the system ends the process at once, even while a poisonous input
 * keeps it busy: there is nothing to clean up.
 *
 * Two things listen. A *critical section*, such as the replacing of a file, must not be cut in the middle: a signal
 * waits for its end. A *stoppable* run is told of the first signal and stops cleanly; the second one ends it at once,
 * critical sections aside. The same signal within a moment is the same press of the keys: the launcher hands on what
 * the terminal sends to both.
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
let echo: Signal | undefined
let listening = false

/** Milliseconds of a moment. */
const moment = 100

/** Runs an effect to its end, whatever signal comes meanwhile; then the process ends as the signal demands. */
export const critical = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      entered++
      attend()
    }),
    () => Effect.uninterruptible(effect),
    () => Effect.andThen(heardSoFar, Effect.sync(leave))
  )

/**
 * Waits until what has arrived by now has been heard. The system's signal only leaves a mark, which is read once a turn
 * of the event loop: where nobody listens any more by then, it is lost, and Ctrl-C does nothing. The second of two turns
 * has read everything that came before the first.
 */
const heardSoFar: Effect.Effect<void> = Effect.callback((resume) => {
  setImmediate(() => setImmediate(() => resume(Effect.void)))
})

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
    Effect.andThen(
      heardSoFar,
      Effect.sync(() => {
        stop = undefined
        attend()
      })
    )
)

const hear = (signal: NodeJS.Signals): void => {
  if (signal === echo) return
  if (stop === undefined) {
    if (entered === 0) end(signal)
    else waiting ??= signal
    return
  }
  const tell = stop
  stop = undefined
  echo = signal as Signal
  setTimeout(() => {
    echo = undefined
    attend()
  }, moment).unref()
  tell(echo)
}

const leave = (): void => {
  entered--
  attend()
  if (entered > 0 || waiting === undefined) return
  end(waiting)
}

/** Ends the process as the system would have. */
const end = (signal: NodeJS.Signals): void => {
  waiting = undefined
  stop = undefined
  echo = undefined
  entered = 0
  attend()
  process.kill(process.pid, signal)
}

/** Listens exactly while somebody has to be told. */
const attend = (): void => {
  const needed = entered > 0 || stop !== undefined || echo !== undefined
  if (needed === listening) return
  listening = needed
  for (const signal of signals) {
    if (needed) process.on(signal, hear)
    else process.removeListener(signal, hear)
  }
}
