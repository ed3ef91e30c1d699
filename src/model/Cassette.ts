/**
 * Cassette: a file with every call of a run and its answer, a line each. Replayed, the run happens again without a
 * model and with the same result. Nothing is written that was not sent, so what was redacted before sending is not
 * in it either.
 */
import { appendFile, writeFile } from "node:fs/promises"
import { Effect, Layer, Option, Schema } from "effect"
import { jsonLine } from "../document/JsonLine.ts"
import { readTextFile, troubleWith } from "../document/TextFile.ts"
import { CallLog, NotRecorded } from "./CallLog.ts"
import { ModelReply, ModelRequest } from "./ModelRequest.ts"

/** `model` is the first that the run asked, as `provider:name`. */
const Head = Schema.Struct({ cassette: Schema.Literal(1), model: Schema.String })
const Line = Schema.Struct({ key: Schema.String, request: ModelRequest, reply: ModelReply })

const decodeHead = jsonLine(Head)
const decode = jsonLine(Line)

export class CassetteError extends Schema.TaggedError<CassetteError>()("CassetteError", {
  file: Schema.String,
  problem: Schema.String,
  help: Schema.String
}) {
  override get message(): string {
    return `${this.file}: ${this.problem} ${this.help}`
  }
}

/** Megabytes of a cassette. */
const most = 256

/** Records every call into a new file. The same call of two equal inputs is made once. */
export const recording = (file: string, model: string): Layer.Layer<never, CassetteError> =>
  Layer.effect(
    CallLog,
    Effect.gen(function* () {
      yield* attempt(file, () =>
        writeFile(file, `${JSON.stringify({ cassette: 1, model })}\n`, { mode: 0o600 })
      )
      const known = new Map<string, ModelReply>()
      return {
        recall: (key) => Effect.sync(() => Option.fromUndefinedOr(known.get(key))),
        keep: (key, request, reply) => {
          known.set(key, reply)
          return Effect.orDie(
            attempt(file, () => appendFile(file, `${JSON.stringify({ key, request, reply })}\n`))
          )
        }
      } satisfies CallLog
    })
  )

/** Answers from a file and from nowhere else. */
export const replaying = (file: string): Layer.Layer<never, CassetteError> =>
  Layer.effect(
    CallLog,
    Effect.gen(function* () {
      const text = yield* attempt(file, () => readTextFile(file, { most }))
      const { known, cutAt } = yield* linesOf(file, text)
      return {
        recall: (key) => {
          const reply = known.get(key)
          return reply === undefined
            ? Effect.fail(new NotRecorded({ key, file, ...(cutAt === undefined ? {} : { cutAt }) }))
            : Effect.succeed(Option.some(reply))
        },
        keep: () => Effect.void
      } satisfies CallLog
    })
  )

/** The model that a cassette was recorded with. */
export const recordedModel = (file: string): Effect.Effect<string, CassetteError> =>
  Effect.gen(function* () {
    const text = yield* attempt(file, () => readTextFile(file, { most }))
    const head = decodeHead(text.split("\n", 1)[0] ?? "")
    return Option.isSome(head) ? head.value.model : yield* bad(file, 1)
  })

const bad = (file: string, line: number): CassetteError =>
  new CassetteError({
    file,
    problem: `line ${line} is not one of a cassette.`,
    help: "Record it anew with --record FILE."
  })

const linesOf = Effect.fnUntraced(function* (file: string, text: string) {
  const known = new Map<string, ModelReply>()
  const lines = text.split("\n")
  let cutAt: number | undefined
  if (Option.isNone(decodeHead(lines[0] ?? ""))) return yield* bad(file, 1)
  for (let at = 1; at < lines.length; at++) {
    const raw = lines[at] as string
    if (raw === "") continue
    const line = decode(raw)
    // A run that was cut short leaves half a line at the end; all before it counts.
    if (Option.isNone(line) && at === lines.length - 1) {
      cutAt = at + 1
      break
    }
    if (Option.isNone(line)) return yield* bad(file, at + 1)
    known.set(line.value.key, line.value.reply)
  }
  return { known, cutAt }
})

const attempt = <A>(file: string, run: () => Promise<A>): Effect.Effect<A, CassetteError> =>
  Effect.tryPromise({
    try: run,
    catch: (error) =>
      new CassetteError({
        file,
        problem: troubleWith(error),
        help: "Name a file that can be read, or written, with --replay or --record."
      })
  })
