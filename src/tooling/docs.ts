/**
 * `npm run docs` writes the pages of the documentation that are made of `rules/`; `npm run docs -- --check` writes
 * nothing and exits 1 naming the pages that are stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { parse } from "yaml"
import { Grammar } from "../diagnose/Grammar.ts"
import { Rules } from "../diagnose/Rule.ts"
import { pagesOf, type RuleFolder } from "./RulePages.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

const main = (check: boolean): number => {
  const pages = pagesOf(foldersIn(join(root, "rules")))
  const docs = join(root, "docs")
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
