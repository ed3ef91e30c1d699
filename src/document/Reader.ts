/**
 * Reads a text into a document: one tree for YAML, JSON and JSONC alike.
 *
 * Reading never throws. What is wrong with the text comes back as problems at their places, beside as much of the
 * tree as could be read; a text that breaks a limit has no tree at all, so that nobody downstream needs limits of
 * their own.
 */
import { Document } from "./Document.ts"
import { findDuplicates } from "./Duplicates.ts"
import { readFastYaml } from "./FastYamlReader.ts"
import type { Parsed } from "./Parsed.ts"
import type { Reading } from "./Reading.ts"
import { readYaml } from "./YamlReader.ts"

export const readDocument = (text: string, reading: Reading): Document => {
  const { size } = reading.limits
  if (text.length > size) {
    const message = `The text has ${text.length} characters; at most ${size} are read.`
    return new Document(
      text,
      reading,
      [],
      [{ code: "limit-size", message, start: size, end: text.length }],
      []
    )
  }
  const { roots, problems, repeated } = parse(text, reading)
  return new Document(text, reading, roots, problems, repeated ? findDuplicates(roots, reading) : [])
}

const parse = (text: string, reading: Reading): Parsed =>
  readFastYaml(text, reading) ?? readYaml(text, reading)
