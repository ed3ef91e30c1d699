/**
 * Baselines: the findings that a repository has already, so that only new ones count.
 *
 * A finding is known by a fingerprint of its file, its rule, where in the tree it is (indices of lists aside) and the
 * text of its line, so that lines added above it, or a list's items moved, do not make it new. The same finding
 * twice in a file counts twice.
 */
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { Effect, Schema } from "effect"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import { readTextFile } from "../document/TextFile.ts"
import { FileError, failure, replace } from "./SourceFile.ts"

const Entry = Schema.Struct({
  file: Schema.String,
  rule: Schema.String,
  fingerprint: Schema.String,
  count: Schema.Int.check(Schema.isGreaterThan(0))
})

const BaselineFile = Schema.Struct({ version: Schema.Literal(1), findings: Schema.Array(Entry) })

type Entry = typeof Entry.Type

/** A baseline while a run uses it up. */
export class Baseline {
  readonly #entries: ReadonlyArray<Entry>
  readonly #left: Map<string, number>
  readonly #met = new Map<string, { readonly file: string; readonly rule: string; count: number }>()
  readonly #looked = new Set<string>()

  /** `anew`: what is found is to replace what the baseline says of the same files, so nothing counts as known. */
  constructor(entries: ReadonlyArray<Entry> = [], anew = false) {
    this.#entries = entries
    this.#left = new Map(anew ? [] : entries.map(({ fingerprint, count }) => [fingerprint, count]))
  }

  /** Notes that a file was looked at. */
  look(file: string): void {
    this.#looked.add(file)
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

  /** Findings that the baseline knows of files that were looked at, and that are not there any more. */
  get gone(): number {
    return this.#entries.reduce(
      (sum, { file, fingerprint }) => sum + (this.#looked.has(file) ? (this.#left.get(fingerprint) ?? 0) : 0),
      0
    )
  }

  /** What was met, and what is known of files that were not looked at, as the next baseline; sorted for small diffs. */
  toJson(): string {
    const kept = this.#entries.filter(({ file }) => !this.#looked.has(file))
    const met = [...this.#met].map(([fingerprint, { file, rule, count }]) => ({
      file,
      rule,
      fingerprint,
      count
    }))
    const findings = [...kept, ...met].sort(
      (a, b) => order(a.file, b.file) || order(a.rule, b.rule) || order(a.fingerprint, b.fingerprint)
    )
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

/** Megabytes of a baseline, which has a line or two for each finding. */
const most = 100

/** The baseline in a file. With `anew` it is to be replaced, and need not be there yet. */
export const readBaseline = (
  folder: string,
  path: string,
  anew: boolean
): Effect.Effect<Baseline, FileError> =>
  Effect.gen(function* () {
    const full = resolve(folder, path)
    if (anew && !existsSync(full)) return new Baseline()
    const text = yield* Effect.tryPromise({
      try: () => readTextFile(full, { most }),
      catch: (error) =>
        new FileError({
          path,
          problem: failure(path, error).problem,
          help: "Write the baseline with --update-baseline."
        })
    })
    const { findings } = yield* Effect.mapError(
      decode(text),
      () =>
        new FileError({
          path,
          problem: "it is no baseline of pipewright.",
          help: "Name the right file, or remove it and write it anew with --update-baseline."
        })
    )
    return new Baseline(findings, anew)
  })

export const writeBaseline = (
  folder: string,
  path: string,
  baseline: Baseline
): Effect.Effect<void, FileError> => replace(resolve(folder, path), baseline.toJson(), path)

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(BaselineFile))

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
