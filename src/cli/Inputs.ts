/**
 * Inputs: the files that the arguments of a command name: files, folders, globs, and `-` for standard input.
 *
 * A file that somebody names is taken whatever it is called. A folder is searched; what is found there is only a
 * candidate, since whether a dialect recognises it takes a look inside.
 */
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises"
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import { Effect, Glob } from "effect"
import { kindOfFile } from "../document/TextFile.ts"
import { oneLine } from "./format/Visible.ts"
import * as GitIgnore from "./GitIgnore.ts"
import { FileError, failure } from "./SourceFile.ts"

export interface Input {
  /** As it is printed: the argument, and below a folder the path from there. `-` is the path given for it. */
  readonly shown: string
  /** Absolute; undefined for standard input. */
  readonly path: string | undefined
  /** Relative to the project, with `/`: what dialects recognise files by. */
  readonly place: string | undefined
  /** Somebody named this very file; else it was found by a search. */
  readonly named: boolean
}

export interface Found {
  readonly inputs: ReadonlyArray<Input>
  /** Arguments that are no input: they are reported, and the rest is worked on. */
  readonly problems: ReadonlyArray<FileError>
  /** What a search passed over and somebody might miss. */
  readonly notes: ReadonlyArray<string>
}

export interface Search {
  /** The working folder, absolute. */
  readonly folder: string
  /** Take every file of a fitting name below a folder, ignored by git or not: the user says they are pipelines. */
  readonly all: boolean
  /** Globs relative to the working folder that a search leaves out. */
  readonly exclude: ReadonlyArray<string>
  /** The path that standard input is to be taken for. */
  readonly stdinPath: string | undefined
}

/** Finds the inputs, each once, in the order of the arguments and by name within a folder. */
export const find = (args: ReadonlyArray<string>, search: Search): Effect.Effect<Found> =>
  Effect.promise((signal) => new Finder(search, signal).find(args))

/** Names that a search considers. */
const fitting = /\.(?:ya?ml|json)$/i

/** Folders that hold nobody's own pipelines. */
const foreign: ReadonlySet<string> = new Set([".git", "node_modules"])

interface Taken {
  readonly input: Input
  /** It was met by a symbolic link. */
  readonly link: boolean
}

class Finder {
  readonly #search: Search
  readonly #signal: AbortSignal
  readonly #exclude: ReadonlyArray<Glob.Glob>
  /** By the real path: a file is one input, whatever links lead to it. */
  readonly #inputs = new Map<string, Taken>()
  readonly #problems: Array<FileError> = []
  readonly #notes: Array<string> = []
  readonly #projects = new Map<string, Promise<string | undefined>>()
  readonly #real = new Map<string, Promise<string>>()

  constructor(search: Search, signal: AbortSignal) {
    this.#search = search
    this.#signal = signal
    this.#exclude = search.exclude.map((pattern) => Glob.make(pattern, { dot: true }))
  }

