/**
 * The events that start workflows.
 */
import { grammar } from "../rules.generated.ts"

const { event } = grammar.shapes

export const eventNames: ReadonlyArray<string> = event?.kind === "enum" ? event.values.map(String) : []

const known: ReadonlySet<string> = new Set(eventNames)

/** Whether GitHub starts workflows on an event of that name. Names do not mind case. */
export const isEvent = (name: string): boolean => known.has(name.toLowerCase())

const keys = grammar.shapes.eventMap?.kind === "map" ? grammar.shapes.eventMap.keys : undefined

const bare: ReadonlySet<string> = new Set(
  Object.entries(keys ?? {}).flatMap(([name, { shape }]) => (shape === "bareEvent" ? [name] : []))
)

/** Whether an event has no settings at all. */
export const isBare = (name: string): boolean => bare.has(name)
