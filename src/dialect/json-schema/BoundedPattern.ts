/**
 * Patterns of untrusted schemas, each run only on texts for which it is sure to come to an end soon.
 *
 * Repetitions in a row that match the same signs (`^a*a*a*b$`) try every way to share a text among them: with the
 * length of the text, their effort grows to the power of how many they are. A text for which that is too much counts
 * as one that matches.
 */

/** Steps of one match, roughly. */
const stepsAtMost = 3e7

/** As ajv wants its regular expressions: told apart by what they print as. */
export interface BoundedPattern {
  readonly test: (text: string) => boolean
  readonly toString: () => string
}

/** The regular expression of a pattern; one that is wrong in Unicode mode only is read without it. */
export const expressionOf = (pattern: string): RegExp | undefined => {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags)
    } catch {}
  }
  return undefined
}

export const boundedRegExp = Object.assign(
  (pattern: string, _flags: string): BoundedPattern => {
    const expression = expressionOf(pattern) ?? /^/
    const longest = longestFor(degreeOf(pattern))
    return {
      test: (text) => text.length > longest || expression.test(text),
      toString: () => String(expression)
    }
  },
  { code: "boundedRegExp" }
)

/** Characters of a text on which so many repetitions in a row are run: their ways to share n are n to the degree. */
export const longestFor = (degree: number): number => {
  if (degree < 2) return Number.POSITIVE_INFINITY
  let ways = stepsAtMost
  for (let factor = 2; factor <= degree; factor++) ways *= factor
  return ways ** (1 / degree)
}

/** Signs that stand for their like: letters, digits, blanks, and what else texts of pipelines have. */
const samples: ReadonlyArray<string> = [
  ..."abefnswxyzABEFZ0159_-./:@#$%&*+=,;!?~^|\\()[]{}<>\"'` \t\n\u00e9\u4e2d"
]

/** How many repetitions may share one run of the same sign; a pattern that may begin anywhere counts as one more. */
export const degreeOf = (pattern: string): number => {
  const parts = partsOf(pattern)
  let most = 0
  for (const sample of samples) {
    let run = 0
    for (const { one, repeated, needed } of parts) {
      if (one.test(sample)) {
        if (repeated) run++
        most = Math.max(most, run)
      } else if (needed) run = 0
    }
  }
  return most + (pattern.startsWith("^") || most === 0 ? 0 : 1)
}

/** A sign or class of a pattern. */
interface Part {
  readonly one: RegExp
  /** As often as it likes. */
  readonly repeated: boolean
  /** At least once. */
  readonly needed: boolean
}

const token =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[\s\S]/g

const quantifier = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/

/** The parts in the order in which they are written; groups and alternatives count as if they were none. */
const partsOf = (pattern: string): ReadonlyArray<Part> => {
  const parts: Array<Part> = []
  /** Where each open group began. */
  const open: Array<number> = []
  token.lastIndex = 0
  for (let at = 0; at < pattern.length; ) {
    token.lastIndex = at
    const text = token.exec(pattern)?.[0] ?? (pattern[at] as string)
    at += text.length
    if (text.startsWith("(")) {
      open.push(parts.length)
      continue
    }
    if (/^(?:[|^$]|\\[bB])$/.test(text)) continue
    const [written = "", sign, least, comma, most] = quantifier.exec(pattern.slice(at, at + 24)) ?? []
    at += written.length
    const repeated = sign === "*" || sign === "+" || (comma !== undefined && most === "")
    const needed = !(sign === "*" || sign === "?" || least === "0")
    if (text === ")") {
      // A group that is repeated repeats each of its parts.
      const from = open.pop() ?? 0
      if (repeated || !needed)
        for (let index = from; index < parts.length; index++)
          parts[index] = {
            ...(parts[index] as Part),
            repeated: repeated || (parts[index] as Part).repeated,
            needed: false
          }
      continue
    }
    const one = expressionOf(`^(?:${text})$`)
    if (one !== undefined) parts.push({ one, repeated, needed })
  }
  return parts
}
