/**
 * Signals, each in a process of its own that says how far it is, so that nothing depends on when they come.
 */
import { spawn } from "node:child_process"
import { describe, expect, test } from "vitest"

const signals = new URL("../../src/cli/Signals.ts", import.meta.url).href
const effect = import.meta.resolve("effect")

/** Runs a program; each line that it prints is answered with the signal that `on` says. */
const run = (program: string, on: Readonly<Record<string, NodeJS.Signals>>) =>
  new Promise<{ code: number | null; signal: string | null; lines: ReadonlyArray<string> }>((resolve) => {
    const source = `
      import { Deferred, Effect } from ${JSON.stringify(effect)}
      import { critical, exitCodeOf, firstSignal } from ${JSON.stringify(signals)}
      const say = (line) => Effect.sync(() => console.log(line))
      /** Says that it is inside, and ends when a signal has arrived. */
      const arrival = Effect.callback((resume) => {
        process.once("SIGINT", () => resume(Effect.void))
        console.log("inside")
      })
      setInterval(() => undefined, 1000)
      process.exit(await Effect.runPromise(Effect.scoped(Effect.gen(function* () { ${program} }))))`
    const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const lines: Array<string> = []
    child.stdout.on("data", (data) => {
      for (const line of String(data).trim().split("\n")) {
        lines.push(line)
        const signal = on[line]
        if (signal === undefined) continue
        child.kill(signal)
        // The same again within a moment is the same press; pressed on and on, one of them is the next.
        if (line === "stopping") {
          const pressing = setInterval(() => child.kill(signal), 20)
          child.on("close", () => clearInterval(pressing))
        }
      }
    })
    child.on("close", (code, signal) => resolve({ code, signal, lines }))
  })

describe("a run that can be stopped", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129]
  ] as const)("hears the first %s and ends as it likes", async (signal, code) => {
    const program = `
      const heard = yield* firstSignal
      yield* say("ready")
      return exitCodeOf(yield* Deferred.await(heard))`
    expect(await run(program, { ready: signal })).toEqual({ code, signal: null, lines: ["ready"] })
  })

  test("is ended by the second at once", async () => {
    const program = `
      const heard = yield* firstSignal
      yield* say("ready")
      yield* Deferred.await(heard)
      yield* say("stopping")
      return yield* Effect.never`
    expect(await run(program, { ready: "SIGINT", stopping: "SIGINT" })).toEqual({
      code: null,
      signal: "SIGINT",
      lines: ["ready", "stopping"]
    })
  })

  test("takes the same signal twice at once for one", async () => {
    const program = `
      const heard = yield* firstSignal
      process.kill(process.pid, "SIGINT")
      process.kill(process.pid, "SIGINT")
      const signal = yield* Deferred.await(heard)
      yield* Effect.promise(() => new Promise(setImmediate))
      return exitCodeOf(signal)`
    expect((await run(program, {})).code).toBe(130)
  })

  test("is not told any more when it is over", async () => {
    const program = `
      yield* Effect.scoped(firstSignal)
      yield* say("over")
      return yield* Effect.never`
    expect((await run(program, { over: "SIGINT" })).signal).toBe("SIGINT")
  })
})

describe("a critical section", () => {
  const section = `
    yield* critical(Effect.andThen(arrival, say("done")))
    return yield* Effect.never`

  test("is finished before a signal ends the process", async () => {
    expect(await run(section, { inside: "SIGINT" })).toEqual({
      code: null,
      signal: "SIGINT",
      lines: ["inside", "done"]
    })
  })

  test("is finished before the second signal ends a run that stops", async () => {
    const program = `
      const heard = yield* firstSignal
      yield* say("ready")
      yield* Deferred.await(heard)
      ${section}`
    expect(await run(program, { ready: "SIGTERM", inside: "SIGINT" })).toEqual({
      code: null,
      signal: "SIGINT",
      lines: ["ready", "inside", "done"]
    })
  })

  test("loses no signal that comes as it ends, however busy the process is next", async () => {
    const program = `
      yield* critical(Effect.sync(() => process.kill(process.pid, "SIGINT")))
      yield* say("on")
      const until = Date.now() + 10_000
      while (Date.now() < until);
      return 0`
    expect(await run(program, {})).toEqual({ code: null, signal: "SIGINT", lines: [] })
  })
})
