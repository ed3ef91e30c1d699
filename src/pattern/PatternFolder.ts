/**
 * Reads a project's own patterns from a folder, `<dialect>/<name>.yaml`. What is no pattern is an error that names
 * the file: a pattern that is silently left out would be missed at the worst moment.
 */
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Result, Schema } from "effect"
import { readDocument } from "../document/Reader.ts"
import { yaml12 } from "../document/Reading.ts"
import { dataOf } from "../document/Tree.ts"
import { partInExample } from "./Example.ts"
import { outlineOf } from "./Outline.ts"
import { type Pattern, PatternFile, partOf, stepsOf } from "./Pattern.ts"

/** A folder of patterns, or one of its files, cannot be used. */
export class PatternError extends Schema.TaggedError<PatternError>()("PatternError", {
  path: Schema.String,
  problem: Schema.String,
  help: Schema.String
}) {
  override get message(): string {
    return `${this.path}: ${this.problem} ${this.help}`
  }
}

const patternName = /^(.*)\.ya?ml$/

/** Files of a folder, and characters of a file, that are read. */
const filesAtMost = 500
const limits = { size: 1_000_000, depth: 50, nodes: 20_000 } as const

export const readPatterns = Effect.fn("PatternFolder.readPatterns")(function* (folder: string) {
  const found: Array<Pattern> = []
  for (const dialect of yield* entriesOf(folder, "folder")) {
    for (const file of yield* entriesOf(join(folder, dialect), "file")) {
      const match = patternName.exec(file)
      if (match === null) continue
      const path = join(folder, dialect, file)
      if (found.length >= filesAtMost)
        return yield* new PatternError({
          path: folder,
          problem: `there are more than ${filesAtMost} patterns.`,
          help: "Keep those that are used."
        })
      found.push(
        yield* Effect.fromResult(patternFrom(yield* textOf(path), dialect, match[1] as string, path))
      )
    }
  }
  return found
})

/** The pattern that a text is. `path` is for what is said of it. */
export const patternFrom = (
  text: string,
  dialect: string,
  name: string,
  path: string
): Result.Result<Pattern, PatternError> => {
  const fail = (problem: string, help = "See docs/patterns.md for what a pattern holds.") =>
    Result.fail(new PatternError({ path, problem, help }))
  const document = readDocument(text, { ...yaml12, limits })
  const problem = document.problems[0]
  if (problem !== undefined) return fail(`line ${document.lines.at(problem.start).line}: ${problem.message}`)
  const root = document.roots[0]
  if (root === undefined) return fail("the file is empty.")
  const decoded = Schema.decodeUnknownResult(PatternFile)(JSON.parse(JSON.stringify(dataOf(root))), {
    onExcessProperty: "error"
  })
  if (Result.isFailure(decoded))
    return fail(`it is no pattern: ${decoded.failure.message.replaceAll(/\s*\n\s*/g, " ")}.`)
  const pattern: Pattern = { ...decoded.success, dialect, name }
  const wrong = contradiction(pattern)
  return wrong === undefined ? Result.succeed(pattern) : fail(wrong)
}

/** What does not go together in a pattern. */
const contradiction = (pattern: Pattern): string | undefined => {
  const roots = readDocument(pattern.example, { ...yaml12, limits }).roots
  const outline = outlineOf(roots, pattern.dialect)
  if (outline === undefined) return `\`${pattern.dialect}\` is no dialect that has patterns.`
  for (const step of stepsOf(pattern)) {
    if (partInExample(outline, pattern, step) === undefined) {
      const { at } = partOf(pattern, step)
      return at === undefined
        ? `the example has no step named \`${step}\`; name it there, or say where it is with \`parts.${step}.at\`.`
        : `the example has no step at \`${at}\`, where \`${step}\` is said to be.`
    }
  }
  const known = new Set(stepsOf(pattern))
  const stray = [
    ...Object.keys(pattern.stepTypes),
    ...(pattern.connections === "sequential" ? [] : Object.entries(pattern.connections).flat(2))
  ].find((step) => !known.has(step))
  return stray === undefined ? undefined : `\`${stray}\` is none of its steps.`
}

/** Names by their order; a symbolic link is what it leads to. */
const entriesOf = (folder: string, kind: "folder" | "file") =>
  Effect.tryPromise({
    try: async () => {
      const names: Array<string> = []
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const { name } = entry
        const matters = kind === "folder" || patternName.test(name)
        const what = entry.isSymbolicLink() ? await followed(join(folder, name), matters) : entry
        if (kind === "folder" ? what?.isDirectory() : what?.isFile()) names.push(name)
      }
      return names.sort()
    },
    catch: (error) => (error instanceof PatternError ? error : unreadable(folder, error))
  })

/** What a link leads to. That it leads nowhere is an error where it would have mattered. */
const followed = async (path: string, matters: boolean) => {
  try {
    return await stat(path)
  } catch (error) {
    if (!matters) return undefined
    const circle = (error as NodeJS.ErrnoException).code === "ELOOP"
    throw new PatternError({
      path,
      problem: `it is a symbolic link ${circle ? "in a circle" : "to nothing"}.`,
      help: "Mend it, or remove it."
    })
  }
}

const textOf = (path: string) =>
  Effect.tryPromise({
    try: async () => {
      const { size } = await stat(path)
      if (size > limits.size) throw new Error(`it has more than ${limits.size} bytes`)
      return await readFile(path, "utf8")
    },
    catch: (error) => unreadable(path, error)
  })

const unreadable = (path: string, error: unknown): PatternError => {
  const { code, message } = error as NodeJS.ErrnoException
  const missing = code === "ENOENT" || code === "ENOTDIR"
  return new PatternError({
    path,
    problem: missing ? "there is no such folder." : `it cannot be read: ${message}.`,
    help: "See docs/patterns.md for where patterns lie."
  })
}
