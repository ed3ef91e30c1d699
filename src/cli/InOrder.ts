/**
 * Many at a time, and told of in order: work on inputs side by side whose results come out in the order of the inputs.
 * One that takes long holds up only the telling; the others go on, so far ahead as results may wait to be told.
 */
import { Effect, Semaphore, Stream } from "effect"

export interface Pace {
  /** Inputs worked on at a time. */
  readonly jobs: number
  /** Results that wait for an earlier one, at most. */
  readonly ahead: number
}

export const inOrder = <I, A, E, R>(
  inputs: ReadonlyArray<I>,
  { jobs, ahead }: Pace,
  work: (input: I) => Effect.Effect<A, E, R>
): Stream.Stream<A, E, R> =>
  Stream.suspend(() => {
    const room = Semaphore.makeUnsafe(Math.max(jobs, ahead))
    const waiting = new Map<number, A>()
    let next = 0
    return Stream.fromIterable(inputs.entries()).pipe(
      Stream.tap(() => room.take(1)),
      Stream.mapEffect(([at, input]) => Effect.map(work(input), (result) => [at, result] as const), {
        concurrency: jobs,
        unordered: true
      }),
      Stream.mapEffect(([at, result]) =>
        Effect.suspend(() => {
          waiting.set(at, result)
          const told: Array<A> = []
          for (; waiting.has(next); next++) {
            told.push(waiting.get(next) as A)
            waiting.delete(next)
          }
          return Effect.as(room.release(told.length), told)
        })
      ),
      Stream.flatMap(Stream.fromIterable)
    )
  })
