/**
 * Schemas of the user's: which schema a file is judged by, and the dialect made of it.
 *
 * A schema is named by `--schema`, by the config, or by the file itself. Only files below the working folder are read
 * for the last; addresses are never fetched.
 */
import { realpathSync } from "node:fs"
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path"
import { Context, Effect, Result } from "effect"
import type { Dialect } from "../diagnose/Dialect.ts"
import { FileError, read } from "./SourceFile.ts"

/** Bytes of a schema. */
const sizeAtMost = 16 * 1024 * 1024

/** Dialects made so far, by the absolute path of their schema. */
const made = new Map<string, Dialect>()
const files = new WeakMap<Dialect, string>()

/**
 * The dialect of the schema in a file. `later`: the schema is known to be usable, so that nothing but a look at its
 * parts is done with it before it is asked.
 */
export const schemaDialect = Effect.fn("SchemaFile.schemaDialect")(function* (path: string, later?: "later") {
  const file = resolve(path)
  const before = made.get(file)
  if (before !== undefined) return before
  const fail = (problem: string) =>
    new FileError({
      path,
      problem,
      help: "Name a file that holds a JSON Schema, as JSON or YAML, with --schema."
    })
  const { text, undecodable } = yield* read(file, sizeAtMost, path)
  if (undecodable !== undefined)
    return yield* fail(
      undecodable.rule === "too-large" ? "the schema is larger than 16 MB." : `${undecodable.message}.`
    )
  // Schemas are rare: what they need is loaded only where one is named.
  const [{ jsonSchema, jsonSchemaLater }, { readDocument }, { dataOf }, { yaml12 }] = yield* Effect.promise(
    () =>
      Promise.all([
        import("../dialect/json-schema/JsonSchema.ts"),
        import("../document/Reader.ts"),
        import("../document/Tree.ts"),
        import("../document/Reading.ts")
      ])
  )
  // Most schemas are JSON, which is read in a fraction of the time that YAML takes.
  const json = readDocument(text, { ...yaml12, format: "json" })
  const { roots, problems } = json.problems.length === 0 ? json : readDocument(text, yaml12)
  const [root] = roots
  const problem = problems[0]
  if (problem !== undefined) return yield* fail(`the schema does not parse: ${problem.message}`)
  const data = root === undefined ? null : dataOf(root)
  if (typeof data !== "boolean" && (typeof data !== "object" || data === null || Array.isArray(data))) {
    return yield* fail("a schema is a map, or true or false.")
  }
  const dialect = (later === undefined ? jsonSchema : jsonSchemaLater)(
    data as boolean | { readonly [keyword: string]: unknown }
  )
  if (Result.isFailure(dialect)) return yield* new FileError({ path, problem: dialect.failure.message })
  made.set(file, dialect.success)
  files.set(dialect.success, file)
  return dialect.success
})

/** Makes the dialect of a schema's file. */
export type MakeSchemaDialect = (path: string) => Effect.Effect<Dialect, FileError>

/** How schemas are made ready: right here, unless somebody else can be stopped where that takes too long. */
export const SchemaDialects = Context.Reference<MakeSchemaDialect>("pipewright/cli/SchemaDialects", {
  defaultValue: () => (path) => schemaDialect(path)
})

/** The absolute path of the schema that a dialect was made of. */
export const schemaOfDialect = (dialect: Dialect): string | undefined => files.get(dialect)

/** The schema file that a text names for itself, where it lies below the working folder. */
export const schemaOf = (declared: string | undefined, input: string | undefined): string | undefined => {
  if (declared === undefined || /^[a-z][a-z+.-]+:/i.test(declared)) return undefined
  const file = resolve(input === undefined ? "." : dirname(input), declared)
  return isBelow(file, process.cwd()) && isBelow(real(file), real(process.cwd())) ? file : undefined
}

/** Where links lead; a file that is not there is said to be missing by whoever reads it. */
const real = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return resolve(real(dirname(path)), basename(path))
  }
}

const isBelow = (file: string, folder: string): boolean => {
  const way = relative(folder, file)
  return !(way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
}
