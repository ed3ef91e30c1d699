/**
 * Source files: bytes in as text, text out as bytes, neither ever half done.
 *
 * Reading is strict, since a wrongly decoded file would be written back damaged. Writing goes to a new file in the
 * same folder that then takes the old one's name, so that a crash or Ctrl-C leaves either the old file or the new.
 */
import { constants } from "node:fs"
import { type FileHandle, lstat, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { Effect, Schema } from "effect"
import { kindOfFile, troubleWith } from "../document/TextFile.ts"
import { oneLine } from "./format/Visible.ts"
import { critical } from "./Signals.ts"
import { sweep, temporaryIn } from "./Temporary.ts"

/** A file that cannot be read or written for a reason outside its text. */
export class FileError extends Schema.TaggedError<FileError>()("FileError", {
  path: Schema.String,
  /** One sentence without the path. */
  problem: Schema.String,
  help: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    return `${oneLine(this.path)}: ${this.problem}${this.help === undefined ? "" : ` ${this.help}`}`
  }
}

/** What tells whether a file is still the one that was read. */
interface Version {
  readonly device: bigint
  readonly inode: bigint
  readonly size: bigint
  readonly modified: bigint
}

/** What keeps an input from being looked at, and where. The texts of these rules are in `rules/input`. */
export interface Undecodable {
  readonly rule: "not-utf8" | "utf16" | "binary" | "too-large" | "unrecognised"
  readonly message: string
  readonly help: string
  readonly line: number
  readonly column: number
}

export interface SourceFile {
  /** As messages name it. */
  readonly path: string
  /** The path that symlinks lead to: what is written. */
  readonly target: string
  /** With its byte order mark, if it has one. */
  readonly text: string
  readonly undecodable: Undecodable | undefined
  readonly mode: number
  readonly version: Version
}

/**
 * Reads a regular file of at most `limit` bytes. Files that are no text come back with `undecodable`, since that is a
 * finding about the file; only what keeps us from its bytes is an error. `shown` names the file in messages.
 */
export const read = (path: string, limit: number, shown = path): Effect.Effect<SourceFile, FileError> =>
  Effect.tryPromise({ try: () => readNow(path, shown, limit), catch: (error) => failure(shown, error) })

/** Replaces a file's text. Refused when the file is not the one that was read any more. */
export const write = (file: SourceFile, text: string): Effect.Effect<void, FileError> =>
  critical(
    Effect.tryPromise({ try: () => writeNow(file, text), catch: (error) => unchanged(file.path, error) })
  )

/** Writes a file that appears whole or not at all, whatever was there before. */
export const replace = (
  path: string,
  data: string | Uint8Array,
  shown = path
): Effect.Effect<void, FileError> =>
  critical(
    Effect.tryPromise({
      try: async () => {
        await sweep(dirname(path))
        const temporary = temporaryIn(dirname(path))
        try {
          await writeFile(temporary, data, { flag: "wx" })
          await rename(temporary, path)
        } catch (error) {
          await rm(temporary, { force: true })
          throw error
        }
      },
      catch: (error) => unchanged(shown, error)
    })
  )

/** The failure of something that happens as a whole or not at all. */
const unchanged = (path: string, error: unknown): FileError => {
  const full = error instanceof Error && "code" in error && error.code === "ENOSPC"
  return full
    ? new FileError({ path, problem: "no space is left on the disk; nothing was written." })
    : failure(path, error)
}

/** Bytes as text; strict UTF-8. */
export const decode = (
  bytes: Uint8Array
): { readonly text: string; readonly undecodable: Undecodable | undefined } => {
  const undecodable = utf16(bytes) ?? nul(bytes)
  if (undecodable !== undefined) return { text: "", undecodable }
  try {
    return {
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
      undecodable: undefined
    }
  } catch {
    return { text: "", undecodable: broken(bytes) }
  }
}

/** The finding for a text past the limit on size. */
export const tooLarge = (size: number | bigint, limit: number): Undecodable => ({
  rule: "too-large",
  message: `The file has ${size} bytes or more; the limit is ${limit}`,
  help: "Raise it with --max-size, or leave the file out.",
  line: 1,
  column: 1
})

const readNow = async (path: string, shown: string, limit: number): Promise<SourceFile> => {
  const target = await realpath(path)
  const found = await stat(target, { bigint: true })
  const kind = kindOfFile(found)
  if (kind !== "file") throw new FileError({ path: shown, problem: `it is ${kind}, not a file.` })
  // Without O_NONBLOCK the open of a FIFO that took the file's place since would wait for ever.
  const handle = await open(target, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const now = await handle.stat({ bigint: true })
    if (!now.isFile())
      throw new FileError({ path: shown, problem: "it stopped being a file while it was read." })
    const file = { path: shown, target, mode: Number(now.mode), version: versionOf(now) }
    if (now.size > BigInt(limit)) return { ...file, text: "", undecodable: tooLarge(now.size, limit) }
    return { ...file, ...decode(await handle.readFile()) }
  } finally {
    await handle.close()
  }
}

const writeNow = async (file: SourceFile, text: string): Promise<void> => {
  const { path, target } = file
  await sweep(dirname(target))
  const temporary = temporaryIn(dirname(target))
  // Its folder would let us replace a read-only file, but whoever made it so did not mean that.
  await writable(path, target)
  let handle: FileHandle | undefined
  try {
    handle = await open(temporary, "wx", 0o600).catch((error: unknown) => {
      throw error instanceof Error && "code" in error && error.code === "EACCES" ? folderClosed(path) : error
    })
    await handle.writeFile(text, "utf8")
    await handle.chmod(file.mode & 0o7777)
    await handle.sync()
    await handle.close()
    handle = undefined
    const now = await lstat(target, { bigint: true })
    if (!now.isFile() || !same(versionOf(now), file.version)) {
      // Another run may have come to the same result.
      if (await holds(target, text)) return await rm(temporary, { force: true })
      throw new FileError({
        path,
        problem: "it was changed by somebody else meanwhile; nothing was written.",
        help: "Run the command again."
      })
    }
    await keepOwner(temporary, now)
    await rename(temporary, target)
  } catch (error) {
    await handle?.close()
    await rm(temporary, { force: true })
    throw isMissing(error) ? gone(path) : error
  }
}

const writable = async (path: string, target: string): Promise<void> => {
  try {
    await (await open(target, constants.O_RDWR | constants.O_NONBLOCK)).close()
  } catch (error) {
    if (isMissing(error)) throw gone(path)
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code !== "EACCES" && code !== "EPERM") throw error
    throw new FileError({
      path,
      problem: "it is read-only; nothing was written.",
      help: "Change its permissions."
    })
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT"

const gone = (path: string): FileError =>
  new FileError({ path, problem: "it was removed by somebody else meanwhile; nothing was written." })

/** Whether a path is a file with just this text. */
const holds = async (path: string, text: string): Promise<boolean> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const now = await handle.stat()
    const bytes = Buffer.from(text)
    return now.isFile() && now.size === bytes.length && bytes.equals(await handle.readFile())
  } finally {
    await handle.close()
  }
}

