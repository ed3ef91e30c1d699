/**
 * What a tag does to the node it stands on: `!!str 1` is text, `!!int "1"` is a number, `!reference` keeps its
 * meaning for the dialect.
 */
import type { ScalarStyle, ScalarValue } from "./Node.ts"
import { readPlain } from "./PlainScalar.ts"
import type { Reading } from "./Reading.ts"

const coreScope = "!<tag:yaml.org,2002:"

/** Tags of YAML itself, beside the four that change how a scalar reads. */
const ofYaml = new Set([
  "!",
  "!!str",
  "!!map",
  "!!seq",
  "!!set",
  "!!omap",
  "!!pairs",
  "!!binary",
  "!!timestamp",
  "!!merge"
])

/** `!<tag:yaml.org,2002:str>` is `!!str` in long. */
const short = (tag: string): string =>
  tag.startsWith(coreScope) && tag.endsWith(">") ? `!!${tag.slice(coreScope.length, -1)}` : tag

/** Tags that a scalar's text must suit. */
const accepts = new Map<string, (value: ScalarValue) => boolean>([
  ["!!null", (value) => value === null],
  ["!!bool", (value) => typeof value === "boolean"],
  ["!!int", (value) => typeof value === "bigint" || Number.isInteger(value)],
  ["!!float", (value) => typeof value === "number" || typeof value === "bigint"]
])

/** Whether YAML or the dialect gives the tag a meaning. A dialect whose engine takes any tag lists `*`. */
export const isKnownTag = (tag: string, reading: Reading): boolean => {
  const name = short(tag)
  return ofYaml.has(name) || accepts.has(name) || reading.tags.includes(tag) || reading.tags.includes("*")
}

/** The value of a scalar under a tag; `undefined` where its text is not of the tag's kind. */
export const readTagged = (
  tag: string,
  source: string,
  style: ScalarStyle,
  reading: Reading
): ScalarValue | undefined => {
  const name = short(tag)
  const suits = accepts.get(name)
  if (suits !== undefined) {
    const value = readPlain(source, reading.yaml)
    return suits(value) ? value : undefined
  }
  // A tag that YAML does not know leaves text as text in 1.2; Psych reads it as if the tag were not there.
  if (ofYaml.has(name) || style !== "plain" || reading.yaml === "1.2") return source
  return readPlain(source, reading.yaml)
}
