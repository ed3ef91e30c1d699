/** The server of the scenarios: it behaves as its node says and reports what happens to it. */
import { Effect } from "effect"
import { type ExitReason, GenServer, type Monitor, Process } from "../../../src/supervise/index.ts"
import { label, type Node, type Op } from "./Scenario.ts"
import { formatReason, parseReason, type Trace } from "./Trace.ts"

export interface WorkerProtocol {
  call: { op(op: Op): unknown }
  cast: {
    op(op: Op): void
    /** A crash from outside of the protocol under test: it leaves no event of its own. */
    crash(crash: { readonly how: string; readonly reason: string }): void
  }
  info: { readonly _tag: "Op"; readonly op: Op }
  continue: Continuation
}

interface Continuation {
  readonly stop?: string
}

type Answer = GenServer.CallStep<unknown, never, State, Continuation>

interface State {
  readonly n: number
  readonly held: ReadonlyArray<GenServer.From<unknown>>
}

const raise = (message: string) => Effect.die(new Error(message))

const outcomeOf = (node: Node, n: number): string => {
  const outcomes = node.init ?? ["ok"]
  return outcomes[Math.min(n, outcomes.length) - 1] ?? "ok"
}

/** Splits `stop:boom` into its word and the rest. */
const split = (text: string): readonly [word: string, rest: string] => {
  const at = text.indexOf(":")
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)]
}

