import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Option, Scope } from "effect"
import { TestClock } from "effect/testing"
import { ExitReason, GenServer, Process, Registry } from "../../src/supervise/index.ts"

/** Starts now, so that what follows meets it under way. */
const begin = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.forkChild(effect, { startImmediately: true })

class Overdrawn {
  readonly _tag = "Overdrawn"
  readonly missing: number

  constructor(missing: number) {
    this.missing = missing
  }
}

interface Bank {
  call: {
    balance(): number
    withdraw(amount: number): Effect.Effect<number, Overdrawn>
    later(): number
    slowly(millis: number): string
    crash(how: "die" | "fail" | "throw" | "exit"): never
    close(): string
  }
  cast: { deposit(amount: number): void; settle(value: number): void }
  info: { readonly _tag: "Interest"; readonly percent: number }
}

interface Account {
  readonly balance: number
  readonly waiting: ReadonlyArray<GenServer.From<number>>
}

const Bank = GenServer.define<Bank>()({
  name: "bank",
  init: (balance: number) => GenServer.started<Account>({ balance, waiting: [] }),
  call: {
    balance: (_, account) => GenServer.reply(account.balance, account),
    withdraw: (amount, account) => {
      const balance = account.balance - amount
      return balance < 0
        ? GenServer.replyError(new Overdrawn(-balance), account)
        : GenServer.reply(balance, { ...account, balance })
    },
    later: (_, account, from) => GenServer.noReply({ ...account, waiting: [...account.waiting, from] }),
    slowly: (millis, account) => Effect.andThen(Effect.sleep(millis), GenServer.reply("done", account)),
    crash: (how) => {
      switch (how) {
        case "die":
          return Effect.die(new Error("died"))
        case "fail":
          return Effect.fail("failed")
        case "throw":
          throw new Error("thrown")
        case "exit":
          return Process.exit(ExitReason.of("left"))
      }
    },
    close: (_, account) => GenServer.stopReply(ExitReason.normal, "closed", account)
  },
  cast: {
    deposit: (amount, account) => GenServer.noReply({ ...account, balance: account.balance + amount }),
    settle: (value, account) =>
      Effect.andThen(
        Effect.forEach(account.waiting, (from) => GenServer.replyTo(from, value)),
        GenServer.noReply({ ...account, waiting: [] })
      )
  },
  info: (message, account) =>
    GenServer.noReply(
      message._tag === "Interest"
        ? { ...account, balance: account.balance * (1 + message.percent / 100) }
        : account
    )
})

