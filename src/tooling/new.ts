/**
 * `npm run new:rule -- DIALECT RULE` and `npm run new:dialect -- ID [TITLE]`: write what a new rule or dialect
 * begins with, and say what comes next. Nothing that is there is overwritten.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import {
  type Draft,
  dialectDrafts,
  dialectSteps,
  isId,
  registered,
  ruleDrafts,
  ruleSteps
} from "./Scaffold.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

const main = (argv: ReadonlyArray<string>): number => {
  const [what, id = "", more = ""] = argv
  if (what === "rule" && isId(id) && isId(more)) return newRule(id, more)
  if (what === "dialect" && isId(id)) return newDialect(id, more === "" ? id : more)
  console.error(
    "npm run new:rule -- DIALECT RULE\nnpm run new:dialect -- ID [TITLE]\nIds are words-with-dashes."
  )
  return 2
}

const newRule = (dialect: string, rule: string): number => {
  const texts = join(root, "rules", dialect, "rules.yaml")
  if (!existsSync(join(root, "rules", dialect)))
    return refuse(`There is no rules/${dialect}: npm run new:dialect first`)
  if (existsSync(texts) && new RegExp(`^${rule}:`, "m").test(readFileSync(texts, "utf8")))
    return refuse(`rules/${dialect}/rules.yaml has a rule ${rule} already`)
  return write(ruleDrafts(dialect, rule), ruleSteps(dialect, rule))
}

const newDialect = (id: string, title: string): number => {
  if (existsSync(join(root, "rules", id))) return refuse(`There is a rules/${id} already`)
  const status = write(dialectDrafts(id, title), dialectSteps(id))
  const register = join(root, "src/dialect/Dialects.ts")
  if (status === 0) writeFileSync(register, registered(readFileSync(register, "utf8"), id))
  return status
}

const refuse = (why: string): number => {
  console.error(why)
  return 1
}

const write = (drafts: ReadonlyArray<Draft>, steps: ReadonlyArray<string>): number => {
  const taken = drafts.find(({ path, append }) => append !== true && existsSync(join(root, path)))
  if (taken !== undefined) return refuse(`${taken.path} is there already`)
  for (const { path, text, append } of drafts) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    if (append === true && existsSync(file)) appendFileSync(file, text)
    else writeFileSync(file, text.trimStart())
    console.log(`${append === true ? "added to" : "wrote"} ${path}`)
  }
  for (const [at, step] of steps.entries()) console.log(`${at + 1}. ${step}`)
  return 0
}

process.exitCode = main(process.argv.slice(2))
