/**
 * The register of dialects, in the order in which they are asked whether a file is theirs.
 */
import type { Dialect } from "../diagnose/Dialect.ts"
import { readDocument } from "../document/Reader.ts"
import { aiWorkflow } from "./ai-workflow/AiWorkflow.ts"
import { githubActions } from "./github-actions/GithubActions.ts"

export const dialects: ReadonlyArray<Dialect> = [githubActions, aiWorkflow]

export const dialectById = (id: string): Dialect | undefined => dialects.find((dialect) => dialect.id === id)

/** How much a tree has to look like a dialect, where its place says nothing. */
const likeness = 0.5

/** The dialect of a file, by its place first, then by what it holds. */
export const recognise = (path: string | undefined, text: string): Dialect | undefined => {
  const owner = path === undefined ? undefined : dialects.find((dialect) => dialect.ownsPath(path))
  if (owner !== undefined) return owner
  let best: { readonly dialect: Dialect; readonly resembles: number } | undefined
  for (const dialect of dialects) {
    const root = readDocument(text, dialect.reading).roots[0]
    const resembles = root === undefined ? 0 : dialect.resembles(root)
    if (resembles >= likeness && resembles > (best?.resembles ?? 0)) best = { dialect, resembles }
  }
  return best?.dialect
}