describe("GenServer", () => {
  it.effect("answers calls, takes casts and messages, in order", () =>
    Effect.gen(function* () {
      const bank = yield* GenServer.start(Bank, 100)
      yield* GenServer.cast(bank, "deposit", 20)
      yield* GenServer.info(bank, { _tag: "Interest", percent: 10 })
      assert.strictEqual(yield* GenServer.call(bank, "withdraw", 32), 100)
      assert.strictEqual(yield* GenServer.call(bank, "balance"), 100)
    })
  )

  it.effect("answers with a failure and lives on", () =>
    Effect.gen(function* () {
      const bank = yield* GenServer.start(Bank, 10)
      const error = yield* Effect.flip(GenServer.call(bank, "withdraw", 15))
      assert.deepStrictEqual(error, new Overdrawn(5))
      assert.strictEqual(yield* GenServer.call(bank, "balance"), 10)
    })
  )

  it.effect("replies later", () =>
    Effect.gen(function* () {
      const bank = yield* GenServer.start(Bank, 0)
      const callers = yield* Effect.forEach([1, 2], () => begin(GenServer.call(bank, "later")))
      yield* GenServer.call(bank, "balance")
      yield* GenServer.cast(bank, "settle", 7)
      assert.deepStrictEqual(yield* Fiber.joinAll(callers), [7, 7])
    })
  )

  for (const how of ["die", "fail", "throw", "exit"] as const) {
    it.effect(`fails its callers at once when it crashes: ${how}`, () =>
      Effect.gen(function* () {
        const bank = yield* GenServer.start(Bank, 0)
        const waiting = yield* begin(Effect.flip(GenServer.call(bank, "later")))
        yield* GenServer.call(bank, "balance")
        const error = yield* Effect.flip(GenServer.call(bank, "crash", how))
        assert.strictEqual(error._tag, "CallError")
        assert.strictEqual(error.reason._tag, how === "exit" ? "Custom" : "Failure")
        const other = yield* Fiber.join(waiting)
        assert.strictEqual(
          other._tag === "CallError" && ExitReason.format(other.reason),
          ExitReason.format(error.reason)
        )
        const after = yield* Effect.flip(GenServer.call(bank, "balance"))
        assert.strictEqual(after.reason._tag, "NoProcess")
      })
    )
  }

  it.effect("times out after five seconds, is not told, and its late reply is dropped", () =>
    Effect.gen(function* () {
      const bank = yield* GenServer.start(Bank, 1)
      const caller = yield* begin(Effect.flip(GenServer.call(bank, "slowly", 8000)))
      yield* TestClock.adjust(4999)
      assert.isUndefined(caller.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual((yield* Fiber.join(caller)).reason._tag, "Timeout")
      yield* TestClock.adjust(5000)
      assert.strictEqual(yield* GenServer.call(bank, "balance"), 1)
    })
  )

  it.effect("forgets a caller that was interrupted, with its timer", () =>
    Effect.gen(function* () {
      const bank = yield* GenServer.start(Bank, 0)
      const calls = yield* Effect.forEach([1, 2, 3], () => begin(GenServer.call(bank, "later")))
      const leaving = yield* begin(GenServer.shutdown(yield* GenServer.start(Bank, 0), { timeout: 700 }))
      yield* Effect.yieldNow
      yield* Fiber.interruptAll([...calls, leaving])
      assert.isUndefined((bank as unknown as { readonly lastWaiter: unknown }).lastWaiter)
      yield* GenServer.cast(bank, "settle", 1)
      assert.strictEqual(yield* GenServer.call(bank, "balance"), 0)
    })
  )

  it.effect("waits as long as it is told to", () =>
    Effect.gen(function* () {
      const bank = yield* GenServer.start(Bank, 1)
      const patient = yield* begin(GenServer.call(bank, "slowly", 60_000, { timeout: Infinity }))
      const hasty = yield* begin(Effect.flip(GenServer.call(bank, "balance", undefined, { timeout: 50 })))
      yield* TestClock.adjust(50)
      assert.strictEqual((yield* Fiber.join(hasty))._tag, "CallError")
      yield* TestClock.adjust(59_950)
      assert.strictEqual(yield* Fiber.join(patient), "done")
    })
  )

  it.effect("shuts down after what waits, and says how it went", () =>
    Effect.gen(function* () {
      const bank = yield* GenServer.start(Bank, 0)
      assert.strictEqual(yield* GenServer.call(bank, "close"), "closed")
      assert.strictEqual((yield* Effect.flip(GenServer.shutdown(bank))).reason._tag, "NoProcess")
      const other = yield* GenServer.start(Bank, 0)
      const deposits = yield* begin(GenServer.call(other, "withdraw", 0))
      yield* GenServer.shutdown(other, { reason: ExitReason.shutdown })
      assert.strictEqual(yield* Fiber.join(deposits), 0)
      assert.strictEqual(other.exitReason?._tag, "Shutdown")
    })
  )

  it.effect("is gone with the scope it was started in", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const bank = yield* Scope.provide(GenServer.startScoped(Bank, 0), scope)
      assert.isTrue(bank.isAlive)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(bank.exitReason?._tag, "Shutdown")
    })
  )

  it.effect("uses the services of the one who starts it, and a scope of its own", () =>
    Effect.gen(function* () {
      class Greeting extends Context.Service<Greeting, string>()("test/Greeting") {}
      const events: Array<string> = []
      interface Greeter {
        call: { greet(name: string): string }
      }
      const Greeter = GenServer.define<Greeter>()({
        name: "greeter",
        init: (_: undefined) =>
          Effect.gen(function* () {
            yield* Effect.acquireRelease(
              Effect.sync(() => events.push("open")),
              () => Effect.sync(() => events.push("close"))
            )
            return yield* GenServer.started(undefined)
          }),
        call: {
          greet: (name, state) =>
            Effect.flatMap(Greeting, (greeting) => GenServer.reply(`${greeting}, ${name}`, state))
        }
      })
      const greeter = yield* Effect.provideService(GenServer.start(Greeter, undefined), Greeting, "Good day")
      assert.strictEqual(yield* GenServer.call(greeter, "greet", "Ada"), "Good day, Ada")
      assert.deepStrictEqual(events, ["open"])
      yield* GenServer.shutdown(greeter)
      assert.deepStrictEqual(events, ["open", "close"])
    })
  )

  it.effect("does not mistake what every object has for a request", () =>
    Effect.gen(function* () {
      for (const name of ["toString", "__proto__", "constructor"]) {
        const bank = yield* GenServer.start(Bank, 0)
        const error = yield* Effect.flip(GenServer.call(bank, name as "balance"))
        assert.match(error.message, new RegExp(`has no call ${name}`))
      }
    })
  )

  it.effect("is found by its name, and only once", () =>
    Effect.gen(function* () {
      const names = Registry.make<string>({ keys: "unique" })
      yield* Registry.startScoped(names)
      const name = Registry.name<Bank, string>(names, "main")
      assert.strictEqual((yield* Effect.flip(GenServer.call(name, "balance"))).reason._tag, "NoProcess")
      const bank = yield* GenServer.start(Bank, 5, { name })
      assert.strictEqual(yield* GenServer.call(name, "balance"), 5)
      const error = yield* Effect.flip(GenServer.start(Bank, 6, { name }))
      assert.isTrue(error._tag === "AlreadyStarted" && error.pid === bank)
      yield* GenServer.shutdown(name)
      yield* GenServer.start(Bank, 7, { name })
      assert.strictEqual(yield* GenServer.call(name, "balance"), 7)
    })
  )

  it.effect("gives up an init that takes too long, or that nobody waits for any more", () =>
    Effect.gen(function* () {
      let ended = 0
      const Slow = GenServer.define<Record<never, never>>()({
        name: "slow",
        init: (_: undefined) =>
          Effect.andThen(Effect.sleep(1000), GenServer.started(undefined)).pipe(
            Effect.onInterrupt(() => Effect.sync(() => ended++))
          )
      })
      const starting = yield* begin(Effect.flip(GenServer.start(Slow, undefined, { timeout: 100 })))
      yield* TestClock.adjust(100)
      const error = yield* Fiber.join(starting)
      assert.isTrue(error._tag === "StartFailed" && error.reason._tag === "Timeout")
      const abandoned = yield* begin(GenServer.start(Slow, undefined))
      yield* TestClock.adjust(100)
      yield* Fiber.interrupt(abandoned)
      assert.strictEqual(ended, 2)
      const scoped = yield* begin(Effect.scoped(GenServer.startScoped(Slow, undefined)))
      yield* TestClock.adjust(100)
      yield* Fiber.interrupt(scoped)
      assert.strictEqual(ended, 3)
    })
  )

  it.effect("does not outlive a start that was interrupted before it was known to have succeeded", () =>
    Effect.gen(function* () {
      let server: Process.Pid | undefined
      const Late = GenServer.define<{ continue: "interrupt" }>()({
        name: "late",
        init: (_: undefined) => GenServer.started(undefined, { continue: "interrupt" as const }),
        handleContinue: () =>
          Effect.gen(function* () {
            server = yield* Process.self
            starting.interruptUnsafe()
            return yield* GenServer.noReply(undefined)
          })
      })
      const starting: Fiber.Fiber<unknown, unknown> = yield* Effect.forkChild(
        GenServer.start(Late, undefined)
      )
      yield* Effect.exit(Fiber.join(starting))
      assert.isFalse(server?.isAlive)
    })
  )
})

