/**
 * `npm run docs` writes the pages of the documentation that are made of `rules/`, and the tables of those that are made
 * of `patterns/`; `npm run docs -- --check` writes nothing and exits 1 naming the pages that are stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { parse } from "yaml"
import { Grammar } from "../diagnose/Grammar.ts"
import { Rules } from "../diagnose/Rule.ts"
import { PatternFile } from "../pattern/Pattern.ts"
import { schemas as patternSchemas } from "../pattern/RuleData.ts"
import { type ByDialect, withTables } from "./PatternTables.ts"
import { pagesOf, type RuleFolder } from "./RulePages.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

const main = (check: boolean): number => {
  const docs = join(root, "docs")
  const pages = new Map([...pagesOf(foldersIn(join(root, "rules"))), ["patterns.md", patternsPage(docs)]])
  const stale = [...pages].filter(([path, text]) => written(join(docs, path)) !== text)
  const orphans = pagesIn(docs).filter((path) => !pages.has(path))
  if (check) {
    for (const [path] of stale) console.error(`docs/${path} is stale: run npm run docs`)
    for (const path of orphans) console.error(`docs/${path} has no rules any more: run npm run docs`)
    return stale.length + orphans.length > 0 ? 1 : 0
  }
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(docs, path)), { recursive: true })
    writeFileSync(join(docs, path), text)
  }
  for (const path of orphans) rmSync(join(docs, path))
  console.log(`${stale.length} pages written, ${orphans.length} removed, ${pages.size - stale.length} fresh`)
  return 0
}

/** Every folder of rules. Throws where a file is not as its schema says. */
const foldersIn = (rules: string): ReadonlyArray<RuleFolder> =>
  readdirSync(rules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({
      name,
      rules: data(Rules, join(rules, name, "rules.yaml")),
      grammar: data(Grammar, join(rules, name, "grammar.yaml"))
    }))

/** The page of the patterns, with what is written by hand as it is. */
const patternsPage = (docs: string): string =>
  withTables(
    readFileSync(join(docs, "patterns.md"), "utf8"),
    patternsIn(join(root, "patterns")),
    data(patternSchemas.features, join(root, "rules/pattern/features.yaml")) ?? {}
  )

const patternsIn = (folder: string): ByDialect<PatternFile> =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
      .map((dialect) => [dialect, patternsOf(join(folder, dialect))])
  )

const patternsOf = (folder: string): Readonly<Record<string, PatternFile>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .flatMap((file) => {
        const pattern = data(PatternFile, join(folder, file))
        return pattern === undefined ? [] : [[file.replace(/\.yaml$/, ""), pattern] as const]
      })
  )

const data = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, file: string): S["Type"] | undefined =>
  existsSync(file)
    ? Schema.decodeUnknownSync(schema)(parse(readFileSync(file, "utf8"), { merge: true }))
    : undefined

const written = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, "utf8") : undefined

/** The generated pages that exist, with `/`, relative to the folder. */
const pagesIn = (docs: string): ReadonlyArray<string> =>
  ["rules", "dialects"].flatMap((folder) =>
    existsSync(join(docs, folder))
      ? readdirSync(join(docs, folder))
          .filter((file) => file.endsWith(".md"))
          .map((file) => relative(docs, join(docs, folder, file)).replaceAll("\\", "/"))
      : []
  )

process.exitCode = main(process.argv.includes("--check"))
