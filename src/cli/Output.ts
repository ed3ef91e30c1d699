/**
 * Where a command writes to: standard output, standard error, and files that formats are redirected to.
 */
import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { access, type FileHandle, open, stat, unlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { Context, Effect, Layer, type Scope } from "effect"
import { type FileError, failure, replace } from "./SourceFile.ts"
import { wantsColor } from "./Style.ts"

/** A place for text. */
export interface Sink {
  readonly write: (text: string | Uint8Array) => Effect.Effect<void>
  readonly color: boolean
  readonly terminal: boolean
}

/** A file that is being written. */
export interface FileSink extends Sink {
  /** Makes what was written appear. */
  readonly finish: Effect.Effect<void, FileError>
}

export class Output extends Context.Service<Output, { readonly out: Sink; readonly err: Sink }>()(
  "pipewright/Output"
) {
  /** The process's own streams. A reader that went away (`| head`) ends the writing, not the command. */
  static readonly layer = Layer.sync(Output, () => ({
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr)
  }))

  /** Keeps what is written, for tests. */
  static readonly layerMemory = (kept: { out: string; err: string }) =>
    Layer.sync(Output, () => ({
      out: memory((text) => {
        kept.out += text
      }),
      err: memory((text) => {
        kept.err += text
      })
    }))
}

/**
 * A file that appears only when it is finished: a run that is cut short leaves the old file, or none, and nothing
 * beside it. What is no regular file (`/dev/stderr`, a pipe) is written to directly.
 */
export const fileSink = (folder: string, path: string): Effect.Effect<FileSink, FileError, Scope.Scope> =>
  Effect.gen(function* () {
    const target = resolve(folder, path)
    const opened = (run: () => Promise<FileHandle>) =>
      Effect.acquireRelease(
        Effect.tryPromise({ try: run, catch: (error) => failure(path, error) }),
        (handle) => Effect.promise(() => handle.close())
      )
    const existing = yield* Effect.promise(() => stat(target).catch(() => undefined))
    if (existing !== undefined && !existing.isFile()) {
      const handle = yield* opened(() => open(target, "w"))
      return { ...plain((text) => handle.writeFile(text)), finish: Effect.void }
    }
    const scratch = yield* opened(async () => {
      // That there is a folder to write to is better said before the work than after it.
      await access(dirname(target), constants.W_OK)
      return openScratch()
    })
    let end = 0
    const sink = plain(async (text) => {
      const bytes = typeof text === "string" ? Buffer.from(text) : text
      // At its place, so that the handle still reads from the beginning.
      await scratch.write(bytes, 0, bytes.length, end)
      end += bytes.length
    })
    return {
      ...sink,
      finish: Effect.flatMap(
        Effect.promise(() => scratch.readFile()),
        (text) => replace(target, text, path)
      )
    }
  })

/** A file without a name: nothing is left of it, however the process ends. */
const openScratch = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `pipewright-${randomBytes(8).toString("hex")}`)
  const handle = await open(path, "wx+", 0o600)
  await unlink(path).catch(() => undefined)
  return handle
}

const plain = (write: (text: string | Uint8Array) => Promise<void>): Sink => ({
  write: (text) => (text.length === 0 ? Effect.void : Effect.promise(() => write(text))),
  color: false,
  terminal: false
})

const sinkOf = (stream: NodeJS.WriteStream): Sink => {
  let gone = false
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
    gone = true
  })
  return {
    write: (text) =>
      gone || text.length === 0
        ? Effect.void
        : Effect.callback<void>((resume) => {
            stream.write(text, () => resume(Effect.void))
          }),
    color: wantsColor(process.env, stream.isTTY === true),
    terminal: stream.isTTY === true
  }
}

const memory = (keep: (text: string) => void): Sink => ({
  write: (text) => Effect.sync(() => keep(typeof text === "string" ? text : new TextDecoder().decode(text))),
  color: false,
  terminal: false
})
