/**
 * The register of dialects, in the order in which they are asked whether a file is theirs.
 */
import type { Dialect } from "../diagnose/Dialect.ts"
import { readDocument } from "../document/Reader.ts"
import { aiWorkflow } from "./ai-workflow/AiWorkflow.ts"
import { githubActions } from "./github-actions/GithubActions.ts"
import { gitlabCi } from "./gitlab-ci/GitlabCi.ts"

export const dialects: ReadonlyArray<Dialect> = [githubActions, gitlabCi, aiWorkflow]

export const dialectById = (id: string): Dialect | undefined => dialects.find((dialect) => dialect.id === id)

/** How much a file has to look like a dialect, 0..1, where its place says nothing. */
const likeness = 0.5
/** Characters that are looked at where the text does not parse as any of them. */
const glance = 65_536

/**
 * The dialect of a file: by its place, then by its tree, then by the words that stand before its colons. The last is
 * for a file that somebody named; a file met in a search has to show more (`lenient` false).
 */
export const recognise = (path: string | undefined, text: string, lenient = true): Dialect | undefined => {
  const owner = path === undefined ? undefined : dialects.find((dialect) => dialect.ownsPath(path))
  if (owner !== undefined) return owner
  const byTree = mostLike((dialect) => {
    const root = readDocument(text, dialect.reading).roots[0]
    return root === undefined ? 0 : dialect.resembles(root)
  })
  if (byTree !== undefined || !lenient) return byTree
  const words = keysOf(text.slice(0, glance))
  return words.length === 0 ? undefined : mostLike((dialect) => shareKnown(dialect, words))
}

const mostLike = (likenessOf: (dialect: Dialect) => number): Dialect | undefined => {
  let best: { readonly dialect: Dialect; readonly amount: number } | undefined
  for (const dialect of dialects) {
    const amount = likenessOf(dialect)
    if (amount >= likeness && amount > (best?.amount ?? 0)) best = { dialect, amount }
  }
  return best?.dialect
}

/** Words that stand where keys stand, whatever else is wrong with the text. */
const keysOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^[ \t>|*-]{0,40}["']?([A-Za-z][\w-]{0,60})["']?[ \t]{0,4}:(?=\s|["'[{]|$)/gm)].map(
    (match) => (match[1] as string).toLowerCase()
  )

/** The share of the words that are keys of the dialect; nothing where no key that its root demands is among them. */
const shareKnown = (dialect: Dialect, words: ReadonlyArray<string>): number => {
  const { shapes, start } = dialect.grammar
  const known = new Set<string>()
  const demanded = new Set<string>()
  for (const [id, shape] of Object.entries(shapes)) {
    if (shape.kind !== "map") continue
    const isRoot = Object.values(start).includes(id)
    for (const [name, key] of Object.entries(shape.keys ?? {})) {
      known.add(name.toLowerCase())
      if (isRoot && key.required === true) demanded.add(name.toLowerCase())
    }
  }
  if (!words.some((word) => demanded.has(word))) return 0
  return words.filter((word) => known.has(word)).length / words.length
}
