/**
 * The files a bench runs on, as the data folder's own README describes them: valid files, mutants with their
 * originals, pairs of a broken workflow and its author's next version, and suites of other validators.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { Schema } from "effect"

/** A file that is as it should be, or (`invalid`) is known not to be. */
export interface Sample {
  readonly dialect: string
  /** Relative to the data folder, with `/`. */
  readonly path: string
  readonly text: string
}

export interface Mutant extends Sample {
  readonly id: string
  readonly classes: ReadonlyArray<string>
  readonly restore: "exact" | "guess" | "lossy"
  /** Lines of the broken text, 1-based. */
  readonly lines: ReadonlyArray<number>
  readonly details: ReadonlyArray<string>
  /** Values that are right too, where the original has another. */
  readonly alsoAccept: ReadonlyArray<unknown>
  readonly original: Sample
}

export interface Pair {
  readonly dialect: string
  readonly id: string
  readonly kind: string
  readonly broken: Sample
  /** What the author committed next. */
  readonly next: Sample
  /** At most ten lines differ. */
  readonly minimal: boolean
}

export interface Corpus {
  readonly dialects: ReadonlyArray<string>
  readonly valid: ReadonlyArray<Sample>
  readonly invalid: ReadonlyArray<Sample>
  /** By the number of errors in each file: `mutants` (1) and `mutants-3` (3). */
  readonly mutants: ReadonlyMap<number, ReadonlyArray<Mutant>>
  readonly pairs: ReadonlyArray<Pair>
}

const CaseLine = Schema.Struct({
  id: Schema.String,
  file: Schema.String,
  original: Schema.String,
  classes: Schema.Array(Schema.String),
  restore: Schema.Literals(["exact", "guess", "lossy"]),
  details: Schema.Array(Schema.String),
  lines: Schema.Array(Schema.Int),
  alsoAccept: Schema.optionalKey(Schema.Unknown)
})

const PairLine = Schema.Struct({
  id: Schema.String,
  kind: Schema.String,
  minimal: Schema.Boolean
})

/** Reads what there is; a folder that is absent is empty. Throws where a list of cases is not as described. */
export const load = (root: string): Corpus => {
  const dialects = existsSync(root)
    ? readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, "valid")))
        .map((entry) => entry.name)
        .sort()
    : []
  const mutants = new Map<number, Array<Mutant>>()
  for (const dialect of dialects)
    for (const [count, folder] of [
      [1, "mutants"],
      [3, "mutants-3"]
    ] as const)
      mutants.set(count, [...(mutants.get(count) ?? []), ...mutantsIn(root, dialect, folder)])
  return {
    dialects,
    valid: dialects.flatMap((dialect) => [
      ...samplesIn(root, dialect, "valid"),
      ...samplesIn(root, dialect, "suite/valid")
    ]),
    invalid: dialects.flatMap((dialect) => samplesIn(root, dialect, "suite/invalid")),
    mutants,
    pairs: dialects.flatMap((dialect) => pairsIn(root, dialect))
  }
}

const samplesIn = (root: string, dialect: string, folder: string): ReadonlyArray<Sample> => {
  const base = join(root, dialect, folder)
  if (!existsSync(base)) return []
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort()
    .map((path) => sample(root, dialect, path))
}

const sample = (root: string, dialect: string, path: string): Sample => ({
  dialect,
  path,
  text: readFileSync(join(root, path), "utf8")
})

const linesOf = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  file: string
): ReadonlyArray<S["Type"]> => {
  if (!existsSync(file)) return []
  const decode = Schema.decodeUnknownSync(schema)
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => decode(JSON.parse(line)))
}

const mutantsIn = (root: string, dialect: string, folder: string): ReadonlyArray<Mutant> => {
  const originals = new Map<string, Sample>()
  return linesOf(CaseLine, join(root, dialect, folder, "cases.jsonl")).map((line) => {
    let original = originals.get(line.original)
    if (original === undefined) {
      original = sample(root, dialect, line.original)
      originals.set(line.original, original)
    }
    const { id, classes, restore, lines, details } = line
    const alsoAccept = line.alsoAccept === undefined ? [] : [line.alsoAccept].flat()
    return {
      ...sample(root, dialect, `${dialect}/${folder}/${line.file}`),
      ...{ id, classes, restore, lines, details, alsoAccept, original }
    }
  })
}

const pairsIn = (root: string, dialect: string): ReadonlyArray<Pair> =>
  linesOf(PairLine, join(root, dialect, "history", "index.jsonl")).map(({ id, kind, minimal }) => ({
    ...{ dialect, id, kind, minimal },
    broken: sample(root, dialect, `${dialect}/history/${id}.broken.yml`),
    next: sample(root, dialect, `${dialect}/history/${id}.fixed.yml`)
  }))
