/**
 * A model of adjustable skill. It knows how the file was meant, but mends only places that its prompt both shows and
 * names, as a model could, and errs with a given probability: a wrong value, JSON that breaks off, a step lost, nothing
 * changed. Whether and how it errs depends on the case and the number of the call alone, so every strategy meets the
 * same luck.
 */
import { createHash } from "node:crypto"
import { Result } from "effect"
import { stringify } from "yaml"
import type { Operation } from "../../../src/diagnose/Fix.ts"
import type { Json } from "../../../src/document/Node.ts"
import { applyToData } from "../../../src/document/Patch.ts"
import { parent, parse, within } from "../../../src/document/Pointer.ts"
import { isList } from "../../../src/document/Tree.ts"
import type { Question } from "../../../src/model/ModelClient.ts"
import type { ModelReply } from "../../../src/model/ModelRequest.ts"
import { inputTokensOf, outputTokensOf } from "../../../src/model/Tokens.ts"
import { type Change, changesOf } from "../../../src/pipeline/Changes.ts"

export interface Skill {
  /** The case, from which the luck is drawn. */
  readonly seed: string
  /** 0..1: how often a call goes wrong. */
  readonly errs: number
}

type Slip = "wrong" | "broken" | "lost" | "nothing" | undefined

/** The answer to one question. `now` is the data that the prompt speaks of; `undefined` where nobody can read it. */
export const simulate = (
  question: Question,
  call: number,
  skill: Skill,
  now: Json | undefined,
  meant: { readonly data: Json; readonly text: string }
): ModelReply => {
  const slip = slipOf(skill, call)
  const prompt = question.messages.map(({ content }) => content).join("\n")
  const tool = question.tools[0]?.name
  const wholeFile = tool !== "patch"
  const { taken, after } =
    wholeFile || now === undefined || slip === "nothing" || slip === "wrong"
      ? { taken: [], after: now }
      : takeFitting(prompt, now, meant.data)
  const mended = after === undefined || slip === "nothing" ? undefined : mend(after, meant.data, prompt)
  const operations = guarded(after ?? null, slipped(mended ?? [], after ?? null, slip), namesIn(prompt))
  const content = wholeFile
    ? fileText(now, mended, meant.text, slip)
    : JSON.stringify(
        taken.length === 0
          ? { ops: operations }
          : operations.length === 0
            ? { take: taken }
            : { take: taken, ops: operations }
      )
  const said = wholeFile && tool !== undefined ? JSON.stringify({ file: content }) : content
  const cut = slip === "broken" ? said.slice(0, Math.max(1, said.length - 8)) : said
  const reply =
    tool === undefined
      ? { text: cut, toolCalls: [] }
      : { text: "", toolCalls: [{ id: "1", name: tool, arguments: cut }] }
  return {
    ...reply,
    finish: tool === undefined ? "stop" : "tool-calls",
    usage: {
      inputTokens: inputTokensOf({ ...question, model: "simulated" }),
      outputTokens: outputTokensOf(reply),
      estimated: false
    }
  }
}

const slipOf = ({ seed, errs }: Skill, call: number): Slip => {
  const bytes = createHash("sha256").update(`${seed} ${call}`).digest()
  if (bytes.readUInt32BE(0) / 2 ** 32 >= errs) return undefined
  return (["wrong", "broken", "lost", "nothing"] as const)[bytes.readUInt32BE(4) % 4]
}

/** The suggestions that do nothing but what is missing, with the data that they leave. */
const takeFitting = (
  prompt: string,
  now: Json,
  meant: Json
): { readonly taken: ReadonlyArray<string>; readonly after: Json } => {
  const taken: Array<string> = []
  const problems = new Set<string>()
  let after = now
  for (const [, name = "", problem = "", words = ""] of prompt.matchAll(/^ {3}((\d+)[a-z]): (.*)$/gm)) {
    const operations = operationsIn(words)
    if (problems.has(problem) || operations === undefined) continue
    const applied = applyToData(after, operations)
    if (Result.isFailure(applied) || !isPartOf(changesOf(after, applied.success), changesOf(after, meant)))
      continue
    taken.push(name)
    problems.add(problem)
    after = applied.success
  }
  return { taken, after }
}

