/**
 * Baselines: the findings that a repository has already, so that only new ones count.
 *
 * A finding is known by a fingerprint of its file, its rule, where in the tree it is (indices of lists aside) and the
 * text of its line, so that lines added above it, or a list's items moved, do not make it new. The same finding
 * twice in a file counts twice.
 */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { Effect, Schema } from "effect"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import { FileError, failure, replace } from "./SourceFile.ts"

const Entry = Schema.Struct({
  file: Schema.String,
  rule: Schema.String,
  fingerprint: Schema.String,
  count: Schema.Int.check(Schema.isGreaterThan(0))
})

const BaselineFile = Schema.Struct({ version: Schema.Literal(1), findings: Schema.Array(Entry) })

/** A baseline while a run uses it up. */
export class Baseline {
  readonly #left: Map<string, number>
  readonly #met = new Map<string, { readonly file: string; readonly rule: string; count: number }>()

  constructor(entries: ReadonlyArray<typeof Entry.Type> = []) {
    this.#left = new Map(entries.map(({ fingerprint, count }) => [fingerprint, count]))
  }

  /** Notes a finding; answers whether the baseline knows it. */
  meet(file: string, diagnostic: Diagnostic, fingerprint: string): boolean {
    const met = this.#met.get(fingerprint)
    if (met === undefined) this.#met.set(fingerprint, { file, rule: diagnostic.rule, count: 1 })
    else met.count++
    const left = this.#left.get(fingerprint) ?? 0
    if (left === 0) return false
    this.#left.set(fingerprint, left - 1)
    return true
  }

  /** What was met, as the next baseline; sorted, so that it makes small diffs. */
  toJson(): string {
    const findings = [...this.#met]
      .map(([fingerprint, { file, rule, count }]) => ({ file, rule, fingerprint, count }))
      .sort((a, b) => order(a.file, b.file) || order(a.rule, b.rule) || order(a.fingerprint, b.fingerprint))
    return `${JSON.stringify({ version: 1, findings } satisfies typeof BaselineFile.Type, undefined, 2)}\n`
  }
}

/** The fingerprint of a finding; `line` is the text of the line it begins on. */
export const fingerprint = (file: string, diagnostic: Diagnostic, line: string): string => {
  const place = diagnostic.pointer.replaceAll(/\/\d+(?=\/|$)/g, "/*")
  return createHash("sha256")
    .update([file, diagnostic.rule, place, line.trim()].join("\0"))
    .digest("hex")
    .slice(0, 32)
}

export const readBaseline = (folder: string, path: string): Effect.Effect<Baseline, FileError> =>
  Effect.gen(function* () {
    const text = yield* Effect.tryPromise({
      try: () => readFile(resolve(folder, path), "utf8"),
      catch: (error) => {
        const { problem } = failure(path, error)
        return new FileError({ path, problem, help: "Write the baseline with --update-baseline." })
      }
    })
    const { findings } = yield* Effect.mapError(
      decode(text),
      () =>
        new FileError({
          path,
          problem: "it is no baseline of pipewright.",
          help: "Name the right file, or write it anew with --update-baseline."
        })
    )
    return new Baseline(findings)
  })

export const writeBaseline = (
  folder: string,
  path: string,
  baseline: Baseline
): Effect.Effect<void, FileError> => replace(resolve(folder, path), baseline.toJson(), path)

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(BaselineFile))

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
