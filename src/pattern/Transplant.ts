/**
 * Transplants: a part of an example on its way into somebody's pipeline. Where it speaks of other parts of the
 * example, it speaks of the pipeline's own parts afterwards.
 */
import { fold } from "../diagnose/Nearest.ts"
import type { Templates } from "../diagnose/Templates.ts"
import type { Json } from "../document/Node.ts"
import { isList } from "../document/Tree.ts"

export interface Names {
  /** From names in the example to names in the pipeline. */
  readonly renames: ReadonlyMap<string, string>
  /** Keys whose texts name parts. */
  readonly references: ReadonlyArray<string>
  readonly templates: Templates
}

/** The value with its names changed. */
export const transplanted = (value: Json, names: Names, key?: string): Json => {
  if (typeof value === "string") return textOf(value, names, key)
  if (isList(value)) return value.map((item) => transplanted(item, names, key))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.keys(value).map((name) => [name, transplanted(value[name] as Json, names, name)])
  )
}

/** A name that nothing in the list has yet: the name itself, or the name with a number. */
export const freeName = (name: string, taken: ReadonlyArray<string>): string => {
  const used = new Set(taken.map(fold))
  const joint = name.includes("-") ? "-" : "_"
  let free = name
  for (let count = 2; used.has(fold(free)); count++) free = `${name}${joint}${count}`
  return free
}

const textOf = (text: string, { renames, references, templates }: Names, key: string | undefined): string => {
  if (key !== undefined && references.includes(key)) return replaced(text, renames, /[\w-]+/g)
  return templates.replaced(text, (hole) => replaced(hole, renames, /(?<=\.)[\w-]+/g))
}

const replaced = (text: string, renames: ReadonlyMap<string, string>, words: RegExp): string =>
  text.replaceAll(words, (word) => renames.get(word) ?? word)
