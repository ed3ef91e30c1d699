/**
 * The program that the crash bench kills: it refines fifty files in sessions over a journal, each step by a call to
 * the witness, and ends itself with SIGKILL before or after the commit it is told. What is acknowledged it writes to
 * a file at once, so that nothing of that can die with it.
 *
 * `node Refiner.ts JOURNAL ACKNOWLEDGED RESULTS WITNESS-PORT KILL`: KILL counts half commits (2k: before commit k is
 * made, 2k+1: right after it), and is -1 for an undisturbed run.
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
let commits = 0

const dieAt = (moment: number): void => {
  if (moment === Number(kill)) process.kill(process.pid, "SIGKILL")
}

const killable = Layer.effect(
  Journal,
  Effect.map(Journal, (store) =>
    Journal.of({
      ...store,
      commit: (records, flush) =>
        Effect.suspend(() => {
          const number = commits++
          dieAt(number * 2)
          return Effect.tap(store.commit(records, flush), () =>
            Effect.sync(() => {
              dieAt(number * 2 + 1)
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
writeFileSync(results, JSON.stringify({ refined, commits }))
