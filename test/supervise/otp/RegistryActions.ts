/** Actions on a registry: each is done by a plain process, which is what gets registered. */
import { Effect, Option } from "effect"
import { Process, Registry } from "../../../src/supervise/index.ts"
import { as, type Stage, value } from "./Actions.ts"
import type { Action } from "./Scenario.ts"
import { pidValue } from "./Value.ts"

export const registryAction = async (stage: Stage, action: Action): Promise<unknown> => {
  const { machine, trace } = stage
  if (action.do === "reg_start") {
    const registry = Registry.make<string, unknown>({
      keys: action.keys === "duplicate" ? "duplicate" : "unique"
    })
    stage.registry = registry
    return value(stage, Registry.start(registry), () => "ok")
  }
  const registry = stage.registry
  if (registry === undefined) return "exit:noproc"
  const key = String(action.key ?? action.k ?? "")
  const given = action.value ?? action.v ?? null
  const of = trace.find((action.of ?? action.to ?? action.proc) as string | undefined) ?? stage.parent
  const entries = (found: ReadonlyArray<Registry.Entry<unknown>>) =>
    found.map((entry) => [pidValue(trace, entry.pid), entry.value])
  switch (String(action.op)) {
    case "register":
      return value(stage, as(stage, action, Registry.register(registry, key, given)), () => "ok")
    case "unregister":
      return value(stage, as(stage, action, Registry.unregister(registry, key)), () => "ok")
    case "unregister_match":
      return value(stage, as(stage, action, Registry.unregisterWhere(registry, key, same(given))), () => "ok")
    case "lookup":
      return value(stage, Registry.lookup(registry, key), entries)
    case "match":
      return value(stage, Registry.lookupWhere(registry, key, same(given)), entries)
    case "count_match":
      return value(stage, Registry.lookupWhere(registry, key, same(given)), (found) => found.length)
    case "whereis":
    case "whereis_name":
      return value(stage, Registry.lookup(registry, key), ([first]) => pidValue(trace, first?.pid))
    case "keys":
      return value(stage, Registry.keys(registry, of), (keys) => [...keys].sort())
    case "values":
      return value(stage, Registry.values(registry, key, of), (values) => values)
    case "count":
      return value(stage, Registry.count(registry), (count) => count)
    case "update":
    case "update_value":
      return value(
        stage,
        as(
          stage,
          action,
          Registry.updateValue(registry, key, () => given)
        ),
        Option.match({ onNone: () => "error", onSome: ([now, before]) => [now, before] })
      )
    case "dispatch":
    case "send":
      return value(
        stage,
        Registry.dispatch(registry, key, (found) =>
          Effect.forEach(found, ({ pid }) => Process.send(pid, action.msg ?? action.message ?? given))
        ),
        () => "ok"
      )
    case "put_meta":
      return value(stage, Registry.putMeta(registry, key, given), () => "ok")
    case "meta":
      return value(
        stage,
        Registry.meta(registry, key),
        Option.getOrElse(() => "error" as unknown)
      )
    case "stop":
    case "kill": {
      const reason = { _tag: action.op === "kill" ? "Kill" : "Shutdown" } as const
      registry.owner?.signal(undefined, reason)
      await machine.settle()
      return "ok"
    }
  }
  throw new Error(`unknown registry operation ${String(action.op)}`)
}

const same = (wanted: unknown) => (value: unknown) => JSON.stringify(value) === JSON.stringify(wanted)
