/**
 * Names for processes. A unique registry holds one process for each key and serves to find servers
 * (`Registry.name`); a duplicate one holds many and serves to reach all who listen to a topic (`dispatch`).
 * An entry is gone the moment its process is. The table is the registry's process: when that crashes, the
 * processes registered with it crash too, and register anew when their supervisors restart them.
 */
import { Data, Effect, Option } from "effect"
import type { Name } from "./Call.ts"
import * as ChildSpec from "./ChildSpec.ts"
import * as GenServer from "./GenServer.ts"
import type { Pid, Watcher } from "./Pid.ts"
import * as Process from "./Process.ts"

export type Keys = "unique" | "duplicate"

export interface Entry<out V> {
  readonly pid: Pid
  readonly value: V
}

/** In a unique registry another process holds the key. */
export class AlreadyRegistered extends Data.TaggedError("AlreadyRegistered")<{ readonly pid: Pid }> {}

/** An entry as both tables hold it. */
interface Slot<K, V> {
  readonly key: K
  readonly pid: Pid
  value: V
}

/** A registry that may be started: keep it in a constant, start it as the first child of your supervisor. */
export class Registry<in out K, in out V = undefined> implements Watcher {
  readonly keys: Keys
  readonly label: string
  /** @internal The process that owns the table; undefined while it does not run. */
  owner: Pid | undefined = undefined
  private readonly byKey = new Map<K, Set<Slot<K, V>>>()
  private readonly byPid = new Map<Pid, Set<Slot<K, V>>>()
  private readonly metadata = new Map<string, unknown>()

  /** @internal Use `Registry.make`. */
  constructor(keys: Keys, label: string) {
    this.keys = keys
    this.label = label
  }

  /** @internal */
  open(owner: Pid): void {
    this.close()
    this.owner = owner
  }

  /** @internal */
  close(): void {
    for (const pid of this.byPid.keys()) pid.unwatch(this)
    this.byKey.clear()
    this.byPid.clear()
    this.metadata.clear()
    this.owner = undefined
  }

  /** @internal The holder of a unique key that is in the way, or undefined when the entry was made. */
  insert(key: K, pid: Pid, value: V): Pid | undefined {
    const owner = this.running()
    const present = this.byKey.get(key)
    if (this.keys === "unique" && present !== undefined) {
      for (const holder of present) return holder.pid
    }
    const slot: Slot<K, V> = { key, pid, value }
    if (present === undefined) this.byKey.set(key, new Set([slot]))
    else present.add(slot)
    const held = this.byPid.get(pid)
    if (held !== undefined) held.add(slot)
    else {
      this.byPid.set(pid, new Set([slot]))
      pid.watch(this)
      pid.link(owner)
    }
    return undefined
  }

  /** @internal Removes the entries of a process under a key that `where` accepts. */
  removeEntries(key: K, pid: Pid, where: (value: V) => boolean): void {
    const owner = this.running()
    const held = this.byPid.get(pid)
    if (held === undefined) return
    for (const slot of held) {
      if (slot.key !== key || !where(slot.value)) continue
      held.delete(slot)
      this.removeFromKey(slot)
    }
    if (held.size > 0) return
    this.byPid.delete(pid)
    pid.unwatch(this)
    pid.unlink(owner)
  }

  /** @internal */
  replace(key: K, pid: Pid, update: (value: V) => V): readonly [now: V, before: V] | undefined {
    for (const slot of this.slots(key)) {
      if (slot.pid !== pid) continue
      const before = slot.value
      slot.value = update(before)
      return [slot.value, before]
    }
    return undefined
  }

  /** @internal */
  find(key: K): ReadonlyArray<Entry<V>> {
    return Array.from(this.slots(key), ({ pid, value }) => ({ pid, value }))
  }

  /** @internal */
  heldBy(pid: Pid): ReadonlyArray<K> {
    this.running()
    return Array.from(this.byPid.get(pid) ?? [], (slot) => slot.key)
  }

  /** @internal */
  get size(): number {
    this.running()
    let size = 0
    for (const slots of this.byKey.values()) size += slots.size
    return size
  }

  /** @internal */
  *everything(): Iterable<readonly [key: K, entry: Entry<V>]> {
    this.running()
    for (const [key, slots] of this.byKey) for (const { pid, value } of slots) yield [key, { pid, value }]
  }

  /** @internal */
  get meta(): Map<string, unknown> {
    this.running()
    return this.metadata
  }

  /** @internal */
  died(pid: Pid): void {
    const held = this.byPid.get(pid)
    if (held === undefined) return
    this.byPid.delete(pid)
    for (const slot of held) this.removeFromKey(slot)
  }

  private slots(key: K): Iterable<Slot<K, V>> {
    this.running()
    return this.byKey.get(key) ?? []
  }

  private removeFromKey(slot: Slot<K, V>): void {
    const slots = this.byKey.get(slot.key)
    slots?.delete(slot)
    if (slots?.size === 0) this.byKey.delete(slot.key)
  }

  private running(): Pid {
    if (this.owner === undefined) throw new Error(`the registry ${this.label} is not running`)
    return this.owner
  }
}

/** A registry of keys `K`, each entry with a value `V`. */
export const make = <K, V = undefined>(options: {
  readonly keys: Keys
  /** For people and reports. */
  readonly label?: string
}): Registry<K, V> => new Registry(options.keys, options.label ?? "registry")

