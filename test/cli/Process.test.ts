/**
 * The command line as a process: signals, pipes that close, old versions of Node, many files.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { build, environment, main, pipewright, root } from "./Built.ts"

beforeAll(() => build())

const valid = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
const broken = valid.replace("runs-on", "run-on")

const ended = (
  child: ChildProcess
): Promise<{ readonly code: number | null; readonly signal: string | null }> =>
  new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })))

describe("Ctrl-C", () => {
  test("stops a batch: what is done is told, what is not stays as it was", async () => {
    const folder = emptyFolder()
    const names = Array.from({ length: 20 }, (_, at) => `${at}.yml`)
    for (const name of names) writeFileSync(join(folder, name), broken)
    const fixed = () => names.filter((name) => readFileSync(join(folder, name), "utf8") === valid).length
    // Standard input, which comes first, never ends: the run cannot be over before the signal.
    const args = ["fix", "--dialect", "github-actions", "--format", "json=out.json", "-", "."]
    const child = spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env: environment(),
      stdio: ["pipe", "ignore", "pipe"]
    })
    let stderr = ""
    child.stderr?.on("data", (data) => {
      stderr += data
    })
    const watched = setInterval(() => {
      if (fixed() < names.length) return
      clearInterval(watched)
      child.kill("SIGINT")
    }, 10)
    expect(await ended(child)).toEqual({ code: 130, signal: null })
    clearInterval(watched)
    expect(stderr).toContain("stopped: 20 of 21 files done, 1 not")
    expect(stderr).toContain(`Go on with: pipewright ${args.join(" ")}\n`)
    expect(readdirSync(folder).sort()).toEqual([...names].sort())
  })

  test("ends a process that waits for standard input", async () => {
    const child = spawn(process.execPath, [main, "check", "-"], {
      env: environment(),
      stdio: ["pipe", "ignore", "pipe"]
    })
    const closed = ended(child)
    child.kill("SIGINT")
    expect((await closed).signal).toBe("SIGINT")
  })
})

test("a reader that goes away ends the writing, not the command", async () => {
  const folder = emptyFolder()
  for (let i = 0; i < 300; i++) writeFileSync(join(folder, `${i}.yml`), broken)
  const child = spawn(process.execPath, [main, "check", "--dialect", "github-actions", "."], {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stderr = ""
  child.stderr?.on("data", (data) => {
    stderr += data
  })
  child.stdout?.once("data", () => child.stdout?.destroy())
  expect(await ended(child)).toEqual({ code: 1, signal: null })
  expect(stderr).toBe("")
})

test.skipIf(!existsSync("/dev/full"))("a full disk is said, wherever the output goes", () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "a.yml"), broken)
  const args = ["check", "--dialect", "github-actions", "a.yml"]
  const disk = openSync("/dev/full", "w")
  const out = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", disk, "pipe"],
    encoding: "utf8"
  })
  closeSync(disk)
  expect(out.stderr).toBe("error: standard output: no space is left on the disk. Not all was written.\n")
  expect(out.status).toBe(2)
  const file = pipewright(folder, [...args, "--format", "json=/dev/full"])
  expect(file.stderr).toBe("error: /dev/full: no space is left on the disk.\n")
  expect(file.status).toBe(2)
})

test("an output file needs a folder that is there", () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "a.yml"), valid)
  const { status, stderr } = pipewright(folder, ["check", "--format", "json=reports/a.json", "a.yml"])
  expect(stderr).toBe("error: reports/a.json: there is no such folder to put it in.\n")
  expect(status).toBe(2)
})

test("a file that takes for ever is given up alone", () => {
  const folder = emptyFolder()
  for (let at = 0; at < 10; at++)
    writeFileSync(join(folder, `${at}.yml`), at === 0 ? `${broken}# poison\n` : at % 2 === 0 ? broken : valid)
  const poisoned = (...args: ReadonlyArray<string>) =>
    spawnSync(process.execPath, [join(root, "test/cli/poison/main.ts"), ...args], {
      cwd: folder,
      env: environment(),
      encoding: "utf8"
    })
  const args = ["--dialect", "github-actions", "--timeout", "2", "--format", "concise", "*.yml"]
  const checked = poisoned("check", ...args)
  expect(checked.stderr).toBe(
    "error: 0.yml: it was given up and is as it was: it takes longer than 2 seconds; --timeout gives it more.\n"
  )
  expect(checked.stdout.match(/^\d\.yml/gm)).toEqual(["2.yml", "4.yml", "6.yml", "8.yml"])
  expect(checked.status).toBe(2)
  const refined = poisoned("refine", ...args)
  expect(refined.stderr).toBe(checked.stderr)
  expect(refined.status).toBe(2)
  const enhanced = poisoned("enhance", ...args)
  expect(enhanced.stderr).toBe(checked.stderr)
  expect(enhanced.status).toBe(2)
  const sessions = pipewright(folder, ["sessions", "list"]).stdout.trimEnd().split("\n")
  expect(sessions.filter((line) => line.includes("failed"))).toEqual([expect.stringContaining("0.yml")])
  expect(sessions.filter((line) => line.includes("accepted"))).toHaveLength(9)
})

test("a file that needs too much memory is given up alone", () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "0.yml"), valid + "      - run: make\n".repeat(60_000))
  for (let at = 1; at <= 9; at++) writeFileSync(join(folder, `${at}.yml`), valid)
  const { status, stderr, stdout } = pipewright(folder, ["check", "--dialect", "github-actions", "."], {
    env: { PIPEWRIGHT_MEMORY: "20" }
  })
  expect(stderr).toBe(
    "error: 0.yml: it was given up and is as it was: it needs more than 20 MB of memory; PIPEWRIGHT_MEMORY gives it more.\n"
  )
  expect(stdout).toContain("9 files clean")
  expect(status).toBe(2)
})

test("a thousand files stay under 300 MB", () => {
  const folder = emptyFolder()
  const steps = "      - run: echo ${{ github.ref }} | tee log\n".repeat(200)
  for (let i = 0; i < 1_000; i++) {
    writeFileSync(join(folder, `${i}.yml`), (i % 10 === 0 ? broken : valid) + steps)
  }
  const script = join(folder, "peak.mjs")
  writeFileSync(
    script,
    `process.argv.splice(1, 2, ${JSON.stringify(main)})\nprocess.on("exit", () => console.error("peak", process.resourceUsage().maxRSS))\nawait import(${JSON.stringify(main)})\n`
  )
  const child = execFileSync(
    process.execPath,
    [script, "x", "check", "--dialect", "github-actions", "--exit-zero", "--format", "json=out.json", "."],
    { cwd: folder, env: environment(), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }
  )
  expect(child).toContain("1000 files")
  const report = JSON.parse(readFileSync(join(folder, "out.json"), "utf8"))
  expect(report.summary).toMatchObject({ files: 1000, errors: 100 })
})

describe("Node", () => {
  /** Starts the launcher where `process.version` is another. */
  const startOn = (version: string, folder: string, ...args: ReadonlyArray<string>) => {
    const preload = join(folder, "preload.mjs")
    writeFileSync(
      preload,
      `Object.defineProperty(process, "version", { value: "v${version}" })\nObject.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })\n`
    )
    return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, ["--import", preload, join(folder, "dist/main.js"), ...args], {
        cwd: folder,
        env: environment(),
        stdio: ["ignore", "pipe", "pipe"]
      })
      let stdout = ""
      let stderr = ""
      child.stdout.on("data", (data) => {
        stdout += data
      })
      child.stderr.on("data", (data) => {
        stderr += data
      })
      child.on("close", (status) => resolve({ status, stdout, stderr }))
    })
  }

  const installed = (): string => {
    const folder = emptyFolder()
    mkdirSync(join(folder, "dist"))
    writeFileSync(join(folder, "dist/package.json"), '{"type":"module"}')
    writeFileSync(join(folder, "dist/main.js"), readFileSync(join(root, "dist/main.js")))
    writeFileSync(
      join(folder, "dist/cli.js"),
      "console.log(process.versions.node, JSON.stringify(process.argv.slice(2)))\nprocess.exit(4)\n"
    )
    return folder
  }

  test("that is too old is told what to do", async () => {
    const folder = installed()
    // Found before any that lies further up; its program is missing, as after an install without scripts.
    mkdirSync(join(folder, "node_modules/node"), { recursive: true })
    writeFileSync(join(folder, "node_modules/node/package.json"), '{"name":"node"}')
    const { status, stderr } = await startOn("20.19.0", folder, "check", ".")
    expect(status).toBe(2)
    expect(stderr).toContain("pipewright needs Node 22.19 or newer; this is v20.19.0")
    expect(stderr).toContain("npm install")
  })

  test("that is too old hands over to the one that is installed beside pipewright", async () => {
    const folder = installed()
    mkdirSync(join(folder, "node_modules/node/bin"), { recursive: true })
    writeFileSync(join(folder, "node_modules/node/package.json"), '{"name":"node","version":"24.0.0"}')
    writeFileSync(
      join(folder, "node_modules/node/bin/node"),
      `#!/bin/sh\nexec "${process.execPath}" "$@"\n`,
      { mode: 0o755 }
    )
    const { status, stdout } = await startOn("18.0.0", folder, "check", "--", "-x.yml")
    expect(stdout.trim()).toBe(`${process.versions.node} ["check","--","-x.yml"]`)
    expect(status).toBe(4)
  })
})

test("help is the same, rendered or not", () => {
  for (const args of [["--help"], ["check", "--help"], ["refine", "-h"]]) {
    const rendered = pipewright(emptyFolder(), args)
    const direct = execFileSync(process.execPath, [join(root, "dist/cli.js"), ...args], {
      env: environment(),
      encoding: "utf8"
    })
    expect(rendered.status).toBe(0)
    expect(rendered.stdout).toBe(direct)
  }
})

test("the version is the package's", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  expect(pipewright(emptyFolder(), ["--version"]).stdout).toContain(version)
})
