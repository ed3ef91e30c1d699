/**
 * Brings secrets back into a model's patch, and sees to it that none ends up where it was not.
 */
import type { Operation } from "../diagnose/Fix.ts"
import type { Json } from "../document/Node.ts"
import { format, type Pointer, parse } from "../document/Pointer.ts"
import { isList } from "../document/Tree.ts"
import type { Redactor } from "../redact/Redactor.ts"
import { changesOf, leavesOf } from "./Changes.ts"

/** An operation with the secrets in place of their placeholders, in its paths too. */
export const restored = (operation: Operation, redactor: Redactor): Operation => {
  const pointer = (text: Pointer): Pointer => format(parse(text).map((segment) => redactor.restore(segment)))
  const path = pointer(operation.path)
  if ("from" in operation) return { ...operation, path, from: pointer(operation.from) }
  return "value" in operation
    ? { ...operation, path, value: restoredIn(operation.value, redactor) }
    : { ...operation, path }
}

/**
 * Whether a secret stands in a leaf in which it did not stand before, or beside other words than before: an address
 * with the same password and another host gives it away. `suggested` is what fixes write, as JSON.
 */
export const exposes = (before: Json, after: Json, redactor: Redactor, suggested = ""): boolean => {
  if (redactor.size === 0) return false
  const name = ({ keys, value }: { readonly keys: ReadonlyArray<string>; readonly value: Json }): string =>
    `${keys.at(-1) ?? ""} ${String(value)}`
  const known = new Set(leavesOf(before).map(name))
  return changesOf(before, after).some(({ before: old, after: now, pointer }) => {
    if (now === undefined) return false
    if (typeof old === "string" && redactor.reveals(old))
      return (
        !suggested.includes(JSON.stringify(now)) &&
        leavesOf(now).some(({ value }) => wordsOf(String(value)).some((word) => !old.includes(word)))
      )
    return leavesOf(now, [parse(pointer).at(-1) ?? ""]).some(
      (leaf) => redactor.reveals(String(leaf.value)) && !known.has(name(leaf))
    )
  })
}

const wordsOf = (text: string): ReadonlyArray<string> => text.match(/[\p{L}\p{N}_]+/gu) ?? []

const restoredIn = (value: Json, redactor: Redactor): Json => {
  if (typeof value === "string") return redactor.restore(value)
  if (typeof value !== "object" || value === null) return value
  if (isList(value)) return value.map((item) => restoredIn(item, redactor))
  const object: Record<string, Json> = Object.create(null)
  for (const [key, item] of Object.entries(value)) object[redactor.restore(key)] = restoredIn(item, redactor)
  return object
}
