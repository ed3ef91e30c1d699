/**
 * The header of a component: it stands apart from the configuration, its inputs can be what they say they are, and
 * each of them is used.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { isSlip, likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { get, keyText, type Pair } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { blocksIn } from "../expression/Interpolation.ts"
import { headerOf, type Input, inputOf } from "../model/Header.ts"
import { itemsOf, type ListItem, type Resolved, textOf, under } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { walk } from "../model/Tree.ts"
import { language } from "../rules.generated.ts"
import { check, type Say } from "./Say.ts"

export const header = check((pipeline, say) => {
  apart(pipeline, say)
  for (const job of pipeline.jobs.values()) {
    const own = job.own("inputs")
    if (own?.node.kind !== "map") continue
    for (const pair of own.node.pairs) {
      const name = keyText(pair)
      if (name !== undefined) settings(say, inputOf(name, pair, child(own.pointer, name)), pipeline.document)
    }
  }
  const found = headerOf(pipeline)
  if (found === undefined) return
  for (const input of found.inputs.values()) settings(say, input, found.document)
  if (found.document !== pipeline.document && found.inputs.size > 0) {
    const used = usedIn(pipeline, found.inputs)
    for (const input of found.inputs.values()) {
      if (used.has(input.name)) continue
      say.problem({
        rule: "unused-input",
        message: `Nothing uses the input \`${input.name}\``,
        document: found.document,
        pointer: input.pointer,
        at: input.pair.key
      })
    }
  }
})

/** A `spec` among the jobs: the line between the two documents is missing. */
const apart = (pipeline: Pipeline, say: Say): void => {
  const { root } = pipeline
  if (root.flow || pipeline.spec === undefined || pipeline.spec.document !== pipeline.document) return
  const index = root.pairs.findIndex((pair) => keyText(pair) === "spec")
  const spec = root.pairs[index]
  if (spec === undefined || root.pairs.length === 1) return
  say.problem({
    rule: "header-not-apart",
    message: "`spec` belongs in a header of its own, with a line `---` between it and the configuration",
    pointer: child("", "spec"),
    at: spec.key,
    fixes: index === 0 ? [separated(say, spec)] : [moved(say, root.pairs, index)]
  })
}

/** After the last line of the header, so that comments stay with what they stand above. */
const separated = (say: Say, spec: Pair): Fix => {
  const at = lineAfter(say.view.text, spec.end)
  return say.rewrite(
    "Write `---` below the header",
    [{ start: at, end: at, text: say.view.text[at - 1] === "\n" ? "---\n" : "\n---\n" }],
    "safe",
    0.98
  )
}

const moved = (say: Say, pairs: ReadonlyArray<Pair>, index: number): Fix => {
  const { text } = say.view
  const spec = pairs[index] as Pair
  const first = (pairs[0] as Pair).start
  const end = lineAfter(text, spec.end)
  const body = text.slice(spec.start, end)
  return say.rewrite(
    "Move the header to the top",
    [
      { start: first, end: first, text: `${body}${body.endsWith("\n") ? "" : "\n"}---\n` },
      { start: spec.start, end, text: "" }
    ],
    "unsafe",
    0.9
  )
}

const lineAfter = (text: string, at: number): number => {
  const end = text.indexOf("\n", at)
  return end < 0 ? text.length : end + 1
}

const settings = (say: Say, input: Input, document: number): void => {
  const problem = (
    rule: string,
    message: string,
    { node, pointer }: ListItem,
    fixes: ReadonlyArray<Fix> = []
  ): void => say.problem({ rule, message, document, pointer, at: node, fixes })
  const replace = (item: ListItem, value: string, applicability: Fix["applicability"], confidence: number) =>
    say.fix(
      `Write \`${value}\``,
      [{ op: "replace", path: item.pointer, value }],
      applicability,
      confidence,
      document
    )
  const type = textOf(under(input.settings, "type"))
  if (type !== undefined && !types.has(type.text)) {
    const meant = synonyms.get(type.text.toLowerCase())
    const near = isSlip(type.text, types) ? likely(type.text, types)[0] : undefined
    say.problem({
      rule: "input-type",
      // A type that resembles none may be one of a later version.
      severity: meant === undefined && near === undefined ? "warning" : "error",
      message: `There is no input type \`${type.text}\`: use ${oneOf(language.inputTypes)}`,
      document,
      pointer: type.pointer,
      at: type.node,
      fixes:
        meant !== undefined
          ? [replace(type, meant, "unsafe", 0.95)]
          : near === undefined
            ? []
            : [replace(type, near.name, near.applicability, near.confidence)]
    })
    return
  }
  const fallback = under(input.settings, "default")
  const options = under(input.settings, "options")
  const regex = under(input.settings, "regex")
  if (fallback !== undefined && !fits(fallback.node, input.type)) {
    problem(
      "input-default",
      `The default of \`${input.name}\` is not a ${input.type}`,
      fallback,
      converted(say, fallback, input, document)
    )
  } else if (options !== undefined && fallback !== undefined) {
    const values = itemsOf(options)
    const listed = values.map(({ node }) => (node.kind === "scalar" ? String(node.value) : ""))
    const value = fallback.node.kind === "scalar" ? String(fallback.node.value) : undefined
    if (values.length > 0 && value !== undefined && !listed.includes(value)) {
      const near = likely(value, listed)[0]
      problem(
        "input-default",
        `The default \`${value}\` of \`${input.name}\` is not one of its options: ${oneOf(listed)}`,
        fallback,
        near === undefined ? [] : [replace(fallback, near.name, near.applicability, near.confidence)]
      )
    }
  }
  if (regex !== undefined && input.type !== "string") {
    problem(
      "input-regex",
      `Only strings can have a \`regex\`, but \`${input.name}\` is a ${input.type}`,
      regex
    )
  } else if (regex !== undefined) slashes(regex, problem, replace)
  if (options !== undefined && input.type === "boolean") {
    problem(
      "input-options",
      `\`${input.name}\` is \`true\` or \`false\` and can have no \`options\``,
      options
    )
  }
}

