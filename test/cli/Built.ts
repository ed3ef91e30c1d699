/**
 * The built command line, for tests that start it as a process. Builds it first where the sources are newer.
 */
import { execFileSync, type SpawnSyncReturns, spawn, spawnSync } from "node:child_process"
import { mkdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { type Half, isStale } from "../../src/tooling/Staleness.ts"

export const root = fileURLToPath(new URL("../..", import.meta.url))
export const main = join(root, "dist/main.js")

/** For `beforeAll`. Test files run side by side; the first to come builds, the others wait for it. */
export const build = async (half: Half = "cli"): Promise<void> => {
  const lock = join(root, `node_modules/.pipewright-build-${half}`)
  for (let waited = 0; ; waited++) {
    if (!isStale(root, half)) return
    try {
      mkdirSync(lock)
      break
    } catch {
      // A lock that nobody lets go of was left by a run that was killed.
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
      if (waited > 3_000 || Date.now() - since > 300_000) rmSync(lock, { recursive: true, force: true })
      await setTimeout(100)
    }
  }
  try {
    execFileSync(process.execPath, [join(root, "src/tooling/build.ts"), `--${half}`], { stdio: "pipe" })
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

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
    timeout: 240_000,
    maxBuffer: 256 * 1024 * 1024,
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user })
  })
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

/** As `pipewright`, while this process goes on: where it is the server that the command line asks. */
export const pipewrightBeside = (
  folder: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  program: string = main
): Promise<Run> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: environment(env),
      stdio: ["ignore", "pipe", "pipe"]
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (data) => {
      stdout += String(data)
    })
    child.stderr.on("data", (data) => {
      stderr += String(data)
    })
    child.on("close", (status) => resolve({ status, stdout, stderr }))
  })
