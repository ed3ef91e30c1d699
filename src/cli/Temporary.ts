/**
 * Temporary files: a file is written beside its place, under a name of its own, and takes its place when it is whole. A
 * process that is killed in between leaves it behind, and the next that writes in the folder takes it away: the name
 * says which process of which machine it was, so that nobody's work is touched that still goes on.
 */
import { createHash, randomBytes } from "node:crypto"
import { readlinkSync } from "node:fs"
import { lstat, readdir, unlink } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"

/** Those of this process. */
const own = new Set<string>()

/** The path of a new temporary file in a folder. */
export const temporaryIn = (folder: string): string => {
  const name = `.pipewright-${machine()}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`
  own.add(name)
  return join(folder, name)
}

const named = /^\.pipewright-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/

const swept = new Map<string, Promise<void>>()

/** Takes away what killed processes left in a folder; once for each folder. That something cannot be is no matter. */
export const sweep = (folder: string): Promise<void> => {
  const known = swept.get(folder) ?? sweepNow(folder).catch(() => undefined)
  swept.set(folder, known)
  return known
}

const sweepNow = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const match = named.exec(name)
    if (match === null || own.has(name)) continue
    const path = join(folder, name)
    const [, of, id] = match
    if (of === machine() ? isRunning(Number(id)) : await isYoung(path)) continue
    await unlink(path).catch(() => undefined)
  }
}

/** Whether a process lives. What bears our own number and is not ours was left by one that had it before. */
const isRunning = (id: number): boolean => {
  if (id === process.pid) return false
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

/** Milliseconds after which no other machine can still be at it: a write takes moments. */
const longAgo = 3_600_000

const isYoung = async (path: string): Promise<boolean> => Date.now() - (await lstat(path)).mtimeMs < longAgo

let known: string | undefined

/** Where numbers of processes mean the same: this machine, or this container of it. */
const machine = (): string => {
  known ??= createHash("sha256").update(`${hostname()} ${processSpace()}`).digest("hex").slice(0, 8)
  return known
}

const processSpace = (): string => {
  try {
    return readlinkSync("/proc/self/ns/pid")
  } catch {
    return ""
  }
}
