/** Actions on a task supervisor. A task is known by its label and awaited by the process that started it. */
import { Effect, Exit, Option, Stream } from "effect"
import { Process, Task, TaskSupervisor } from "../../../src/supervise/index.ts"
import { as, type Stage, value } from "./Actions.ts"
import type { Action, Op } from "./Scenario.ts"
import { parseReason } from "./Trace.ts"
import { failureValue, pidValue, startedValue } from "./Value.ts"

export const taskAction = (stage: Stage, action: Action, i: number): Promise<unknown> => {
  const { trace } = stage
  if (action.do === "tsup_start") {
    const max = action.max_children
    return value(
      stage,
      as(
        stage,
        { do: "" },
        Effect.map(TaskSupervisor.startLink(typeof max === "number" ? { maxChildren: max } : {}), (tasks) => {
          stage.tasks = tasks
        })
      ),
      () => "ok"
    )
  }
  const tasks = stage.tasks
  if (tasks === undefined) return Promise.resolve("exit:noproc")
  const named = action.task ?? action.id ?? action.label ?? action.name
  // An operation that names no task means the last one.
  const label = String(named ?? (action.do === "task_op" ? [...stage.task.keys()].at(-1) : `t${i}`))
  switch (action.do) {
    case "tsup_children":
      return value(stage, TaskSupervisor.children(tasks), (pids) =>
        pids.map((pid) => pidValue(trace, pid)).sort()
      )
    case "task": {
      const work = body(stage, label, (action.body ?? { op: "noop" }) as Op | string)
      switch (action.how) {
        case "async":
        case "async_nolink": {
          const start = action.how === "async" ? TaskSupervisor.async : TaskSupervisor.asyncNoLink
          const started = Effect.map(start(tasks, work), (task) => {
            stage.task.delete(label)
            stage.task.set(label, task)
            return task.pid
          })
          return value(stage, as(stage, action, started), () => "ok")
        }
        default: {
          const restart = action.restart as "temporary" | "transient" | "permanent" | undefined
          return labelled(
            stage,
            as(
              stage,
              action,
              TaskSupervisor.startChild(tasks, work, restart === undefined ? {} : { restart })
            )
          )
        }
      }
    }
    case "task_op": {
      const task = stage.task.get(label)
      if (task === undefined) return Promise.resolve("error:not_found")
      return taskOperation(stage, action, task)
    }
    case "async_stream":
      return asyncStream(stage, action, tasks)
  }
  throw new Error(`unknown action ${action.do}`)
}

/** A task has its label when it runs. */
const labelled = async (stage: Stage, start: Effect.Effect<Process.Pid, unknown>): Promise<unknown> => {
  let started: Process.Pid | undefined
  const refusal = await value(stage, start, (pid) => {
    started = pid
    return undefined
  })
  await stage.machine.settle()
  return refusal ?? startedValue(stage.trace)(started)
}

const taskOperation = (stage: Stage, action: Action, task: Task.Task<unknown, unknown>): Promise<unknown> => {
  const timeout = action.timeout === undefined ? {} : { timeout: action.timeout }
  const outcome = Option.match({
    onNone: (): unknown => "nil",
    onSome: (exit: Exit.Exit<unknown, unknown>): unknown =>
      Exit.isSuccess(exit) ? `ok:${String(exit.value)}` : failureValue(exit.cause)
  })
  switch (String(action.op)) {
    case "await":
      return value(stage, as(stage, action, Effect.exit(Task.await(task, timeout))), (exit) =>
        Exit.isSuccess(exit) ? exit.value : failureValue(exit.cause)
      )
    case "yield":
      return value(stage, as(stage, action, Task.poll(task, timeout)), outcome)
    case "shutdown":
      return value(
        stage,
        as(
          stage,
          action,
          Task.shutdown(task, action.timeout === undefined ? { timeout: 5000 } : { timeout: action.timeout })
        ),
        outcome
      )
    case "brutal_kill":
      return value(stage, as(stage, action, Task.shutdown(task, "brutal_kill")), outcome)
    case "terminate":
    case "terminate_child":
      return stage.tasks === undefined
        ? Promise.resolve("exit:noproc")
        : value(stage, TaskSupervisor.terminateChild(stage.tasks, task.pid), () => "ok")
  }
  throw new Error(`unknown task operation ${String(action.op)}`)
}

const asyncStream = (
  stage: Stage,
  action: Action,
  tasks: TaskSupervisor.TaskSupervisor
): Promise<unknown> => {
  const items = (action.items ?? []) as ReadonlyArray<Op | string | number>
  const { max_concurrency, max, ordered, on_timeout, timeout } = action as {
    readonly max_concurrency?: number
    readonly max?: number
    readonly ordered?: boolean
    readonly on_timeout?: "exit" | "kill_task"
    readonly timeout?: number
  }
  const width = max_concurrency ?? max
  const make =
    action.nolink === true || action.how === "nolink"
      ? TaskSupervisor.asyncStreamNoLink
      : TaskSupervisor.asyncStream
  const stream = make(
    tasks,
    items.map((item, index) => ({ item, index })),
    ({ item, index }) =>
      body(stage, `s${index}`, typeof item === "number" ? { op: "return", v: item } : item),
    {
      ...(width === undefined ? {} : { maxConcurrency: width }),
      ...(ordered === undefined ? {} : { ordered }),
      ...(on_timeout === undefined ? {} : { onTimeout: on_timeout }),
      ...(timeout === undefined ? {} : { timeout })
    }
  )
  return value(stage, as(stage, action, Stream.runCollect(stream)), (results) =>
    results.map((exit) => (Exit.isSuccess(exit) ? `ok:${String(exit.value)}` : failureValue(exit.cause)))
  )
}

/** `sleep:100`, `raise:boom`, `exit:normal`, `ok:5` or just `ok`. */
const written = (text: string): Op => {
  const at = text.indexOf(":")
  if (at < 0) return { op: text }
  const [word, detail] = [text.slice(0, at), text.slice(at + 1)]
  return word === "sleep"
    ? { op: word, ms: Number(detail) }
    : { op: word, v: detail, reason: detail, msg: detail }
}

/** What a task does: an op, or one written as `word:rest`. */
const body = (stage: Stage, label: string, given: Op | string): Effect.Effect<unknown> => {
  const op: Op = typeof given === "string" ? written(given) : given
  return Effect.gen(function* () {
    const self = yield* Process.self
    const n = stage.trace.incarnation(label)
    stage.trace.follow(self, "task", label, n)
    stage.trace.emit({ ev: "task_start", task: label, n })
    switch (op.op) {
      case "sleep":
        yield* Effect.sleep(op.ms ?? 0)
        return op.v ?? "ok"
      case "hang":
        return yield* Effect.never
      case "raise":
        return yield* Effect.die(new Error(String(op.msg ?? op.reason ?? op.v ?? "boom")))
      case "exit":
      case "stop":
        return yield* Process.exit(parseReason(String(op.reason ?? op.v ?? "boom")))
      case "throw":
        return yield* Effect.die(new Error(String(op.v ?? "boom")))
      default:
        return op.v ?? "ok"
    }
  })
}
