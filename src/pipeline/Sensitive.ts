/**
 * Sensitive: what in a pipeline does something: commands, actions, permissions and secrets, told by the keys that lead to
 * a value and by what it says. What is sensitive nobody makes up.
 */
import type { Json } from "../document/Node.ts"
import { type Pointer, parse } from "../document/Pointer.ts"
import { guard } from "./rules.generated.ts"

/** Names on the way to a place; list indices are left out. */
export const keysOf = (pointer: Pointer): ReadonlyArray<string> =>
  parse(pointer).filter((segment) => !/^(?:\d+|-)$/.test(segment))

export type Kind = string

/**
 * A permission is one of its own key: what may be read may not be written for that. What has a name is no command yet,
 * whatever it says.
 */
export const nameOf = (kind: Kind | undefined, keys: ReadonlyArray<string>, text: string): string =>
  kind === "permission"
    ? `${kind} ${keys.at(-1) ?? ""} ${text}`
    : `${kind} ${kindOfPlace(keys) === undefined ? "anywhere" : "here"} ${text}`

const sensitive: Readonly<Record<Kind, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries(guard.sensitive).map(([kind, keys]) => [kind, new Set(keys)])
)

const texts = guard.texts.map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern, "i") }))

/** What a leaf does, by the last keys that lead to it and by what it says. */
export const kindOf = (keys: ReadonlyArray<string>, text: string): Kind | undefined => {
  if (guard.harmless.includes(text)) return undefined
  return kindOfPlace(keys) ?? kindOfText(text)
}

export const kindOfPlace = (keys: ReadonlyArray<string>): Kind | undefined => {
  const last = keys.slice(-2)
  return Object.entries(sensitive).find(([, names]) => last.some((key) => names.has(key)))?.[0]
}

export const kindOfText = (text: string): Kind | undefined =>
  texts.find(({ pattern }) => pattern.test(text))?.kind

const unseen = new RegExp(guard.unseen)
export const isUnseen = (text: string): boolean => unseen.test(text)

/** What a text refers to in expressions: secrets and tokens by their whole path. */
export const referencesIn = (value: Json): ReadonlyArray<string> => {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return [...text.matchAll(references)].map(([name]) => name.replaceAll(/[\s'"]/g, "").toLowerCase())
}

const references = new RegExp(guard.references, "gi")

/** Texts that expressions say: printed in a command, they are a command. */
export const literalsIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\$\{\{[\s\S]*?\}\}/g)].flatMap(([expression]) =>
    [...expression.matchAll(/'((?:[^']|'')*)'/g)].map(([, literal = ""]) => literal)
  )

export const outsideExpressions = (text: string): string =>
  text.replaceAll(/(\$?)\{\{[\s\S]*?\}\}/g, "$1{{}}")

/** Whether a key leads to commands. */
export const isCommandKey = (key: string): boolean => sensitive.command?.has(key) === true
