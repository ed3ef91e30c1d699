/** The actions of the scenarios: what is done to the tree, to servers and to plain processes. */
import { Effect, Exit } from "effect"
import type { Task } from "../../../src/supervise/index.ts"
import {
  DynamicSupervisor,
  GenServer,
  Monitor,
  Process,
  type Registry,
  Supervisor,
  type TaskSupervisor
} from "../../../src/supervise/index.ts"
import type { Machine } from "./Machine.ts"
import { Gone, live, within } from "./Puppet.ts"
import { registryAction } from "./RegistryActions.ts"
import { type Action, type Node, type Op, op } from "./Scenario.ts"
import { taskAction } from "./TaskActions.ts"
import { parseReason, type Trace } from "./Trace.ts"
import { spec } from "./Tree.ts"
import { failureValue, returned, startedValue } from "./Value.ts"
import { type WorkerProtocol, worker } from "./Worker.ts"

/** Everything that a scenario has on the table while it runs. */
export interface Stage {
  readonly machine: Machine
  readonly trace: Trace
  /** The process that started the tree and does what no other is told to do. */
  readonly parent: Process.Pid
  registry: Registry.Registry<string, unknown> | undefined
  tasks: TaskSupervisor.TaskSupervisor | undefined
  readonly task: Map<string, Task.Task<unknown, unknown>>
}

/** Does one action and answers with its value, undefined for an action that has none. */
export const perform = async (stage: Stage, action: Action, i: number): Promise<unknown> => {
  const { machine, trace } = stage
  switch (action.do) {
    case "advance":
      await machine.advance(action.ms ?? 0)
      return undefined
    case "crash":
      return crash(stage, action)
    case "simultaneous":
      return simultaneous(stage, action)
    case "parent_exit":
      trace.find("top")?.signal(stage.parent, parseReason(action.reason ?? "shutdown"))
      return undefined
    case "kill_sup":
      return kill(stage, action.sup ?? "top")
    case "stop_sup": {
      const target = trace.find(action.sup ?? "top")
      return stop(stage, target, action)
    }
    case "stop_server":
      return stop(stage, trace.find(action.child), action)
    case "terminate_child":
    case "restart_child":
    case "delete_child":
    case "start_child":
    case "count_children":
      return supervise(stage, action)
    case "start_worker":
      return value(stage, startWorker(stage, action.spec as Node), startedValue(trace))
    case "call":
      return value(stage, as(stage, action, call(stage, action, op(action))), (reply) => reply)
    case "call_async":
      return callAsync(stage, action, i)
    case "cast":
      return value(stage, by(stage, action, cast(stage, action, op(action))), () => "ok")
    case "info":
      return value(stage, by(stage, action, info(stage, action, op(action))), () => "ok")
    case "batch":
      return batch(stage, action, i)
  }
  if (action.do.startsWith("reg")) return registryAction(stage, action)
  if (action.do.startsWith("t") || action.do === "async_stream") return taskAction(stage, action, i)
  return processAction(stage, action)
}

/** The process whose code an action is. */
export const actor = (stage: Stage, action: Action): Process.Pid | undefined =>
  action.proc === undefined ? stage.parent : stage.trace.find(action.proc)

/** Has the process of the action do something. */
export const as = <A, E>(
  stage: Stage,
  action: Action,
  work: Effect.Effect<A, E>
): Effect.Effect<A, E | Gone> => {
  const pid = actor(stage, action)
  return pid === undefined ? Effect.fail(new Gone(true)) : within(pid, work)
}

/** As `as`; what nobody is named for is sent from outside, and is there before anyone else has moved. */
const by = <A, E>(stage: Stage, action: Action, work: Effect.Effect<A, E>): Effect.Effect<A, E | Gone> =>
  action.proc === undefined ? work : as(stage, action, work)

/** Runs an effect and puts its result into the words of the format. */
export const value = async <A>(
  { machine }: Stage,
  effect: Effect.Effect<A, unknown>,
  format: (value: A) => unknown
): Promise<unknown> => {
  const exit = await machine.run(effect)
  if (Exit.isFailure(exit)) {
    for (const reason of exit.cause.reasons) {
      // What it died of is an event of its own.
      if (reason._tag === "Fail" && reason.error instanceof Gone)
        return reason.error.before ? "not_alive" : undefined
    }
  }
  return returned(exit, format)
}

