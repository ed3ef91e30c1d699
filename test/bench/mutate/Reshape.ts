/**
 * Writing the value of a key anew in another form, in the place where it stands.
 */
import { stringify } from "yaml"
import type { Data } from "../PlainData.ts"
import type { Random } from "./Random.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

export type Record = { readonly [key: string]: Data }

export const isRecord = (value: Data | undefined): value is Record =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The value at the end of a path. */
export const valueAt = (data: Data, path: ReadonlyArray<string | number>): Data | undefined => {
  let at: Data | undefined = data
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)]
    else if (isRecord(at)) at = at[step]
    else return undefined
  }
  return at
}

/** Prints a value anew in the place of what is written under a key of block style. */
export const reprint = (specimen: Specimen, place: Place, value: Data): Mutation | undefined => {
  if (place.flow) return undefined
  const indent = " ".repeat(specimen.column(place.pair.start) + 2)
  const block = typeof value === "object" && value !== null && Object.keys(value).length > 0
  const [first = "", ...rest] = stringify(value, { lineWidth: 0 }).trimEnd().split("\n")
  const below = rest.map((line) => (line === "" ? line : `${indent}${line}`))
  const text = [block ? `:\n${indent}${first}` : `: ${first}`, ...below].join("\n")
  // Lines of blanks behind the old value would become part of a text that ends the new one.
  const { end } = place.pair.value
  const blanks = /^(?:\n[ \t]+(?=\n))*/.exec(specimen.text.slice(end))?.[0].length ?? 0
  return specimen.exchange(place.pair.key.end, end + blanks, text, place.path.join("."))
}

/** Picks a place whose value fits, and writes what `change` makes of it. */
export const reshaped =
  (
    fits: (place: Place, value: Data) => boolean,
    change: (value: never, random: Random) => Data | undefined
  ) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const places = specimen.places.filter((place) => {
      const value = valueAt(specimen.data, place.path)
      return !place.flow && value !== undefined && fits(place, value)
    })
    const place = random.pick(places)
    if (place === undefined) return undefined
    const value = change(valueAt(specimen.data, place.path) as never, random)
    return value === undefined ? undefined : reprint(specimen, place, value)
  }

export const entries = (value: Record): ReadonlyArray<readonly [string, Data]> => Object.entries(value)

/** Whether it is a map of nothing but scalars. */
export const flat = (value: Data): value is Record =>
  isRecord(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((each) => typeof each !== "object")

/** Places under one of these keys. */
export const named =
  (...names: ReadonlyArray<string>) =>
  (place: Place): boolean =>
    names.includes(place.name)
