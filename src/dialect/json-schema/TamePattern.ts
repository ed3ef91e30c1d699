/**
 * Patterns of untrusted schemas: which of them can be run on untrusted texts. A repetition of what can itself match in
 * several ways may take for ever, so a pattern with one is not run at all.
 */

import { expressionOf } from "./BoundedPattern.ts"

/** Longest pattern that is run. */
const patternAtMost = 500

/** Whether a pattern can be run without fear. */
export const isTame = (pattern: string): boolean => {
  if (pattern.length > patternAtMost || /\\[\dk]/.test(pattern) || repeatsChoices(pattern)) return false
  return expressionOf(pattern) !== undefined
}

/** Whether Explain may use it too, which has its own way to read patterns. */
export const isPlain = (pattern: string): boolean => {
  if (!isTame(pattern)) return false
  try {
    new RegExp(pattern, "su")
    return true
  } catch {
    return false
  }
}

/** Whether a group that holds a repetition or alternatives, however deep in it, is itself repeated. */
const repeatsChoices = (pattern: string): boolean => {
  /** For each open group: whether it can match one text in several ways. */
  const open: Array<boolean> = []
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at]
    if (sign === "\\") at++
    else if (sign === "[") at = endOfClass(pattern, at)
    else if (sign === "(") open.push(false)
    else if (sign === ")") {
      const several = open.pop() ?? false
      if (several && isRepeated(pattern, at + 1)) return true
      if (several && open.length > 0) open[open.length - 1] = true
    } else if (open.length > 0 && (sign === "|" || isOptional(pattern, at) || isRepeated(pattern, at)))
      open[open.length - 1] = true
  }
  return false
}

const endOfClass = (pattern: string, from: number): number => {
  for (let at = from + 1; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++
    else if (pattern[at] === "]") return at
  }
  return pattern.length
}

const isOptional = (pattern: string, at: number): boolean => pattern[at] === "?" && pattern[at - 1] !== "("

/** Whether a quantifier stands there that allows more than a few. */
const isRepeated = (pattern: string, at: number): boolean => {
  const sign = pattern[at]
  if (sign === "*" || sign === "+") return true
  if (sign !== "{") return false
  const [, least = "", comma, most = ""] = /^\{(\d+)(,(\d*))?\}/.exec(pattern.slice(at, at + 24)) ?? []
  const count = comma === undefined ? least : most
  return count === "" || Number(count) > fewAtMost
}

/** Repetitions that multiply little. */
const fewAtMost = 8
