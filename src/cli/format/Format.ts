/**
 * Formats: how outcomes are written. A format is fed one outcome at a time and answers with the text to append, so
 * that it never holds more than one.
 */
import type { Rules } from "../../diagnose/Rule.ts"
import type { Outcome, Summary } from "../Outcome.ts"

export interface Format {
  /** Written before the first outcome. */
  readonly begin: string
  readonly outcome: (outcome: Outcome) => string
  readonly end: (summary: Summary) => string
}

export interface FormatOptions {
  readonly command: "check" | "fix" | "refine" | "enhance"
  readonly version: string
  /** Whether escape codes for colours may be written. */
  readonly color: boolean
  /** Whether it is written to a terminal, which control characters could trick. */
  readonly terminal: boolean
  /** The working folder, absolute, with `/`. */
  readonly folder: string
  /** The texts of all rules, for formats that carry a catalogue of them. */
  readonly rules: Rules
  /** Findings of less weight than this do not decide the exit code. */
  readonly failOn: "error" | "warning" | "info"
}

export type MakeFormat = (options: FormatOptions) => Format

/** `2 errors`, `1 error`; `many` for nouns whose plural ends in anything but `s`, or after `x` in `es`. */
export const plural = (
  count: number,
  noun: string,
  many = noun.endsWith("x") ? `${noun}es` : `${noun}s`
): string => `${count} ${count === 1 ? noun : many}`

/** What was paid, where anything was: a model that costs nothing and one without a known price are not told apart. */
export const dollars = (cost: number): ReadonlyArray<string> => (cost === 0 ? [] : [`$${cost.toFixed(4)}`])

/** Texts as sentences in a row, whether they end in a full stop or not. */
export const sentences = (...texts: ReadonlyArray<string | undefined>): string =>
  texts
    .filter((text) => text !== undefined)
    .map((text) => (/[.?!]$/.test(text) ? text : `${text}.`))
    .join(" ")