export const worker = (trace: Trace, node: Node) => {
  const child = label(node)
  const emit = (n: number, ev: string, fields: object = {}) => trace.emit({ ev, child, n, ...fields })

  const perform = (op: Op, state: State): Effect.Effect<Result> => {
    switch (op.op) {
      case "noop":
        return Effect.succeed({ reply: "ok", state })
      case "note":
        emit(state.n, "note", { value: op.v })
        return Effect.succeed({ reply: op.v, state })
      case "stop":
        return Effect.succeed({ stop: parseReason(op.reason ?? "normal"), reply: op.reply, state })
      case "raise":
        return raise(String(op.msg ?? op.reason ?? op.v ?? "boom"))
      case "exit":
        return Process.exit(parseReason(String(op.reason ?? op.v ?? "boom")))
      case "throw":
        return Effect.succeed({ bad: op.v ?? op.reason ?? "boom", state })
      case "sleep":
        return Effect.as(Effect.sleep(op.ms ?? 0), { reply: "ok", state })
      case "hold":
        return Effect.succeed({ hold: true, state })
      case "release":
        return Effect.as(
          Effect.forEach(state.held, (from) => GenServer.replyTo(from, op.v)),
          { reply: "ok", state: { ...state, held: [] } }
        )
      case "continue":
        return Effect.succeed({ reply: "ok", state, next: { continue: {} } })
      case "idle_timeout":
        return Effect.succeed({ reply: "ok", state, next: { idleAfter: op.ms ?? 0 } })
      case "self_cast":
        return Effect.flatMap(Process.self, (self: GenServer.Server<WorkerProtocol>) =>
          Effect.as(GenServer.cast(self, "op", { op: "note", v: op.v }), { reply: "ok", state })
        )
      case "self_info_then_continue":
        return Effect.flatMap(Process.self, (self: GenServer.Server<WorkerProtocol>) =>
          Effect.as(GenServer.info(self, { _tag: "Op", op: { op: "note", v: op.v } }), {
            reply: "ok",
            state,
            next: { continue: {} }
          })
        )
      case "call_self":
        return Effect.flatMap(Process.self, (self: GenServer.Server<WorkerProtocol>) =>
          Effect.orDie(
            Effect.catch(GenServer.call(self, "op", { op: "noop" }), (error) =>
              Process.exit(error.exitReason)
            )
          ).pipe(Effect.as({ reply: "ok", state }))
        )
    }
    return raise(`unknown op ${op.op}`)
  }

  const asStep = (result: Result): Effect.Effect<GenServer.Step<State, Continuation>> => {
    if (result.bad !== undefined) return Effect.succeed(result.bad as never)
    if (result.stop !== undefined) return GenServer.stop(result.stop, result.state)
    return GenServer.noReply(result.state, result.next)
  }

  return GenServer.define<WorkerProtocol>()({
    name: child,
    trapExits: node.trap_exit === true,

    init: (_: undefined) =>
      Effect.gen(function* () {
        const self = yield* Process.self
        const n = trace.incarnation(child)
        const out = outcomeOf(node, n)
        const state: State = { n, held: [] }
        const [word, rest] = split(out)
        const report = () => emit(n, "init", { out })
        const up = () => {
          report()
          trace.follow(self, "child", child, n)
        }
        switch (word) {
          case "stop":
            report()
            return yield* GenServer.refuse(parseReason(rest))
          case "raise":
            report()
            return yield* raise(rest)
          case "exit":
            report()
            return yield* Process.exit(parseReason(rest))
          case "ignore":
            report()
            return yield* GenServer.ignore
          case "badreturn":
            report()
            return yield* Effect.succeed("badreturn" as never)
          case "sleep":
            yield* Effect.sleep(Number(rest))
            up()
            return yield* GenServer.started(state)
          case "continue":
            up()
            return yield* GenServer.started(state, { continue: {} })
          case "continue_stop":
            up()
            return yield* GenServer.started(state, { continue: { stop: rest } })
          case "timeout":
            up()
            return yield* GenServer.started(state, { idleAfter: Number(rest) })
          default:
            up()
            return yield* GenServer.started(state)
        }
      }),

    call: {
      op: (op, state, from) => {
        emit(state.n, "call", { msg: op.op })
        return Effect.flatMap(perform(op, state), (result): Effect.Effect<Answer> => {
          if (result.bad !== undefined) return Effect.succeed(result.bad as never)
          if (result.hold) return GenServer.noReply({ ...result.state, held: [...result.state.held, from] })
          if (result.stop === undefined) return GenServer.reply(result.reply, result.state, result.next)
          return result.reply === undefined
            ? GenServer.stop(result.stop, result.state)
            : GenServer.stopReply(result.stop, result.reply, result.state)
        })
      }
    },

    cast: {
      op: (op, state) => {
        emit(state.n, "cast", { msg: op.op })
        return Effect.flatMap(perform(op, state), asStep)
      },
      crash: ({ how, reason }, state) =>
        Effect.flatMap(perform({ op: how, reason, msg: reason }, state), asStep)
    },

    info: (message, state) => {
      if (message._tag === "Op") {
        emit(state.n, "info", { msg: message.op.op })
        return Effect.flatMap(perform(message.op, state), asStep)
      }
      emit(state.n, "info", { msg: describe(trace, message) })
      return asStep({ state })
    },

    handleContinue: ({ stop }, state) => {
      emit(state.n, "continue")
      return stop === undefined ? GenServer.noReply(state) : GenServer.stop(parseReason(stop), state)
    },

    terminate: (reason, state) => {
      emit(state.n, "terminate", { reason: formatReason(reason) })
      const [word, rest] = split(node.term ?? "ok")
      switch (word) {
        case "sleep":
          return Effect.sleep(Number(rest))
        case "hang":
          return Effect.never
        case "raise":
          return raise(rest)
        case "exit":
          return Process.exit(parseReason(rest))
        default:
          return Effect.void
      }
    }
  })
}

interface Result {
  readonly state: State
  readonly reply?: unknown
  readonly stop?: ExitReason.ExitReason
  readonly hold?: boolean
  readonly next?: { readonly continue: { readonly stop?: string } } | { readonly idleAfter: number }
  readonly bad?: unknown
}

/** A message of the runtime as the trace names it. */
export const describe = (trace: Trace, message: GenServer.SystemMessage | Monitor.DownMessage): string => {
  if (message._tag === "IdleTimeout") return "timeout"
  const from = trace.labelOf(message.from)
  const word = message._tag === "Exit" ? "EXIT" : "DOWN"
  return from === undefined
    ? `${word}:${formatReason(message.reason)}`
    : `${word}:${from.label}#${from.n}:${formatReason(message.reason)}`
}
