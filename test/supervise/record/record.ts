/**
 * Records the traces of scenarios from real Erlang/OTP: `node test/supervise/record/record.ts SCENARIO.json…`
 * writes `SCENARIO.jsonl` beside each. Needs `elixir` (the traces in the tree are of Elixir 1.14 on OTP 25); the
 * tests do not run it, they compare with what it wrote. Elixir 1.14 reads no JSON, so it gets Erlang terms.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const term = (value: unknown): string => {
  if (value === null) return "nil"
  if (Array.isArray(value)) return `[${value.map(term).join(", ")}]`
  if (typeof value === "object")
    return `#{${Object.entries(value)
      .map(([key, held]) => `${term(key)} => ${term(held)}`)
      .join(", ")}}`
  return typeof value === "string" ? `<<${JSON.stringify(value)}/utf8>>` : String(value)
}

const files = process.argv.slice(2)
const scenarios = files.map(
  (file) => `{${term(`${file}l`)}, ${term(JSON.parse(readFileSync(file, "utf8")))}}.\n`
)
const recorder = join(import.meta.dirname, "record.exs")
// On one scheduler what happens has one order.
const { status } = spawnSync("elixir", ["--erl", "+S 1:1", recorder], {
  input: scenarios.join(""),
  stdio: ["pipe", "inherit", "inherit"]
})
process.exit(status ?? 1)
