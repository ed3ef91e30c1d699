/**
 * Reads a text into a document: one tree for YAML, JSON and JSONC alike.
 *
 * Reading never throws. What is wrong with the text comes back as problems at their places, beside as much of the
 * tree as could be read; a text that breaks a limit has no tree at all, so that nobody downstream needs limits of
 * their own.
 */
import { findControlCharacters } from "./ControlCharacters.ts"
import { Document, type Problem } from "./Document.ts"
import { findDuplicates } from "./Duplicates.ts"
import { readFastYaml } from "./FastYamlReader.ts"
import { readJson } from "./JsonReader.ts"
import { effective, limitSize, listed } from "./Limits.ts"
import type { Parsed } from "./Parsed.ts"
import type { Reading } from "./Reading.ts"
import { readYaml } from "./YamlReader.ts"

/**
 * Problems come in order of position. Nesting past 500 is a problem whatever the limits say, and of very many
 * problems only the first are listed.
 */
export const readDocument = (text: string, reading: Reading): Document => {
  const limits = effective(reading.limits)
  if (text.length > limits.size) return new Document(text, reading, [], [limitSize(limits, text.length)], [])
  const { roots, problems, repeated } = parse(
    text,
    limits === reading.limits ? reading : { ...reading, limits }
  )
  const all = inOrder(problems, findControlCharacters(text, reading.format))
  return new Document(text, reading, roots, listed(all), repeated ? findDuplicates(roots, reading) : [])
}

const parse = (text: string, reading: Reading): Parsed => {
  if (reading.format !== "yaml") return readJson(text, reading)
  const plain = withoutLoneCarriageReturns(text)
  return readFastYaml(plain, reading) ?? readYaml(plain, reading)
}

/** A CR alone ends a line in YAML. As an LF it does so for every reader, and all offsets stay. */
const withoutLoneCarriageReturns = (text: string): string =>
  text.includes("\r") ? text.replaceAll(/\r(?!\n)/g, "\n") : text

const inOrder = (a: ReadonlyArray<Problem>, b: ReadonlyArray<Problem>): ReadonlyArray<Problem> =>
  a.length + b.length < 2 ? [...a, ...b] : [...a, ...b].sort((x, y) => x.start - y.start)
