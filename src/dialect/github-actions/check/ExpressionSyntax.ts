/**
 * Expressions that the engine cannot read: braces that do not close, other languages' quotes and operators, and
 * expressions in places where none may stand.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { close } from "../expression/Close.ts"
import { type Failure, read } from "../expression/Expression.ts"
import { knownContext } from "../expression/Names.ts"
import type { Site } from "../expression/Place.ts"
import { repair } from "../expression/Repair.ts"
import type { Template } from "../expression/Template.ts"
import type { Use } from "../model/Analysis.ts"
import { check, part, rewrite, type Say } from "./Say.ts"

export const expressionSyntax = check((analysis, say) => {
  for (let at = 0; at < analysis.sites.length; at++) {
    const site = analysis.sites[at] as Site
    const templates = analysis.templates[at] as ReadonlyArray<Template>
    if (site.place.plain) {
      const template = templates[0]
      if (template !== undefined) misplaced(say, site, template)
    } else {
      templates.forEach((template, index) => {
        if (!template.closed) unclosed(say, site, template, templates[index + 1])
      })
      slips(say, site, templates)
    }
  }
  for (const use of analysis.uses) {
    const { failure } = use.expression
    if (failure !== undefined) broken(say, use, failure)
  }
})

const misplaced = (say: Say, site: Site, template: Template): void => {
  const key = site.path.findLast((segment) => typeof segment === "string")
  say.problem({
    rule: "expression-not-allowed",
    message: `\`${key}\` takes no expression: GitHub reads it before any run starts.`,
    pointer: site.pointer,
    at: part(say, site, template.start, template.end)
  })
}

const unclosed = (say: Say, site: Site, template: Template, next: Template | undefined): void => {
  const outer = around(site.text, template, next)
  const closed = outer === undefined ? close(template, site.text.slice(0, template.start)) : undefined
  const fixes: Array<Fix> = []
  if (outer !== undefined) {
    const title = "Remove the inner braces"
    fixes.push(rewrite(title, site, template.start, outer.end, outer.text, "safe", 0.96))
  } else if (closed !== undefined) {
    const [from, until] = [template.start, template.end]
    fixes.push(
      rewrite(
        "Close the expression with `}}`",
        site,
        from,
        until,
        closed.text,
        closed.sure ? "safe" : "unsafe",
        0.96
      )
    )
  } else
    fixes.push(
      rewrite("Remove the unfinished expression", site, template.start, template.end, "", "unsafe", 0.45)
    )
  say.problem({
    rule: "expression-unclosed",
    message: "An expression starts with `${{` and never ends with `}}`.",
    pointer: site.pointer,
    // One that goes on over lines starts where its braces stand.
    at: part(
      say,
      site,
      template.start,
      site.node.style === "folded" || site.text.slice(template.start, template.end).includes("\n")
        ? template.start + 3
        : template.end
    ),
    fixes
  })
}

/** `${{ a && ${{ b }} }}`: braces inside of braces, as one template. */
const around = (
  text: string,
  template: Template,
  next: Template | undefined
): { readonly text: string; readonly end: number } | undefined => {
  if (next === undefined || next.start !== template.end || !next.closed) return undefined
  const stop = text.indexOf("}}", next.end)
  if (stop < 0 || text.slice(next.end, stop).includes("${{")) return undefined
  const inner = `${template.inner}${next.inner.trim()}${text.slice(next.end, stop)}`
  return read(inner).failure === undefined ? { text: `\${{${inner}}}`, end: stop + 2 } : undefined
}

const broken = (say: Say, use: Use, failure: Failure): void => {
  const { site, offset, expression } = use
  const { text } = expression
  const end = offset + text.length
  const at =
    failure.kind === "syntax" && failure.symbol !== ""
      ? part(say, site, offset + failure.at, offset + failure.at + failure.symbol.length)
      : part(say, site, use.template?.start ?? offset, use.template?.end ?? end)
  const mended = repair(expression)
  say.problem({
    rule: "expression-syntax",
    message: describe(failure, text),
    pointer: site.pointer,
    at,
    fixes:
      mended === undefined
        ? []
        : [
            rewrite(
              mended.title,
              site,
              offset,
              end,
              mended.text,
              mended.sure ? "safe" : "unsafe",
              mended.confidence
            )
          ]
  })
}

