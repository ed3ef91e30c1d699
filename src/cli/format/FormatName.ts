/**
 * What `--format` takes: a format's name, or `name=file`. Apart from the formats themselves, so that help need not
 * load them.
 */
import { Schema } from "effect"

export const FormatName = Schema.Literals([
  "pretty",
  "concise",
  "json",
  "jsonl",
  "sarif",
  "github",
  "junit",
  "markdown"
])
export type FormatName = typeof FormatName.Type

export interface FormatTarget {
  readonly name: FormatName
  /** Standard output where undefined. */
  readonly file: string | undefined
}

export const formatNames: ReadonlyArray<FormatName> = FormatName.literals

/** `sarif=out.sarif` in its parts, or undefined where the name is none. */
export const parseFormat = (text: string): FormatTarget | undefined => {
  const at = text.indexOf("=")
  const name = at < 0 ? text : text.slice(0, at)
  const file = at < 0 ? undefined : text.slice(at + 1)
  const known = formatNames.find((format) => format === name)
  return known === undefined || file === "" ? undefined : { name: known, file }
}
