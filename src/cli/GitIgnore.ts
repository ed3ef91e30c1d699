/**
 * What a repository's `.gitignore` files leave out of a search.
 *
 * Patterns follow git's rules: the last that matches decides, `!` takes back, a slash at the end means folders only,
 * a slash before that ties the pattern to the folder of its file. A file below a folder that is left out cannot be
 * taken back, which the search respects by not entering such folders.
 */
import { Glob } from "effect"

interface Pattern {
  readonly glob: Glob.Glob
  readonly foldersOnly: boolean
  readonly takesBack: boolean
}

/** The patterns of one file, for paths relative to its folder. */
export interface GitIgnore {
  /** Folder of the file, with `/`, absolute. */
  readonly folder: string
  readonly patterns: ReadonlyArray<Pattern>
}

export const parse = (folder: string, text: string): GitIgnore => ({
  folder,
  patterns: text.split(/\r?\n/).flatMap((line) => {
    const pattern = parseLine(line)
    return pattern === undefined ? [] : [pattern]
  })
})

/** Whether a path is left out; `files` are those of the folders above it, the outermost first. */
export const ignores = (files: ReadonlyArray<GitIgnore>, path: string, isFolder: boolean): boolean => {
  for (const { folder, patterns } of files.toReversed()) {
    const inside = path.slice(folder.length + 1)
    for (const pattern of patterns.toReversed()) {
      if (pattern.foldersOnly && !isFolder) continue
      if (Glob.match(pattern.glob, inside)) return !pattern.takesBack
    }
  }
  return false
}

const parseLine = (line: string): Pattern | undefined => {
  // Spaces at the end do not count unless escaped.
  let end = line.length
  while (end > 0 && isBlank(line[end - 1]) && line[end - 2] !== "\\") end--
  let rest = line.slice(0, end)
  if (rest === "" || rest.startsWith("#")) return undefined
  const takesBack = rest.startsWith("!")
  if (takesBack) rest = rest.slice(1)
  const foldersOnly = rest.endsWith("/")
  if (foldersOnly) rest = rest.slice(0, -1)
  const tied = rest.includes("/")
  if (rest.startsWith("/")) rest = rest.slice(1)
  if (rest === "") return undefined
  // Braces mean nothing to git. `a/**` is what lies in `a`, not `a` itself.
  const plain = rest.replaceAll(/\\?[{}]/g, (brace) => `\\${brace.at(-1)}`).replace(/(^|\/)\*\*$/, "$1**/*")
  return { glob: Glob.make(tied ? plain : `**/${plain}`, { dot: true }), foldersOnly, takesBack }
}

const isBlank = (character: string | undefined): boolean => character === " " || character === "\t"
