/**
 * Which files unfinished sessions are about. A title in a journal is a text like any other, perhaps one from elsewhere:
 * it is taken for a file of this project that is there, and for nothing else, be it a folder, a glob, standard input or
 * a path that leads out.
 */
import { lstat, realpath } from "node:fs/promises"
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import type { SessionState } from "../session/SessionState.ts"
import { oneLine } from "./format/Visible.ts"

export interface Resumable {
  /** Relative to the working folder: arguments that name these files and nothing else. */
  readonly files: ReadonlyArray<string>
  /** Why others are left alone. */
  readonly notes: ReadonlyArray<string>
}

export const resumable = async (folder: string, states: ReadonlyArray<SessionState>): Promise<Resumable> => {
  const files = new Set<string>()
  const notes = new Set<string>()
  const project = (await projectOf(folder)) ?? folder
  for (const { opened, foreign } of states) {
    const title = oneLine(opened.title)
    if (foreign) {
      notes.add(`${title} is left alone: its session was imported without --trust`)
      continue
    }
    const path = resolve(project, opened.title)
    if (isInside(path, project) && (await isFileIn(path, project))) {
      const way = relative(folder, path)
      // A file that is called `-` is no standard input.
      files.add(way === "-" ? `.${sep}-` : way)
    } else notes.add(`${title} is left alone: this project has no such file`)
  }
  return { files: [...files], notes: [...notes] }
}

/** Whether it is a file, and links on the way stay inside. */
const isFileIn = async (path: string, project: string): Promise<boolean> => {
  const real = await realpath(path).catch(() => undefined)
  if (real === undefined || !isInside(real, await realpath(project))) return false
  return (await lstat(real)).isFile()
}

const isInside = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** The nearest folder above with a `.git` in it: titles are relative to it. */
const projectOf = async (folder: string): Promise<string | undefined> => {
  for (let at = folder; ; at = dirname(at)) {
    if ((await lstat(join(at, ".git")).catch(() => undefined)) !== undefined) return at
    if (dirname(at) === at) return undefined
  }
}
