/**
 * Compiles the rules, which are data, into the program: `rules/<folder>/*.yaml` becomes one generated module with
 * a constant for each file, so that start-up parses no YAML. Every file is validated by its schema first; a file
 * without one fails the build.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Schema } from "effect"
import { parse } from "yaml"
import { Grammar } from "../diagnose/Grammar.ts"
import { Rules } from "../diagnose/Rule.ts"

const root = join(dirname(fileURLToPath(import.meta.url)), "../..")

/** Folders of rules that belong to no dialect, and the source folder that each is compiled into. */
const owners: Readonly<Record<string, string>> = {
  structure: "src/diagnose",
  text: "src/document",
  pipeline: "src/pipeline",
  model: "src/model",
  answer: "src/answer"
}

const camel = (name: string): string =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

type Schemas = Readonly<Record<string, Schema.Codec<unknown>>>

const known: Schemas = {
  grammar: Grammar as unknown as Schema.Codec<unknown>,
  rules: Rules as unknown as Schema.Codec<unknown>
}

const imports: Readonly<Record<string, string>> = {
  grammar: `import type { Grammar } from "@diagnose/Grammar.ts"`,
  rules: `import type { Rules } from "@diagnose/Rule.ts"`
}

const typeOf = (name: string): string =>
  name === "grammar"
    ? "Grammar"
    : name === "rules"
      ? "Rules"
      : `(typeof schemas)[${JSON.stringify(name)}]["Type"]`

const compile = async (folder: string): Promise<boolean> => {
  const target = join(root, owners[folder] ?? `src/dialect/${folder}`)
  const from = join(root, "rules", folder)
  const files = readdirSync(from).filter((file) => file.endsWith(".yaml"))
  if (files.length === 0) return true
  const own = join(target, "RuleData.ts")
  const extra: Schemas = existsSync(own) ? (await import(pathToFileURL(own).href)).schemas : {}
  // Text rules belong to tier 1, which may not import the types of tier 2: their texts are generated upstairs.
  const depth = target.slice(root.length + 1).split("/").length - 1
  const lines: Array<string> = []
  const heads = new Set<string>()
  let good = true
  for (const file of files.sort()) {
    const name = camel(basename(file, ".yaml"))
    const schema = extra[name] ?? known[name]
    if (schema === undefined) {
      console.error(
        `rules/${folder}/${file}: no schema; export one as schemas.${name} from ${own.slice(root.length + 1)}`
      )
      good = false
      continue
    }
    const data: unknown = parse(readFileSync(join(from, file), "utf8"), { uniqueKeys: true, merge: true })
    try {
      Schema.decodeUnknownSync(schema, { onExcessProperty: "error" })(data)
    } catch (error) {
      console.error(`rules/${folder}/${file}: ${error instanceof Error ? error.message : String(error)}`)
      good = false
      continue
    }
    const head = extra[name] === undefined ? imports[name] : `import type { schemas } from "./RuleData.ts"`
    if (head !== undefined)
      heads.add(head.replace("@diagnose/", folder === "structure" ? "./" : `${"../".repeat(depth)}diagnose/`))
    lines.push(
      `export const ${name}: ${extra[name] === undefined ? typeOf(name) : `(typeof schemas)[${JSON.stringify(name)}]["Type"]`} = /*#__PURE__*/ JSON.parse(${JSON.stringify(JSON.stringify(data))})`
    )
  }
  if (!good) return false
  const text = `// Generated from rules/${folder} by npm run compile.\n${[...heads].sort().join("\n")}\n\n${lines.join("\n")}\n`
  const out = join(target, "rules.generated.ts")
  mkdirSync(target, { recursive: true })
  if (!existsSync(out) || readFileSync(out, "utf8") !== text) writeFileSync(out, text)
  return true
}

let good = true
for (const entry of readdirSync(join(root, "rules"), { withFileTypes: true })) {
  if (entry.isDirectory()) good = (await compile(entry.name)) && good
}
if (!good) process.exitCode = 1
