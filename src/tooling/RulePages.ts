/**
 * The pages of the documentation that are made of the rules: for every folder of `rules/` that has rules, a page of
 * them with their examples; for every dialect, a page of its format; and an index. Made of data alone, so that what
 * is documented is what runs.
 */
import type { Grammar, Key, MapShape, Shape } from "../diagnose/Grammar.ts"
import type { Rule, Rules } from "../diagnose/Rule.ts"

/** One folder of `rules/`. */
export interface RuleFolder {
  /** `github-actions`, `structure`, … */
  readonly name: string
  readonly rules: Rules | undefined
  readonly grammar: Grammar | undefined
}

/** What the folders that belong to no dialect hold. */
const shared: Readonly<Record<string, string>> = {
  input: "the files themselves, before any dialect",
  pattern: "what `patterns apply` and `enhance` add",
  structure: "the structure of every dialect",
  text: "the text of every dialect"
}

/** Paths below `docs/` and their Markdown. */
export const pagesOf = (folders: ReadonlyArray<RuleFolder>): ReadonlyMap<string, string> => {
  const pages = new Map<string, string>()
  for (const { name, rules, grammar } of folders) {
    if (rules !== undefined) pages.set(`rules/${name}.md`, rulesPage(name, rules))
    if (grammar !== undefined) pages.set(`dialects/${name}.md`, formatPage(name, grammar))
  }
  pages.set("rules/README.md", indexPage(folders))
  return pages
}

const generated = "<!-- Made of rules/ by `npm run docs`. Change the rules, not this page. -->"

const indexPage = (folders: ReadonlyArray<RuleFolder>): string => {
  const parts = [generated, "# Rules"]
  for (const { name, rules, grammar } of folders) {
    if (rules === undefined) continue
    const format = grammar === undefined ? "" : ` Its [format](../dialects/${name}.md).`
    parts.push(`## ${subject(name)}\n\n${count(rules)} rules.${format}`)
    const rows = Object.entries(rules).map(
      ([id, rule]) =>
        `| [\`${id}\`](${name}.md#${id}) | ${rule.stage} | ${rule.severity} | ${cell(rule.title)} |`
    )
    parts.push(["| rule | stage | severity | |", "|---|---|---|---|", ...rows].join("\n"))
  }
  return `${parts.join("\n\n")}\n`
}

const count = (rules: Rules): number => Object.keys(rules).length

const subject = (name: string): string => {
  const of = shared[name]
  return of === undefined ? name : `${name}: ${of}`
}

const rulesPage = (name: string, rules: Rules): string => {
  const parts = [generated, `# Rules of ${shared[name] ?? `the dialect \`${name}\``}`]
  for (const [id, rule] of Object.entries(rules)) parts.push(ruleText(id, rule))
  return `${parts.join("\n\n")}\n`
}

const ruleText = (id: string, rule: Rule): string => {
  const parts = [
    `## ${id}`,
    `**${rule.title}** (stage ${rule.stage}, ${rule.severity})`,
    `${rule.why.trim()}\n\n${rule.help.trim()}`
  ]
  const { example } = rule
  if (example !== undefined) {
    parts.push(fenced(example.before))
    if (example.after !== undefined) {
      const command = example.unsafe === true ? "pipewright fix --unsafe" : "pipewright fix"
      parts.push(`\`${command}\` makes of it:\n\n${fenced(example.after)}`)
    }
  }
  return parts.join("\n\n")
}

/** A block of code, fenced by more backticks than the text itself has in a row. */
const fenced = (text: string): string => {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = "`".repeat(Math.max(3, longest + 1))
  return `${fence}yaml\n${text.endsWith("\n") ? text : `${text}\n`}${fence}`
}

const formatPage = (name: string, grammar: Grammar): string => {
  const parts = [
    generated,
    `# The format of \`${name}\``,
    `${Object.entries(grammar.start)
      .map(([kind, shape]) => `A file of kind *${kind}* is ${link(shape, grammar)}.`)
      .join(" ")} What its rules say: [rules](../rules/${name}.md).`
  ]
  for (const [id, shape] of Object.entries(grammar.shapes)) parts.push(shapeText(id, shape, grammar))
  return `${parts.join("\n\n")}\n`
}

const shapeText = (id: string, shape: Shape, grammar: Grammar): string => {
  const head = `## ${id}\n\n`
  const title = shape.title === undefined ? "" : `${capital(shape.title)}: `
  switch (shape.kind) {
    case "map":
      return `${head}${title}a map.${mapFacts(shape, grammar)}${keyTable(shape, grammar)}`
    case "list":
      return `${head}${title}a list; each item is ${link(shape.item, grammar)}.`
    case "oneOf":
      return `${head}${title}one of ${shape.of.map((of) => link(of, grammar)).join(", ")}.`
    case "enum":
      return `${head}${title}one of ${shape.values.map((value) => `\`${String(value)}\``).join(", ")}.`
    case "string":
      return `${head}${saidOnce([shape.title, "a text", shape.patternTitle])}.`
    case "number":
    case "integer":
      return `${head}${title}${shape.kind === "number" ? "a number" : "a whole number"}${bounds(shape)}.`
    default:
      return `${head}${title}${shape.kind === "any" ? "anything" : shape.kind}.`
  }
}

/** What something is called and what it is, without saying the same twice. */
const saidOnce = (words: ReadonlyArray<string | undefined>): string =>
  capital([...new Set(words.filter((each) => each !== undefined))].join(": "))

const bounds = (shape: { readonly minimum?: number; readonly maximum?: number }): string => {
  if (shape.minimum !== undefined && shape.maximum !== undefined)
    return ` from ${shape.minimum} to ${shape.maximum}`
  if (shape.minimum !== undefined) return `, at least ${shape.minimum}`
  return shape.maximum === undefined ? "" : `, at most ${shape.maximum}`
}

const mapFacts = (shape: MapShape, grammar: Grammar): string => {
  const facts: Array<string> = []
  if (shape.extends !== undefined)
    facts.push(`Has all keys of ${shape.extends.map((name) => link(name, grammar)).join(" and ")}.`)
  if (shape.names !== undefined)
    facts.push(`${capital(shape.names.title ?? "other keys")}: ${link(shape.names.shape, grammar)}.`)
  for (const group of shape.groups ?? []) {
    const keys = group.of.map((key) => `\`${key}\``).join(", ")
    facts.push(`${capital(group.count.replaceAll("-", " "))} of ${keys}.`)
  }
  for (const [key, others] of Object.entries(shape.needs ?? {}))
    facts.push(`\`${key}\` needs ${others.map((other) => `\`${other}\``).join(", ")} beside it.`)
  return facts.length === 0 ? "" : ` ${facts.join(" ")}`
}

const keyTable = (shape: MapShape, grammar: Grammar): string => {
  const rows = Object.entries(shape.keys ?? {}).map(
    ([name, key]) => `| \`${name}\` | ${link(key.shape, grammar)} | ${cell(remarks(key))} |`
  )
  return rows.length === 0 ? "" : `\n\n${["| key | value | |", "|---|---|---|", ...rows].join("\n")}`
}

const remarks = (key: Key): string =>
  [
    ...(key.required === true ? ["Required."] : []),
    ...(key.description === undefined ? [] : [key.description.trim()]),
    ...(key.deprecated === undefined ? [] : [`Deprecated: ${key.deprecated.trim()}`])
  ].join(" ")

const link = (shape: string, grammar: Grammar): string =>
  Object.hasOwn(grammar.shapes, shape) ? `[${shape}](#${shape.toLowerCase()})` : shape

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
