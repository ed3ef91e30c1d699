/** Runs a scenario from its implicit start to its last action and gives back its trace. */
import { Effect, Exit } from "effect"
import { Process, Supervisor } from "../../../src/supervise/index.ts"
import { perform, type Stage } from "./Actions.ts"
import { Machine } from "./Machine.ts"
import { live, within } from "./Puppet.ts"
import type { Action, Scenario } from "./Scenario.ts"
import { type Event, Trace } from "./Trace.ts"
import { spec } from "./Tree.ts"
import { returned } from "./Value.ts"

export const run = async (
  scenario: Scenario,
  options: { readonly virtual: boolean }
): Promise<ReadonlyArray<Event>> => {
  const machine = new Machine(options)
  const trace = new Trace()
  const parent = await parentProcess(machine, trace)
  const stage: Stage = { machine, trace, parent, registry: undefined, tasks: undefined, task: new Map() }

  machine.ended = () => trace.mark()
  trace.lines.push({ ev: "action", i: 0, do: "start" })
  const tree = scenario.tree
  let value: unknown
  if (tree !== undefined) {
    value = returned(await machine.run(within(parent, spec(trace, tree).start)), () => "ok")
  }
  await finish(stage, 0, { do: "start" }, value, undefined)

  for (const [index, action] of scenario.actions.entries()) {
    const i = index + 1
    const { do: what, child, sup, proc } = action
    trace.lines.push({
      ev: "action",
      i,
      do: what,
      ...(child === undefined ? {} : { child }),
      ...(sup === undefined ? {} : { sup }),
      ...(proc === undefined ? {} : { proc })
    })
    const before = machine.now
    const value = await perform(stage, action, i)
    await finish(stage, i, action, value, machine.now - before)
  }
  return trace.lines
}

/** Events until nothing moves any more, the value, and the state of all supervisors. */
const finish = async (
  { machine, trace }: Stage,
  i: number,
  action: Action,
  value: unknown,
  millis: number | undefined
): Promise<void> => {
  const settle = action.no_settle !== true
  let states: ReadonlyArray<Event> = []
  if (settle) {
    states = await settledStates(machine, trace)
    trace.mark()
  }
  trace.flush(action.sort === true)
  if (value !== undefined) {
    const took =
      action.time_q === undefined ? {} : { took: Math.round((millis ?? 0) / action.time_q) * action.time_q }
    trace.lines.push({ ev: "return", i, value, ...took })
  }
  trace.lines.push(...states)
}

/** Who starts the tree: it traps exits, so that it outlives whatever happens to it. */
const parentProcess = async (machine: Machine, trace: Trace): Promise<Process.Pid> => {
  const exit = await machine.run(Process.spawn(live(trace, { trap: true })))
  await machine.settle()
  if (Exit.isFailure(exit)) throw new Error("no process to start from")
  return exit.value
}

/**
 * A supervisor that answers has nothing left to do just then. Waiting for it may let others move, and one that tries to
 * start children again answers between its tries: all are asked until they say the same twice.
 */
const settledStates = async (machine: Machine, trace: Trace): Promise<ReadonlyArray<Event>> => {
  await machine.settle()
  let states = await supervisorStates(machine, trace)
  for (;;) {
    await machine.settle()
    const again = await supervisorStates(machine, trace)
    if (JSON.stringify(again) === JSON.stringify(states)) return again
    states = again
  }
}

const supervisorStates = async (machine: Machine, trace: Trace): Promise<ReadonlyArray<Event>> => {
  const states: Array<Event> = []
  for (const { pid, label: sup, n } of trace.supervisors()) {
    const children = await machine.run(Effect.exit(Supervisor.whichChildren(pid as Supervisor.Supervisor)))
    if (!Exit.isSuccess(children) || !Exit.isSuccess(children.value)) continue
    const rows = children.value.value.map(({ id, process }): [string, unknown] => {
      if (process === undefined) return [id, "undefined"]
      if (process === "restarting") return [id, "restarting"]
      return [id, trace.labelOf(process)?.n ?? null]
    })
    if (trace.isDynamic(sup)) rows.sort(([a, n], [b, m]) => (a < b ? -1 : a > b ? 1 : Number(n) - Number(m)))
    states.push({ ev: "state", sup, n, children: rows })
  }
  return states
}
