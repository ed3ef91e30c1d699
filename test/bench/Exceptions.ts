/**
 * The files that do not count in a figure, by name and with the argument (`exceptions.yaml`).
 */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { Schema } from "effect"
import { parse } from "yaml"

const Reasons = Schema.Record(Schema.String, Schema.String)
const Exceptions = Schema.Struct({ outsideKnowledge: Reasons, argued: Reasons })

const exceptions = Schema.decodeUnknownSync(Exceptions)(
  parse(readFileSync(new URL("exceptions.yaml", import.meta.url), "utf8"))
)

type Kind = keyof typeof exceptions

/** Without the files that are excepted. */
export const counting = <T extends { readonly path: string }>(
  kind: Kind,
  list: ReadonlyArray<T>
): ReadonlyArray<T> => list.filter(({ path }) => !Object.hasOwn(exceptions[kind], basename(path)))
