/**
 * Writes the traces of scenarios: `node test/supervise/trace.ts [--virtual] --out DIR SCENARIO.json…` makes
 * `DIR/NAME.jsonl` of each. With `--virtual` time is a clock that moves only while everything waits.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { parseArgs } from "node:util"
import { run } from "./otp/Run.ts"
import type { Scenario } from "./otp/Scenario.ts"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { virtual: { type: "boolean", default: false }, out: { type: "string" } }
})
if (values.out === undefined || positionals.length === 0) {
  console.error("usage: node test/supervise/trace.ts [--virtual] --out DIR SCENARIO.json…")
  process.exit(2)
}
mkdirSync(values.out, { recursive: true })
let failed = false
for (const file of positionals) {
  try {
    const scenario = JSON.parse(readFileSync(file, "utf8")) as Scenario
    const lines = await run(scenario, { virtual: values.virtual })
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("")
    writeFileSync(join(values.out, `${basename(file, ".json")}.jsonl`), text)
  } catch (error) {
    failed = true
    console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
process.exit(failed ? 1 : 0)
