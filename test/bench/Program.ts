/**
 * The built command line, as a process: how fast it starts, and how much memory it takes.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"

const project = fileURLToPath(new URL("../..", import.meta.url))

const Manifest = Schema.Struct({
  bin: Schema.optionalKey(Schema.Union([Schema.String, Schema.Record(Schema.String, Schema.String)]))
})

/** The file that `bin` of package.json names; `undefined` where it is not built. */
export const builtProgram = (): string | undefined => {
  const { bin } = Schema.decodeUnknownSync(Manifest)(
    JSON.parse(readFileSync(resolve(project, "package.json"), "utf8"))
  )
  const file = typeof bin === "string" ? bin : Object.values(bin ?? {})[0]
  return file === undefined || !existsSync(resolve(project, file)) ? undefined : resolve(project, file)
}

/** Milliseconds from start to exit of Node with these arguments. */
export const lifetime = (args: ReadonlyArray<string>): number => {
  const started = performance.now()
  spawnSync(process.execPath, args, { stdio: "ignore" })
  return performance.now() - started
}

/** The files of the program that Node loads with these arguments, in order. */
export const loadedBy = (args: ReadonlyArray<string>, folder: string): ReadonlyArray<string> => {
  const report = `import { registerHooks } from "node:module"
    import { writeSync } from "node:fs"
    registerHooks({ load(url, context, next) {
      if (url.startsWith("file:")) writeSync(3, url + "\\n")
      return next(url, context)
    } })`
  const hook = `--import=data:text/javascript,${encodeURIComponent(report)}`
  const done = spawnSync(process.execPath, [hook, ...args], {
    cwd: folder,
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    maxBuffer: 1 << 20
  })
  return String(done.output?.[3] ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((url) => fileURLToPath(url))
}

export interface Usage {
  readonly status: number | null
  readonly milliseconds: number
  /** Megabytes of the largest resident set of any of its processes. */
  readonly peak: number
}

/** Runs Node with these arguments; each of its processes says at its end how large it became. */
export const usageOf = (args: ReadonlyArray<string>): Usage => {
  const report = `import { writeSync } from "node:fs"
    process.on("exit", () => { try { writeSync(3, process.resourceUsage().maxRSS + "\\n") } catch {} })`
  const hook = `--import=data:text/javascript,${encodeURIComponent(report)}`
  const started = performance.now()
  const done = spawnSync(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} ${hook}`.trim() },
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    maxBuffer: 1 << 20
  })
  const milliseconds = performance.now() - started
  const sizes = String(done.output?.[3] ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map(Number)
  return {
    status: done.status,
    milliseconds,
    peak: sizes.length === 0 ? Number.NaN : Math.max(...sizes) / 1024
  }
}
