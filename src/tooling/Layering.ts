/**
 * The layering of the source: which folder may import which. Imports go down the tiers only; folders on one tier
 * do not know each other; no file imports itself through others. A test holds the tree to it.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"

/** Folders of `src` by tier, lowest first. A folder that is not listed is a violation, so that it gets a place. */
export const tiers: ReadonlyArray<ReadonlyArray<string>> = [
  ["document", "supervise", "refine", "policy", "redact"],
  ["diagnose", "session", "model", "worker"],
  ["dialect", "pattern"],
  ["pipeline", "answer"],
  ["cli", "http", "mcp"]
]

/** Build scripts may import anything; nothing that ships may import them. Files in `src` itself wire the rest. */
const buildOnly = "tooling"

/** The wiring may read its own name and version. */
const manifest = "../package.json"

export interface Import {
  /** Paths below `src`, with `/`. */
  readonly from: string
  readonly to: string
  readonly line: number
}

export interface Violation {
  readonly place: string
  readonly message: string
}

/** Every violation of the layering below a folder of sources. */
export const violations = (src: string): ReadonlyArray<Violation> => {
  const files = sourcesIn(src)
  const imports = files.flatMap((file) => importsOf(file, readFileSync(join(src, file), "utf8")))
  return [...misdirected(imports), ...circles(imports)]
}

/** All TypeScript files below a folder, as paths with `/`. */
export const sourcesIn = (src: string): ReadonlyArray<string> =>
  readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(src.length + 1)
        .replaceAll("\\", "/")
    )
    .sort()

/** The relative imports of a source, static, dynamic and re-exports alike. */
export const importsOf = (file: string, text: string): ReadonlyArray<Import> => {
  const found: Array<Import> = []
  const lines = text.split("\n")
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    // A specifier stands on the line of its `from` or `import(`; comments begin with `*` or `//`.
    if (/^\s*(\*|\/\/|\/\*)/.test(line)) continue
    for (const match of line.matchAll(/(?:\bfrom|^\s*import|\bimport\()\s*"(\.[^"]*)"/g))
      found.push({ from: file, to: posix.join(posix.dirname(file), match[1] as string), line: at + 1 })
  }
  return found
}

const folderOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] as string) : "")

/** 0 for the lowest; files in `src` itself stand above all. */
const tierOf = (folder: string): number | undefined => {
  if (folder === "") return tiers.length
  const tier = tiers.findIndex((folders) => folders.includes(folder))
  return tier < 0 ? undefined : tier
}

/** Imports that go up, sideways, out of `src`, to a build script, or from a folder without a tier. */
export const misdirected = (imports: ReadonlyArray<Import>): ReadonlyArray<Violation> => {
  const found: Array<Violation> = []
  for (const { from, to, line } of imports) {
    const importer = folderOf(from)
    const imported = folderOf(to)
    if (importer === buildOnly || importer === imported) continue
    const say = (message: string): number => found.push({ place: `src/${from}:${line}`, message })
    const upper = tierOf(importer)
    const lower = tierOf(imported)
    if (importer === "" && to === manifest) continue
    if (to.startsWith("../")) say(`imports ${to}, which is outside src`)
    else if (imported === buildOnly) say(`imports ${to}, a build script that does not ship`)
    else if (upper === undefined) say(`src/${importer} has no tier: give it one in src/tooling/Layering.ts`)
    else if (lower === undefined) say(`src/${imported} has no tier: give it one in src/tooling/Layering.ts`)
    else if (lower > upper)
      say(`imports ${to} from tier ${lower + 1}: imports go down only (this is tier ${upper + 1})`)
    else if (lower === upper) say(`imports ${to}: folders on one tier do not know each other`)
  }
  return found
}

/** Circles of imports, each once, named by the files on the way. */
export const circles = (imports: ReadonlyArray<Import>): ReadonlyArray<Violation> => {
  const targets = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    const known = targets.get(from) ?? new Set()
    targets.set(from, known.add(to))
  }
  const found: Array<Violation> = []
  const done = new Set<string>()
  const path: Array<string> = []
  const visit = (file: string): void => {
    const start = path.indexOf(file)
    if (start >= 0) {
      const way = [...path.slice(start), file].map((name) => `src/${name}`)
      found.push({ place: way[0] as string, message: `imports itself: ${way.join(" → ")}` })
      return
    }
    if (done.has(file)) return
    path.push(file)
    for (const target of targets.get(file) ?? []) visit(target)
    path.pop()
    done.add(file)
  }
  for (const file of [...targets.keys()].sort()) visit(file)
  return found
}