  async find(args: ReadonlyArray<string>): Promise<Found> {
    for (const arg of args) {
      try {
        await this.#argument(arg)
      } catch (error) {
        this.#problems.push(failure(arg, error))
      }
    }
    const inputs = [...this.#inputs.values()].map(({ input }) => input)
    return { inputs, problems: this.#problems, notes: this.#notes }
  }

  async #argument(arg: string): Promise<void> {
    if (arg === "-") return this.#stdin()
    const path = resolve(this.#search.folder, arg)
    const found = await lstat(path).catch(() => undefined)
    if (found === undefined) return isGlob(arg) ? this.#glob(arg) : Promise.reject(await this.#missing(arg))
    const target = found.isSymbolicLink() ? await stat(path) : found
    if (await this.#leaves(path)) throw leaving(arg)
    if (target.isDirectory()) return this.#folder(arg, path, () => true)
    if (!target.isFile()) {
      throw new FileError({
        path: arg,
        problem: `it is ${kindOfFile(target)}, not a file.`,
        help: "Use - to read from a pipe."
      })
    }
    await this.#add(arg, path, true, found.isSymbolicLink())
  }

  async #stdin(): Promise<void> {
    const { folder, stdinPath } = this.#search
    const place = stdinPath === undefined ? undefined : await this.#place(resolve(folder, stdinPath))
    const input = { shown: stdinPath ?? "<stdin>", path: undefined, place, named: true }
    this.#inputs.set("-", { input, link: false })
  }

  async #missing(arg: string): Promise<FileError> {
    // A folder in the middle that is none says more than "no such file".
    const error = await lstat(resolve(this.#search.folder, arg)).catch((error: unknown) => error)
    return failure(arg, error)
  }

  async #glob(arg: string): Promise<void> {
    const parts = arg.split("/")
    const fixed = parts.slice(0, parts.findIndex(isGlob)).join("/")
    const start = isAbsolute(arg) && fixed === "" ? "/" : fixed
    const glob = Glob.make(arg.replace(/^(?:\.\/)+/, ""), { dot: true })
    const before = this.#inputs.size
    const path = resolve(this.#search.folder, start)
    const found = await stat(path).catch(() => undefined)
    if (found?.isDirectory()) {
      await this.#folder(start, path, (shown) => Glob.match(glob, shown), /^/)
    }
    if (this.#inputs.size === before) this.#notes.push(`${arg} matches no file`)
  }

  /** Walks a folder without recursion, so that no depth of folders is too much. */
  async #folder(
    arg: string,
    start: string,
    wanted: (shown: string) => boolean,
    names: RegExp = fitting
  ): Promise<void> {
    const base = arg === "" || arg === "." || arg === "./" ? "" : arg.replace(/\/+$/, "")
    const root = posix(start)
    const above = this.#search.all ? [] : await this.#ignoresAbove(start)
    const stack: Array<{ readonly path: string; readonly ignores: ReadonlyArray<GitIgnore.GitIgnore> }> = [
      { path: start, ignores: above }
    ]
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (this.#signal.aborted) return
      const ignores = this.#search.all ? [] : [...at.ignores, ...(await gitIgnore(at.path))]
      const entries = await readdir(at.path, { withFileTypes: true }).catch((error: unknown) => {
        this.#problems.push(failure(shownAs(base, root, at.path), error))
        return []
      })
      entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      const folders: typeof stack = []
      for (const entry of entries) {
        const path = join(at.path, entry.name)
        const isFolder = entry.isDirectory()
        if (isFolder ? foreign.has(entry.name) : !names.test(entry.name)) continue
        if (GitIgnore.ignores(ignores, posix(path), isFolder) || this.#excluded(path)) continue
        if (isFolder) folders.push({ path, ignores })
        else {
          const shown = shownAs(base, root, path)
          // What comes and goes meanwhile is nobody else's matter.
          await this.#candidate(shown, path, entry, wanted).catch((error: unknown) => {
            this.#problems.push(failure(shown, error))
          })
        }
      }
      stack.push(...folders.reverse())
    }
  }

  async #candidate(
    shown: string,
    path: string,
    entry: { isFile(): boolean; isSymbolicLink(): boolean },
    wanted: (shown: string) => boolean
  ): Promise<void> {
    if (!wanted(shown.replace(/^(?:\.\/)+/, ""))) return
    const link = entry.isSymbolicLink()
    if (link) {
      const target = await stat(path).catch((error: NodeJS.ErrnoException) => error)
      if (target instanceof Error)
        return this.#passOver(
          shown,
          `is a symbolic link ${target.code === "ELOOP" ? "in a circle" : "to nothing"}`
        )
      // A link to a folder of this tree is met under its own name; others are not ours to enter.
      if (target.isDirectory()) return
      if (await this.#leaves(path)) return void this.#notes.push(`${leaving(shown).message} Passed over.`)
      if (!target.isFile()) return this.#passOver(shown, `is ${kindOfFile(target)}, not a file`)
    } else if (!entry.isFile()) return this.#passOver(shown, "is not a regular file")
    await this.#add(shown, path, false, link)
  }

  #passOver(shown: string, why: string): void {
    this.#notes.push(`${oneLine(shown)} ${why}; passed over`)
  }

