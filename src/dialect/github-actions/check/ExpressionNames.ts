/**
 * Names in expressions: contexts and functions that do not exist, or not in the place where they are used, and
 * functions with too few or too many arguments.
 */
import type { Call, Reference } from "../expression/Expression.ts"
import {
  functionRule,
  functionsIn,
  knownContext,
  type Meant,
  meantContext,
  meantFunction,
  meantVariable
} from "../expression/Names.ts"
import type { Place } from "../expression/Place.ts"
import type { Use } from "../model/Analysis.ts"
import type { Workflow } from "../model/Workflow.ts"
import { declaredAs } from "./DeclaredNames.ts"
import { allOf, check, orMeant, respell, rewrite, type Say, within } from "./Say.ts"
import { standIns } from "./StandIns.ts"

export const expressionNames = check((analysis, say) => {
  for (const use of analysis.uses) {
    const place = use.site.place
    // A broken expression is told of once; its names are judged when it parses.
    if (use.expression.failure !== undefined) continue
    let told: Set<string> | undefined
    for (const reference of use.expression.references) {
      if (place.contexts.has(reference.context.toLowerCase())) continue
      const path = `${reference.context}.${reference.path[0]?.name}`
      told ??= new Set()
      if (!told.has(path)) context(say, analysis.workflow, use, place, reference)
      told.add(path)
    }
    for (const call of use.expression.calls) callOf(say, use, place, call)
  }
})

const context = (say: Say, workflow: Workflow, use: Use, place: Place, reference: Reference): void => {
  const name = reference.context.toLowerCase()
  const at = within(say, use, reference)
  const pointer = use.site.pointer
  if (knownContext(name)) {
    say.problem({
      rule: "context-not-available",
      message: `\`${reference.context}\` is not available in \`${place.name}\`.`,
      help: `Available here: ${allOf([...place.contexts])}.`,
      pointer,
      at,
      fixes: standIns(workflow, use, reference, place)
    })
    return
  }
  const { text } = use.expression
  // The name behind an arrow was told of with the one before it.
  if (text.slice(0, reference.start).endsWith("->")) return
  const arrow = /^([A-Za-z]+)-$/.exec(reference.context)?.[1]
  if (
    arrow !== undefined &&
    knownContext(arrow) &&
    /^>\s?[A-Za-z_]/.test(text.slice(reference.end, reference.end + 3))
  ) {
    const from = use.offset + reference.end - 1
    say.problem({
      rule: "unknown-context",
      message: `There is no context \`${reference.context}\`: use a dot for what \`${arrow}\` holds.`,
      pointer,
      at,
      fixes: [
        rewrite(
          "Write a dot",
          use.site,
          from,
          from + (/\s/.test(text[reference.end + 1] ?? "") ? 3 : 2),
          ".",
          "safe",
          0.96
        )
      ]
    })
    return
  }
  const better = meantWord(workflow, use, reference, place)
  say.problem({
    rule: "unknown-context",
    message: `There is no context \`${reference.context}\`${orMeant(better)}`,
    help: `Available here: ${allOf([...place.contexts])}. Strings need single quotes.`,
    pointer,
    at,
    fixes: respell(use, reference, better)
  })
}

const literals: ReadonlyMap<string, string> = new Map([
  ["true", "true"],
  ["yes", "true"],
  ["false", "false"],
  ["no", "false"],
  ["null", "null"],
  ["none", "null"],
  ["nil", "null"],
  ["undefined", "null"]
])

/** What a word that names no context was meant to be: a context, a variable, a literal, or a text without quotes. */
const meantWord = (workflow: Workflow, use: Use, reference: Reference, place: Place): Meant | undefined => {
  const word = reference.context
  const declared = declaredAs(workflow, use, reference, place)
  if (declared !== undefined) return { name: declared, sure: false, confidence: 0.9 }
  if (reference.path.length > 0) return meantContext(word, place)
  const called = functionRule(word)
  if (called !== undefined && called.least === 0)
    return { name: `${called.name}()`, sure: true, confidence: 0.95 }
  const variable = meantVariable(word)
  if (variable !== undefined) return { name: variable, sure: true, confidence: 0.93 }
  const literal = literals.get(word.toLowerCase())
  if (literal !== undefined) return { name: literal, sure: true, confidence: 0.93 }
  // `github.ref_name == main`: compared with something, it can only be a text.
  const around = use.expression.text
  const compared = /[=!]=\s*$/.test(around.slice(Math.max(0, reference.start - 8), reference.start))
  if (compared || /^\s*[=!]=/.test(around.slice(reference.end, reference.end + 8))) {
    return { name: `'${word}'`, sure: false, confidence: 0.85 }
  }
  return undefined
}

