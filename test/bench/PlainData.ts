/**
 * Texts as plain data, read by the `yaml` package and not by our own reader, so that the benches do not ask the
 * thing they measure. Here is what "restored" and "kept" mean:
 *
 * - *restored*: the repaired text parses without an error, no key is written twice, and its data equals the
 *   original's, the order of keys aside. Where a case names values that are right too (`alsoAccept`), a scalar
 *   that differs may be one of these instead.
 * - *leaf*: the pair (last key on the way, text of the scalar), of every scalar that is not null and neither a
 *   key nor an alias. Where it stands does not matter, so a moved block has lost nothing.
 * - *kept*: of the leaves (a multiset) that the broken text still shows in its best-effort reading and that the
 *   original has too, those that the repaired text has. Of a committed pair, where no original exists, all
 *   leaves of the broken text's reading count.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  parseDocument
} from "yaml"

export type Data = null | boolean | number | string | ReadonlyArray<Data> | { readonly [key: string]: Data }

/** The data of a text, one item for each document of its stream; `undefined` where it does not parse cleanly. */
export const dataOf = (text: string, dialect: string): Data | undefined => {
  const documents = read(text, dialect, true)
  if (documents.some((document) => document.errors.length > 0)) return undefined
  try {
    return documents.map((document) => document.toJS() as Data)
  } catch {
    // An alias bomb, or an alias without its anchor.
    return undefined
  }
}

/** GitLab reads YAML 1.1 with merge keys and `!reference`; the others YAML 1.2. */
const read = (text: string, dialect: string, strict: boolean): ReadonlyArray<Document> => {
  const gitlab = dialect === "gitlab-ci"
  const documents = parseAllDocuments(text, {
    version: gitlab ? "1.1" : "1.2",
    merge: gitlab,
    strict,
    uniqueKeys: strict,
    logLevel: "error",
    customTags: gitlab ? [referenceTag] : []
  })
  return "empty" in documents ? [] : documents
}

const referenceTag = {
  tag: "!reference",
  collection: "seq" as const,
  resolve: (value: unknown) => value
}

export interface Difference {
  readonly pointer: string
  readonly expected: Data | undefined
  readonly actual: Data | undefined
}

/** Where two values differ, at most `limit` places. */
export const differences = (expected: Data, actual: Data, limit = 16): ReadonlyArray<Difference> => {
  const found: Array<Difference> = []
  const walk = (a: Data | undefined, b: Data | undefined, pointer: string): void => {
    if (found.length >= limit || Object.is(a, b)) return
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let at = 0; at < Math.max(a.length, b.length); at++) walk(a[at], b[at], `${pointer}/${at}`)
      return
    }
    if (isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        walk(own(a, key), own(b, key), `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`)
      return
    }
    found.push({ pointer, expected: a, actual: b })
  }
  walk(expected, actual, "")
  return found
}

const isRecord = (value: Data | undefined): value is { readonly [key: string]: Data } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const own = (record: { readonly [key: string]: Data }, key: string): Data | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** The places in which a repaired text is not the original; nothing where it is restored. */
export const unrestored = (
  repaired: string,
  original: Data,
  dialect: string,
  alsoAccept: ReadonlyArray<unknown>
): ReadonlyArray<Difference> | "does not parse" => {
  const data = dataOf(repaired, dialect)
  if (data === undefined) return "does not parse"
  const also = new Set(alsoAccept.map((value) => JSON.stringify(value)))
  return differences(original, data).filter(
    (difference) => difference.actual === undefined || !also.has(JSON.stringify(difference.actual))
  )
}

/** A multiset of leaves, keyed by their last key and text. */
export type Leaves = ReadonlyMap<string, number>

/** The leaves of a text's best-effort reading: of what stands in a code fence, where there is one. */
export const leavesOf = (text: string, dialect: string): Leaves => {
  const leaves = new Map<string, number>()
  const walk = (node: unknown, key: string): void => {
    if (isMap(node)) for (const pair of node.items) walk(pair.value, keyOf(pair.key))
    else if (isSeq(node)) for (const item of node.items) walk(item, key)
    else if (isScalar(node) && !isAlias(node) && node.value !== null) {
      const leaf = JSON.stringify([key, String(node.value).trim()])
      leaves.set(leaf, (leaves.get(leaf) ?? 0) + 1)
    }
  }
  for (const document of read(unfenced(text), dialect, false)) walk(document.contents, "")
  return leaves
}

const keyOf = (key: unknown): string => (isScalar(key) ? String(key.value) : "")

/** What stands between the first line of backticks and the next one or the end; the text, where there is none. */
export const unfenced = (text: string): string => {
  const opening = /^[ \t]*```[^\n]*\n/m.exec(text)
  if (opening === null) return text
  const inside = text.slice(opening.index + opening[0].length)
  const closing = /^[ \t]*```[ \t]*$/m.exec(inside)
  return closing === null ? inside : inside.slice(0, closing.index)
}

/** Of `wanted`, what `others` has too. */
export const common = (wanted: Leaves, others: Leaves): Leaves => {
  const both = new Map<string, number>()
  for (const [leaf, count] of wanted) {
    const shared = Math.min(count, others.get(leaf) ?? 0)
    if (shared > 0) both.set(leaf, shared)
  }
  return both
}

/** Of `wanted`, what `others` lacks. */
export const missing = (wanted: Leaves, others: Leaves): Leaves => {
  const gone = new Map<string, number>()
  for (const [leaf, count] of wanted) {
    const lacking = count - (others.get(leaf) ?? 0)
    if (lacking > 0) gone.set(leaf, lacking)
  }
  return gone
}

export const size = (leaves: Leaves): number => {
  let total = 0
  for (const count of leaves.values()) total += count
  return total
}

/** A single document with its `yaml` tree, for peers that edit trees. */
export const documentOf = (text: string): Document<Node> => parseDocument(text) as Document<Node>
