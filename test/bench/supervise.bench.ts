/**
 * The supervise bench: what calls, casts, starts, restarts and idle actors cost, side by side in one run with
 * nact and with the least that an actor on Effect can be. Ratios are what counts: rates are those of the machine.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Effect } from "effect"
import {
  ChildSpec,
  DynamicSupervisor,
  ExitReason,
  GenServer,
  Process,
  Supervisor
} from "../../src/supervise/index.ts"
import { bare, type Contestant, Counter, genServer, nact } from "./actors/Contestant.ts"
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { type Figure, median } from "./Figure.ts"
import type { Table } from "./Table.ts"

interface Part {
  readonly figures: ReadonlyArray<Figure>
  readonly tables: ReadonlyArray<Table>
}

const run = async (args: Arguments): Promise<Measured> => {
  const only = args.options.get("part")
  const parts: Array<Part> = []
  const measure = async (name: string, part: () => Promise<Part>): Promise<void> => {
    if (typeof only !== "string" || only === name) parts.push(await part())
  }
  // Memory first: what the others leave behind would blur it.
  await measure("memory", memory)
  await measure("messages", messages)
  await measure("restarts", restarts)
  await measure("children", children)
  return {
    figures: parts.flatMap((part) => part.figures),
    tables: parts.flatMap((part) => part.tables),
    notes: [],
    partial: typeof only === "string",
    details: parts.flatMap((part) => part.tables)
  }
}

export const bench: Benchmark = {
  options: ["--part P   only one of: memory, messages, restarts, children"],
  run
}

const rounds = 9

const ratio = (id: string, title: string, value: number): Figure => ({ id, title, value, unit: "times" })

const whole = (value: number): string => Math.round(value).toLocaleString("en")

/** Calls, casts and starts: every contestant in turn, round after round; medians of their rates. */
const messages = async (): Promise<Part> => {
  const contestants = [await genServer(), await bare(), await nact()]
  const kinds = [
    { name: "calls", count: 50_000, work: (who: Contestant, count: number) => who.calls(count) },
    { name: "casts", count: 200_000, work: (who: Contestant, count: number) => who.casts(count) },
    { name: "spawns", count: 5000, work: (who: Contestant, count: number) => who.spawns(count) }
  ]
  const rates = kinds.map(() => contestants.map((): Array<number> => []))
  for (let round = 0; round < rounds + 2; round++) {
    for (const [k, { count, work }] of kinds.entries()) {
      for (const [w, who] of contestants.entries()) {
        collect()
        const millis = await timed(() => work(who, count))
        // Two rounds to warm up.
        if (round >= 2) rates[k]?.[w]?.push(count / (millis / 1000))
      }
    }
  }
  const of = (kind: number, who: number): number => median(rates[kind]?.[who] ?? []) ?? Number.NaN
  const figures = kinds.flatMap(({ name }, k) => [
    ratio(`${name}.bare`, `${name} beside a bare queue, fiber and deferred`, of(k, 0) / of(k, 1)),
    ratio(`${name}.nact`, `${name} beside nact`, of(k, 0) / of(k, 2))
  ])
  const table: Table = {
    title: "a second's worth",
    columns: ["", ...contestants.map((who) => who.name)],
    rows: kinds.map(({ name }, k) => [name, ...contestants.map((_, w) => whole(of(k, w)))])
  }
  return { figures, tables: [table] }
}

/** One supervisor that restarts one child again and again; the rate at the end beside that at the beginning. */
const restarts = async (): Promise<Part> => {
  const batches = 10
  const count = 2000
  const rates = await Effect.runPromise(
    Effect.gen(function* () {
      const supervisor = yield* Supervisor.start({
        children: [ChildSpec.server(Counter, 0)],
        maxRestarts: Number.MAX_SAFE_INTEGER,
        maxSeconds: 3600
      })
      const batch = Effect.gen(function* () {
        const started = spent()
        for (let i = 0; i < count; i++) {
          const [child] = yield* Supervisor.whichChildren(supervisor)
          if (typeof child?.process === "object") yield* Process.sendExit(child.process, ExitReason.kill)
        }
        yield* Supervisor.countChildren(supervisor)
        return count / ((spent() - started) / 1000)
      })
      for (let warm = 0; warm < 3; warm++) yield* batch
      const rates: Array<number> = []
      for (let i = 0; i < batches; i++) rates.push(yield* batch)
      yield* Process.sendExit(supervisor, ExitReason.kill)
      return rates
    })
  )
  const early = median(rates.slice(0, batches / 2)) ?? Number.NaN
  const late = median(rates.slice(batches / 2)) ?? Number.NaN
  return {
    figures: [ratio("restarts.constant", "restart rate late beside early", late / early)],
    tables: [
      {
        title: `restarts a second, after so many thousand`,
        columns: ["restarts", "rate"],
        rows: rates.map((rate, i) => [((i + 4) * count) / 1000, whole(rate)])
      }
    ]
  }
}

