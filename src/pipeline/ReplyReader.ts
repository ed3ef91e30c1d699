/**
 * Reads what a model answered: a patch, or a whole file. Fences, prose around it and slips of JSON are tolerated, and
 * every leniency is said as evidence; half an answer is none.
 */
import { Result, Schema } from "effect"
import { jsonrepair } from "jsonrepair"
import { Operation } from "../diagnose/Fix.ts"
import type { ModelReply } from "../model/ModelRequest.ts"
import { prompts } from "./rules.generated.ts"

export interface Read<A> {
  readonly value: A
  /** What had to be forgiven, in words. */
  readonly evidence: ReadonlyArray<string>
}

/** An answer in parts: first what it takes of the suggestions, then its own operations on what that leaves. */
export interface PatchAnswer {
  /** Names of suggestions. */
  readonly take: ReadonlyArray<string>
  readonly operations: ReadonlyArray<Operation>
}

/** Operations, and names, of more than one answer can need. */
const operationsAtMost = 200

/** The patch of a reply; the failure says in one line why there is none. */
export const readPatch = (reply: ModelReply): Result.Result<Read<PatchAnswer>, string> =>
  Result.flatMap(contentOf(reply, prompts.tools.patch.name), (content) =>
    Result.flatMap(parseJson(content), ({ value, evidence }) => {
      const take = namesIn(value)
      const list = operationsIn(value) ?? (take === undefined ? undefined : { value: [], evidence: [] })
      if (list === undefined) return Result.fail("the answer holds no list of operations")
      if (list.value.length + (take?.length ?? 0) > operationsAtMost)
        return Result.fail(`the patch has more than ${operationsAtMost} operations`)
      return Result.mapBoth(decode(list.value.map(normal)), {
        onFailure: () => "the patch is no JSON Patch: each operation needs op and path, and value or from",
        onSuccess: (operations) => ({
          value: { take: take ?? [], operations },
          evidence: [...evidence, ...list.evidence]
        })
      })
    })
  )

/** Names of suggestions, alone or in a list; some models write numbers. */
const namesIn = (value: unknown): ReadonlyArray<string> | undefined => {
  if (typeof value !== "object" || value === null || !("take" in value)) return undefined
  const list: ReadonlyArray<unknown> = Array.isArray(value.take) ? value.take : [value.take]
  const names = list.flatMap((name) =>
    typeof name === "string" || typeof name === "number" ? [String(name).trim()] : []
  )
  return names.length < list.length ? undefined : names
}

/** The whole file of a reply. */
export const readFile = (reply: ModelReply): Result.Result<Read<string>, string> =>
  Result.flatMap(contentOf(reply, prompts.tools.document.name), (content) => {
    if (!content.fromTool) return fenced(content.text)
    return Result.flatMap(parseJson(content, content.text.length), ({ value, evidence }) => {
      const text = typeof value === "object" && value !== null && "file" in value ? value.file : value
      return typeof text === "string" && text.trim() !== ""
        ? Result.map(fenced(text), (read) => ({ ...read, evidence: [...evidence, ...read.evidence] }))
        : Result.fail("the answer holds no file")
    })
  })

/** Characters of a patch, well over the tokens that it may have. */
const patchAtMost = 20 * prompts.limits.patchTokens
const depthAtMost = 100

const decode = Schema.decodeUnknownResult(Schema.Array(Operation))

interface Content {
  readonly text: string
  readonly fromTool: boolean
  readonly evidence: ReadonlyArray<string>
}

const contentOf = (reply: ModelReply, tool: string): Result.Result<Content, string> => {
  if (reply.refusal !== undefined) return Result.fail(`the model declined: ${oneLine(reply.refusal)}`)
  if (reply.finish === "content-filter") return Result.fail("the provider's filter kept the answer back")
  if (reply.finish === "length") return Result.fail("the answer was cut off; answer more briefly")
  const call = reply.toolCalls.find(({ name }) => name === tool)
  if (call !== undefined) return Result.succeed({ text: call.arguments, fromTool: true, evidence: [] })
  const other = reply.toolCalls[0]
  if (other !== undefined)
    return Result.fail(`the answer calls \`${oneLine(other.name)}\`, which there is not; call \`${tool}\``)
  if (reply.text.trim() === "") return Result.fail("the answer is empty")
  return Result.succeed({ text: reply.text, fromTool: false, evidence: ["the answer came as text"] })
}