  async #add(shown: string, path: string, named: boolean, link: boolean): Promise<void> {
    const real = link ? await realpath(path) : join(await this.#realFolder(dirname(path)), basename(path))
    const before = this.#inputs.get(real)
    if (before !== undefined) {
      // Whoever names a file wants it taken as named; a search would rather have the file than a link to it.
      const better = named ? !before.input.named : before.link && !before.input.named && !link
      if (!better) return
      if (!named) this.#inputs.delete(real)
    }
    this.#inputs.set(real, { input: { shown, path, place: await this.#place(path), named }, link })
  }

  #realFolder(folder: string): Promise<string> {
    const known = this.#real.get(folder) ?? realpath(folder)
    this.#real.set(folder, known)
    return known
  }

  #excluded(path: string): boolean {
    if (this.#exclude.length === 0) return false
    const inside = posix(relative(this.#search.folder, path))
    return this.#exclude.some((glob) => Glob.match(glob, inside))
  }

  /** Whether symbolic links on the way lead out of the project (or of the folder, where there is no project). */
  async #leaves(path: string): Promise<boolean> {
    const root =
      (await this.#project(dirname(path))) ??
      (inside(path, this.#search.folder) ? this.#search.folder : dirname(path))
    return !inside(await realpath(path), await realpath(root))
  }

  async #place(path: string): Promise<string> {
    const project = await this.#project(dirname(path))
    if (project !== undefined) return posix(relative(project, path))
    const own = relative(this.#search.folder, path)
    return posix(own.startsWith("..") || isAbsolute(own) ? path.slice(1) : own)
  }

  /** The nearest folder above with a `.git` in it. */
  #project(folder: string): Promise<string | undefined> {
    const known = this.#projects.get(folder)
    if (known !== undefined) return known
    const found = lstat(join(folder, ".git")).then(
      () => folder,
      () => (dirname(folder) === folder ? undefined : this.#project(dirname(folder)))
    )
    this.#projects.set(folder, found)
    return found
  }

  /** The `.gitignore` files of the folders above, within the project. */
  async #ignoresAbove(folder: string): Promise<ReadonlyArray<GitIgnore.GitIgnore>> {
    const project = await this.#project(folder)
    if (project === undefined || project === folder) return []
    const found: Array<GitIgnore.GitIgnore> = []
    for (let at = dirname(folder); ; at = dirname(at)) {
      found.unshift(...(await gitIgnore(at)))
      if (at === project) return found
    }
  }
}

/** Bytes of a `.gitignore` that is read. */
const gitIgnoreAtMost = 1024 * 1024

const gitIgnore = async (folder: string): Promise<ReadonlyArray<GitIgnore.GitIgnore>> => {
  const path = join(folder, ".gitignore")
  // As git does, no link is followed; reading a pipe or a device would have no end.
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined || !found.isFile() || found.size > gitIgnoreAtMost) return []
  const text = await readFile(path, "utf8").catch(() => undefined)
  return text === undefined ? [] : [GitIgnore.parse(posix(folder), text)]
}

const leaving = (shown: string): FileError =>
  new FileError({ path: shown, problem: "it is a symbolic link that leads out of the project." })

const isGlob = (text: string): boolean => /[*?[\]{}]/.test(text)

const posix = (path: string): string => (sep === "/" ? path : path.replaceAll(sep, "/"))

const inside = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
}

/** `root` as it was named (`base`), and the rest of the way to `path`. */
const shownAs = (base: string, root: string, path: string): string => {
  const way = posix(path).slice(root.length).replace(/^\//, "")
  return base === "" ? way || "." : way === "" ? base : `${base}/${way}`
}
