/**
 * Target capabilities: what a pipeline must have in the end, by name: a pattern with all of its steps, a feature, or a
 * single step that some pattern has.
 */
import { Result } from "effect"
import { fold, nearest } from "../diagnose/Nearest.ts"
import { CapabilityError } from "./CapabilityError.ts"
import { type Feature, featureNamed, featuresOf } from "./Feature.ts"
import { type Pattern, stepsOf } from "./Pattern.ts"
import type { PatternLibrary } from "./PatternLibrary.ts"

/** A step by name, with the patterns that have it. */
export interface WantedStep {
  readonly step: string
  readonly patterns: ReadonlyArray<Pattern>
}

/** What one name stands for: a pattern before a feature before a step. */
interface Meaning {
  readonly patterns: ReadonlyArray<Pattern>
  readonly features: ReadonlyArray<Feature>
  readonly steps: ReadonlyArray<WantedStep>
}

const nothing: Meaning = { patterns: [], features: [], steps: [] }

export class Capabilities {
  readonly #meanings: ReadonlyMap<string, Meaning>

  private constructor(meanings: ReadonlyMap<string, Meaning>) {
    this.#meanings = meanings
  }

  /** What the names stand for in a dialect; fails with the first that stands for nothing. */
  static of(
    names: ReadonlyArray<string>,
    dialect: string,
    library: PatternLibrary
  ): Result.Result<Capabilities, CapabilityError> {
    const meanings = new Map<string, Meaning>()
    for (const name of names) {
      const meaning = meaningOf(name, dialect, library)
      if (meaning === undefined) {
        const suggestions = nearest(name, known(dialect, library))
          .slice(0, 3)
          .map((near) => near.name)
        return Result.fail(new CapabilityError({ capability: name, dialect, suggestions }))
      }
      meanings.set(name, meaning)
    }
    return Result.succeed(new Capabilities(meanings))
  }

  named(name: string): Meaning {
    return this.#meanings.get(name) ?? nothing
  }

  get patterns(): ReadonlyArray<Pattern> {
    return [...this.#meanings.values()].flatMap(({ patterns }) => patterns)
  }

  /** Names of features. */
  get features(): ReadonlyArray<string> {
    return [...this.#meanings.values()].flatMap(({ features }) => features.map(({ name }) => name))
  }

  get steps(): ReadonlyArray<WantedStep> {
    return [...this.#meanings.values()].flatMap(({ steps }) => steps)
  }
}

const meaningOf = (name: string, dialect: string, library: PatternLibrary): Meaning | undefined => {
  const patterns = library.named(name).filter((pattern) => pattern.dialect === dialect)
  if (patterns.length > 0) return { ...nothing, patterns: patterns.slice(0, 1) }
  const feature = featureNamed(dialect, name)
  if (feature !== undefined) return { ...nothing, features: [feature] }
  const having = library.of(dialect).flatMap((pattern) =>
    stepsOf(pattern)
      .filter((step) => fold(step) === fold(name))
      .map((step) => ({ step, pattern }))
  )
  const [first] = having
  return first === undefined
    ? undefined
    : { ...nothing, steps: [{ step: first.step, patterns: having.map(({ pattern }) => pattern) }] }
}

const known = (dialect: string, library: PatternLibrary): ReadonlyArray<string> => [
  ...new Set([
    ...library.of(dialect).map(({ name }) => name),
    ...featuresOf(dialect).map(({ name }) => name),
    ...library.of(dialect).flatMap(stepsOf)
  ])
]
