/**
 * Where a project's own records lie: the journal of its sessions.
 */
import { join } from "node:path"

/** Relative to the working folder. */
export const recordsFolder = ".pipewright"
export const journalFile = join(recordsFolder, "journal.db")