const isPartOf = (some: ReadonlyArray<Change>, all: ReadonlyArray<Change>): boolean => {
  const known = new Set(all.map((change) => JSON.stringify(change)))
  return some.length > 0 && some.every((change) => known.has(JSON.stringify(change)))
}

/** `move /a /b; remove /c` */
const operationsIn = (words: string): ReadonlyArray<Operation> | undefined => {
  const place = /(?:"(?:[^"\\]|\\.)*"|\/[^\s;]*)/.source
  const operations: Array<Operation> = []
  let rest = words
  while (rest !== "") {
    const match = new RegExp(`^(move|copy|remove|add|replace) (${place})(?: (.*))?$`).exec(rest)
    if (match === null) return undefined
    const [, op, first = "", tail = ""] = match
    const path = first.startsWith('"') ? (JSON.parse(first) as string) : first
    if (op === "remove") {
      operations.push({ op, path })
      rest = tail.replace(/^; /, "")
      continue
    }
    const [argument, left] = split(tail, op === "move" || op === "copy" ? new RegExp(`^${place}`) : undefined)
    if (argument === undefined) return undefined
    rest = left
    if (op === "move" || op === "copy")
      operations.push({ op, from: path, path: argument.startsWith('"') ? JSON.parse(argument) : argument })
    else if (op === "add" || op === "replace")
      operations.push({ op, path, value: JSON.parse(argument) as Json })
  }
  return operations
}

/** The first argument of a text, and what follows the semicolon behind it. */
const split = (text: string, pattern: RegExp | undefined): readonly [string | undefined, string] => {
  if (pattern !== undefined) {
    const found = pattern.exec(text)?.[0].replace(/;$/, "")
    return [found, found === undefined ? "" : text.slice(found.length).replace(/^; /, "")]
  }
  for (let end = text.length; end > 0; end = text.lastIndexOf("; ", end - 1)) {
    try {
      JSON.parse(text.slice(0, end))
      return [text.slice(0, end), text.slice(end + 2)]
    } catch {
      // A semicolon inside of a value.
    }
  }
  return [undefined, ""]
}

/** The operations that bring the named and shown places to what was meant. */
const mend = (now: Json, meant: Json, prompt: string): ReadonlyArray<Operation> => {
  const names = namesIn(prompt)
  const open = openEnds(prompt)
  const known = changesOf(now, meant).filter(
    (change) =>
      (isNamed(change, names) ||
        open[0] === change.pointer ||
        (change.before === undefined && open.includes(parent(change.pointer)))) &&
      isShown(change, prompt)
  )
  return operationsFor(known)
}

/** Places that problems and suggestions name. */
const namesIn = (prompt: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const [, place] of prompt.matchAll(/^\d+\. (the root|\/.*?):? /gm))
    found.push(place === "the root" ? "" : (place ?? ""))
  for (const [, words = ""] of prompt.matchAll(/^ {3}\d+[a-z]: (.*)$/gm))
    for (const operation of operationsIn(words) ?? []) {
      found.push(operation.path)
      if ("from" in operation) found.push(operation.from)
    }
  return found
}

/** Where the prompt says that the file may go on: at its last value, and in every map and list around that. */
const openEnds = (prompt: string): ReadonlyArray<string> => {
  const last = /^Cut off at (.*)\? That and/m.exec(prompt)?.[1]
  const found: Array<string> = []
  for (let at = last === "the root" ? "" : last; at !== undefined; at = at === "" ? undefined : parent(at))
    found.push(at)
  return found
}

const isNamed = ({ pointer, before }: Change, names: ReadonlyArray<string>): boolean =>
  names.some(
    (name) =>
      within(pointer, name) ||
      within(name, pointer) ||
      // What has to stand beside a named key that goes, such as the same key rightly spelled.
      (before === undefined && parent(name) === parent(pointer))
  )

