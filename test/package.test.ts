/**
 * The package as `npm pack` makes it, installed in another folder: the command line, every entry of the library and
 * its types work there, and what is in it needs nothing that is not.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { build, environment, root } from "./cli/Built.ts"
import { emptyFolder } from "./Folder.ts"

const broken = "on: push\njobs:\n  build:\n    run-on: ubuntu-latest\n    steps:\n      - run: make\n"

let project: string
let files: ReadonlyArray<string>

/** Packs, unpacks as an install would, and lays the dependencies that the package declares beside it. */
beforeAll(async () => {
  await build("cli")
  await build("lib")
  project = emptyFolder()
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", project], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"]
  })
  const answer: unknown = JSON.parse(packed)
  const [{ filename, files: listed }] = (
    Array.isArray(answer) ? answer : Object.values(answer as object)
  ) as [{ readonly filename: string; readonly files: ReadonlyArray<{ readonly path: string }> }]
  files = listed.map(({ path }) => path)
  const modules = join(project, "node_modules")
  mkdirSync(join(modules, "pipewright"), { recursive: true })
  execFileSync("tar", [
    "-xzf",
    join(project, filename),
    "-C",
    join(modules, "pipewright"),
    "--strip-components=1"
  ])
  for (const name of withDependencies(Object.keys(manifest(root).dependencies ?? {}))) {
    mkdirSync(join(modules, name, ".."), { recursive: true })
    symlinkSync(join(root, "node_modules", name), join(modules, name))
  }
  writeFileSync(join(project, "package.json"), '{"type":"module"}')
})

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
}

const manifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

/** Packages with all that they depend on, as far as it is installed. */
const withDependencies = (names: ReadonlyArray<string>): ReadonlySet<string> => {
  const all = new Set<string>()
  const left = [...names]
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (all.has(name)) continue
    try {
      left.push(...Object.keys(manifest(join(root, "node_modules", name)).dependencies ?? {}))
      all.add(name)
    } catch {
      // Optional packages of other systems are not installed.
    }
  }
  return all
}

const node = (...args: ReadonlyArray<string>): string =>
  execFileSync(process.execPath, args, { cwd: project, env: environment(), encoding: "utf8" })

test("holds what is needed, and nothing of the sources or tests", () => {
  for (const path of [
    "dist/main.js",
    "dist/cli.js",
    "dist/worker.js",
    "dist/schemas/json.schema.json",
    "README.md",
    "LICENSE",
    "CHANGELOG.md"
  ]) {
    expect(files).toContain(path)
  }
  expect(files.filter((path) => /^(src|test|rules|docs)\/|\.map$|scratch/.test(path))).toEqual([])
})

test("the command line runs", () => {
  const bin = join(
    project,
    "node_modules/pipewright",
    manifest(join(project, "node_modules/pipewright")).bin?.pipewright ?? ""
  )
  writeFileSync(join(project, "ci.yml"), broken)
  expect(node(bin, "fix", "--dialect", "github-actions", "ci.yml")).toContain("1 fix applied")
  expect(readFileSync(join(project, "ci.yml"), "utf8")).toBe(broken.replace("run-on", "runs-on"))
  expect(node(bin, "refine", "--help")).toContain("--max-iterations")
  expect(readFileSync(bin, "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true)
})

test("the threads of a batch find their code", () => {
  const names = Array.from({ length: 9 }, (_, at) => `batch-${at}.yml`)
  for (const name of names) writeFileSync(join(project, name), broken)
  const bin = join(project, "node_modules/pipewright/dist/main.js")
  expect(node(bin, "fix", "--dialect", "github-actions", ...names)).toContain("9 fixes applied in 9 files")
})

test("a config in TypeScript finds defineConfig", () => {
  const text =
    'import { defineConfig } from "pipewright/config"\nexport default defineConfig({ threshold: 0.5 })\n'
  writeFileSync(join(project, "pipewright.config.ts"), text)
  const printed = node(join(project, "node_modules/pipewright/dist/main.js"), "check", "--print-config")
  expect(printed).toContain("threshold = 0.5  (pipewright.config.ts)")
})

describe("the library", () => {
  test("every entry can be imported", () => {
    const entries = Object.keys(manifest(root).exports ?? {}).filter((entry) => !/\*|\.json$/.test(entry))
    expect(entries.length).toBeGreaterThan(3)
    for (const entry of entries) {
      const name = `pipewright${entry.slice(1)}`
      writeFileSync(
        join(project, "entry.js"),
        `console.log(Object.keys(await import(${JSON.stringify(name)})).length)\n`
      )
      expect(Number(node("entry.js"))).toBeGreaterThan(0)
    }
  })

  test("promises: check, fix, refine", () => {
    writeFileSync(
      join(project, "promises.js"),
      `import { check, fix, refine } from "pipewright"
const text = ${JSON.stringify(broken)}
const { report } = await check(text, { dialect: "github-actions" })
const fixed = await fix(text, { dialect: "github-actions" })
const refined = await refine(text, { dialect: "github-actions" })
console.log(JSON.stringify([report.diagnostics.length, fixed.text, refined.status]))
`
    )
    expect(JSON.parse(node("promises.js"))).toEqual([1, broken.replace("run-on", "runs-on"), "accepted"])
  })

  test("the example of the README runs", () => {
    const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? []
    const result =
      "console.log(JSON.stringify([report.diagnostics.length, applied.length, remaining, repaired, status, score.overall < 1, trajectory.length]))"
    writeFileSync(
      join(project, "readme.ts"),
      `const text = ${JSON.stringify(broken)}\n${example}\n${result}\n`
    )
    const repaired = broken.replace("run-on", "runs-on")
    expect(JSON.parse(node("readme.ts"))).toEqual([1, 1, [], repaired, "accepted", true, 4])
  })

  test("its types hold in a strict program", () => {
    writeFileSync(
      join(project, "types.ts"),
      `import { check, defineConfig, type Diagnostic } from "pipewright"
import { Controller, validate, githubActions } from "pipewright/effect"
import { Effect } from "effect"
const first = async (): Promise<Diagnostic | undefined> => (await check("on: push")).report.diagnostics[0]
export const settings = defineConfig({ preset: "expert", rules: { "unknown-key": "off" } })
// @ts-expect-error: there is no such preset
defineConfig({ preset: "novice" })
export const program = Effect.gen(function* () {
  const controller = yield* Controller
  const refined = yield* controller.refine("on: push", githubActions)
  const score: number = refined.score.after.overall
  return [score, validate("", githubActions).report.damage, first] as const
}).pipe(Effect.provide(Controller.layerOffline))
`
    )
    const options = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      // What the types of Effect themselves speak of.
      "--lib",
      "es2024,dom"
    ]
    execFileSync(join(root, "node_modules/.bin/tsc"), [...options, "types.ts"], {
      cwd: project,
      stdio: "pipe"
    })
  })

  test("no shipped file names a path of the machine that built it", () => {
    const dist = join(project, "node_modules/pipewright/dist")
    for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
      if (!/\.(?:js|ts|json|txt)$/.test(name)) continue
      expect(readFileSync(join(dist, name), "utf8").includes(root)).toBe(false)
    }
  })
})
