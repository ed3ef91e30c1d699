/**
 * ModelRefiner: the LlmRefiner that asks a real model. It builds the prompt, asks, reads the answer, and lets through
 * only what applies, stays inside its mandate and makes the pipeline better. Whatever is refused says in one line why,
 * for the record and for the model's next attempt.
 */
import { Effect, Layer, Result } from "effect"
import jsonPatch from "fast-json-patch"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import type { Fix, Operation } from "../diagnose/Fix.ts"
import { errorsOf, score } from "../diagnose/Scorer.ts"
import { type Validation, validate } from "../diagnose/Validator.ts"
import type { Document } from "../document/Document.ts"
import { readDocument } from "../document/Reader.ts"
import { splice } from "../document/Splice.ts"
import type { TextEdit } from "../document/TextEdit.ts"
import { dataOf, equalData } from "../document/Tree.ts"
import { ModelClient, type Question } from "../model/ModelClient.ts"
import type { ModelReply } from "../model/ModelRequest.ts"
import type { ModelSpec } from "../model/ModelSpec.ts"
import { Redactor } from "../redact/Redactor.ts"
import { isProgress } from "./AutoRepair.ts"
import { type Basis, basisOf } from "./Basis.ts"
import { type LlmOutcome, LlmRefiner, type LlmRequest } from "./LlmRefiner.ts"
import { objection } from "./Mandate.ts"
import { buildPrompt } from "./PromptBuilder.ts"
import { readFile, readPatch } from "./ReplyReader.ts"
import { rewriteObjection } from "./Rewrite.ts"
import { prompts } from "./rules.generated.ts"
import { exposes, restored } from "./SecretsBack.ts"

export const modelRefiner: Layer.Layer<LlmRefiner, never, ModelClient> = Layer.effect(
  LlmRefiner,
  Effect.gen(function* () {
    const client = yield* ModelClient
    return LlmRefiner.of({
      available: true,
      refine: Effect.fn("LlmRefiner.refine")(function* (request) {
        const { question, basis, redactor, wholeFile } = questionOf(request, client.spec)
        const asked = yield* Effect.result(client.ask(question))
        if (Result.isFailure(asked)) {
          const { budget, explanation, spent } = asked.failure
          return { _tag: budget ? "budget" : "failed", reason: explanation, spent } satisfies LlmOutcome
        }
        const { reply, spent, model } = asked.success
        const made = wholeFile
          ? fromFile(request, basis, reply, redactor)
          : fromPatch(request, basis, reply, redactor)
        const judged = Result.flatMap(made, (candidate) => worthwhile(request, candidate))
        return Result.match(judged, {
          onFailure: (reason): LlmOutcome => ({ _tag: "refused", reason: redactor.redact(reason), spent }),
          onSuccess: ({ fix, evidence }): LlmOutcome => ({
            _tag: "fixes",
            fixes: [{ ...fix, title: `Change it as ${model} proposes` }],
            evidence,
            spent
          })
        })
      })
    })
  })
)

/** What a request asks of a model, with what its answer is read by. */
export const questionOf = (
  request: LlmRequest,
  spec: Pick<ModelSpec, "tools" | "output">
): {
  readonly question: Question
  readonly basis: Basis
  readonly redactor: Redactor
  readonly wholeFile: boolean
} => {
  const { approach, validation, refusals, example, precedents } = request
  const basis = basisOf(validation, diagnosticsFor(request))
  const { document, told: diagnostics } = basis
  const redactor = new Redactor(document.text)
  const wholeFile = approach === "llm_restructure" || !basis.patchable
  const question = buildPrompt({
    ...{ approach, document, diagnostics, refusals, example, precedents, wholeFile, redactor },
    repaired: !basis.asWritten,
    title: validation.dialect.title,
    tools: spec.tools,
    outputLimit: spec.output
  })
  return { question, basis, redactor, wholeFile }
}

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
}

/** How sure a model's change is, as far as anybody knows. */
const confidence = 0.5

const fixBy = (edit: Fix["edit"]): Omit<Fix, "title"> => ({ edit, applicability: "unsafe", confidence })