/** JSON, or what is nearly JSON; a text that breaks off in the middle is not repaired into something shorter. */
const parseJson = ({ text, evidence }: Content, most = patchAtMost): Result.Result<Read<unknown>, string> => {
  const said = [...evidence]
  if (text.length > most) return Result.fail("the answer is longer than any patch has to be")
  let json = text.trim()
  const fence = /```[A-Za-z]*[ \t]*\r?\n([\s\S]*?)\n[ \t]*```/.exec(json)
  if (fence?.[1] !== undefined && !/^[[{]/.test(json)) {
    json = fence[1].trim()
    said.push("a fence was around it")
  }
  if (!/^[[{"]/.test(json)) {
    const start = json.search(/[[{]/)
    const end = Math.max(json.lastIndexOf("]"), json.lastIndexOf("}"))
    if (start < 0) return Result.fail("the answer is prose, not a patch")
    json = json.slice(start, end > start ? end + 1 : undefined)
    said.push("prose was around it")
  }
  if (depthOf(json) > depthAtMost) return Result.fail("the answer is nested too deeply")
  const plain = parse(json)
  if (plain !== undefined) return Result.succeed({ value: plain.value, evidence: said })
  if (!/[\]}"]$/.test(json) || unclosed(json)) return Result.fail("the JSON breaks off in the middle")
  try {
    const repaired = parse(jsonrepair(json))
    if (repaired !== undefined)
      return Result.succeed({ value: repaired.value, evidence: [...said, "the JSON had slips"] })
  } catch {
    // Said below.
  }
  return Result.fail("the answer is no JSON")
}

const parse = (json: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(json) as unknown }
  } catch {
    return undefined
  }
}

/** Whether more brackets open than close, strings aside. */
const unclosed = (json: string): boolean => {
  const { quote, depth } = bracketsIn(json)
  return quote || depth > 0
}

const depthOf = (json: string): number => bracketsIn(json).deepest

const bracketsIn = (
  json: string
): { readonly depth: number; readonly deepest: number; readonly quote: boolean } => {
  let depth = 0
  let deepest = 0
  let quote = false
  for (let i = 0; i < json.length; i++) {
    const character = json[i]
    if (quote) {
      if (character === "\\") i++
      else if (character === '"') quote = false
    } else if (character === '"') quote = true
    else if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth)
    else if (character === "]" || character === "}") depth--
  }
  return { depth, deepest, quote }
}

const operationsIn = (value: unknown): Read<ReadonlyArray<unknown>> | undefined => {
  if (Array.isArray(value)) return { value, evidence: [] }
  if (typeof value !== "object" || value === null) return undefined
  if ("ops" in value) {
    const list: unknown = value.ops
    if (Array.isArray(list)) return { value: list, evidence: [] }
    // Some models hand over lists as text.
    if (typeof list === "string") {
      const read = Result.getOrUndefined(parseJson({ text: list, fromTool: true, evidence: [] }))
      if (read !== undefined && Array.isArray(read.value))
        return { value: read.value, evidence: ["the list came as text"] }
    }
    return undefined
  }
  for (const name of ["operations", "patch", "changes"]) {
    const list: unknown = (value as Readonly<Record<string, unknown>>)[name]
    if (Array.isArray(list)) return { value: list, evidence: [`the list came as \`${name}\``] }
  }
  return "op" in value && "path" in value
    ? { value: [value], evidence: ["one operation came alone"] }
    : undefined
}

/** Keys that an operation does not have are left behind; so is `value: null` where an operation takes none. */
const normal = (operation: unknown): unknown => {
  if (typeof operation !== "object" || operation === null) return operation
  const { op, path, from, value } = operation as Readonly<Record<string, unknown>>
  switch (op) {
    case "remove":
      return { op, path }
    case "move":
    case "copy":
      return { op, from, path }
    default:
      return { op, path, value: value === undefined && "value" in operation ? null : value }
  }
}

const fenced = (text: string): Result.Result<Read<string>, string> => {
  const match = /```[A-Za-z-]*[ \t]*\r?\n([\s\S]*?)\r?\n[ \t]*```/.exec(text)
  if (match?.[1] !== undefined)
    return Result.succeed({ value: `${match[1]}\n`, evidence: ["a fence was around it"] })
  if (/^[ \t]*```/m.test(text)) return Result.fail("the file breaks off before its fence ends")
  return Result.succeed({ value: text.endsWith("\n") ? text : `${text}\n`, evidence: [] })
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim().slice(0, 120)
