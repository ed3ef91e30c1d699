/**
 * A run with a model that is cut off in the middle of a call, and goes on: the server, which outlives it, counts what
 * it was asked by idempotency key.
 */
import { spawn } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { emptyFolder } from "../Folder.ts"
import { byName } from "../model/fake/Behaviours.ts"
import { type FakeServer, startFakeServer } from "../model/fake/FakeServer.ts"
import { build, environment, main } from "./Built.ts"

beforeAll(() => build())

const count = 5
const secret = "ghp_Zx9Qw3Er7Ty1Ui5Op2As8Df4Zx9Qw3Er7Ty1"

/** Each has one error that a rule repairs and one that it cannot, and a secret, which the journal must not hold. */
const project = (): string => {
  const folder = emptyFolder()
  const workflows = join(folder, ".github/workflows")
  mkdirSync(workflows, { recursive: true })
  for (let at = 0; at < count; at++) {
    const text = `name: w${at}\non: push\nenv:\n  API_TOKEN: ${secret}\njobs:\n  build:\n    run-on: ubuntu-latest\n    steps: [{ name: Test }]\n`
    writeFileSync(join(workflows, `w${at}.yml`), text)
  }
  return folder
}

const resultOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(folder, ".github/workflows"))
    .sort()
    .map((name) => readFileSync(join(folder, ".github/workflows", name), "utf8"))

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stderr: string
}

const refine = (server: FakeServer, folder: string, ...more: ReadonlyArray<string>) => {
  const args = [
    "refine",
    ...more,
    "--jobs",
    "2",
    "--model",
    "compatible:fake",
    "--base-url",
    `${server.url}/v1`
  ]
  const child = spawn(process.execPath, [main, ...args, "."], {
    cwd: folder,
    env: environment({ PIPEWRIGHT_MODEL_ATTEMPTS: "1" }),
    stdio: ["ignore", "ignore", "pipe"]
  })
  let stderr = ""
  child.stderr.on("data", (data) => {
    stderr += data
  })
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended: new Promise<Ended>((resolve) =>
      child.on("close", (code, signal) => resolve({ code, signal, stderr }))
    )
  }
}

/** Answers as it should but for one call, which it never answers and tells of. */
const hanging = async (at: number) => {
  let reached = (): void => undefined
  const hung = new Promise<void>((resolve) => {
    reached = resolve
  })
  let seen = 0
  const server = await startFakeServer((request, turn) => {
    if (seen++ !== at) return byName(request, turn)
    reached()
    return { _tag: "hang" }
  })
  return { server, hung }
}

const keysOf = ({ requests }: FakeServer): ReadonlyArray<string> =>
  requests.map(({ idempotencyKey }) => idempotencyKey ?? "none")

/** What an undisturbed run makes of the project, and how many calls it takes. */
const undisturbed = async () => {
  const server = await startFakeServer(byName)
  const folder = project()
  const { code } = await refine(server, folder).ended
  await server.close()
  return { code, texts: resultOf(folder), calls: server.requests.length }
}

describe.each(["SIGKILL", "SIGINT"] as const)("a run that %s ends in the middle of a call", (signal) => {
  test("goes on: what was answered is not asked again, what was in flight once more with its key", async () => {
    const whole = await undisturbed()
    expect(whole.calls).toBeGreaterThan(count)
    const { server, hung } = await hanging(Math.floor(whole.calls / 2))
    const folder = project()
    const first = refine(server, folder)
    await hung
    first.kill(signal)
    const ended = await first.ended
    const before = keysOf(server)
    const inFlight = before[Math.floor(whole.calls / 2)]
    expect(new Set(before).size).toBe(before.length)
    if (signal === "SIGKILL") expect(ended.signal).toBe("SIGKILL")
    else {
      expect(ended.code).toBe(130)
      expect(ended.stderr).toMatch(/^stopped: \d of 5 files done, \d not; these are as they were\.$/m)
      expect(ended.stderr).toMatch(/^Go on with: pipewright refine --resume --jobs 2 /m)
    }

    const second = await refine(server, folder, "--resume").ended
    expect(second.code).toBe(whole.code)
    expect(resultOf(folder)).toEqual(whole.texts)
    const times = Map.groupBy(keysOf(server), (key) => key)
    // With two files at a time another call may have been in flight.
    const repeated = [...times].filter(([, of]) => of.length > 1).map(([key]) => key)
    expect(repeated).toContain(inFlight)
    expect(repeated.length).toBeLessThanOrEqual(2)
    for (const key of repeated) expect(times.get(key)).toHaveLength(2)
    expect(times.size).toBe(whole.calls)

    const asked = server.requests.length
    expect((await refine(server, folder, "--resume").ended).code).toBe(whole.code)
    expect(server.requests.length).toBe(asked)
    expect(readFileSync(join(folder, ".pipewright/journal.db"), "latin1")).not.toContain(secret)
    await server.close()
  })
})

describe("a run that had to end before it was done", () => {
  test("for its budget, goes on with the next one and asks nothing again", async () => {
    const whole = await undisturbed()
    const server = await startFakeServer(byName)
    const folder = project()
    const first = await refine(server, folder, "--max-calls", "3").ended
    expect(first.code).toBe(5)
    expect(server.requests.length).toBeLessThan(whole.calls)
    for (let again = 0; again < whole.calls && resultOf(folder).join() !== whole.texts.join(); again++)
      await refine(server, folder, "--resume", "--max-calls", "3").ended
    const last = await refine(server, folder, "--resume").ended
    expect(last.code).toBe(whole.code)
    expect(resultOf(folder)).toEqual(whole.texts)
    expect(new Set(keysOf(server)).size).toBe(server.requests.length)
    expect(server.requests.length).toBe(whole.calls)
    await server.close()
  })

  test("for a model that failed, goes on when it is back", async () => {
    const whole = await undisturbed()
    let down = true
    const server = await startFakeServer((request, turn) => (down ? { _tag: "drop" } : byName(request, turn)))
    const folder = project()
    for (let again = 0; again < 3; again++)
      expect((await refine(server, folder, ...(again === 0 ? [] : ["--resume"])).ended).code).toBe(5)
    down = false
    expect((await refine(server, folder, "--resume").ended).code).toBe(whole.code)
    expect(resultOf(folder)).toEqual(whole.texts)
    await server.close()
  })
})
