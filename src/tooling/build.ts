/**
 * Builds the package: rules into code, the bundled command line, the library with its types, and the files beside
 * them. Everything goes to `dist`, which is emptied first. With `--cli` the library is left out, for tests of the
 * command line.
 */
import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "../..")

const run = (file: string, ...args: ReadonlyArray<string>): void => {
  execFileSync(file, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] })
}

/** The program of a development dependency. */
const program = (name: string): string => join(root, "node_modules/.bin", name)

run(process.execPath, "src/tooling/compile-rules.ts")
rmSync(join(root, "dist"), { recursive: true, force: true })
run(program("rolldown"), "-c", "rolldown.config.ts")
if (!process.argv.includes("--cli")) run(program("tsc"), "-p", "tsconfig.build.json")
run(process.execPath, "src/tooling/package-files.ts")