const server = (stage: Stage, action: Action): GenServer.Server<WorkerProtocol> | undefined =>
  stage.trace.find(action.child)

const deadServer = { whereIs: () => undefined, register: () => undefined }

const crash = (stage: Stage, action: Action): unknown => {
  const target = server(stage, action)
  if (target === undefined || !target.isAlive) return "not_alive"
  const reason = action.reason ?? "boom"
  switch (action.how) {
    case "kill":
      target.signal(undefined, parseReason("kill"))
      return undefined
    case "signal":
      target.signal(undefined, parseReason(reason))
      return undefined
  }
  return value(stage, GenServer.cast(target, "crash", { how: action.how ?? "stop", reason }), () => undefined)
}

/** Signals arrive when they are sent, so the supervisor has not looked at anything when the last one is dead. */
const simultaneous = (stage: Stage, action: Action): undefined => {
  for (const child of action.children ?? []) {
    stage.trace.find(child)?.signal(undefined, parseReason(action.reason ?? "kill"))
  }
  return undefined
}

const kill = (stage: Stage, label: string): unknown => {
  const target = stage.trace.find(label)
  if (target === undefined || !target.isAlive) return "not_alive"
  target.signal(undefined, parseReason("kill"))
  return undefined
}

const stop = (stage: Stage, target: Process.Pid | undefined, action: Action): Promise<unknown> =>
  value(
    stage,
    GenServer.shutdown(target ?? deadServer, {
      reason: parseReason(action.reason ?? "normal"),
      ...(action.timeout === undefined ? {} : { timeout: action.timeout })
    }),
    () => "ok"
  )

const supervise = (stage: Stage, action: Action): Promise<unknown> => {
  const { trace } = stage
  const label = action.sup ?? "top"
  const sup = trace.find(label) ?? deadServer
  const child = action.child ?? action.id ?? ""
  const dynamic = trace.isDynamic(label)
  switch (action.do) {
    case "start_child": {
      const given = spec(trace, action.spec as Node, dynamic ? label : undefined)
      return value(
        stage,
        dynamic
          ? // Its refusal is the child's own, where another supervisor adds what it knows of the child.
            Effect.mapError(
              DynamicSupervisor.startChild(sup as DynamicSupervisor.DynamicSupervisor, given),
              (error) =>
                error._tag === "ChildStartFailed"
                  ? new GenServer.StartFailed({ server: error.child, reason: error.reason })
                  : error
            )
          : Supervisor.startChild(sup as Supervisor.Supervisor, given),
        (pid) => (pid === undefined && dynamic ? "ignore" : startedValue(trace)(pid))
      )
    }
    case "terminate_child": {
      if (!dynamic)
        return value(stage, Supervisor.terminateChild(sup as Supervisor.Supervisor, child), () => "ok")
      const pid = trace.find(child)
      if (pid === undefined) return Promise.resolve("error:not_found")
      return value(
        stage,
        DynamicSupervisor.terminateChild(sup as DynamicSupervisor.DynamicSupervisor, pid),
        () => "ok"
      )
    }
    case "restart_child":
      return value(stage, Supervisor.restartChild(sup as Supervisor.Supervisor, child), startedValue(trace))
    case "delete_child":
      return value(stage, Supervisor.deleteChild(sup as Supervisor.Supervisor, child), () => "ok")
    default:
      return value(
        stage,
        Supervisor.countChildren(sup as Supervisor.Supervisor),
        ({ specs, active, supervisors, workers }) => [specs, active, supervisors, workers]
      )
  }
}

const startWorker = (stage: Stage, node: Node) =>
  GenServer.start(worker(stage.trace, node), undefined, {
    ...(node.start_timeout === undefined ? {} : { timeout: node.start_timeout })
  })

const call = (stage: Stage, action: Action, request: Op) =>
  GenServer.call(
    server(stage, action) ?? (deadServer as GenServer.Name<WorkerProtocol>),
    "op",
    request,
    action.timeout === undefined ? {} : { timeout: action.timeout }
  )

const cast = (stage: Stage, action: Action, request: Op): Effect.Effect<void> =>
  GenServer.cast(server(stage, action) ?? (deadServer as GenServer.Name<WorkerProtocol>), "op", request)

const info = (stage: Stage, action: Action, request: Op): Effect.Effect<void> =>
  GenServer.info(server(stage, action) ?? (deadServer as GenServer.Name<WorkerProtocol>), {
    _tag: "Op",
    op: request
  })