/** Supervisors with many children: starting and stopping them, for each child. */
const children = async (): Promise<Part> => {
  const sizes = [1000, 10_000]
  const kinds = [
    {
      name: "supervisor",
      begin: (size: number) =>
        Supervisor.start({
          children: Array.from({ length: size }, (_, i) => ChildSpec.server(Counter, 0, { id: String(i) }))
        })
    },
    {
      name: "dynamic supervisor",
      begin: (size: number) =>
        Effect.gen(function* () {
          const supervisor = yield* DynamicSupervisor.start()
          for (let i = 0; i < size; i++)
            yield* DynamicSupervisor.startChild(supervisor, ChildSpec.server(Counter, 0))
          return supervisor
        })
    }
  ]
  const figures: Array<Figure> = []
  const rows: Array<ReadonlyArray<string | number>> = []
  for (const { name, begin } of kinds) {
    const start: Array<number> = []
    const stop: Array<number> = []
    for (const size of sizes) {
      const times = { start: [] as Array<number>, stop: [] as Array<number> }
      for (let round = 0; round < 5; round++) {
        collect()
        const { started, stopped } = await Effect.runPromise(
          Effect.gen(function* () {
            const before = spent()
            const supervisor = yield* begin(size)
            const between = spent()
            yield* GenServer.shutdown(supervisor as GenServer.Server<unknown>, {
              reason: ExitReason.shutdown
            })
            return { started: between - before, stopped: spent() - between }
          })
        )
        times.start.push(started / size)
        times.stop.push(stopped / size)
      }
      start.push(median(times.start) ?? Number.NaN)
      stop.push(median(times.stop) ?? Number.NaN)
    }
    rows.push([name, ...[...start, ...stop].map((millis) => (millis * 1000).toFixed(1))])
    figures.push(
      ratio(`${name}.start`, `${name}: starting one of 10,000 beside one of 1,000`, growth(start)),
      ratio(`${name}.stop`, `${name}: stopping one of 10,000 beside one of 1,000`, growth(stop))
    )
  }
  const columns = ["microseconds a child", "start, 1,000", "start, 10,000", "stop, 1,000", "stop, 10,000"]
  return { figures, tables: [{ title: "supervisors with many children", columns, rows }] }
}

const growth = ([few = Number.NaN, many = Number.NaN]: ReadonlyArray<number>): number => many / few

/** Live heap of an idle actor, with a hundred thousand of them at once. */
const memory = async (): Promise<Part> => {
  const count = 100_000
  const kinds = [
    { name: "GenServer", begin: (await genServer()).spawns },
    { name: "bare Effect", begin: (await bare()).spawns },
    { name: "nact", begin: (await nact()).spawns },
    {
      name: "GenServer, supervised",
      begin: (size: number) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const supervisor = yield* DynamicSupervisor.start()
            const spec = ChildSpec.server(Counter, 0)
            for (let i = 0; i < size; i++) yield* DynamicSupervisor.startChild(supervisor, spec)
            return supervisor
          })
        )
    }
  ]
  const bytes: Array<number> = []
  // All stay alive to the end, so that nothing but the new ones changes the heap.
  const held: Array<unknown> = []
  for (const { begin } of kinds) {
    // What is compiled and cached once is nobody's.
    await begin(100)
    const before = await liveHeap()
    held.push(await begin(count))
    bytes.push(((await liveHeap()) - before) / count)
  }
  if (held.length !== kinds.length) throw new Error("something was not started")
  const [ours = Number.NaN, least = Number.NaN, , supervised = Number.NaN] = bytes
  return {
    figures: [
      {
        id: "idle.bytes",
        title: "live heap of an idle server, bytes",
        value: Math.round(ours),
        unit: "count",
        of: count
      },
      {
        id: "idle.supervised",
        title: "live heap of an idle child, bytes",
        value: Math.round(supervised),
        unit: "count",
        of: count
      },
      ratio("idle.bare", "idle server beside a bare queue and fiber", ours / least)
    ],
    tables: [
      {
        title: "idle, 100,000 at once",
        columns: ["", "bytes each"],
        rows: kinds.map(({ name }, k) => [name, whole(bytes[k] ?? Number.NaN)])
      }
    ]
  }
}

/** Milliseconds of processor time of this thread: what else the machine does is not in it. */
const spent = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = spent()
  await work()
  return spent() - started
}

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc") as () => void

const liveHeap = async (): Promise<number> => {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    collect()
  }
  return process.memoryUsage().heapUsed
}
