/**
 * ModelAnswer: what a model is asked about a text, and what its answer is worth. Lets through only what applies, stays
 * inside its mandate and makes the pipeline better; whatever is refused says in one line why, for the record and for the
 * model's next attempt. Pure and synchronous, so that a thread can do it.
 */
import { Result } from "effect"
import jsonPatch from "fast-json-patch"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import type { Fix, Operation } from "../diagnose/Fix.ts"
import { errorsOf, score } from "../diagnose/Scorer.ts"
import { type Validation, validate } from "../diagnose/Validator.ts"
import type { Document } from "../document/Document.ts"
import type { Pointer } from "../document/Pointer.ts"
import { readDocument } from "../document/Reader.ts"
import { splice } from "../document/Splice.ts"
import type { TextEdit } from "../document/TextEdit.ts"
import { dataOf, equalData } from "../document/Tree.ts"
import type { Question } from "../model/ModelClient.ts"
import type { ModelReply } from "../model/ModelRequest.ts"
import type { ModelSpec } from "../model/ModelSpec.ts"
import { tokensOf } from "../model/Tokens.ts"
import { Redactor } from "../redact/Redactor.ts"
import { isSealed } from "../redact/Seal.ts"
import { isProgress } from "./Advance.ts"
import { type Basis, basisOf } from "./Basis.ts"
import type { LlmRequest } from "./LlmRefiner.ts"
import { type Command, commandsIn, lostCommands } from "./LostCommands.ts"
import { permit } from "./Mandate.ts"
import { buildPrompt } from "./PromptBuilder.ts"
import { readFile, readPatch } from "./ReplyReader.ts"
import { rewriteObjection } from "./Rewrite.ts"
import { prompts } from "./rules.generated.ts"
import { exposes, restored } from "./SecretsBack.ts"
import { type Suggestion, suggestionsFor, take } from "./Suggestions.ts"

/** What a question depends on of the model that is asked. */
export type AskedModel = Pick<ModelSpec, "id" | "tools" | "output" | "context">

/** Why an answer is not taken, in one line. `forbidden`: it does what no answer may. */
export interface Refused {
  readonly _tag: "refused"
  readonly reason: string
  readonly forbidden: boolean
}

/** What to ask, or why no answer could be used. */
export type Prepared = { readonly _tag: "ask"; readonly question: Question } | Refused

/** What an answer comes to. */
export type Judged =
  | {
      readonly _tag: "change"
      readonly fix: Omit<Fix, "title">
      /** What had to be forgiven, in words. */
      readonly evidence: ReadonlyArray<string>
    }
  | Refused

export const prepare = (request: LlmRequest, model: AskedModel): Prepared => {
  const { question, basis, wholeFile } = questionOf(request, model)
  return wholeFile && isTooLong(basis.document.text, model)
    ? {
        ...{ _tag: "refused", forbidden: true },
        reason: `the file is too long for ${model.id} to be written as a whole`
      }
    : { _tag: "ask", question }
}

export const judge = (request: LlmRequest, model: AskedModel, reply: ModelReply): Judged => {
  // Made again: the redactor learns placeholders from all that a prompt says.
  const asked = questionOf(request, model)
  const made = asked.wholeFile ? fromFile(request, asked, reply) : fromPatch(request, asked, reply)
  return Result.match(
    Result.flatMap(made, (candidate) => worthwhile(request, candidate)),
    {
      onFailure: ({ reason, forbidden }): Judged => ({
        _tag: "refused",
        reason: asked.redactor.redact(reason),
        forbidden
      }),
      onSuccess: ({ fix, evidence }): Judged => ({ _tag: "change", fix, evidence })
    }
  )
}

/** What an answer is read by: the same that its question was made of. */
interface Asked {
  readonly basis: Basis
  readonly redactor: Redactor
  /** Of each diagnostic that the prompt tells. */
  readonly suggestions: ReadonlyArray<ReadonlyArray<Suggestion>>
  readonly wholeFile: boolean
  /** Those of the last commit. */
  readonly commands: ReadonlyArray<Command>
}

const questionOf = (request: LlmRequest, model: AskedModel): Asked & { readonly question: Question } => {
  const { approach, validation, refusals, precedents } = request
  const basis = basisOf(validation, diagnosticsFor(request))
  const commands =
    request.committed === undefined ? [] : commandsIn(request.committed, basis.document.reading)
  const lost = lostCommands(commands, basis)
  const redactor = new Redactor(
    basis.document.text,
    validation.text,
    ...(lost.length === 0 || request.committed === undefined ? [] : [request.committed])
  )
  const wholeFile = approach === "llm_restructure" || !basis.patchable
  const suggestions = wholeFile ? [] : suggestionsFor(basis.told, basis.index)
  const question = buildPrompt({
    ...{ approach, basis, suggestions, refusals, precedents, wholeFile, redactor },
    lost,
    example: isSettled(request, basis, suggestions) ? undefined : request.example,
    written: validation.text,
    refused: request.allowSecrets ? "nothing" : request.allowCommands ? "commands" : "default",
    title: validation.dialect.title,
    tools: model.tools,
    outputLimit: model.output,
    contextLimit: model.context
  })
  return { question, basis, redactor, suggestions, wholeFile, commands }
}

