/**
 * Compiles the rules, which are data, into the program: `rules/<folder>/*.yaml` becomes one generated module with
 * a constant for each file, so that start-up parses no YAML; all of `patterns/` becomes one module. Every file is
 * validated by its schema first; a file without one fails the build.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Schema } from "effect"
import { parse } from "yaml"
import { Grammar } from "../diagnose/Grammar.ts"
import { Rules } from "../diagnose/Rule.ts"
import { PatternFile } from "../pattern/Pattern.ts"
import { undefinedShapes, unknownKinds } from "./GrammarFaults.ts"

const root = join(dirname(fileURLToPath(import.meta.url)), "../..")

/** Folders of rules that belong to no dialect, and the source folder that each is compiled into. */
const owners: Readonly<Record<string, string>> = {
  structure: "src/diagnose",
  text: "src/document",
  pipeline: "src/pipeline",
  learning: "src/pipeline/learning",
  model: "src/model",
  answer: "src/answer",
  input: "src/cli",
  redact: "src/redact",
  pattern: "src/pattern"
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

/** Texts of the rules of the text speak in diagnostics, a tier above the salvage that the costs beside them serve. */
const elsewhere: Readonly<Record<string, string>> = { "text/rules": "src/diagnose/text.generated.ts" }

interface Module {
  readonly heads: Set<string>
  readonly constants: Array<string>
}

const modules = new Map<string, Module>()

/** Adds a constant to the module it is compiled into; false where the data is not what its schema says. */
const compile = async (folder: string, file: string): Promise<boolean> => {
  const name = camel(basename(file, ".yaml"))
  const home = owners[folder] ?? `src/dialect/${folder}`
  const moved = elsewhere[`${folder}/${name}`]
  const target = moved ?? `${home}/rules.generated.ts`
  const own = join(root, home, "RuleData.ts")
  const extra: Schemas =
    moved === undefined && existsSync(own) ? (await import(pathToFileURL(own).href)).schemas : {}
  const schema = extra[name] ?? known[name]
  if (schema === undefined) {
    console.error(
      `rules/${folder}/${file}: no schema; export one as schemas.${name} from ${home}/RuleData.ts`
    )
    return false
  }
  const data: unknown = parse(readFileSync(join(root, "rules", folder, file), "utf8"), { uniqueKeys: true })
  if (schema === known.grammar) refuse(unknownKinds(data))
  const decoded = Schema.decodeUnknownSync(schema, { onExcessProperty: "error" })(data)
  if (schema === known.grammar) refuse(undefinedShapes(decoded as Grammar))
  const module = modules.get(target) ?? { heads: new Set(), constants: [] }
  modules.set(target, module)
  const general = extra[name] === undefined ? imports[name] : undefined
  const up = target.startsWith("src/diagnose/")
    ? "./"
    : `${"../".repeat(target.split("/").length - 2)}diagnose/`
  module.heads.add(general?.replace("@diagnose/", up) ?? `import type { schemas } from "./RuleData.ts"`)
  const type = general === undefined ? `(typeof schemas)[${JSON.stringify(name)}]["Type"]` : pascal(name)
  module.constants.push(
    `export const ${name}: ${type} = /*#__PURE__*/ JSON.parse(${JSON.stringify(JSON.stringify(data))})`
  )
  return true
}

const refuse = (faults: ReadonlyArray<string>): void => {
  if (faults.length > 0) throw new Error(faults.join("\n  "))
}

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

let good = true
for (const entry of readdirSync(join(root, "rules"), { withFileTypes: true })) {
  if (!entry.isDirectory()) continue
  for (const file of readdirSync(join(root, "rules", entry.name)).sort()) {
    if (!file.endsWith(".yaml")) continue
    try {
      good = (await compile(entry.name, file)) && good
    } catch (error) {
      console.error(`rules/${entry.name}/${file}: ${error instanceof Error ? error.message : String(error)}`)
      good = false
    }
  }
}

const write = (target: string, text: string): void => {
  const out = join(root, target)
  mkdirSync(dirname(out), { recursive: true })
  if (!existsSync(out) || readFileSync(out, "utf8") !== text) writeFileSync(out, text)
}

for (const [target, { heads, constants }] of modules) {
  write(
    target,
    `// Generated from rules/ by npm run compile.\n${[...heads].sort().join("\n")}\n\n${constants.join("\n")}\n`
  )
}

/** All patterns by dialect, each dialect's read when it is first asked for. */
const patterns: Array<string> = []
for (const entry of readdirSync(join(root, "patterns"), { withFileTypes: true })) {
  if (!entry.isDirectory()) continue
  const files = readdirSync(join(root, "patterns", entry.name)).sort()
  const list = files.flatMap((file) => {
    const path = join("patterns", entry.name, file)
    try {
      const data: unknown = parse(readFileSync(join(root, path), "utf8"), { uniqueKeys: true })
      const pattern = Schema.decodeUnknownSync(PatternFile)(data, { onExcessProperty: "error" })
      return [{ dialect: entry.name, name: basename(file, ".yaml"), ...pattern }]
    } catch (error) {
      console.error(`${path}: ${error instanceof Error ? error.message : String(error)}`)
      good = false
      return []
    }
  })
  patterns.push(`  ${JSON.stringify(entry.name)}: () => JSON.parse(${JSON.stringify(JSON.stringify(list))})`)
}
write(
  "src/pattern/patterns.generated.ts",
  `// Generated from patterns/ by npm run compile.\nimport type { Pattern } from "./Pattern.ts"\n\nexport const patterns: Readonly<Record<string, () => ReadonlyArray<Pattern>>> = {\n${patterns.sort().join(",\n")}\n}\n`
)
if (!good) process.exitCode = 1