/** The new file belongs to whom the old one belonged; only a superuser is in the position to get this wrong. */
const keepOwner = async (
  temporary: string,
  old: { readonly uid: bigint; readonly gid: bigint }
): Promise<void> => {
  const handle = await open(temporary, constants.O_RDONLY)
  try {
    const own = await handle.stat({ bigint: true })
    if (own.uid === old.uid && own.gid === old.gid) return
    const mode = Number(own.mode) & 0o7777
    await handle.chown(Number(old.uid), Number(old.gid)).catch(() => undefined)
    await handle.chmod(mode)
  } finally {
    await handle.close()
  }
}

type Stats = Awaited<ReturnType<typeof bigStat>>
const bigStat = (path: string) => stat(path, { bigint: true })

const versionOf = (stats: Stats): Version => ({
  device: stats.dev,
  inode: stats.ino,
  size: stats.size,
  modified: stats.mtimeNs
})

const same = (a: Version, b: Version): boolean =>
  a.device === b.device && a.inode === b.inode && a.size === b.size && a.modified === b.modified

/** A file is written beside its place and put there when it is whole: for that its folder has to let us. */
export const folderClosed = (path: string): FileError =>
  new FileError({
    path,
    problem: "nothing may be written in its folder.",
    help: "Change the permissions of the folder."
  })

/** What went wrong, in words, for the codes that people meet. */
export const failure = (path: string, error: unknown): FileError => {
  if (error instanceof FileError) return error
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  // What a name's bytes mean is lost where they are no UTF-8, and with it the file.
  const unnamable = code === "ENOENT" && path.includes("\ufffd")
  if (unnamable) return new FileError({ path, problem: "its name is not UTF-8.", help: "Rename it." })
  return new FileError({ path, problem: troubleWith(error) })
}

const utf16 = (bytes: Uint8Array): Undecodable | undefined => {
  const [a, b, c, d] = bytes
  const marked =
    a === 0xff && b === 0xfe
      ? c === 0 && d === 0
        ? "UTF-32"
        : "UTF-16"
      : a === 0xfe && b === 0xff
        ? "UTF-16"
        : undefined
  if (marked === undefined && !alternates(bytes)) return undefined
  return {
    rule: "utf16",
    message: `The file is written in ${marked ?? "UTF-16"}; pipelines are read as UTF-8`,
    help: "Save it as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8`.",
    line: 1,
    column: 1
  }
}

/** ASCII in UTF-16 without a mark: every other byte of the beginning is zero, and no other is. */
const alternates = (bytes: Uint8Array): boolean => {
  const length = Math.min(bytes.length & ~1, 256)
  if (length < 4) return false
  for (const first of [0, 1]) {
    let all = true
    for (let i = 0; i < length && all; i++) all = (bytes[i] === 0) === (i % 2 === first)
    if (all) return true
  }
  return false
}

const nul = (bytes: Uint8Array): Undecodable | undefined => {
  const at = bytes.indexOf(0)
  if (at < 0) return undefined
  return {
    rule: "binary",
    message: "The file has a NUL byte: it is binary, or damaged",
    help: "Remove the byte, or leave the file out.",
    ...placeOf(bytes, at)
  }
}

const broken = (bytes: Uint8Array): Undecodable => {
  const at = invalidAt(bytes)
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, "0")
  return {
    rule: "not-utf8",
    message: `The byte 0x${byte} is no UTF-8`,
    help: "Save the file as UTF-8.",
    ...placeOf(bytes, at)
  }
}

/** Offset of the first character that is not valid UTF-8, by halving: a prefix is valid or it is not. */
const invalidAt = (bytes: Uint8Array): number => {
  const valid = (end: number, stream: boolean): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, end), { stream })
      return true
    } catch {
      return false
    }
  }
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    // As part of a stream a prefix may end in the middle of a character.
    if (valid(middle, true)) low = middle
    else high = middle - 1
  }
  while (low > 0 && !valid(low, false)) low--
  return low
}

const placeOf = (bytes: Uint8Array, at: number): { readonly line: number; readonly column: number } => {
  let line = 1
  let start = 0
  for (let i = bytes.indexOf(10); i >= 0 && i < at; i = bytes.indexOf(10, i + 1)) {
    line++
    start = i + 1
  }
  return { line, column: new TextDecoder().decode(bytes.subarray(start, at)).length + 1 }
}
