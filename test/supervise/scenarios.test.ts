/**
 * Our supervisors do what Erlang's do: the traces beside the scenarios were recorded from Erlang/OTP 25 with
 * Elixir 1.14, and ours must be equal line by line.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { run } from "./otp/Run.ts"
import type { Scenario } from "./otp/Scenario.ts"

const traceOf = async (file: string, options: { readonly virtual: boolean }): Promise<string> => {
  const scenario = JSON.parse(readFileSync(file, "utf8")) as Scenario
  const events = await run(scenario, options)
  return events.map((event) => `${JSON.stringify(event)}\n`).join("")
}

const scenarios = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name))

const own = scenarios(join(import.meta.dirname, "scenarios"))

describe("traces of OTP", () => {
  test.each(own)("%s", async (file) => {
    expect(await traceOf(file, { virtual: true })).toBe(readFileSync(`${file}l`, "utf8"))
  })

  // More of them may lie beside a checkout.
  const beside = join(import.meta.dirname, "../../../shared/data/otp")
  test.skipIf(!existsSync(beside))("the ones beside the checkout", async () => {
    for (const file of scenarios(beside)) {
      expect(await traceOf(file, { virtual: true }), file).toBe(readFileSync(`${file}l`, "utf8"))
    }
  })

  test("the real clock gives the same, where time is no matter", async () => {
    for (const file of own) {
      const { needs } = JSON.parse(readFileSync(file, "utf8")) as Scenario
      if (needs?.includes("time")) continue
      expect(await traceOf(file, { virtual: false }), file).toBe(readFileSync(`${file}l`, "utf8"))
    }
  })

  test("an altered trace would not pass", async () => {
    const file = own[0] ?? ""
    const recorded = readFileSync(`${file}l`, "utf8")
    expect(await traceOf(file, { virtual: true })).not.toBe(recorded.replace('"n":1', '"n":2'))
  })
})