describe("a bounded mailbox", () => {
  interface Log {
    call: { read(): ReadonlyArray<number> }
    cast: { add(item: number): void; block(): void }
  }
  const bounded = (overflow: "suspend" | "dropNewest" | "dropOldest") =>
    GenServer.define<Log>()({
      name: "log",
      mailbox: { capacity: 2, overflow },
      init: (_: undefined) => GenServer.started<ReadonlyArray<number>>([]),
      call: { read: (_, items) => GenServer.reply(items, items) },
      cast: {
        add: (item, items) => GenServer.noReply([...items, item]),
        block: (_, items) => Effect.andThen(Effect.sleep(1000), GenServer.noReply(items))
      }
    })

  const fill = Effect.fnUntraced(function* (overflow: "suspend" | "dropNewest" | "dropOldest") {
    const log = yield* GenServer.start(bounded(overflow), undefined)
    yield* GenServer.cast(log, "block")
    yield* Effect.yieldNow
    const sending = yield* begin(
      Effect.forEach([1, 2, 3, 4], (item) => GenServer.cast(log, "add", item), { discard: true })
    )
    yield* TestClock.adjust(0)
    return { log, sending }
  })

  it.effect("lets the sender wait", () =>
    Effect.gen(function* () {
      const { log, sending } = yield* fill("suspend")
      assert.isUndefined(sending.pollUnsafe())
      yield* TestClock.adjust(1000)
      yield* Fiber.join(sending)
      assert.deepStrictEqual(yield* GenServer.call(log, "read"), [1, 2, 3, 4])
    })
  )

  it.effect("drops what comes", () =>
    Effect.gen(function* () {
      const { log, sending } = yield* fill("dropNewest")
      yield* Fiber.join(sending)
      const refused = yield* Effect.flip(GenServer.call(log, "read"))
      assert.strictEqual(refused.reason._tag, "Overloaded")
      yield* TestClock.adjust(1000)
      assert.deepStrictEqual(yield* GenServer.call(log, "read"), [1, 2])
    })
  )

  it.effect("drops what waited longest", () =>
    Effect.gen(function* () {
      const { log, sending } = yield* fill("dropOldest")
      yield* Fiber.join(sending)
      yield* TestClock.adjust(1000)
      assert.deepStrictEqual(yield* GenServer.call(log, "read"), [3, 4])
    })
  )

  it.effect("lets nobody wait for the dead", () =>
    Effect.gen(function* () {
      const { log, sending } = yield* fill("suspend")
      const call = yield* begin(Effect.flip(GenServer.call(log, "read")))
      yield* Effect.yieldNow
      yield* Process.sendExit(log, ExitReason.kill)
      yield* Fiber.join(sending)
      assert.strictEqual((yield* Fiber.join(call)).reason._tag, "Killed")
    })
  )

  it.effect("keeps no room for a call that waited for it and gave up", () =>
    Effect.gen(function* () {
      const { log, sending } = yield* fill("suspend")
      for (let times = 0; times < 2; times++) {
        const late = yield* begin(Effect.flip(GenServer.call(log, "read", undefined, { timeout: 100 })))
        const left = yield* begin(GenServer.call(log, "read"))
        yield* TestClock.adjust(100)
        assert.strictEqual((yield* Fiber.join(late)).reason._tag, "Timeout")
        yield* Fiber.interrupt(left)
      }
      yield* TestClock.adjust(1000)
      yield* Fiber.join(sending)
      const more = yield* begin(GenServer.cast(log, "add", 5))
      yield* Effect.yieldNow
      assert.isDefined(more.pollUnsafe())
      assert.deepStrictEqual(yield* GenServer.call(log, "read"), [1, 2, 3, 4, 5])
    })
  )

  it.effect("never refuses what the runtime sends", () =>
    Effect.gen(function* () {
      const { log, sending } = yield* fill("suspend")
      const stopping = yield* begin(GenServer.shutdown(log))
      yield* TestClock.adjust(1000)
      yield* Fiber.join(stopping)
      yield* Fiber.join(sending)
      assert.strictEqual(log.exitReason?._tag, "Normal")
    })
  )
})

describe("ExitReason", () => {
  it("finds the reason that code left with", () => {
    assert.strictEqual(ExitReason.fromExit(Exit.succeed(1))._tag, "Normal")
    const error = ExitReason.error(ExitReason.fromExit(Exit.fail("no")))
    assert.deepStrictEqual(error, Option.some("no"))
    assert.isFalse(ExitReason.isExpected(ExitReason.callFailed(ExitReason.normal)))
    assert.isTrue(ExitReason.isExpected(ExitReason.shutdownWith("tired")))
  })
})
