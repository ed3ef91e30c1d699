/**
 * `pipewright learn`: what the refinements of this folder teach, and what is made of it.
 */
import { resolve } from "node:path"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { Invocation } from "../Invocation.ts"
import { Output } from "../Output.ts"
import { style } from "../Style.ts"

type Records = typeof import("../LearningRecords.ts")
type Text = typeof import("../LearningText.ts")

/** Does `work`, and prints what comes of it. */
const print = <A, E>(
  work: (records: Records, folder: string) => Effect.Effect<A, E>,
  show: (value: A, text: Text, color: boolean) => string
) =>
  Effect.gen(function* () {
    const { folder } = yield* Invocation
    const { out } = yield* Output
    const records = yield* Effect.promise(() => import("../LearningRecords.ts"))
    const text = yield* Effect.promise(() => import("../LearningText.ts"))
    yield* out.write(show(yield* work(records, folder), text, out.color))
  })

export const format = Flag.Literals("format", ["pretty", "json"]).pipe(
  Flag.withDescription("Output"),
  Flag.withDefault("pretty")
)

export const jsonText = (value: unknown): string => `${JSON.stringify(value ?? null, undefined, 2)}\n`

/** The words that the settings of the folder have already: they need not be proposed. */
const ownWords = Effect.gen(function* () {
  const { folder, environment } = yield* Invocation
  const { settleProject } = yield* Effect.promise(() => import("../Settle.ts"))
  const { config } = yield* settleProject({ config: Option.none(), noConfig: false }, folder, environment)
  if (config.synonyms === undefined) return undefined
  const { readVocabulary } = yield* Effect.promise(() => import("../SynonymFile.ts"))
  return yield* readVocabulary(resolve(folder, config.synonyms))
})

const analyze = Command.make("analyze", { format }, ({ format }) =>
  print(
    (records, folder) => records.analysis(folder),
    (analysis, { analysisText }, color) =>
      format === "json" ? jsonText(analysis) : analysisText(analysis, style(color))
  )
).pipe(
  Command.withDescription(
    "Say which errors are common, which fixes succeed, what bodes ill and which approaches do best. Changes nothing."
  )
)

const apply = Command.make("apply", { format }, ({ format }) =>
  Effect.flatMap(ownWords, (vocabulary) =>
    print(
      (records, folder) => records.apply(folder, vocabulary),
      (applied, { appliedText }, color) =>
        format === "json" ? jsonText(applied) : appliedText(applied, style(color))
    )
  )
).pipe(
  Command.withDescription(
    "Put what was learned to use in this folder, and write proposals of synonyms, rules and patterns to review."
  )
)

const show = Command.make("show", { format }, ({ format }) =>
  print(
    (records, folder) => records.applied(folder),
    (knowledge, { knowledgeText }, color) =>
      format === "json" ? jsonText(knowledge) : knowledgeText(knowledge, style(color))
  )
).pipe(Command.withDescription("Show what is applied."))

const reset = Command.make(
  "reset",
  {
    all: Flag.Boolean("all").pipe(
      Flag.withDescription("Forget histories and ratings too"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    )
  },
  ({ all }) =>
    print(
      (records, folder) => records.forget(folder, all ? "everything" : "applied"),
      (forgotten, { forgottenText }) => forgottenText(forgotten, all)
    )
).pipe(Command.withDescription("Forget what is applied and return to the defaults."))

const exportKnowledge = Command.make("export", {}, () =>
  print(
    (records, folder) => records.exportText(folder),
    (lines) => lines
  )
).pipe(
  Command.withDescription("Write histories, ratings and what is applied to standard output, as JSON Lines.")
)

const importKnowledge = Command.make(
  "import",
  { file: Argument.String("file").pipe(Argument.withDescription("What `export` wrote")) },
  ({ file }) =>
    print(
      (records, folder) => records.importText(folder, file),
      (imported, { importedText }) => importedText(imported)
    )
).pipe(Command.withDescription("Import what was exported elsewhere."))

export const learn = Command.make("learn").pipe(
  Command.withDescription("See what refinements and ratings teach; apply it or undo that."),
  Command.withSubcommands([analyze, apply, show, reset, exportKnowledge, importKnowledge]),
  Command.withExamples([
    { command: "pipewright learn analyze", description: "What there is to learn" },
    { command: "pipewright learn apply", description: "Make use of it" }
  ])
)