/** Whether a model cannot read a file and write it again. */
const isTooLong = (text: string, { context, output }: Pick<ModelSpec, "context" | "output">): boolean =>
  tokensOf(text) > Math.min(output, context * prompts.limits.file)

/** Whether suggestions are likely to settle the structure: then an example tells nothing more, at a high price. */
const isSettled = (
  { approach, refusals }: LlmRequest,
  { told }: Basis,
  suggestions: ReadonlyArray<ReadonlyArray<Suggestion>>
): boolean =>
  approach === "hybrid" &&
  refusals.length === 0 &&
  suggestions.length > 0 &&
  told.every(({ stage }, index) => stage !== "schema" || (suggestions[index]?.length ?? 0) > 0)

/** What the model is asked to solve, and so all that it may touch. */
const diagnosticsFor = ({ validation, criticalOnly }: LlmRequest): ReadonlyArray<Diagnostic> =>
  (criticalOnly ? score(validation.report).criticalErrors : errorsOf(validation.report)).slice(
    0,
    prompts.limits.problems
  )

interface Candidate {
  readonly fix: Omit<Fix, "title">
  readonly text: string
  readonly evidence: ReadonlyArray<string>
  /** Maps in which something else was added than what a problem misses: that problem has to be gone. */
  readonly instead: ReadonlyArray<Pointer>
}

type Refusal = Omit<Refused, "_tag">

const unusable = (reason: string): Refusal => ({ reason, forbidden: false })
const refuse = (reason: string): Result.Result<never, Refusal> => Result.fail(unusable(reason))
const forbid = (reason: string): Result.Result<never, Refusal> => Result.fail({ reason, forbidden: true })

/** How sure a model's change is, as far as anybody knows. */
const confidence = 0.5

const fixBy = (edit: Fix["edit"]): Omit<Fix, "title"> => ({ edit, applicability: "unsafe", confidence })

const fromPatch = (request: LlmRequest, asked: Asked, reply: ModelReply): Result.Result<Candidate, Refusal> =>
  Result.flatMap(Result.mapError(readPatch(reply), unusable), ({ value, evidence }) => {
    const { basis, redactor, suggestions } = asked
    const { document, index } = basis
    const taken = take(suggestions, value.take)
    if (Result.isFailure(taken)) return refuse(taken.failure)
    const own = value.operations.map((operation) => restored(operation, redactor))
    const operations = [...taken.success, ...own]
    if (operations.length === 0 && basis.asWritten) return refuse("the patch is empty")
    const spliced = splice(document, index, operations)
    if (Result.isFailure(spliced)) return refuse(`the patch does not apply: ${spliced.failure.reason}`)
    const after = spliced.success.document
    return Result.map(permitted(request, asked, after), (instead): Candidate => {
      const text = after.text
      return {
        fix: fixBy(
          basis.asWritten
            ? { _tag: "patch", document: index, operations }
            : { _tag: "text", edits: [difference(request.validation.text, text)] }
        ),
        text,
        evidence: [
          ...evidence,
          ...(value.take.length === 0 ? [] : [`took ${value.take.join(", ")}`]),
          ...(isGuarded(own, basis) ? [] : ["changed without a test before it"])
        ],
        instead
      }
    })
  })

const fromFile = (request: LlmRequest, asked: Asked, reply: ModelReply): Result.Result<Candidate, Refusal> =>
  Result.flatMap(Result.mapError(readFile(reply), unusable), ({ value, evidence }) => {
    const { basis, redactor } = asked
    const { validation } = request
    if (value.length > prompts.limits.growth * (validation.text.length + prompts.limits.line))
      return refuse("the file is many times as long as it was")
    const written = readDocument(redactor.restore(value), basis.document.reading)
    const problem = written.problems[0]
    if (problem !== undefined) return refuse(`the file does not parse: ${problem.message}`)
    if (written.roots.length === 0) return refuse("the file is empty")
    const candidate = (text: string, instead: ReadonlyArray<Pointer>): Candidate => ({
      fix: fixBy({ _tag: "text", edits: [difference(validation.text, text)] }),
      ...{ text, evidence, instead }
    })
    if (!basis.patchable) {
      const wrong = rewriteObjection(validation.text, written, basis.diagnostics)
      return wrong === undefined ? Result.succeed(candidate(written.text, [])) : forbid(wrong)
    }
    return Result.map(permitted(request, asked, written), (instead) =>
      candidate(keepingLayout(basis, written) ?? written.text, instead)
    )
  })

