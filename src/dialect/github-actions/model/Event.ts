/**
 * The events that start workflows.
 */
import { grammar } from "../rules.generated.ts"

const { event } = grammar.shapes

export const eventNames: ReadonlyArray<string> = event?.kind === "enum" ? event.values.map(String) : []

const known: ReadonlySet<string> = new Set(eventNames)

/** Whether GitHub starts workflows on an event of that name. Names do not mind case. */
export const isEvent = (name: string): boolean => known.has(name.toLowerCase())
