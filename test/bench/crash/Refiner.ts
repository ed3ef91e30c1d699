/**
 * The program that the crash bench kills: it refines fifty files in sessions over a journal, each step by a call to
 * the witness, and ends itself with SIGKILL before or after the commit it is told. What is acknowledged it writes to
 * a file at once, so that nothing of that can die with it.
 *
 * `node Refiner.ts JOURNAL ACKNOWLEDGED RESULTS WITNESS-PORT KILL`: KILL counts half entries (2k: before the commit
 * that entry k is in, 2k+1: right after it), and is -1 for an undisturbed run. How entries are grouped into commits is
 * chance, how many there are is not: every moment up to the last entry comes.
 */
import { appendFileSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { Effect, Layer } from "effect"
import { latest } from "../../../src/refine/Trajectory.ts"
import { Journal } from "../../../src/session/Journal.ts"
import { Sessions } from "../../../src/session/Sessions.ts"
import { steps } from "../../session/Steps.ts"

const files = 50
const goal = 3

const [, , path = "", acknowledged = "", results = "", port = "", kill = "-1"] = process.argv

/** Calls the witness, a connection a call, as a paid service would be called. */
const call = (key: string): Effect.Effect<number> =>
  Effect.callback((resume) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.end(`${key}\n`))
    let answer = ""
    socket.on("data", (data) => {
      answer += data
    })
    socket.on("close", () => resume(Effect.succeed(Number(answer))))
    socket.on("error", (error) => resume(Effect.die(error)))
  })

const recipe = steps(goal, { call })
let entries = 0
let commits = 0

/** Dies where the entry that it is to die at is among those from one number up to another. */
const dieAt = (after: 0 | 1, from: number, to: number): void => {
  const moment = Number(kill)
  if (moment % 2 === after && moment >= from * 2 && moment < to * 2) process.kill(process.pid, "SIGKILL")
}

const killable = Layer.effect(
  Journal,
  Effect.map(Journal, (store) =>
    Journal.of({
      ...store,
      commit: (records, flush) =>
        Effect.suspend(() => {
          const from = entries
          entries += records.length
          const to = entries
          commits++
          dieAt(0, from, to)
          return Effect.tap(store.commit(records, flush), () =>
            Effect.sync(() => {
              dieAt(1, from, to)
              appendFileSync(acknowledged, records.map(({ entry }) => `${JSON.stringify(entry)}\n`).join(""))
            })
          )
        })
    })
  )
).pipe(Layer.provide(Journal.layerSqlite(path)))

const program = Effect.gen(function* () {
  const { run } = yield* Sessions
  return yield* Effect.forEach(
    Array.from({ length: files }, (_, at) => `file-${at}`),
    (title) =>
      Effect.map(run(recipe, { title, input: 0, session: title }), ({ status, trajectory }) => [
        title,
        status,
        latest(trajectory)?.candidate
      ]),
    { concurrency: 4 }
  )
}).pipe(Effect.provide(Sessions.layer.pipe(Layer.provide(killable))))

const refined = await Effect.runPromise(program)
writeFileSync(results, JSON.stringify({ refined, commits, entries }))
