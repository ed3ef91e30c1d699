/**
 * Builds the package into `dist`: rules into code, the bundled command line with the files beside it, and the library
 * with its types. `--cli` and `--lib` build one half, `--stale` only what is older than its sources.
 */
import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "rolldown"
import bundles from "../../rolldown.config.ts"
import { isStale } from "./Staleness.ts"

const root = join(dirname(fileURLToPath(import.meta.url)), "../..")
const options = new Set(process.argv.slice(2))
const halves = (["cli", "lib"] as const).filter(
  (half) =>
    (options.has(`--${half}`) || (!options.has("--cli") && !options.has("--lib"))) &&
    (!options.has("--stale") || isStale(root, half))
)

const run = (file: string, ...args: ReadonlyArray<string>): void => {
  execFileSync(file, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] })
}

const clean = (...names: ReadonlyArray<string>): void => {
  for (const name of names) rmSync(join(root, "dist", name), { recursive: true, force: true })
}

if (halves.length > 0) run(process.execPath, "src/tooling/compile-rules.ts")
if (halves.includes("cli")) {
  clean("cli.js", "main.js", "chunks", "help", "schemas")
  for (const bundle of bundles) await build({ ...bundle, cwd: root })
  run(process.execPath, "src/tooling/package-files.ts")
}
if (halves.includes("lib")) {
  clean("lib")
  run(join(root, "node_modules/.bin/tsc"), "-p", "tsconfig.build.json")
}
