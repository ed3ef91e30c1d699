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

/**
 * Text from a file or a path, safe for a terminal: control characters and marks that change the direction of
 * writing are shown as their code, so that no input can move the cursor, recolour or hide what we print.
 */
export const visible = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`
  )

/** The same on one line. */
export const oneLine = (text: string): string =>
  visible(text.replaceAll(/\s*\n\s*/g, " ").replaceAll("\t", " "))

/** Texts as sentences in a row, whether they end in a full stop or not. */
export const sentences = (...texts: ReadonlyArray<string | undefined>): string =>
  texts
    .filter((text) => text !== undefined)
    .map((text) => (/[.?!]$/.test(text) ? text : `${text}.`))
    .join(" ")
