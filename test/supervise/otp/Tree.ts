/** Child specifications of the nodes of a scenario. */
import { Effect } from "effect"
import {
  type ChildSpec,
  DynamicSupervisor,
  GenServer,
  Process,
  Supervisor
} from "../../../src/supervise/index.ts"
import { label, type Node } from "./Scenario.ts"
import type { Trace } from "./Trace.ts"
import { worker } from "./Worker.ts"

/** A node as a child; `parent` is the dynamic supervisor that it is started under, if it is one. */
export const spec = (trace: Trace, node: Node, parent?: string): ChildSpec.ChildSpec => {
  if (parent !== undefined) trace.isDynamicChild(label(node), parent)
  const { id, restart, shutdown, significant } = node
  return {
    id,
    start: start(trace, node),
    type: isSupervisor(node) ? "supervisor" : "worker",
    ...(restart === undefined ? {} : { restart }),
    ...(shutdown === undefined ? {} : { shutdown }),
    ...(significant === undefined ? {} : { significant })
  }
}

export const isSupervisor = (node: Node): boolean => node.type === "supervisor" || node.type === "dynamic"

const start = (trace: Trace, node: Node): Effect.Effect<Process.Pid, unknown> => {
  switch (node.type ?? "worker") {
    case "worker":
      return GenServer.startLink(worker(trace, node), undefined, {
        ...(node.start_timeout === undefined ? {} : { timeout: node.start_timeout })
      })
    case "supervisor":
      return startSupervisor(trace, node)
    case "dynamic":
      return startDynamic(trace, node)
  }
}

const limits = (node: Node) => ({
  maxRestarts: node.max_restarts ?? 3,
  maxSeconds: node.max_seconds ?? 5
})

const startSupervisor = (trace: Trace, node: Node) => {
  const name = label(node)
  return Effect.suspend(() => {
    const n = trace.incarnation(name)
    const announce = () => trace.emit({ ev: "init", sup: name, n })
    if (node.init_result === "ignore") {
      announce()
      return Effect.fail(new GenServer.StartIgnored({ server: name }))
    }
    return Supervisor.startLink({
      ...limits(node),
      name,
      strategy: node.strategy ?? "one_for_one",
      autoShutdown: node.auto_shutdown ?? "never",
      children: Effect.map(Process.self, (self) => {
        announce()
        trace.follow(self, "sup", name, n)
        return (node.children ?? []).map((child) => spec(trace, child))
      })
    })
  })
}

const startDynamic = (trace: Trace, node: Node) => {
  const name = label(node)
  return Effect.suspend(() => {
    const n = trace.incarnation(name)
    trace.markDynamic(name)
    trace.emit({ ev: "init", sup: name, n })
    if (node.init_result === "ignore") return Effect.fail(new GenServer.StartIgnored({ server: name }))
    return DynamicSupervisor.startLink({
      ...limits(node),
      name,
      ...(node.max_children === undefined ? {} : { maxChildren: node.max_children })
    }).pipe(Effect.tap((pid) => Effect.sync(() => trace.follow(pid, "sup", name, n))))
  })
}
