/**
 * The built command line, for tests that start it as a process. Builds it first where the sources are newer.
 */
import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))
export const main = join(root, "dist/main.js")

const newest = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes(".scratch."))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
  )

const isStale = (): boolean => {
  // The last file that a build writes.
  const built = join(root, "dist/help/pipewright.txt")
  if (!existsSync(built)) return true
  const time = statSync(built).mtimeMs
  return ["src", "rules"].some((folder) => newest(join(root, folder)) > time)
}

/** For `beforeAll`. Test files run side by side; the first to come builds, the others wait for it. */
export const build = async (): Promise<void> => {
  const lock = join(root, "node_modules/.pipewright-build")
  for (let waited = 0; ; waited++) {
    if (!isStale()) return
    try {
      mkdirSync(lock)
      break
    } catch {
      // A lock that nobody lets go of was left by a run that was killed.
      if (
        waited > 600 ||
        Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 120_000
      ) {
        rmdirSync(lock)
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  try {
    execFileSync(process.execPath, [join(root, "src/tooling/build.ts"), "--cli"], { stdio: "pipe" })
  } finally {
    rmdirSync(lock)
  }
}

/** An empty folder of its own; it has no `.git` above it. */
export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), "pipewright-test-"))

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The environment that tests run in: nothing of the machine's own settings. */
export const environment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: tmpdir(),
  NO_COLOR: "1",
  ...extra
})

export const pipewright = (
  folder: string,
  args: ReadonlyArray<string>,
  options: {
    readonly stdin?: string | Uint8Array
    readonly env?: Readonly<Record<string, string>>
    readonly user?: number
  } = {}
): Run => {
  const result: SpawnSyncReturns<string> = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: environment(options.env),
    input: options.stdin ?? "",
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 256 * 1024 * 1024,
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user })
  })
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}