/** Whether the result stays inside the mandate, with the secrets where they were. */
const permitted = (
  request: LlmRequest,
  { basis, redactor, commands }: Asked,
  after: Document
): Result.Result<ReadonlyArray<Pointer>, Refusal> => {
  const { document, index, asWritten } = basis
  if (after.roots.length !== document.roots.length)
    return forbid("there are more or fewer documents than before")
  const other = after.roots.findIndex(
    (root, at) =>
      at !== index && JSON.stringify(dataOf(root)) !== JSON.stringify(dataOf(document.roots[at] ?? root))
  )
  if (other >= 0) return forbid(`document ${other + 1} of the file must stay as it is`)
  const data = dataOf(after.roots[index] ?? (after.roots[0] as never))
  const before = document.roots[index]
  // That the repairs of the syntax are right is an answer too.
  if (!asWritten && before !== undefined && equalData(dataOf(before), data)) return Result.succeed([])
  const suggested = JSON.stringify(basis.diagnostics.flatMap(({ fixes }) => fixes.map(({ edit }) => edit)))
  if (before !== undefined && exposes(dataOf(before), data, redactor, suggested))
    return forbid("a secret would stand where it did not stand before")
  if (redactor.isPlaceholder(JSON.stringify(data)) || isSealed(JSON.stringify(data)))
    return refuse("a placeholder stands there that stands for nothing")
  const options = { ...request, commands, rearrange: request.approach === "llm_restructure" }
  return Result.mapError(permit(basis, data, options), (reason) => ({ reason, forbidden: true }))
}

/** The data of a rewritten file in the layout of the old one, comments and all. */
const keepingLayout = ({ document, index }: Basis, written: Document): string | undefined => {
  const before = document.roots[index]
  const after = written.roots[index]
  if (before === undefined || after === undefined || document.roots.length > 1) return undefined
  const operations = jsonPatch.compare(
    dataOf(before) as object,
    dataOf(after) as object
  ) as ReadonlyArray<Operation>
  const spliced = splice(document, index, operations)
  return Result.isSuccess(spliced) ? spliced.success.document.text : undefined
}

/** Only what makes the pipeline better is let through. */
const worthwhile = (
  { validation, validate: options }: LlmRequest,
  candidate: Candidate
): Result.Result<Candidate, Refusal> => {
  const next = validate(candidate.text, validation.dialect, options)
  const missed = errorsOf(next.report).find(({ pointer }) => candidate.instead.includes(pointer))
  if (missed !== undefined) return refuse(`what is missing at ${missed.pointer} is still missing`)
  return isBetter(validation, next) ? Result.succeed(candidate) : refuse(setback(validation, next))
}

/**
 * A model's change has to pay: what is as good as before was changed for nothing. It pays too where all that was wrong
 * is gone, and what shows in its place is no more than that.
 */
const isBetter = (before: Validation, after: Validation): boolean => {
  if (!isProgress(before, after)) return false
  const old = new Set(errorsOf(before.report).map(signOf))
  return (
    score(after.report).overall > score(before.report).overall ||
    errorsOf(after.report).length < errorsOf(before.report).length ||
    after.report.damage !== before.report.damage ||
    errorsOf(after.report).every((error) => !old.has(signOf(error)))
  )
}

const signOf = ({ rule, pointer }: Diagnostic): string => `${rule} ${pointer}`

const setback = (before: Validation, after: Validation): string => {
  const known = new Set(errorsOf(before.report).map(signOf))
  const fresh = errorsOf(after.report).find((error) => !known.has(signOf(error)))
  if (fresh !== undefined)
    return `it would bring a new error at ${fresh.pointer === "" ? "the root" : fresh.pointer}: ${fresh.message}`
  const [from, to] = [before, after].map(({ report }) => score(report).overall.toFixed(3))
  return `it would not help: the score would go from ${from} to ${to}`
}

/** Whether each value that is replaced or removed was tested before, or is one that a problem names itself. */
const isGuarded = (operations: ReadonlyArray<Operation>, { diagnostics }: Basis): boolean => {
  const known = new Set(diagnostics.map(({ pointer }) => pointer))
  return operations.every((operation) => {
    if (operation.op === "test") known.add(operation.path)
    return (operation.op !== "replace" && operation.op !== "remove") || known.has(operation.path)
  })
}

/** The one edit between two texts. */
const difference = (before: string, after: string): TextEdit => {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let tail = 0
  const most = Math.min(before.length, after.length) - start
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) }
}
