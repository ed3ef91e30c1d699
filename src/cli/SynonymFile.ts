/**
 * The file of a project's own synonyms, which the settings name. What is wrong with it is an error that says where: a
 * word that is silently left out would be missed at the worst moment.
 */
import { Effect, Result, Schema, SchemaIssue } from "effect"
import { nearest, oneOf } from "../diagnose/Nearest.ts"
import { strangers, Vocabulary } from "../diagnose/Vocabulary.ts"
import { dialectById, dialects } from "../dialect/Dialects.ts"
import { readDocument } from "../document/Reader.ts"
import { yaml12 } from "../document/Reading.ts"
import { dataOf } from "../document/Tree.ts"
import { FileError, read } from "./SourceFile.ts"

const limits = { size: 1_000_000, depth: 10, nodes: 20_000 } as const

export const readVocabulary = Effect.fn("SynonymFile.readVocabulary")(function* (path: string) {
  const fail = (problem: string) =>
    new FileError({ path, problem, help: "docs/learning.md says what a file of synonyms holds." })
  const { text, undecodable } = yield* read(path, limits.size, path)
  if (undecodable !== undefined) return yield* fail(`${undecodable.message}.`)
  const document = readDocument(text, { ...yaml12, limits })
  const [problem] = document.problems
  if (problem !== undefined)
    return yield* fail(`line ${document.lines.at(problem.start).line}: ${problem.message}`)
  const [root] = document.roots
  const decoded = decode(root === undefined ? {} : dataOf(root))
  if (Result.isFailure(decoded)) {
    const [issue] = describe(decoded.failure.issue).issues
    const place = (issue?.path ?? []).map(String).join(".")
    return yield* fail(`${place === "" ? "" : `\`${place}\`: `}${issue?.message}.`)
  }
  for (const [id, words] of Object.entries(decoded.success)) {
    const dialect = dialectById(id)
    if (dialect === undefined) return yield* fail(unknownDialect(id))
    const [stranger] = strangers(dialect, words)
    if (stranger !== undefined) return yield* fail(sentence(stranger))
  }
  return decoded.success
})

const decode = Schema.decodeUnknownResult(Vocabulary, { onExcessProperty: "error", reportInput: true })

const describe = SchemaIssue.makeFormatterStandardSchemaV1()

const unknownDialect = (id: string): string => {
  const ids = dialects.map((dialect) => dialect.id)
  const near = nearest(id, ids)[0]
  const hint = near === undefined ? `The dialects are ${oneOf(ids)}.` : `Did you mean \`${near.name}\`?`
  return `there is no dialect \`${id}\`. ${hint}`
}

const sentence = (text: string): string => (text.endsWith("?") ? text : `${text}.`)
