/**
 * Where a command writes to: standard output, standard error, and files that formats are redirected to.
 */
import { randomBytes } from "node:crypto"
import { open, rename, rm, stat } from "node:fs/promises"
import { resolve } from "node:path"
import { Context, Effect, Exit, Layer, type Scope } from "effect"
import { type FileError, failure } from "./SourceFile.ts"
import { wantsColor } from "./Style.ts"

/** A place for text. */
export interface Sink {
  readonly write: (text: string | Uint8Array) => Effect.Effect<void>
  readonly color: boolean
  readonly terminal: boolean
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
 * A file that appears only when the scope closes well: a run that is interrupted leaves the old file, or none. What
 * is no regular file (`/dev/stderr`, a pipe) is written to directly.
 */
export const fileSink = (folder: string, path: string): Effect.Effect<Sink, FileError, Scope.Scope> =>
  Effect.gen(function* () {
    const target = resolve(folder, path)
    const attempt = <A>(run: () => Promise<A>): Effect.Effect<A, FileError> =>
      Effect.tryPromise({ try: run, catch: (error) => failure(path, error) })
    const existing = yield* Effect.promise(() => stat(target).catch(() => undefined))
    const direct = existing !== undefined && !existing.isFile()
    const written = direct ? target : `${target}.${randomBytes(6).toString("hex")}.tmp`
    const handle = yield* Effect.acquireRelease(
      attempt(() => open(written, direct ? "w" : "wx")),
      (handle, exit) =>
        Effect.promise(async () => {
          await handle.close()
          if (!direct) await (Exit.isSuccess(exit) ? rename(written, target) : rm(written, { force: true }))
        })
    )
    return {
      write: (text) => Effect.promise(() => handle.writeFile(text)),
      color: false,
      terminal: false
    }
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
