/**
 * The last step of a build: what the package holds besides code. Renders the help of each command, so that printing
 * it need not start the whole command line, and writes the JSON Schemas of the machine-readable formats and of the
 * config file.
 */
import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { pipewright } from "../cli/Cli.ts"
import { JsonReport } from "../cli/format/Json.ts"
import { JsonLine } from "../cli/format/JsonLines.ts"
import { Settings } from "../pipeline/Settings.ts"

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../dist")

/** A schema as JSON Schema 2020-12, complete in itself. */
export const jsonSchemaOf = (schema: Schema.Top, title: string): object => {
  const { schema: root, definitions } = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" })
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    ...root,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions })
  }
}

export const jsonSchemas = (): Readonly<Record<string, object>> => ({
  "json.schema.json": jsonSchemaOf(JsonReport, "pipewright --format json"),
  "jsonl.schema.json": jsonSchemaOf(JsonLine, "A line of pipewright --format jsonl"),
  "config.schema.json": jsonSchemaOf(Settings, "pipewright.config")
})

const write = (): void => {
  mkdirSync(join(dist, "schemas"), { recursive: true })
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(join(dist, "schemas", name), `${JSON.stringify(schema, undefined, 2)}\n`)
  }
  mkdirSync(join(dist, "help"), { recursive: true })
  const { FORCE_COLOR: _, ...environment } = process.env
  const commands = pipewright.subcommands.flatMap((group) => group.commands.map(({ name }) => name))
  for (const command of ["", ...commands]) {
    const args = [join(dist, "cli.js"), ...(command === "" ? [] : [command]), "--help"]
    const help = execFileSync(process.execPath, args, { env: { ...environment, NO_COLOR: "1" } })
    writeFileSync(join(dist, "help", `${command || "pipewright"}.txt`), help)
  }
  chmodSync(join(dist, "main.js"), 0o755)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write()
