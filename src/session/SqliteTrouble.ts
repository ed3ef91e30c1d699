/**
 * What goes wrong with an SQLite file: in words, with what to do about it; and patience with a file that another
 * process has locked.
 */
import { Effect, Schedule } from "effect"

/** A file that is not to be used, and is as it was. */
export class SqliteFileRefused extends Error {
  override readonly name = "SqliteFileRefused"
  readonly problem: string
  readonly help: string

  constructor(problem: string, help: string) {
    super(`${problem} ${help}`)
    this.problem = problem
    this.help = help
  }
}

/** Two sentences: what is wrong, and what to do. */
export interface Trouble {
  readonly problem: string
  readonly help: string
}

/** What an error of an SQLite file means. `what` is what the file holds: `the journal`. */
export const troubleOf = (error: unknown, what: string): Trouble => {
  if (error instanceof SqliteFileRefused) return { problem: error.problem, help: error.help }
  const [problem, help] = byCode(resultCode(error)) ?? bySystem(error)
  return { problem: `${what} cannot be used: ${problem}.`, help }
}

/** Tries between which others can work, each of which waits a moment itself: ten seconds in all. */
const tries = 140
const pause = "25 millis"

/**
 * Works on an SQLite file, as soon as no other process has it locked. The wait holds up nobody else in this process:
 * Ctrl-C is heard, and everything that needs no journal goes on.
 */
export const patiently = <A, E>(work: () => A, failure: (error: unknown) => E): Effect.Effect<A, E> =>
  Effect.try({ try: work, catch: (error) => error }).pipe(
    Effect.retry({ while: isLocked, times: tries, schedule: Schedule.spaced(pause) }),
    Effect.mapError(failure)
  )

/** SQLite's own number for what went wrong, without what is more precise. */
const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined

/** Whether it is only another process that is in the way. */
export const isLocked = (error: unknown): boolean => {
  const code = resultCode(error)
  return code === 5 || code === 6
}

const moveAway = "Move the file away; a new one is made."

/** https://www.sqlite.org/rescode.html */
const byCode = (code: number | undefined): readonly [problem: string, help: string] | undefined => {
  switch (code) {
    case 5:
    case 6:
      return ["another process has locked it", "Wait for its end, and try again."]
    case 8:
      return ["it may not be written", "Change the permissions of the file and of its folder."]
    case 10:
      return ["the disk cannot be read or written", "See whether it is full or failing."]
    case 11:
      return ["it is damaged", moveAway]
    case 13:
      return ["no space is left on the disk", "Free some, and try again."]
    case 14:
      return ["it cannot be opened", "See that it is a file, and that its folder may be written."]
    case 26:
      return ["it is not a database, or it is damaged", moveAway]
    default:
      return undefined
  }
}

const bySystem = (error: unknown): readonly [problem: string, help: string] => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return ["it may not be written", "Change the permissions of the file and of its folder."]
  return [error instanceof Error ? error.message : String(error), moveAway]
}
