/**
 * Whether what a build wrote is older than what it was built from.
 */
import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"

/** The command line with the files beside it, or the library with its types. */
export type Half = "cli" | "lib"

/** The last file that the build of a half writes. */
const last: Readonly<Record<Half, string>> = { cli: "dist/help/pipewright.txt", lib: "dist/lib/index.js" }

const sources = [
  "src",
  "rules",
  "patterns",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "rolldown.config.ts"
]

export const isStale = (root: string, half: Half): boolean => {
  const built = join(root, last[half])
  if (!existsSync(built)) return true
  const time = statSync(built).mtimeMs
  return sources.some((source) => newest(join(root, source)) > time)
}

const newest = (path: string): number =>
  statSync(path).isFile()
    ? statSync(path).mtimeMs
    : Math.max(
        0,
        ...readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
      )