const callOf = (say: Say, use: Use, place: Place, call: Call): void => {
  const rule = functionRule(call.name)
  const at = within(say, use, call)
  const pointer = use.site.pointer
  if (rule === undefined) {
    const better = meantFunction(call.name)
    say.problem({
      rule: "unknown-function",
      message: `There is no function \`${call.name}\`${orMeant(better)}`,
      help: `Available here: ${allOf(functionsIn(place))}.`,
      pointer,
      at,
      fixes: respell(use, call, better, undefined, "Call")
    })
    return
  }
  if (rule.special === true && !place.functions.has(rule.name.toLowerCase())) {
    say.problem({
      rule: "function-not-available",
      message: `\`${rule.name}()\` is not available in \`${place.name}\`.`,
      help: `Available here: ${allOf(functionsIn(place))}.`,
      pointer,
      at
    })
    return
  }
  const open = rule.status === true && place.anyStatus && (rule.name === "success" || rule.name === "failure")
  const most = open ? Number.MAX_SAFE_INTEGER : rule.most
  const count = call.argumentCount
  const wrong = count < rule.least || count > most || (rule.odd === true && count % 2 === 0)
  if (wrong) {
    say.problem({
      rule: "function-arguments",
      message: `\`${rule.name}\` takes ${amount(rule.least, most, rule.odd === true)}, not ${count}.`,
      pointer,
      at,
      fixes: most === 0 ? [clearArguments(use, call)].flatMap((fix) => fix ?? []) : []
    })
    return
  }
  if (rule.name === "format") formatCall(say, use, call)
  if (rule.name === "fromJSON") jsonCall(say, use, call)
}

const amount = (least: number, most: number, odd: boolean): string => {
  const plural = (count: number) => (count === 1 ? "one argument" : `${count} arguments`)
  if (odd) return `an odd number of arguments, at least ${least}`
  if (most === 0) return "no argument"
  if (least === most) return plural(least)
  return most > 200 ? `at least ${plural(least)}` : `${least} to ${most} arguments`
}

const clearArguments = (use: Use, call: Call) => {
  const { text } = use.expression
  const open = text.indexOf("(", call.end)
  const close = text.indexOf(")", open)
  if (open < 0 || close < 0 || text.slice(open + 1, close).includes("(")) return undefined
  return rewrite(
    "Remove the arguments",
    use.site,
    use.offset + open + 1,
    use.offset + close,
    "",
    "unsafe",
    0.8
  )
}

/** Holes of the pattern without an argument, and arguments without a hole. */
const formatCall = (say: Say, use: Use, call: Call): void => {
  const pattern = call.texts[0]
  if (pattern === undefined) return
  const bare = pattern.replaceAll("{{", "").replaceAll("}}", "")
  const holes = new Set([...bare.matchAll(/\{(\d{1,4})\}/g)].map((match) => Number(match[1])))
  const at = within(say, use, call)
  const given = call.argumentCount - 1
  if (/[{}]/.test(bare.replaceAll(/\{\d{1,4}\}/g, ""))) {
    say.problem({
      rule: "format-arguments",
      message: `\`format\` cannot read the pattern \`${pattern}\`: a brace is written \`{{\` or \`}}\`.`,
      pointer: use.site.pointer,
      at
    })
    return
  }
  const missing = [...holes].filter((hole) => hole >= given)
  if (missing.length > 0) {
    say.problem({
      rule: "format-arguments",
      message: `\`format\` has no argument for \`{${missing[0]}}\`.`,
      pointer: use.site.pointer,
      at
    })
    return
  }
  for (let index = 0; index < given; index++) {
    if (holes.has(index)) continue
    say.problem({
      rule: "format-arguments",
      severity: "warning",
      message: `\`format\` never uses its argument \`{${index}}\`.`,
      pointer: use.site.pointer,
      at
    })
    return
  }
}

const jsonCall = (say: Say, use: Use, call: Call): void => {
  const text = call.texts[0]
  if (text === undefined) return
  try {
    JSON.parse(text)
  } catch {
    say.problem({
      rule: "json-text",
      message: `\`fromJSON\` cannot read \`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\`.`,
      pointer: use.site.pointer,
      at: within(say, use, call)
    })
  }
}
