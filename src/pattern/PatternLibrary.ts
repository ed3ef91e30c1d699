/**
 * PatternLibrary: the patterns that are at hand. Without more said they are those that come with the program;
 * `layerWith` adds a project's own from a folder, which win over ours of the same name.
 */
import { Context, Effect, Layer } from "effect"
import { fold, nearest } from "../diagnose/Nearest.ts"
import type { Pattern } from "./Pattern.ts"
import { type PatternError, readPatterns } from "./PatternFolder.ts"
import { patterns as ours } from "./patterns.generated.ts"

export interface PatternLibrary {
  /** The dialects that have patterns. */
  readonly dialects: ReadonlyArray<string>
  /** The patterns of a dialect, by name. */
  readonly of: (dialect: string) => ReadonlyArray<Pattern>
  /** Those of that name in all dialects; case and separators do not matter (`data-processing`). */
  readonly named: (name: string) => ReadonlyArray<Pattern>
  /** Names that may have been meant, nearest first. */
  readonly suggestions: (name: string) => ReadonlyArray<string>
  /** The same for libraries with the same patterns. */
  readonly digest: string
}

/** A library of a project's own patterns and ours. */
export const libraryOf = (
  own: ReadonlyArray<Pattern>,
  base: Readonly<Record<string, () => ReadonlyArray<Pattern>>> = ours
): PatternLibrary => {
  const dialects = [...new Set([...Object.keys(base), ...own.map(({ dialect }) => dialect)])].sort()
  const known = new Map<string, ReadonlyArray<Pattern>>()
  const of = (dialect: string): ReadonlyArray<Pattern> => {
    const before = known.get(dialect)
    if (before !== undefined) return before
    const byName = new Map<string, Pattern>()
    for (const pattern of Object.hasOwn(base, dialect) ? (base[dialect]?.() ?? []) : [])
      byName.set(fold(pattern.name), pattern)
    for (const pattern of own) if (pattern.dialect === dialect) byName.set(fold(pattern.name), pattern)
    const list = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    known.set(dialect, list)
    return list
  }
  return {
    dialects,
    of,
    named: (name) =>
      dialects.flatMap((dialect) => of(dialect).filter((each) => fold(each.name) === fold(name))),
    suggestions: (name) => {
      const all = dialects.flatMap((dialect) => of(dialect).map((pattern) => pattern.name))
      return nearest(name, [...new Set(all)])
        .slice(0, 3)
        .map((near) => near.name)
    },
    digest: JSON.stringify(own)
  }
}

/** What is at hand where nobody says otherwise: ours. */
export const PatternLibrary = Context.Reference<PatternLibrary>("pipewright/pattern/PatternLibrary", {
  defaultValue: () => libraryOf([])
})

/** Ours and those of a folder, which is laid out like `patterns/`: `<dialect>/<name>.yaml`. */
export const layerWith = (folder: string): Layer.Layer<never, PatternError> =>
  Layer.effect(
    PatternLibrary,
    Effect.map(readPatterns(folder), (own) => libraryOf(own))
  )

/** Without any pattern. */
export const layerNone: Layer.Layer<never> = Layer.succeed(PatternLibrary, libraryOf([], {}))
