/**
 * Where a project's own records lie: the journal of its sessions, and what was learned from them.
 */
import { lstatSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { FileError } from "./SourceFile.ts"

/** Relative to the working folder. */
export const recordsFolder = ".pipewright"
export const journalFile = join(recordsFolder, "journal.db")
export const knowledgeFile = join(recordsFolder, "knowledge.db")

/** What keeps the folder from being used at all: a link that came with a project may lead anywhere. */
export const strayRecords = (folder: string): FileError | undefined =>
  lstatSync(join(folder, recordsFolder), { throwIfNoEntry: false })?.isSymbolicLink() === true
    ? new FileError({
        path: recordsFolder,
        problem: "it is a symbolic link, and a folder of this name is needed.",
        help: "Move it away; a new one is made."
      })
    : undefined

/** Makes the folder, for its owner only and out of the way of version control. `help` says how to do without. */
export const prepareRecords = (folder: string, help: string): Effect.Effect<void, FileError> =>
  Effect.try({
    try: () => {
      const stray = strayRecords(folder)
      if (stray !== undefined) throw stray
      const records = join(folder, recordsFolder)
      if (mkdirSync(records, { recursive: true, mode: 0o700 }) !== undefined)
        writeFileSync(join(records, ".gitignore"), "*\n")
    },
    catch: (error) =>
      error instanceof FileError
        ? error
        : new FileError({ path: recordsFolder, problem: `${reasonFor(error)}.`, help })
  })

const reasonFor = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  switch (code) {
    case "EEXIST":
    case "ENOTDIR":
      return "it is no folder, and one of this name is needed"
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "nothing may be written here"
    case "ENOSPC":
      return "no space is left on the disk"
    default:
      return `it cannot be written (${code})`
  }
}
