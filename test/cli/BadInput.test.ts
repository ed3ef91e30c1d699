/**
 * Inputs that are damaged, hostile or no files at all: each has a clear message, the right exit code, and nothing
 * hangs, crashes or is half written.
 */
import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { build, pipewright, type Run } from "./Built.ts"

beforeAll(() => build())

const check = (data: string | Uint8Array, ...args: ReadonlyArray<string>): Run => {
  const folder = emptyFolder()
  writeFileSync(join(folder, "in.yml"), data)
  return pipewright(folder, [
    "check",
    "--dialect",
    "github-actions",
    "--format",
    "concise",
    ...args,
    "in.yml"
  ])
}

const workflow = (more = ""): string =>
  `on: push\n${more}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`

describe("bytes", () => {
  test.each([
    ["binary", Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), "in.yml:1:5: error[binary]"],
    ["a NUL in text", "on: push\njobs: \0\n", "in.yml:2:7: error[binary]"],
    [
      "invalid UTF-8",
      Buffer.concat([Buffer.from("on: push\nname: "), Uint8Array.from([0xe9]), Buffer.from("t\u00e9\n")]),
      "in.yml:2:7: error[not-utf8]"
    ],
    ["UTF-16", Buffer.from(`\ufeff${workflow()}`, "utf16le"), "in.yml:1:1: error[utf16]"],
    ["UTF-16 without a mark", Buffer.from(workflow(), "utf16le"), "in.yml:1:1: error[utf16]"]
  ])("%s", (_, data, begins) => {
    const { status, stdout, stderr } = check(data)
    expect(stdout).toContain(begins)
    expect(status).toBe(1)
    expect(stderr).toBe("")
  })

  test.each([
    ["CRLF", workflow().replaceAll("\n", "\r\n")],
    ["mixed ends", workflow().replace("\n", "\r\n")],
    ["a byte order mark", `\ufeff${workflow()}`]
  ])("%s is fine, and untouched by fix", (_, text) => {
    const folder = emptyFolder()
    writeFileSync(join(folder, "in.yml"), text)
    expect(pipewright(folder, ["fix", "--dialect", "github-actions", "in.yml"]).status).toBe(0)
    expect(readFileSync(join(folder, "in.yml"), "utf8")).toBe(text)
  })

  test("line ends survive a repair", () => {
    const folder = emptyFolder()
    const text = `\ufeff${workflow().replaceAll("\n", "\r\n")}`
    writeFileSync(join(folder, "in.yml"), text.replace("runs-on", "run-on"))
    expect(pipewright(folder, ["fix", "--dialect", "github-actions", "in.yml"]).status).toBe(0)
    expect(readFileSync(join(folder, "in.yml"), "utf8")).toBe(text)
  })
})

describe("bombs", () => {
  const bomb = (): string => {
    let text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for (let i = 1; i < 12; i++)
      text += `a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ")}]\n`
    return text
  }

  test.each([
    ["flow nesting", `jobs: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`, /nested more than 200 deep/],
    ["open brackets", `jobs: ${"[".repeat(100_000)}\n`, /nested more than 200 deep/],
    ["dashes", `${"- ".repeat(100_000)}\n`, /nested more than 200 deep/],
    ["aliases", bomb(), /more than 2000000 values/]
  ])("%s", (_, text, message) => {
    const { status, stdout } = check(text)
    expect(stdout).toMatch(message)
    expect(status).toBe(1)
  })

  test("a scalar of fifty megabytes is just long", () => {
    expect(check(workflow(`name: ${"x".repeat(50_000_000)}\n`))).toMatchObject({ status: 0, stdout: "" })
  })

  test("a code frame shows a piece of a long line", () => {
    const { stdout } = check(workflow(`nmae: ${"x".repeat(1_000_000)}\n`), "--format", "pretty")
    expect(stdout.length).toBeLessThan(5_000)
  })

  test("limits are options", () => {
    expect(check(workflow(), "--max-size", "20").stdout).toContain("in.yml:1:1: error[too-large]")
    expect(check(workflow(), "--max-depth", "2").stdout).toContain("nested more than 2 deep")
    expect(check(workflow(), "--max-nodes", "3").stdout).toContain("more than 3 values")
    const nested = `env: ${"[".repeat(300)}${"]".repeat(300)}\n`
    expect(check(workflow(nested), "--max-depth", "400").stdout).not.toContain("nested more than")
  })
})