/** A place is shown by its own key, or by the map or list that it is added to. */
const isShown = ({ pointer, before }: Change, prompt: string): boolean => {
  const keys = parse(before === undefined ? parent(pointer) : pointer).filter((key) => !/^\d+$/.test(key))
  const last = keys.at(-1)
  return last === undefined || prompt.includes(last)
}

/** Replacements first, then what goes, the last index first, then what comes. */
const operationsFor = (changes: ReadonlyArray<Change>): ReadonlyArray<Operation> => {
  const replaced = changes.filter(({ before, after }) => before !== undefined && after !== undefined)
  const gone = changes.filter(({ after }) => after === undefined).toReversed()
  const come = changes.filter(({ before }) => before === undefined)
  const moved = new Set<Change>()
  const moves = come.flatMap((add): ReadonlyArray<Operation> => {
    const from = gone.find(
      (other) =>
        !moved.has(other) &&
        JSON.stringify(other.before) === JSON.stringify(add.after) &&
        parent(other.pointer) === parent(add.pointer)
    )
    if (from === undefined || /\/\d+$/.test(from.pointer)) return []
    moved.add(from).add(add)
    return [{ op: "move", from: from.pointer, path: add.pointer }]
  })
  return [
    ...replaced.map(
      ({ pointer, after }): Operation => ({ op: "replace", path: pointer, value: after as Json })
    ),
    ...moves,
    ...gone
      .filter((change) => !moved.has(change))
      .map(({ pointer }): Operation => ({ op: "remove", path: pointer })),
    ...come
      .filter((change) => !moved.has(change))
      .map(({ pointer, after }): Operation => ({ op: "add", path: pointer, value: after as Json }))
  ]
}

const slipped = (operations: ReadonlyArray<Operation>, now: Json, slip: Slip): ReadonlyArray<Operation> => {
  if (slip === "wrong")
    return operations.map((operation) =>
      "value" in operation ? { ...operation, value: "something-else" } : operation
    )
  if (slip !== "lost") return operations
  const place = stepOf(now)
  return place === undefined ? operations : [...operations, { op: "remove", path: place }]
}

/** A step, or failing that a part at the top, that is there to be lost. */
const stepOf = (data: Json, pointer = "", depth = 0): string | undefined => {
  if (typeof data !== "object" || data === null || depth > 4) return undefined
  if (isList(data))
    return data.length > 1 && typeof data[0] === "object" ? `${pointer}/${data.length - 1}` : undefined
  for (const [key, value] of Object.entries(data)) {
    const found = stepOf(
      value as Json,
      `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      depth + 1
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** As the prompt asks: with a test of what it did not name itself. */
const guarded = (
  now: Json,
  operations: ReadonlyArray<Operation>,
  named: ReadonlyArray<string>
): ReadonlyArray<Operation> =>
  operations.flatMap((operation): ReadonlyArray<Operation> => {
    if (operation.op !== "replace" && operation.op !== "remove") return [operation]
    if (named.includes(operation.path)) return [operation]
    const value = parse(operation.path).reduce<Json | undefined>(
      (at, key) =>
        typeof at === "object" && at !== null ? (at as Readonly<Record<string, Json>>)[key] : undefined,
      now
    )
    // A model tests a word, not a page.
    return value === undefined || typeof value === "object"
      ? [operation]
      : [{ op: "test", path: operation.path, value }, operation]
  })

const fileText = (
  now: Json | undefined,
  operations: ReadonlyArray<Operation> | undefined,
  meant: string,
  slip: Slip
): string => {
  if (now === undefined) return slip === undefined ? meant : `${meant.slice(0, meant.length / 2)}\nwrong: [\n`
  const result = applyToData(now, slipped(operations ?? [], now, slip))
  return stringify(Result.isSuccess(result) ? result.success : now, { lineWidth: 0 })
}
