/**
 * Mandate: what a model may change in a pipeline. It may touch the places that diagnostics and their fixes name, and
 * nothing else; and whatever it touches, it may not bring in commands, actions, permissions or secrets of its own, nor
 * lose what the author wrote. A model may be wrong, or have been talked into something by the file itself.
 */
import { Result } from "effect"
import type { Operation } from "../diagnose/Fix.ts"
import type { Json, Node } from "../document/Node.ts"
import { child, type Pointer, parent, parse, within } from "../document/Pointer.ts"
import { dataOf, nodeAt } from "../document/Tree.ts"
import type { Basis } from "./Basis.ts"
import { type Change, changesOf, leavesOf } from "./Changes.ts"
import type { Command } from "./LostCommands.ts"
import {
  isCommandKey,
  isUnseen,
  type Kind,
  keysOf,
  kindOf,
  kindOfText,
  literalsIn,
  nameOf,
  outsideExpressions,
  referencesIn
} from "./Sensitive.ts"

export interface MandateOptions {
  /** Refuses what loses a job, a step or a command. */
  readonly preserveIntent: boolean
  /** Lets a model write commands and actions where a diagnostic asks for one that is missing. */
  readonly allowCommands: boolean
  /** The same for permissions and for what refers to secrets. */
  readonly allowSecrets: boolean
  /** Commands and actions that the author committed before: they are nobody else's. */
  readonly commands?: ReadonlyArray<Command>
  /** What is written already may be put elsewhere. */
  readonly rearrange: boolean
}

/** What a mandate speaks of. */
export type Mandated = Pick<Basis, "document" | "index" | "diagnostics" | "cutOff">

/**
 * Whether one document of a stream may become this. The failure says in one line why not; else answers the maps in
 * which another key was added than the one that is missed: there the problem has to be gone for that.
 */
export const permit = (
  of: Mandated,
  after: Json,
  options: MandateOptions
): Result.Result<ReadonlyArray<Pointer>, string> => {
  const root = of.document.roots[of.index]
  if (root === undefined) return Result.fail("there is no such document")
  const before = dataOf(root)
  const mandate = new Mandate(root, of)
  const changes = changesOf(before, after)
  if (changes.length === 0) return Result.fail("nothing would change")
  const { outside, instead } = mandate.split(changes)
  if (outside !== undefined && !(options.rearrange && keepsAll(before, after, mandate)))
    return Result.fail(`no problem names ${shown(outside.pointer)}, so it must stay as it is`)
  const wrong = mandate.foreign(before, changes, options) ?? lost(changes, mandate, options)
  return wrong === undefined ? Result.succeed(instead) : Result.fail(wrong)
}

class Mandate {
  readonly #root: Node
  /** Places that may change, with all below them. */
  readonly #open = new Set<Pointer>()
  /** Maps and lists that may get new entries of their own, and be shaped anew. */
  readonly #growing = new Set<Pointer>()
  /** Maps and lists that may go on at their end, and the last value, which may be unfinished. */
  readonly #continued: ReadonlySet<Pointer>
  /** Of each problem the keys any of which its fixes add to the map that lacks it. */
  readonly #missed: Array<{ readonly map: Pointer; readonly places: Set<Pointer> }> = []
  /** What fixes put where. */
  readonly #proposed: Array<{ readonly pointer: Pointer; readonly value: Json }> = []
  /** How many items fixes add at the end of a list. */
  readonly #added = new Map<Pointer, number>()
  /** Places that fixes take away. */
  readonly #removed = new Set<Pointer>()

  constructor(root: Node, { index, diagnostics, cutOff }: Mandated) {
    this.#root = root
    this.#continued = new Set(cutOff)
    for (const diagnostic of diagnostics) {
      if (diagnostic.document !== index) continue
      let patched = false
      const places = new Set<Pointer>()
      for (const { edit } of diagnostic.fixes) {
        if (edit._tag !== "patch" || edit.document !== index) continue
        patched = true
        for (const operation of edit.operations) {
          if (operation.op === "test") continue
          this.#propose(operation)
          // Not at the root: what a whole file may say is too much to let one key stand for another.
          if (
            operation.op === "add" &&
            diagnostic.pointer !== "" &&
            parent(operation.path) === diagnostic.pointer
          )
            places.add(operation.path)
        }
      }
      if (places.size > 0) this.#missed.push({ map: diagnostic.pointer, places })
      this.#name(diagnostic.pointer, patched)
    }
  }