describe("what is no file", () => {
  test("named pipes, devices, folders without pipelines, links out of the project", () => {
    const folder = emptyFolder()
    const outside = emptyFolder()
    writeFileSync(join(outside, "x.yml"), workflow())
    execFileSync("mkfifo", [join(folder, "pipe.yml")])
    symlinkSync(join(outside, "x.yml"), join(folder, "link.yml"))
    mkdirSync(join(folder, "empty.yml"))
    for (const [arg, message, status] of [
      ["pipe.yml", "pipe.yml: it is a named pipe, not a file.", 2],
      ["/dev/zero", "/dev/zero: it is a device, not a file.", 2],
      ["link.yml", "link.yml: it is a symbolic link that leads out of the project.", 2],
      ["empty.yml", "nothing to check", 4],
      [".", "not a regular file; passed over", 4]
    ] as const) {
      const run = pipewright(folder, ["fix", "--dialect", "github-actions", arg])
      expect(run.stderr).toContain(message)
      expect(run.status).toBe(status)
    }
    expect(readFileSync(join(outside, "x.yml"), "utf8")).toBe(workflow())
  })

  // The superuser reads and writes everything, so this has to run as somebody else.
  test.skipIf(process.getuid?.() !== 0)("files that may not be read or written", () => {
    const folder = emptyFolder()
    chmodSync(folder, 0o777)
    const broken = workflow().replace("runs-on", "run-on")
    writeFileSync(join(folder, "unreadable.yml"), broken)
    writeFileSync(join(folder, "readonly.yml"), broken)
    chmodSync(join(folder, "unreadable.yml"), 0)
    chmodSync(join(folder, "readonly.yml"), 0o444)
    const nobody = 65534
    const unreadable = pipewright(folder, ["fix", "--dialect", "github-actions", "unreadable.yml"], {
      user: nobody
    })
    expect(unreadable).toMatchObject({
      status: 2,
      stderr: "error: unreadable.yml: access is denied; check its permissions.\n"
    })
    const readonly = pipewright(folder, ["fix", "--dialect", "github-actions", "readonly.yml"], {
      user: nobody
    })
    expect(readonly).toMatchObject({
      status: 2,
      stderr: "error: readonly.yml: it is read-only; nothing was written. Change its permissions.\n"
    })
    expect(readFileSync(join(folder, "readonly.yml"), "utf8")).toBe(broken)
    expect(readdirSync(folder).sort()).toEqual(["readonly.yml", "unreadable.yml"])
    writeFileSync(join(folder, "closed.yml"), broken)
    chmodSync(join(folder, "closed.yml"), 0o666)
    chmodSync(folder, 0o555)
    const closed = pipewright(folder, ["fix", "--dialect", "github-actions", "closed.yml"], { user: nobody })
    expect(closed).toMatchObject({
      status: 2,
      stderr:
        "error: closed.yml: nothing may be written in its folder. Change the permissions of the folder.\n"
    })
    expect(readFileSync(join(folder, "closed.yml"), "utf8")).toBe(broken)
  })
})

describe("what a file says stays text", () => {
  test("escape codes are shown, not obeyed", () => {
    const { stdout } = check(
      workflow('"nmae\\e]0;owned\\a": x\n').replace("\\e", "\u001b"),
      "--format",
      "pretty"
    )
    expect(stdout).not.toContain("\u001b")
  })

  test("annotations cannot be forged by line breaks", () => {
    const { stdout } = check(workflow('"a\\n::error::forged": x\n'), "--format", "github")
    expect(stdout.split("\n").filter((line) => line.startsWith("::error::"))).toEqual([])
  })

  test("a runner obeys nothing that a file says", () => {
    const folder = emptyFolder()
    const text = workflow('"a\\n::error::forged": x\n').replace(
      "run: make\n",
      "run: |\n          ::set-output name=a::b\n          echo ##[add-mask]c\n        nmae: x\n"
    )
    writeFileSync(join(folder, "in.yml"), text)
    for (const command of [
      ["check", "--format", "pretty", "--format", "github"],
      ["check"],
      ["fix", "--diff", "--unsafe"]
    ]) {
      const { stdout } = pipewright(folder, [...command, "--dialect", "github-actions", "in.yml"], {
        env: { GITHUB_ACTIONS: "true" }
      })
      expect(stdout).toContain("##[add-mask]")
      expect(obeyed(stdout).filter((each) => !/^(?:error|warning|notice) file=in\.yml/.test(each))).toEqual(
        []
      )
      expect(obeyed(stdout)).not.toEqual([])
    }
  })

  test("names of files cannot steer a terminal from an error message", () => {
    const { stderr } = pipewright(emptyFolder(), ["check", "\u001b31mno\n::error::x.yml"])
    expect(stderr).toBe("error: \\u{1b}31mno ::error::x.yml: there is no such file.\n")
  })

  test("markdown keeps what a file says from being a link, an image or a mention", () => {
    const rows = reported('"a` ![x](https://evil.example/x.png) @all <b> `": x\n', "markdown")
      .split("\n")
      .filter((line) => line.includes("evil"))
    expect(rows).not.toEqual([])
    for (const row of rows)
      expect(row.replaceAll(/(?<!\\)`[^`]*`/g, "")).not.toMatch(/(?<!\\)\]\(|:\/\/|@|<(?!br>)/)
  })

  test("sarif has no links but its own", () => {
    const { runs } = JSON.parse(reported('"[x](https://evil.example)": x\n', "sarif"))
    const { text } = runs[0].results[0].message
    expect(text).toContain("evil")
    expect(text).not.toContain("x](")
  })

  const reported = (more: string, format: string): string => {
    const folder = emptyFolder()
    writeFileSync(join(folder, "in.yml"), workflow(more))
    return pipewright(folder, ["check", "--dialect", "github-actions", "--format", format, "in.yml"]).stdout
  }
})

/** The commands that a runner of GitHub would take from what was printed. */
const obeyed = (stdout: string): ReadonlyArray<string> => {
  const commands: Array<string> = []
  let silent: string | undefined
  for (const line of stdout.split("\n")) {
    const found = /^\s*::(.*?)::/.exec(line)?.[1] ?? /##\[(.*?)\]/.exec(line)?.[1]
    if (found === undefined) continue
    if (silent !== undefined) silent = found === silent ? undefined : silent
    else if (found === "stop-commands") silent = line.slice(line.lastIndexOf(":") + 1)
    else commands.push(found)
  }
  return commands
}
