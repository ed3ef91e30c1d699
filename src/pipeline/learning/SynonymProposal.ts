/**
 * Proposals of synonyms: words that people wrote for a key, in files enough that it is no slip of one of them. They
 * come from the names that people and models put in the place of unknown keys, and from likely renames that people
 * kept.
 */
import { Document, YAMLMap } from "yaml"
import type { Dialect } from "../../diagnose/Dialect.ts"
import { fold } from "../../diagnose/Nearest.ts"
import { speaking, type Vocabulary } from "../../diagnose/Vocabulary.ts"
import { dialectById } from "../../dialect/Dialects.ts"
import { parse } from "../../document/Pointer.ts"
import type { Feedback } from "./Feedback.ts"
import { fixKey } from "./FixKind.ts"
import type { History } from "./History.ts"
import type { Proposal } from "./Proposal.ts"
import { learning } from "./rules.generated.ts"

interface Renaming {
  readonly dialect: string
  readonly file: string
  readonly from: string
  readonly to: string
}

/** One file for all dialects, as the setting `synonyms` takes it. */
export const proposeSynonyms = (
  histories: ReadonlyArray<History>,
  feedback: ReadonlyArray<Feedback>,
  vocabulary: Vocabulary | undefined
): ReadonlyArray<Proposal> => {
  const seen = new Map<string, { readonly renaming: Renaming; readonly files: Set<string> }>()
  for (const renaming of renamingsIn(histories, feedback)) {
    const key = JSON.stringify([renaming.dialect, fold(renaming.to), fold(renaming.from)])
    const known = seen.get(key)
    const files = (known?.files ?? new Set<string>()).add(renaming.file)
    // Of several spellings always the same one, whichever came first.
    seen.set(key, {
      renaming: known !== undefined && known.renaming.from > renaming.from ? known.renaming : renaming,
      files
    })
  }
  const worth = [...seen]
    .filter(
      ([, { renaming, files }]) => files.size >= learning.proposals.files && isNew(renaming, vocabulary)
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, found]) => found)
  if (worth.length === 0) return []
  const words = worth.map(({ renaming }) => `\`${renaming.from}\` for \`${renaming.to}\``)
  return [
    {
      kind: "synonyms",
      path: "synonyms.yaml",
      reason: `people write ${words.join(", ")}`,
      text: textOf(worth)
    }
  ]
}

/** Whether the grammar knows the key, and the word neither as a synonym nor as a key of its own. */
const isNew = ({ dialect: id, from, to }: Renaming, vocabulary: Vocabulary | undefined): boolean => {
  const dialect = dialectById(id)
  const grammar = dialect === undefined ? undefined : speaking(dialect, vocabulary).grammar
  return (
    grammar !== undefined && isKeyOf(grammar, to) && !isKeyOf(grammar, from) && !isSynonym(grammar, from, to)
  )
}

const isKeyOf = ({ shapes }: Dialect["grammar"], word: string): boolean =>
  Object.values(shapes).some((shape) => shape.kind === "map" && Object.hasOwn(shape.keys ?? {}, word))

const isSynonym = ({ shapes, synonyms }: Dialect["grammar"], from: string, to: string): boolean => {
  const word = fold(from)
  return (
    fold(to) === word ||
    (synonyms ?? []).some((group) => group.includes(to) && group.some((other) => fold(other) === word)) ||
    Object.values(shapes).some(
      (shape) =>
        shape.kind === "map" && (shape.keys?.[to]?.synonyms ?? []).some((synonym) => fold(synonym) === word)
    )
  )
}

const renamingsIn = function* (
  histories: ReadonlyArray<History>,
  feedback: ReadonlyArray<Feedback>
): Generator<Renaming> {
  for (const { dialect, file, solutions } of [...histories, ...feedback])
    for (const { changes } of solutions)
      for (const { kind, before, after } of changes)
        if (kind === "renamed" && before !== undefined && after !== undefined)
          yield { dialect, file, from: before, to: after }
  const byId = new Map(histories.map((history) => [history.id, history]))
  for (const { history, dialect, file, verdicts } of feedback) {
    const kept = new Set(verdicts.filter(({ verdict }) => verdict === "kept").map(({ fix }) => fixKey(fix)))
    for (const { kind, places } of byId.get(history)?.fixes ?? []) {
      const [from, to] = places.map((place) => parse(place).at(-1))
      if (kind.form !== "rename" || kind.applicability === "safe" || !kept.has(fixKey(kind))) continue
      if (from !== undefined && to !== undefined) yield { dialect, file, from, to }
    }
  }
}

type Found = { readonly renaming: Renaming; readonly files: ReadonlySet<string> }

const textOf = (found: ReadonlyArray<Found>): string => {
  const document = new Document({})
  for (const [dialect, ofDialect] of Map.groupBy(found, ({ renaming }) => renaming.dialect)) {
    const keys = new YAMLMap()
    for (const [key, words] of Map.groupBy(ofDialect, ({ renaming }) => renaming.to)) {
      const pair = document.createPair(
        key,
        words.map(({ renaming }) => renaming.from)
      )
      const files = new Set(words.flatMap(({ files }) => [...files]))
      const name = document.createNode(key)
      name.commentBefore = ` ${[...files].sort().slice(0, 5).join(", ")}`
      pair.key = name
      keys.add(pair)
    }
    document.setIn([dialect], document.createNode({}))
    document.setIn([dialect, "keys"], keys)
  }
  document.commentBefore =
    " Words that were written for keys. Keep those that are right in a file of your own, and name it in the setting\n `synonyms`."
  return document.toString({ lineWidth: 0 })
}