/** The registry as a child; put it before all who use it. */
export const child = <K, V>(registry: Registry<K, V>, id: string = registry.label): ChildSpec.ChildSpec => ({
  ...ChildSpec.server(behaviour, registry),
  id
})

export const start = <K, V>(registry: Registry<K, V>): Effect.Effect<Pid, GenServer.StartError> =>
  GenServer.start(behaviour, registry)

export const startLink = <K, V>(registry: Registry<K, V>): Effect.Effect<Pid, GenServer.StartError> =>
  GenServer.startLink(behaviour, registry)

/** Runs the registry until the scope closes. */
export const startScoped = <K, V>(registry: Registry<K, V>) => GenServer.startScoped(behaviour, registry)

/** Registers this process under a key. In a duplicate registry it may be there several times. */
export const register = <K, V>(
  registry: Registry<K, V>,
  key: K,
  ...value: undefined extends V ? [value?: V] : [value: V]
): Effect.Effect<void, AlreadyRegistered> =>
  Effect.flatMap(Process.self, (self) => {
    const holder = registry.insert(key, self, value[0] as V)
    return holder === undefined ? Effect.void : Effect.fail(new AlreadyRegistered({ pid: holder }))
  })

/** Takes all entries of this process under a key away. */
export const unregister = <K, V>(registry: Registry<K, V>, key: K): Effect.Effect<void> =>
  unregisterWhere(registry, key, () => true)

/** Takes those entries of this process under a key away whose value satisfies `where`. */
export const unregisterWhere = <K, V>(
  registry: Registry<K, V>,
  key: K,
  where: (value: V) => boolean
): Effect.Effect<void> => Effect.map(Process.self, (self) => registry.removeEntries(key, self, where))

/** Who is registered under a key, in the order of registration: one at most where keys are unique. */
export const lookup = <K, V>(registry: Registry<K, V>, key: K): Effect.Effect<ReadonlyArray<Entry<V>>> =>
  Effect.sync(() => registry.find(key))

/** As `lookup`, for values that satisfy `where`. */
export const lookupWhere = <K, V>(
  registry: Registry<K, V>,
  key: K,
  where: (value: V) => boolean
): Effect.Effect<ReadonlyArray<Entry<V>>> =>
  Effect.sync(() => registry.find(key).filter((entry) => where(entry.value)))

/** The values of a process under a key. */
export const values = <K, V>(registry: Registry<K, V>, key: K, pid: Pid): Effect.Effect<ReadonlyArray<V>> =>
  Effect.sync(() =>
    registry
      .find(key)
      .filter((entry) => entry.pid === pid)
      .map((entry) => entry.value)
  )

/** The keys of a process, one for each entry. */
export const keys = <K, V>(registry: Registry<K, V>, pid: Pid): Effect.Effect<ReadonlyArray<K>> =>
  Effect.sync(() => registry.heldBy(pid))

/** Replaces the value of this process under a unique key; none if it does not hold the key. */
export const updateValue = <K, V>(
  registry: Registry<K, V>,
  key: K,
  update: (value: V) => V
): Effect.Effect<Option.Option<readonly [now: V, before: V]>> =>
  Effect.map(Process.self, (self) => {
    if (registry.keys !== "unique") throw new Error("values can be updated in a unique registry only")
    return Option.fromUndefinedOr(registry.replace(key, self, update))
  })

/** Hands the entries under a key to `f`, which is not run when there are none. */
export const dispatch = <K, V, A, E, R>(
  registry: Registry<K, V>,
  key: K,
  f: (entries: ReadonlyArray<Entry<V>>) => Effect.Effect<A, E, R>
): Effect.Effect<void, E, R> =>
  Effect.suspend(() => {
    const entries = registry.find(key)
    return entries.length === 0 ? Effect.void : Effect.asVoid(f(entries))
  })

/** How many entries there are. */
export const count = <K, V>(registry: Registry<K, V>): Effect.Effect<number> =>
  Effect.sync(() => registry.size)

/** All entries with their keys. */
export const all = <K, V>(
  registry: Registry<K, V>
): Effect.Effect<ReadonlyArray<readonly [key: K, entry: Entry<V>]>> =>
  Effect.sync(() => [...registry.everything()])

/** Keeps something with the registry itself, until it ends. */
export const putMeta = <K, V>(registry: Registry<K, V>, name: string, value: unknown): Effect.Effect<void> =>
  Effect.sync(() => {
    registry.meta.set(name, value)
  })

export const meta = <K, V>(registry: Registry<K, V>, name: string): Effect.Effect<Option.Option<unknown>> =>
  Effect.sync(() => (registry.meta.has(name) ? Option.some(registry.meta.get(name)) : Option.none()))

/** A key of a unique registry as the name of a server: to start it under, and to call it by. */
export const name = <P, K>(registry: Registry<K, undefined>, key: K): Name<P> => ({
  whereIs: () => (registry.owner === undefined ? undefined : registry.find(key)[0]?.pid),
  register: (pid) => registry.insert(key, pid, undefined)
})

/** It answers nothing: all is done on the table. */
type Protocol = Record<never, never>

const behaviour = GenServer.define<Protocol>()({
  name: "registry",
  // Links only bring the registered down with the registry, not the other way round.
  trapExits: true,
  init: (registry: Pick<Registry<never, never>, "open" | "close">) =>
    Effect.flatMap(Process.self, (self) => {
      registry.open(self)
      return Effect.as(
        Effect.addFinalizer(() => Effect.sync(() => registry.close())),
        undefined
      )
    }).pipe(Effect.andThen(GenServer.started(undefined)))
})
