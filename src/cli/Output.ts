/**
 * Where a command writes to: standard output, standard error, and files that formats are redirected to.
 */
import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { access, type FileHandle, open, stat, unlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { Context, Effect, Layer, type Scope } from "effect"
import { FileError, failure, folderClosed, replace } from "./SourceFile.ts"
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
  /**
   * The process's own streams. A reader that went away (`| head`) ends the writing, not the command. A stream that
   * fails (a full disk) ends the writing too, says so, and leaves exit code 2 with the process.
   */
  static readonly layer = Layer.sync(Output, () => ({
    out: sinkOf(process.stdout, "standard output"),
    err: sinkOf(process.stderr, "standard error")
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
      return fallible(path, (text) => handle.writeFile(text), Effect.void)
    }
    const scratch = yield* opened(async () => {
      // That there is a folder to write to is better said before the work than after it.
      await mayPut(path, dirname(target))
      return openScratch()
    })
    let end = 0
    const write = async (text: string | Uint8Array): Promise<void> => {
      const bytes = typeof text === "string" ? Buffer.from(text) : text
      // At its place, so that the handle still reads from the beginning.
      await scratch.write(bytes, 0, bytes.length, end)
      end += bytes.length
    }
    const finish = Effect.flatMap(
      Effect.tryPromise({ try: () => scratch.readFile(), catch: (error) => failure(path, error) }),
      (text) => replace(target, text, path)
    )
    return fallible(path, write, finish)
  })

const mayPut = async (path: string, folder: string): Promise<void> => {
  try {
    await access(folder, constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "ENOENT") throw new FileError({ path, problem: "there is no such folder to put it in." })
    throw code === "EACCES" ? folderClosed(path) : error
  }
}

/** A file without a name: nothing is left of it, however the process ends. */
const openScratch = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `pipewright-${randomBytes(8).toString("hex")}`)
  const handle = await open(path, "wx+", 0o600)
  await unlink(path).catch(() => undefined)
  return handle
}

/** A sink whose first failure to write ends the writing, and is what finishing it fails with. */
const fallible = (
  path: string,
  write: (text: string | Uint8Array) => Promise<void>,
  finish: Effect.Effect<void, FileError>
): FileSink => {
  let failed: FileError | undefined
  return {
    write: (text) =>
      text.length === 0 || failed !== undefined
        ? Effect.void
        : Effect.promise(() =>
            write(text).catch((error: unknown) => {
              failed = failure(path, error)
            })
          ),
    finish: Effect.suspend(() => (failed === undefined ? finish : Effect.fail(failed))),
    color: false,
    terminal: false
  }
}

const sinkOf = (stream: NodeJS.WriteStream, name: string): Sink => {
  let gone = false
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (gone) return
    gone = true
    if (error.code === "EPIPE") return
    process.exitCode = 2
    const { problem } = failure(name, error)
    if (stream !== process.stderr) process.stderr.write(`error: ${name}: ${problem} Not all was written.\n`)
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