const describe = (failure: Failure, text: string): string => {
  const shown = text.trim().length > 80 ? `${text.trim().slice(0, 77)}…` : text.trim()
  switch (failure.kind) {
    case "empty":
      return "There is no expression between the braces."
    case "too-long":
      return "The expression is longer than GitHub reads (21,000 characters)."
    case "too-deep":
      return "The expression is nested deeper than GitHub reads (50 levels)."
    case "syntax":
      return failure.symbol === ""
        ? `The expression \`${shown}\` ends too early.`
        : `\`${failure.symbol}\` does not fit into the expression \`${shown}\`.`
  }
}

/** Braces of other template languages, and braces that lost a letter: such a text stays as it is written. */
const slips = (say: Say, site: Site, templates: ReadonlyArray<Template>): void => {
  const { text } = site
  foreignMarks(say, site)
  if (site.place.condition && templates.length === 0) return
  const even = count(text, "{{") === templates.length && count(text, "}}") === templates.length
  if (even && !/\$\s?\{\s\{/.test(text)) return
  let next = 0
  for (const match of text.matchAll(otherBraces)) {
    const [whole, inner] = match as unknown as [string, string]
    const start = match.index
    while (next < templates.length && (templates[next] as Template).end <= start) next++
    if (start + 3 >= (templates[next]?.start ?? Number.POSITIVE_INFINITY)) continue
    // `${name}` is the shell's, `{{ .Name }}` Go's; only what speaks of our contexts was meant for GitHub.
    const { failure, references } = read(inner)
    if (failure !== undefined || references.length === 0) continue
    if (!references.every((reference) => knownContext(reference.context) && reference.path.length > 0))
      continue
    // With the dollar sign it can be nothing else; a script may hold templates of its own kind.
    const sure = whole.startsWith("$") || site.path.at(-1) !== "run"
    say.problem({
      rule: "expression-braces",
      message: `\`${whole}\` is taken as it is written: an expression starts with \`\${{\`.`,
      pointer: site.pointer,
      at: part(say, site, start, start + whole.length),
      fixes: [
        rewrite(
          "Write `${{ … }}`",
          site,
          start,
          start + whole.length,
          `\${{${inner}}}`,
          sure ? "safe" : "unsafe",
          sure ? 0.96 : 0.9
        )
      ]
    })
  }
}

/** Keys whose texts are programs: what stands in their braces is theirs. */
const programs: ReadonlySet<string> = new Set(["run", "script"])

/**
 * Marks of other languages, or one too many, around a whole value: `${secrets.TOKEN}`, `$[[ inputs.name ]]`,
 * `\${{ github.sha }}`. Maven and others write `${env.NAME}`, so that one is left alone.
 */
const foreignMarks = (say: Say, site: Site): void => {
  const { text } = site
  const first = text.charCodeAt(0)
  if (site.place.condition || (first !== 36 && first !== 92 && first !== 123) || text.length > 300) return
  const key = site.path.at(-1)
  if (typeof key === "string" && programs.has(key)) return
  const inner = whole
    .exec(text)
    ?.slice(1)
    .find((group) => group !== undefined)
  if (inner === undefined) return
  const { failure, references } = read(inner)
  if (failure !== undefined || references.length === 0) return
  if (!references.every(({ context, path }) => knownContext(context) && path.length > 0)) return
  if (/^\$\{(?!\{)/.test(text) && references.some(({ context }) => context.toLowerCase() === "env")) return
  say.problem({
    rule: "expression-braces",
    message: `\`${text}\` is taken as it is written: an expression is \`\${{ … }}\`.`,
    pointer: site.pointer,
    at: part(say, site, 0, text.length),
    fixes: [rewrite("Write `${{ … }}`", site, 0, text.length, `\${{ ${inner.trim()} }}`, "safe", 0.96)]
  })
}

const whole =
  /^(?:\$\{([^{}]+)\}|\$\[\[(.+)\]\]|\$\(\((.+)\)\)|\$\(([\w.-]+)\)|[\\$]\$\{\{([^{}]+)\}\}|\$\{\{([^{}]+)\}\}\}|\{%(.+)%\})$/

/** `{{ x }}`, `${ x }}`, `${ { x }}` and `$ {{ x }}`. */
const otherBraces = /(?:\$\s?\{\s?\{|\$\{(?!\{)|(?<![${])\{\{)([^{}"`]{1,200})\}\s?\}/g

const count = (text: string, braces: string): number => {
  let found = 0
  for (let at = text.indexOf(braces); at >= 0; at = text.indexOf(braces, at + 2)) found++
  return found
}
