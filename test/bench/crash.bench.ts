/**
 * The crash bench: what sessions lose when their process is killed (nothing that was acknowledged, and no call is paid
 * twice), what a torn write-ahead log does, and what the journal costs a batch that asks nobody.
 */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Context, Effect, Layer } from "effect"
import { dialectById } from "../../src/dialect/Dialects.ts"
import { Controller } from "../../src/pipeline/Controller.ts"
import { inSession } from "../../src/pipeline/InSession.ts"
import { RefinementHost } from "../../src/pipeline/RefinementHost.ts"
import { Journal } from "../../src/session/Journal.ts"
import { addressOf, type Entry, type JournalEvent } from "../../src/session/JournalEvent.ts"
import { Sessions } from "../../src/session/Sessions.ts"
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { load, type Mutant } from "./Corpus.ts"
import { modelKills } from "./crash/ModelKills.ts"
import { Witness } from "./crash/Witness.ts"
import { type Figure, median } from "./Figure.ts"

const run = async (args: Arguments): Promise<Measured> => {
  const only = args.options.get("part")
  const folder = mkdtempSync(join(tmpdir(), "crash-"))
  const figures: Array<Figure> = []
  const notes: Array<string> = []
  try {
    if (typeof only !== "string" || only === "kills") {
      const killed = await kills(folder, Number(args.options.get("points") ?? 200))
      figures.push(...killed.figures)
      notes.push(...killed.notes)
    }
    if (typeof only !== "string" || only === "models") {
      const killed = await modelKills(folder, Number(args.options.get("points") ?? 40))
      figures.push(...killed.figures)
      notes.push(...killed.notes)
    }
    if (typeof only !== "string" || only === "log") figures.push(...(await tornLogs(folder)))
    if (typeof only !== "string" || only === "cost") figures.push(...(await cost(folder, args.data)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { figures, tables: [], notes, partial: typeof only === "string", details: notes }
}

export const bench: Benchmark = {
  options: [
    "--part P     only one of: kills, models, log, cost",
    "--points N   moments to kill at (200 without a model, 40 with one)"
  ],
  run
}

const figure = (id: string, title: string, value: number | undefined, of?: number): Figure => ({
  id,
  title,
  value,
  unit: "count",
  ...(of === undefined ? {} : { of })
})

interface Trial {
  /** What the program acknowledged before it was killed, and in all. */
  readonly before: ReadonlyArray<Entry>
  readonly after: ReadonlyArray<Entry>
  readonly killed: boolean
  /** Calls by their idempotency keys, until the kill and after it. */
  readonly callsBefore: ReadonlyMap<string, number>
  readonly callsAfter: ReadonlyMap<string, number>
  readonly results:
    | { readonly refined: unknown; readonly commits: number; readonly entries: number }
    | undefined
}

/** Kills at moments spread evenly over all that is journaled, each followed by a run that goes on. */
const kills = async (folder: string, points: number) => {
  const undisturbed = await trial(folder, "undisturbed", -1)
  if (undisturbed.results === undefined) throw new Error("The undisturbed run had no result.")
  // Before and after each entry.
  const moments = undisturbed.results.entries * 2
  let hit = 0
  let lost = 0
  let repeated = 0
  let thrice = 0
  let inFlight = 0
  let different = 0
  const one = async (point: number): Promise<void> => {
    const at = Math.floor((point * moments) / points)
    const result = await trial(folder, `point-${point}`, at)
    if (!result.killed) return
    hit++
    const kept = new Set(result.after.map(nameOf))
    lost += result.before.filter((entry) => !kept.has(nameOf(entry))).length
    const answered = new Set(
      result.before.flatMap(({ session, event }) =>
        event._tag === "CallAnswered" ? [keyOf(session, event)] : []
      )
    )
    for (const [key, times] of result.callsAfter) {
      if (answered.has(key)) repeated++
      const all = times + (result.callsBefore.get(key) ?? 0)
      if (all > 2) thrice++
      if (all === 2) inFlight++
    }
    const same = JSON.stringify(result.results?.refined) === JSON.stringify(undisturbed.results?.refined)
    if (!same) different++
  }
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < points) await one(next++)
  }
  await Promise.all([lane(), lane()])
  return {
    figures: [
      figure("kills.hit", "runs that were killed", hit, points),
      figure("kills.lost", "acknowledged events lost", lost, hit),
      figure("kills.repeated", "answered calls made again", repeated, hit),
      figure("kills.thrice", "calls made more than twice", thrice, hit),
      figure("kills.different", "results unlike the undisturbed run's", different, hit)
    ],
    notes: [
      `${undisturbed.results.entries} entries in ${undisturbed.results.commits} commits of an undisturbed run; ${inFlight} calls were in flight at a kill and repeated.`
    ]
  }
}

const nameOf = ({ session, number, event }: Entry): string => `${session} ${number} ${JSON.stringify(event)}`

/** The idempotency key that the call behind an event carries. */
const keyOf = (session: string, event: Extract<JournalEvent, { _tag: "CallAnswered" }>): string =>
  createHash("sha256").update(`${session} ${event.key}`).digest("base64url")

const trial = async (folder: string, name: string, kill: number): Promise<Trial> => {
  const own = join(folder, name)
  mkdirSync(own)
  const witness = await new Witness().open()
  const acknowledged = join(own, "acknowledged.jsonl")
  const results = join(own, "results.json")
  const refiner = (at: number) =>
    spawned(join(own, "journal.db"), acknowledged, results, String(witness.port), String(at))
  const signal = await refiner(kill)
  const before = existsSync(acknowledged) ? entriesIn(readFileSync(acknowledged, "utf8")) : []
  const callsBefore = new Map(witness.calls)
  witness.calls.clear()
  if (signal === "SIGKILL") await refiner(-1)
  witness.close()
  const after = await Effect.runPromise(
    Effect.flatMap(Journal, ({ readAll }) => readAll).pipe(
      Effect.provide(Journal.layerSqlite(join(own, "journal.db")))
    )
  )
  const text = existsSync(results) ? readFileSync(results, "utf8") : undefined
  rmSync(own, { recursive: true })
  return {
    before,
    after,
    killed: signal === "SIGKILL",
    callsBefore,
    callsAfter: new Map(witness.calls),
    results: text === undefined ? undefined : JSON.parse(text)
  }
}

const entriesIn = (lines: string): ReadonlyArray<Entry> =>
  lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

const spawned = (...args: ReadonlyArray<string>): Promise<NodeJS.Signals | null> =>
  new Promise((resolve, reject) => {
    const program = fileURLToPath(new URL("crash/Refiner.ts", import.meta.url))
    const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "crash-bench-cache") }
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "ignore", "inherit"] })
    child.on("error", reject)
    child.on("close", (_, signal) => resolve(signal))
  })

