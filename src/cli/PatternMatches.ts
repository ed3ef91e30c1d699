/**
 * What `pipewright patterns match` prints: which patterns each input is like, how much, and why.
 */
import { Effect, Option } from "effect"
import { validate } from "../diagnose/Validator.ts"
import { dialectById, recognise } from "../dialect/Dialects.ts"
import type { PatternLibrary } from "../pattern/PatternLibrary.ts"
import { type Match, partlyMatched, rank, wellMatched } from "../pattern/PatternMatcher.ts"
import { type ExitStatus, worse } from "./ExitStatus.ts"
import { oneLine, visible } from "./format/Visible.ts"
import { find, type Input } from "./Inputs.ts"
import { Output } from "./Output.ts"
import * as SourceFile from "./SourceFile.ts"
import { readStdin } from "./Stdin.ts"
import { type Style, style } from "./Style.ts"

export interface MatchRequest {
  readonly files: ReadonlyArray<string>
  readonly folder: string
  readonly library: PatternLibrary
  readonly dialect: string | undefined
  readonly stdinPath: Option.Option<string>
  /** How many patterns are shown for a file. */
  readonly top: number
  readonly json: boolean
}

/** Bytes of an input. */
const limit = 1_000_000
/** A pattern that is less like the file is not worth a line. */
const worthSaying = 0.25

interface Ranked {
  readonly input: Input
  readonly dialect: string
  readonly matches: ReadonlyArray<Match>
}

/** Prints what is found and answers with the exit code. */
export const printMatches = Effect.fn("PatternMatches.printMatches")(function* (request: MatchRequest) {
  const { files, folder, dialect, stdinPath, json } = request
  const { out, err } = yield* Output
  const search = {
    folder,
    all: dialect !== undefined,
    exclude: [],
    stdinPath: Option.getOrUndefined(stdinPath)
  }
  const { inputs, problems, notes } = yield* find(files, search)
  for (const note of notes) yield* err.write(`note: ${visible(note)}\n`)
  for (const problem of problems) yield* err.write(`error: ${visible(problem.message)}\n`)
  let status: ExitStatus = problems.length > 0 ? 2 : 0
  const ranked: Array<Ranked> = []
  for (const input of inputs) {
    const found = yield* Effect.result(ranking(input, request))
    if (found._tag === "Failure") {
      yield* err.write(`error: ${visible(found.failure.message)}\n`)
      status = worse(status, 2)
    } else if (found.success !== undefined) ranked.push(found.success)
  }
  if (ranked.length === 0 && status === 0) {
    yield* err.write("error: no inputs: nothing that was named is a pipeline.\n")
    return 4 as ExitStatus
  }
  yield* out.write(
    json ? `${JSON.stringify({ files: ranked.map(data) }, undefined, 2)}\n` : text(ranked, style(out.color))
  )
  return status
})

const ranking = (
  input: Input,
  { dialect: id, library, top }: MatchRequest
): Effect.Effect<Ranked | undefined, SourceFile.FileError> =>
  Effect.gen(function* () {
    const source =
      input.path === undefined
        ? yield* readStdin(limit)
        : yield* SourceFile.read(input.path, limit, input.shown)
    const problem = source.undecodable
    if (problem !== undefined)
      return yield* new SourceFile.FileError({
        path: input.shown,
        problem: `${problem.message}.`,
        help: problem.help
      })
    const dialect = id === undefined ? recognise(input.place, source.text, input.named) : dialectById(id)
    if (dialect === undefined) {
      if (!input.named) return undefined
      return yield* new SourceFile.FileError({
        path: input.shown,
        problem: "no dialect recognises this file.",
        help: "Say which it is with --dialect."
      })
    }
    const validation = validate(source.text, dialect, input.place === undefined ? {} : { path: input.place })
    const matches = rank(validation, library.of(dialect.id))
    return {
      input,
      dialect: dialect.id,
      matches: matches.filter(({ score }) => score >= worthSaying).slice(0, top)
    }
  })

const text = (ranked: ReadonlyArray<Ranked>, paint: Style): string =>
  ranked
    .map(({ input, dialect, matches }) => {
      const head = `${paint.bold(oneLine(input.shown))} ${paint.dim(dialect)}\n`
      if (matches.length === 0) return `${head}  like no known pattern\n`
      return head + matches.map((match) => line(match, paint)).join("")
    })
    .join("\n")

const line = ({ pattern, score, reasons }: Match, paint: Style): string => {
  const how = score >= wellMatched ? paint.green : score >= partlyMatched ? paint.yellow : paint.dim
  const share = `${Math.floor(score * 100)}%`.padStart(4)
  return `  ${how(share)}  ${oneLine(pattern.name)}  ${paint.dim(oneLine(pattern.title))}\n        ${reasons.map(oneLine).join("; ")}\n`
}

const data = ({ input, dialect, matches }: Ranked) => ({
  file: input.shown,
  dialect,
  matches: matches.map(({ pattern, score, reasons, steps }) => ({
    pattern: pattern.name,
    title: pattern.title,
    score: Math.round(score * 1000) / 1000,
    matchesWell: score >= wellMatched,
    reasons,
    steps: steps.map(({ step, required, part, likeness }) => ({
      step,
      required,
      pointer: part?.pointer ?? null,
      likeness: Math.round(likeness * 1000) / 1000
    }))
  }))
})
