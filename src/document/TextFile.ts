/**
 * Text files that are ours to read and nobody's to repair: settings, baselines, cassettes, exports. They are read as a
 * whole and strictly: of a size that can be dealt with, and UTF-8. What never ends, or never begins, is no such file.
 */
import { open, stat } from "node:fs/promises"

/** What keeps a file from being read, in a sentence without its path. */
export class TextFileError extends Error {
  override readonly name = "TextFileError"
}

export interface TextFileOptions {
  /** Megabytes that the file may have. */
  readonly most: number
  /** Whether a pipe will do too, whose other end may be slow. */
  readonly pipe?: boolean
}

const megabyte = 1024 * 1024

/** Fails with `TextFileError`, and with the errors of Node where there is nothing to read. */
export const readTextFile = async (
  path: string,
  { most, pipe = false }: TextFileOptions
): Promise<string> => {
  // To open a pipe is to wait for its other end.
  const kind = kindOfFile(await stat(path))
  if (kind !== "file" && !(pipe && kind === "a named pipe"))
    throw new TextFileError(`it is ${kind}, not a file.`)
  const handle = await open(path)
  try {
    const parts: Array<Buffer> = []
    let size = 0
    // What a file says of its own size may be out of date, or nothing at all.
    for await (const part of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      size += part.length
      if (size > most * megabyte) throw new TextFileError(`it is larger than ${most} MB.`)
      parts.push(part)
    }
    return textOf(Buffer.concat(parts, size))
  } finally {
    await handle.close()
  }
}

const textOf = (bytes: Buffer): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw new TextFileError("it is not UTF-8.")
  }
}

/** What keeps a file from being used, as a sentence, for the errors that people meet. */
export const troubleWith = (error: unknown): string => {
  if (!(error instanceof Error)) return `it cannot be used: ${String(error)}.`
  if (error instanceof TextFileError) return error.message
  return reasons["code" in error ? String(error.code) : ""] ?? `it cannot be used: ${error.message}.`
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file.",
  EACCES: "access is denied; check its permissions.",
  EPERM: "the system does not permit it.",
  EROFS: "it is on a read-only file system.",
  ENOSPC: "no space is left on the disk.",
  ELOOP: "its symbolic links go in a circle.",
  ENAMETOOLONG: "its name is too long.",
  ENOTDIR: "a part of its path is no folder.",
  EISDIR: "it is a folder, not a file.",
  ENXIO: "it is a socket or a device, not a file."
}

/** What a path is, with its article; `file` for a regular one. */
export const kindOfFile = (stats: {
  isFile(): boolean
  isDirectory(): boolean
  isFIFO(): boolean
  isSocket(): boolean
  isCharacterDevice(): boolean
  isBlockDevice(): boolean
}): string =>
  stats.isFile()
    ? "file"
    : stats.isDirectory()
      ? "a folder"
      : stats.isFIFO()
        ? "a named pipe"
        : stats.isSocket()
          ? "a socket"
          : stats.isCharacterDevice() || stats.isBlockDevice()
            ? "a device"
            : "something else"
