/**
 * The version of a file in the last commit of its git repository. Asked of git itself, by a command that reads one
 * object and runs nothing: no hooks, no filters, no text conversion, no pager, and no program of a repository's settings,
 * which a file to be repaired may have come with. What takes too long or is too large is as good as not there.
 */
import { execFile } from "node:child_process"
import { basename, dirname } from "node:path"
import { Effect } from "effect"

/** Milliseconds that git may take. */
const patience = 5000

/** `undefined` where the file is in no repository, was never committed, or git cannot be asked. */
export const committedFile = (path: string, charactersAtMost: number): Effect.Effect<string | undefined> =>
  Effect.callback((resume) => {
    const git = execFile(
      "git",
      ["-C", dirname(path), "--no-replace-objects", "cat-file", "blob", `HEAD:./${basename(path)}`],
      {
        encoding: "buffer",
        // Where programs are looked for first on some systems: nobody else's folder.
        cwd: dirname(process.execPath),
        env: { ...process.env, ...harmless },
        maxBuffer: 4 * charactersAtMost,
        timeout: patience,
        killSignal: "SIGKILL",
        windowsHide: true
      },
      (error, output) => resume(Effect.succeed(error === null ? textOf(output) : undefined))
    )
    git.stdin?.end()
    return Effect.sync(() => git.kill("SIGKILL"))
  })

/** An object that is not there is not fetched either: that would run what the repository says to connect with. */
const harmless = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0"
}

const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