/** The expression stands for itself; slashes would have to be in the value. */
const slashes = (
  regex: ListItem,
  problem: (rule: string, message: string, at: ListItem, fixes?: ReadonlyArray<Fix>) => void,
  replace: (item: ListItem, value: string, applicability: Fix["applicability"], confidence: number) => Fix
): void => {
  const text = textOf(regex)?.text
  if (text === undefined || !/^\/.+\/$/.test(text)) return
  problem("input-regex", "The slashes around this expression become part of it", regex, [
    replace(regex, text.slice(1, -1), "unsafe", 0.95)
  ])
}

const fits = (node: Resolved, type: string): boolean => {
  if (node.kind === "scalar" && node.value === null) return true
  if (type === "array") return node.kind === "seq"
  if (node.kind !== "scalar") return false
  const { value } = node
  if (typeof value === "string" && value.includes("$[[")) return true
  switch (type) {
    case "number":
      return typeof value === "number" || typeof value === "bigint"
    case "boolean":
      return typeof value === "boolean"
    default:
      return typeof value === "string"
  }
}

/** The same default as a value of the type. */
const converted = (
  say: Say,
  { node, pointer }: ListItem,
  input: Input,
  document: number
): ReadonlyArray<Fix> => {
  const replace = (title: string, value: string | number | boolean | ReadonlyArray<string>, safe = true) => [
    say.fix(
      title,
      [{ op: "replace", path: pointer, value }],
      safe ? "safe" : "unsafe",
      safe ? 0.97 : 0.8,
      document
    )
  ]
  const typed = (type: string) =>
    say.fix(
      `Make it a ${type}`,
      [{ op: "add", path: child(input.pointer, "type"), value: type }],
      "unsafe",
      0.6,
      document
    )
  if (node.kind === "seq") return input.type === "string" ? [typed("array")] : []
  if (node.kind !== "scalar") return []
  const { value } = node
  switch (input.type) {
    case "number":
      return typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value)
        ? replace("Remove the quotes", Number(value))
        : []
    case "boolean":
      return typeof value === "string" && /^(?:true|false)$/i.test(value)
        ? replace("Remove the quotes", value.toLowerCase() === "true")
        : []
    case "array":
      return typeof value === "string" ? replace("Make it a list", [value], false) : []
    default: {
      const type = typeof value === "boolean" ? "boolean" : "number"
      // The value is there for its sake: what is used of it may be either.
      return [
        ...(input.settings !== undefined && get(input.settings.node, "type") === undefined
          ? [typed(type)]
          : []),
        ...replace("Quote it", String(value), false)
      ]
    }
  }
}

/** The names of the inputs that the configuration uses, and of those that it may have meant to. */
const usedIn = (pipeline: Pipeline, declared: ReadonlyMap<string, Input>): ReadonlySet<string> => {
  const used = new Set<string>()
  walk(pipeline.root, ({ node }) => {
    if (node.kind !== "scalar" || typeof node.value !== "string" || !node.value.includes("inputs")) return
    for (const { name } of blocksIn(node.value)) if (name !== undefined) used.add(name.text)
    // One with torn brackets is used as well.
    for (const [, name] of node.value.matchAll(/inputs\.([\w-]+)/g)) used.add(name as string)
  })
  for (const name of [...used]) {
    const meant = declared.has(name) ? undefined : likely(name, declared.keys())[0]
    if (meant !== undefined) used.add(meant.name)
  }
  return used
}

const types: ReadonlySet<string> = new Set(language.inputTypes)
const synonyms: ReadonlyMap<string, string> = new Map(Object.entries(language.inputTypeSynonyms))