  /**
   * The first change that nothing covers, and the maps in which another key is added in place of the one that a fix
   * would add: that a step lacks its command may mean that it lacks its action.
   */
  split(changes: ReadonlyArray<Change>): {
    readonly outside: Change | undefined
    readonly instead: ReadonlyArray<Pointer>
  } {
    // A named key that goes may come back under another name beside it.
    const renames = new Map<Pointer, number>()
    for (const { pointer, after } of changes)
      if (after === undefined && this.#opens(pointer)) count(renames, parent(pointer), 1)
    const made = new Set(changes.map(({ pointer }) => pointer))
    const missed = new Map<Pointer, number>()
    for (const { map, places } of this.#missed)
      if (![...places].some((place) => made.has(place))) count(missed, map, 1)
    const instead: Array<Pointer> = []
    const outside = changes.find((change) => {
      if (this.covers(change)) return false
      if (change.before !== undefined) return true
      const map = parent(change.pointer)
      if ((renames.get(map) ?? 0) > 0 && this.#isWritten(change.after)) {
        count(renames, map, -1)
        return false
      }
      if ((missed.get(map) ?? 0) <= 0) return true
      count(missed, map, -1)
      instead.push(map)
      return false
    })
    return { outside, instead }
  }

  /** Whether what a map or a list says is in the file already. */
  #isWritten(value: Json | undefined): boolean {
    if (typeof value !== "object" || value === null) return true
    const known = new Set(leavesOf(dataOf(this.#root)).map(sign))
    return leavesOf(value).every((leaf) => known.has(sign(leaf)))
  }

  covers({ pointer, before, after }: Change): boolean {
    if (this.#opens(pointer)) return true
    if (before === undefined) return this.#growing.has(parent(pointer)) || this.#goesOn(pointer)
    if (after === undefined) return false
    if (this.#finishes(pointer, before, after)) return true
    for (let at = pointer; ; at = parent(at)) {
      if (this.#growing.has(at)) return sameLeaves(before, after)
      if (at === "") return false
    }
  }

  /** Whether a fix takes this away too. */
  removes(pointer: Pointer): boolean {
    return [...this.#removed].some((removed) => within(pointer, removed))
  }

  /** What is brought in that nobody but the model knows. */
  foreign(before: Json, changes: ReadonlyArray<Change>, options: MandateOptions): string | undefined {
    const known = new Set<string>()
    const knownKeys = new Set<string>()
    const know = (value: Json, keys: ReadonlyArray<string>): void => {
      for (const leaf of leavesOf(value, keys)) {
        const text = String(leaf.value)
        known.add(nameOf(kindOf(leaf.keys, text), leaf.keys, text))
        known.add(nameOf(kindOfText(text), [], text))
        for (const key of leaf.keys) knownKeys.add(key)
        knownKeys.add(String(leaf.value))
      }
    }
    know(before, [])
    for (const { pointer, value } of this.#proposed) know(value, keysOf(pointer))
    for (const { pointer, text } of options.commands ?? []) {
      const keys = keysOf(pointer)
      known.add(nameOf(kindOf(keys, text), keys, text))
    }
    const references = referencesIn(before)
    for (const change of changes) {
      if (change.after === undefined) continue
      const old = typeof change.before === "string" ? change.before : undefined
      for (const { keys, value } of leavesOf(change.after, keysOf(change.pointer))) {
        const text = String(value)
        const name = keys.find(
          (key) => !knownKeys.has(key) && (kindOfText(key) !== undefined || isUnseen(key))
        )
        if (name !== undefined && !mayWrite(kindOfText(name), options))
          return `\`${brief(name)}\` is neither in the file nor suggested`
        if (isUnseen(text) && !knownKeys.has(text))
          return `\`${brief(text)}\` has characters that cannot be seen`
        const kind = kindOf(keys, text)
        if (kind === undefined || value === null || known.has(nameOf(kind, keys, text))) continue
        if (
          text.includes("\n") &&
          text.split("\n").every((line) => line === "" || known.has(nameOf(kind, keys, line)))
        )
          continue
        const refersToKnown = referencesIn(text).every((name) => references.includes(name))
        if (
          old !== undefined &&
          refersToKnown &&
          outsideExpressions(old) === outsideExpressions(text) &&
          literalsIn(text).every((literal) => old.includes(literal))
        )
          continue
        // What was no command before, or nothing at all, may become one where the user lets it.
        const written =
          old !== undefined &&
          kindOf(keysOf(change.pointer), old) !== undefined &&
          !this.#finishes(change.pointer, old, change.after)
        if (!written && (refersToKnown || options.allowSecrets) && mayWrite(kind, options)) continue
        return `the ${kind} \`${brief(text)}\` is neither in the file nor suggested`
      }
    }
    return undefined
  }

  /** Whether a value that was cut off goes on as it began. */
  #finishes(pointer: Pointer, before: Json, after: Json): boolean {
    if (!this.#continued.has(pointer)) return false
    return before === null || (isText(before) && isText(after) && after.startsWith(before))
  }

  /** Whether what is added there comes after all that is written. */
  #goesOn(pointer: Pointer): boolean {
    const around = parent(pointer)
    if (!this.#continued.has(around)) return false
    const node = nodeAt(this.#root, around)
    return node?.kind !== "seq" || Number(parse(pointer).at(-1)) >= node.items.length
  }

  #opens(pointer: Pointer): boolean {
    for (let at = pointer; ; at = parent(at)) {
      if (this.#open.has(at)) return true
      if (at === "") return false
    }
  }

  #propose(operation: Exclude<Operation, { readonly op: "test" }>): void {
    const path = this.#placeOf(operation.path)
    this.#open.add(path)
    if (operation.op === "remove") this.#removed.add(path)
    if ("value" in operation) this.#proposed.push({ pointer: path, value: operation.value })
    if (!("from" in operation)) return
    this.#open.add(operation.from)
    if (operation.op === "move") this.#removed.add(operation.from)
    const node = nodeAt(this.#root, operation.from)
    if (node !== undefined) this.#proposed.push({ pointer: path, value: dataOf(node) })
  }

  /** Where what is added lands: behind the items of its list, and behind what other fixes add there. */
  #placeOf(path: Pointer): Pointer {
    const list = parent(path)
    const node = path.endsWith("/-") ? nodeAt(this.#root, list) : undefined
    if (node?.kind !== "seq") return path
    const added = this.#added.get(list) ?? 0
    this.#added.set(list, added + 1)
    return child(list, node.items.length + added)
  }

  #name(pointer: Pointer, patched: boolean): void {
    const node = nodeAt(this.#root, pointer)
    if (node === undefined || node.kind === "scalar" || node.kind === "alias") this.#open.add(pointer)
    // Where fixes say what is missing, that is what may be added.
    else if (!patched) this.#growing.add(pointer)
  }
}

/** What the user lets a model write where it is missing. */
const mayWrite = (kind: Kind | undefined, { allowCommands, allowSecrets }: MandateOptions): boolean =>
  kind === undefined ? false : kind === "command" || kind === "action" ? allowCommands : allowSecrets

/** What the author wrote and is gone, though no fix takes it away. */
const lost = (
  changes: ReadonlyArray<Change>,
  mandate: Mandate,
  { preserveIntent }: MandateOptions
): string | undefined => {
  if (!preserveIntent) return undefined
  const now = new Set(
    changes
      .flatMap(({ after }) => (after === undefined ? [] : leavesOf(after)))
      // Lines that stood in a list may stand in one text now.
      .flatMap((leaf) => [sign(leaf), ...sign(leaf).split("\n")])
  )
  for (const { pointer, before } of changes) {
    if (before === undefined || mandate.removes(pointer)) continue
    const isPart = typeof before === "object" && before !== null
    const keys = keysOf(pointer)
    const gone = leavesOf(before, keys).find((leaf) => {
      if (now.has(sign(leaf)) || leaf.value === null || leaf.value === "") return false
      return isPart || isCommandKey(leaf.keys.at(-1) ?? "")
    })
    if (gone === undefined) continue
    const after = changes.find((change) => change.pointer === pointer)?.after
    // A command that a diagnostic names may be put right; it may not vanish.
    if (!isPart && after !== undefined) continue
    return `\`${brief(String(gone.value))}\` at ${shown(pointer)} would be lost`
  }
  return undefined
}

const count = (counts: Map<Pointer, number>, pointer: Pointer, by: number): void => {
  counts.set(pointer, (counts.get(pointer) ?? 0) + by)
}

const isText = (value: Json): value is string => typeof value === "string"

const sign = ({ value }: { readonly value: Json }): string => String(value)

/** Whether all leaves are kept, whatever the shape; keys may be other ones. */
const sameLeaves = (before: Json, after: Json): boolean => {
  const rest = new Map<string, number>()
  for (const leaf of leavesOf(after)) rest.set(sign(leaf), (rest.get(sign(leaf)) ?? 0) + 1)
  return leavesOf(before).every((leaf) => {
    const left = rest.get(sign(leaf)) ?? 0
    rest.set(sign(leaf), left - 1)
    return left > 0 || leaf.value === null
  })
}

/** Whether what was written is still there, and what is new stands where something may. */
const keepsAll = (before: Json, after: Json, mandate: Mandate): boolean => {
  const covered = changesOf(before, after).filter((change) => mandate.covers(change))
  const old = new Census().count(before)
  const now = new Census().count(after)
  const added = new Census()
  const removed = new Census()
  for (const change of covered) {
    if (change.after !== undefined) added.count(change.after, keysOf(change.pointer))
    if (change.before !== undefined) removed.count(change.before, keysOf(change.pointer))
  }
  return now.isWithin(old, added) && old.isWithin(now, removed)
}

/** How often each leaf is there, by its own key and value. */
class Census {
  readonly #times = new Map<string, number>()

  count(value: Json, keys: ReadonlyArray<string> = []): this {
    for (const leaf of leavesOf(value, keys)) {
      const name = `${leaf.keys.at(-1) ?? ""} ${String(leaf.value)}`
      this.#times.set(name, this.timesOf(name) + 1)
    }
    return this
  }

  timesOf(name: string): number {
    return this.#times.get(name) ?? 0
  }

  isWithin(...others: ReadonlyArray<Census>): boolean {
    return [...this.#times].every(
      ([name, times]) => times <= others.reduce((sum, other) => sum + other.timesOf(name), 0)
    )
  }
}

const shown = (pointer: Pointer): string => (pointer === "" ? "the root" : pointer)

const brief = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ")
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