const fromPatch = (
  request: LlmRequest,
  basis: Basis,
  reply: ModelReply,
  redactor: Redactor
): Result.Result<Candidate, string> =>
  Result.flatMap(readPatch(reply), ({ value, evidence }) => {
    const { document, index } = basis
    if (value.length === 0 && basis.asWritten) return Result.fail("the patch is empty")
    const operations = value.map((operation) => restored(operation, redactor))
    const spliced = splice(document, index, operations)
    if (Result.isFailure(spliced)) return Result.fail(`the patch does not apply: ${spliced.failure.reason}`)
    const after = spliced.success.document
    const wrong = wrongWith(request, basis, after, redactor)
    if (wrong !== undefined) return Result.fail(wrong)
    const text = after.text
    return Result.succeed({
      fix: fixBy(
        basis.asWritten
          ? { _tag: "patch", document: index, operations }
          : { _tag: "text", edits: [difference(request.validation.text, text)] }
      ),
      text,
      evidence: isGuarded(operations) ? evidence : [...evidence, "changed without a test before it"]
    })
  })

const fromFile = (
  request: LlmRequest,
  basis: Basis,
  reply: ModelReply,
  redactor: Redactor
): Result.Result<Candidate, string> =>
  Result.flatMap(readFile(reply), ({ value, evidence }) => {
    const { validation } = request
    const written = readDocument(redactor.restore(value), basis.document.reading)
    const problem = written.problems[0]
    if (problem !== undefined) return Result.fail(`the file does not parse: ${problem.message}`)
    if (written.roots.length === 0) return Result.fail("the file is empty")
    if (!basis.patchable) {
      const wrong = rewriteObjection(validation.text, written, basis.diagnostics)
      if (wrong !== undefined) return Result.fail(wrong)
      const edits = [difference(validation.text, written.text)]
      return Result.succeed({ fix: fixBy({ _tag: "text", edits }), text: written.text, evidence })
    }
    const wrong = wrongWith(request, basis, written, redactor)
    if (wrong !== undefined) return Result.fail(wrong)
    const text = keepingLayout(basis, written) ?? written.text
    const edits = [difference(validation.text, text)]
    return Result.succeed({ fix: fixBy({ _tag: "text", edits }), text, evidence })
  })

/** Whether the result stays inside the mandate, with the secrets where they were. */
const wrongWith = (
  request: LlmRequest,
  { document, index, diagnostics, asWritten }: Basis,
  after: Document,
  redactor: Redactor
): string | undefined => {
  if (after.roots.length !== document.roots.length) return "there are more or fewer documents than before"
  const other = after.roots.findIndex(
    (root, at) =>
      at !== index && JSON.stringify(dataOf(root)) !== JSON.stringify(dataOf(document.roots[at] ?? root))
  )
  if (other >= 0) return `document ${other + 1} of the file must stay as it is`
  const data = dataOf(after.roots[index] ?? (after.roots[0] as never))
  const before = document.roots[index]
  // That the repairs of the syntax are right is an answer too.
  if (!asWritten && before !== undefined && equalData(dataOf(before), data)) return undefined
  if (before !== undefined && exposes(dataOf(before), data, redactor))
    return "a secret would stand where it did not stand before"
  return objection(document, index, data, diagnostics, {
    preserveIntent: request.preserveIntent,
    allowCommands: request.allowCommands,
    rearrange: request.approach === "llm_restructure"
  })
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
): Result.Result<Candidate, string> => {
  const next = validate(candidate.text, validation.dialect, options)
  return isProgress(validation, next) ? Result.succeed(candidate) : Result.fail(setback(validation, next))
}

const setback = (before: Validation, after: Validation): string => {
  const known = new Set(errorsOf(before.report).map(({ rule, pointer }) => `${rule} ${pointer}`))
  const fresh = errorsOf(after.report).find(({ rule, pointer }) => !known.has(`${rule} ${pointer}`))
  if (fresh !== undefined)
    return `it would bring a new error at ${fresh.pointer === "" ? "the root" : fresh.pointer}: ${fresh.message}`
  const [from, to] = [before, after].map(({ report }) => score(report).overall.toFixed(3))
  return `it would not help: the score would go from ${from} to ${to}`
}

/** Whether each value that is replaced or removed was tested before. */
const isGuarded = (operations: ReadonlyArray<Operation>): boolean => {
  const tested = new Set<string>()
  return operations.every((operation) => {
    if (operation.op === "test") tested.add(operation.path)
    return (operation.op !== "replace" && operation.op !== "remove") || tested.has(operation.path)
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
