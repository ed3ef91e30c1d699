/**
 * Critical sections: stretches of work that Ctrl-C must not cut in the middle, such as the replacing of a file.
 *
 * Outside of them nothing listens for signals, so that Ctrl-C ends the process at once, even while a poisonous input
 * keeps it busy: there is nothing to clean up. Inside, the signal waits for the end of the section.
 */
import { Effect } from "effect"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** How many sections are entered, and the signal that waits. Signals are the whole process's, so this is too. */
let entered = 0
let waiting: NodeJS.Signals | undefined

/** Runs an effect to its end, whatever signal comes meanwhile; the process then ends as the signal demands. */
export const critical = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(enter),
    () => Effect.uninterruptible(effect),
    () => Effect.sync(leave)
  )

const hold = (signal: NodeJS.Signals): void => {
  waiting ??= signal
}

const enter = (): void => {
  if (entered++ === 0) for (const signal of signals) process.on(signal, hold)
}

const leave = (): void => {
  if (--entered > 0) return
  for (const signal of signals) process.removeListener(signal, hold)
  const signal = waiting
  waiting = undefined
  if (signal !== undefined) process.kill(process.pid, signal)
}