/** Cuts the log at every byte of its last kilobyte: what is left has to be a beginning, and a loss has to be told. */
const tornLogs = async (folder: string): Promise<ReadonlyArray<Figure>> => {
  const path = join(folder, "log.db")
  const copy = join(folder, "cut.db")
  const bytes = 1024
  let unopened = 0
  let gaps = 0
  let silent = 0
  const program = Effect.gen(function* () {
    const { commit } = yield* Journal
    const opened: Entry["event"] = {
      _tag: "Opened",
      recipe: "bench",
      title: "a file",
      settings: "",
      input: addressOf("")
    }
    for (let number = 0; number < 10; number++) {
      const event: Entry["event"] = number === 0 ? opened : { _tag: "TakenUp" }
      yield* commit([{ entry: { version: 1, session: "s", number, at: number, event }, blobs: [] }])
    }
    const whole = readFileSync(`${path}-wal`)
    for (let cut = 1; cut <= bytes; cut++) {
      copyFileSync(path, copy)
      rmSync(`${copy}-shm`, { force: true })
      writeFileSync(`${copy}-wal`, whole)
      truncateSync(`${copy}-wal`, whole.length - cut)
      const found = yield* Effect.result(
        Effect.gen(function* () {
          const { readAll, dropped } = yield* Journal
          return { entries: yield* readAll, dropped }
        }).pipe(Effect.provide(Journal.layerSqlite(copy)))
      )
      if (found._tag === "Failure") {
        unopened++
        continue
      }
      const { entries, dropped } = found.success
      if (entries.some(({ number }, at) => number !== at)) gaps++
      if (entries.length < 10 && dropped === undefined) silent++
    }
  }).pipe(Effect.provide(Journal.layerSqlite(path)))
  await Effect.runPromise(program)
  return [
    figure("log.unopened", "cut logs that did not open", unopened, bytes),
    figure("log.gaps", "cut logs with a hole", gaps, bytes),
    figure("log.silent", "losses that were not told", silent, bytes)
  ]
}

const rounds = 7
const batch = 300

/** A batch without a model, with the journal and without it, round by round in turn. */
const cost = async (folder: string, data: string): Promise<ReadonlyArray<Figure>> => {
  const mutants = [...load(data).mutants.values()].flat().filter(({ dialect }) => dialectById(dialect))
  const step = Math.max(1, Math.floor(mutants.length / batch))
  const files = mutants.filter((_, at) => at % step === 0).slice(0, batch)
  const title = "time of a batch with a journal, against one without"
  if (files.length === 0) return [{ id: "cost", title, value: undefined, unit: "times" }]
  const ratios: Array<number> = []
  for (let round = 0; round < rounds + 1; round++) {
    const plain = await timed(files, undefined)
    const journaled = await timed(files, join(folder, `cost-${round}.db`))
    // The first round warms up.
    if (round > 0) ratios.push(journaled / plain)
  }
  return [{ id: "cost", title, value: median(ratios), unit: "times", of: files.length }]
}

const timed = async (files: ReadonlyArray<Mutant>, journal: string | undefined): Promise<number> => {
  const started = performance.now()
  const refine = (host: RefinementHost | undefined) =>
    Effect.gen(function* () {
      const controller = yield* Controller
      yield* Effect.forEach(
        files,
        ({ text, dialect }) => {
          const known = dialectById(dialect)
          if (known === undefined) return Effect.void
          const refined = controller.refine(text, known)
          return host === undefined ? refined : Effect.provideService(refined, RefinementHost, host)
        },
        { concurrency: 2, discard: true }
      )
    }).pipe(Effect.provide(Controller.layerOffline))
  const program =
    journal === undefined
      ? refine(undefined)
      : Effect.scoped(
          Effect.gen(function* () {
            const services = yield* Layer.build(
              Sessions.layer.pipe(Layer.provide(Journal.layerSqlite(journal)))
            )
            const sessions = Context.get(services, Sessions)
            yield* refine(inSession(sessions, { title: "a file" }))
          })
        )
  await Effect.runPromise(program)
  return performance.now() - started
}