/** The call is made by a process of its own; what it comes to is an event. */
const callAsync = (stage: Stage, action: Action, i: number): Promise<undefined> => {
  return stage.machine.run(Process.spawn(reportCall(stage, action, i))).then(() => undefined)
}

const reportCall = (stage: Stage, action: Action, i: number): Effect.Effect<void> =>
  Effect.map(Effect.exit(call(stage, action, op(action))), (exit) => {
    stage.trace.emit({
      ev: "call_result",
      i,
      value: Exit.isSuccess(exit) ? exit.value : failureValue(exit.cause)
    })
  })

/** Several messages without a pause: the server sees the first when all are sent. */
const batch = async (stage: Stage, action: Action, i: number): Promise<unknown> => {
  const sends = (action.msgs ?? []).map((given) => {
    const message = asMessage(given)
    const target: Action = { ...action, ...message }
    switch (message.do) {
      case "info":
        return info(stage, target, op(target))
      case "call":
      case "call_async":
        // Started here and now, so that its request takes its place among the others.
        return Effect.forkDetach(reportCall(stage, target, i), { startImmediately: true })
      default:
        return cast(stage, target, op(target))
    }
  })
  return value(stage, Effect.all(sends as ReadonlyArray<Effect.Effect<unknown>>), () => "ok")
}

/** `{do, op}`, `{kind, op}`, `[kind, op]` or just an op, which is then cast. */
const asMessage = (given: unknown): Action => {
  if (Array.isArray(given)) return { do: String(given[0]), op: given[1] as Op }
  const message = given as Action
  const kind = message.do ?? message.kind ?? message.type ?? message.via
  return kind === undefined ? { do: "cast", op: message.op as Op } : { ...message, do: String(kind) }
}

const processAction = (stage: Stage, action: Action): unknown => {
  const { trace } = stage
  const name = action.proc ?? ""
  const subject = trace.find(action.proc)
  const object = trace.find(action.to)
  const puppet = live(trace, { name, trap: action.trap === true })
  const doing = (work: Effect.Effect<unknown>) => told(stage, subject, work)
  const parent = trace.find(action.from)
  const at = (work: (object: Process.Pid) => Effect.Effect<unknown>) =>
    object === undefined ? "not_alive" : doing(work(object))
  switch (action.do) {
    case "spawn":
      return value(stage, Process.spawn(puppet, { name }), () => undefined)
    case "spawn_link":
      return told(stage, parent, Process.spawnLink(puppet, { name }))
    case "spawn_monitor":
      return told(
        stage,
        parent,
        Effect.flatMap(Process.spawn(puppet, { name }), (pid) => monitor(action.from ?? "", pid))
      )
    case "link":
      return at(Process.link)
    case "unlink":
      return at(Process.unlink)
    case "monitor":
      return at((target) => monitor(name, target))
    case "demonitor":
      return at((target) => demonitor(name, target))
    case "exit_signal":
      return at((target) => Process.sendExit(target, parseReason(action.reason ?? "shutdown")))
    case "exit_self":
      return doing(Process.exit(parseReason(action.reason ?? "normal")))
    case "raise_self":
      return doing(Effect.die(new Error(String(action.reason ?? action.msg ?? action.v ?? "boom"))))
    case "alive":
      return (subject ?? trace.find(action.child))?.isAlive ?? false
  }
  throw new Error(`unknown action ${action.do}`)
}

/** Has a plain process do something that has no value; that it dies of it is no matter here. */
const told = async (
  stage: Stage,
  subject: Process.Pid | undefined,
  work: Effect.Effect<unknown>
): Promise<"not_alive" | undefined> => {
  if (subject === undefined || !subject.isAlive) return "not_alive"
  await stage.machine.run(Effect.exit(within(subject, work)))
  return undefined
}

const monitors = new WeakMap<Process.Pid, Map<string, Monitor.Monitor>>()

const monitor = (owner: string, target: Process.Pid) =>
  Effect.map(Monitor.monitor(target), (made) => {
    const known = monitors.get(target) ?? new Map<string, Monitor.Monitor>()
    monitors.set(target, known.set(owner, made))
  })

const demonitor = (owner: string, target: Process.Pid) => {
  const made = monitors.get(target)?.get(owner)
  return made === undefined ? Effect.void : Monitor.demonitor(made)
}
