/**
 * Builds the package into `dist`: rules into code, the bundled command line with the files beside it, and the library
 * with its types. `--cli` and `--lib` build one half, `--stale` only what is older than its sources.
 */
import { execFileSync } from "node:child_process"
import { readdirSync, rmSync } from "node:fs"
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

if (halves.length > 0) run(process.execPath, "src/tooling/compile-rules.ts")
if (halves.includes("cli")) {
  const written = new Set<string>()
  for (const bundle of bundles) {
    for (const { fileName } of (await build({ ...bundle, cwd: root })).output) written.add(fileName)
  }
  // Chunks of earlier builds go when the new ones are there, so that a build that fails breaks nothing.
  for (const chunk of readdirSync(join(root, "dist/chunks"))) {
    if (!written.has(`chunks/${chunk}`)) rmSync(join(root, "dist/chunks", chunk))
  }
  run(process.execPath, "src/tooling/package-files.ts")
}
if (halves.includes("lib")) {
  rmSync(join(root, "dist/lib"), { recursive: true, force: true })
  run(join(root, "node_modules/.bin/tsc"), "-p", "tsconfig.build.json")
}
