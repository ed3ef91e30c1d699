/**
 * The problems of a text that breaks a limit, and the limits that hold whatever the user asks for.
 */
import type { Problem } from "./Document.ts"
import type { Limits } from "./Reading.ts"

/** Trees are walked by recursion throughout, so no setting nests them deeper than the stack surely carries. */
const deepestNesting = 500

/** Problems past this many are not listed: nobody reads them, and binary content has millions. */
export const mostProblems = 1000

/** Thrown by readers where a limit is passed, to be caught where they were called: nothing more is read. */
export class Exceeded {
  readonly problem: Problem
  constructor(problem: Problem) {
    this.problem = problem
  }
}

/** The limits as they are kept. */
export const effective = (limits: Limits): Limits =>
  limits.depth <= deepestNesting ? limits : { ...limits, depth: deepestNesting }

export const limitSize = (limits: Limits, length: number): Problem => ({
  code: "limit-size",
  message: `The file has ${length} characters; at most ${limits.size} are allowed.`,
  start: limits.size,
  end: length
})

export const limitDepth = (limits: Limits, start: number, end: number): Problem => ({
  code: "limit-depth",
  message: `Collections are nested more than ${limits.depth} deep here.`,
  start,
  end
})

export const limitNodes = (limits: Limits, start: number, end: number): Problem => ({
  code: "limit-nodes",
  message: `The file has more than ${limits.nodes} values, aliases expanded; the limit is exceeded here.`,
  start,
  end
})

/** Blank lines and comments in numbers that nothing but the reader would notice. */
export const limitLayout = (start: number, end: number): Problem => ({
  code: "limit-layout",
  message: "So many blank lines and comments follow each other here that reading them would take too long.",
  start,
  end
})

/** The first problems of very many. The rest is no limit of the text's: what is listed may be mended. */
export const listed = (problems: ReadonlyArray<Problem>): ReadonlyArray<Problem> => {
  const next = problems[mostProblems]
  if (next === undefined) return problems
  const message = "There are more problems from here on; they are not listed."
  return [
    ...problems.slice(0, mostProblems),
    { code: "more-problems", message, start: next.start, end: next.end }
  ]
}
