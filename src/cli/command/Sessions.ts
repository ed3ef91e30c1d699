/**
 * `pipewright sessions`: the refinements that the journal of this folder knows.
 */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { modelling, patterning, refining, shared, writing } from "../Flags.ts"
import { Invocation } from "../Invocation.ts"
import { Output } from "../Output.ts"
import { runFiles } from "./Files.ts"

type Records = typeof import("../SessionRecords.ts")

/** Prints what `work` makes of the journal. */
const print = <E>(work: (records: Records, folder: string) => Effect.Effect<string, E>) =>
  Effect.gen(function* () {
    const { folder } = yield* Invocation
    const { out } = yield* Output
    const records = yield* Effect.promise(() => import("../SessionRecords.ts"))
    yield* out.write(yield* work(records, folder))
  })

const ids = Argument.String("ids").pipe(
  Argument.withDescription("Beginnings of ids; all sessions without one"),
  Argument.variadic()
)

const list = Command.make(
  "list",
  {
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("One JSON object per line"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    )
  },
  ({ json }) => print((records, folder) => records.list(folder, json))
).pipe(Command.withDescription("List all sessions, one per line."))

const show = Command.make(
  "show",
  { id: Argument.String("id").pipe(Argument.withDescription("The beginning of an id")) },
  ({ id }) => print((records, folder) => records.show(folder, id))
).pipe(Command.withDescription("Show a session, event by event."))

const resume = Command.make(
  "resume",
  { ids, ...shared, ...writing, ...patterning, ...refining, ...modelling },
  ({ ids, ...flags }) =>
    Effect.gen(function* () {
      const { folder } = yield* Invocation
      const { out, err } = yield* Output
      const { unfinished } = yield* Effect.promise(() => import("../SessionRecords.ts"))
      const { files, notes } = yield* unfinished(folder, ids)
      for (const note of notes) yield* err.write(`note: ${note}\n`)
      if (files.length === 0)
        return yield* out.write(notes.length === 0 ? "Nothing is unfinished.\n" : "Nothing can be resumed.\n")
      yield* runFiles("refine", files, { ...flags, resume: true })
    })
).pipe(Command.withDescription("Continue unfinished sessions, with the options of the first run."))

const exportSessions = Command.make("export", { ids }, ({ ids }) =>
  print((records, folder) => records.exportText(folder, ids))
).pipe(Command.withDescription("Write sessions to standard output, as JSON Lines."))

const importSessions = Command.make(
  "import",
  {
    file: Argument.String("file").pipe(Argument.withDescription("What `export` wrote")),
    trust: Flag.Boolean("trust").pipe(
      Flag.withDescription(
        "Let runs continue from these sessions, and learn from them: for your own journals"
      ),
      Flag.withoutNegation,
      Flag.withDefault(false)
    )
  },
  ({ file, trust }) => print((records, folder) => records.importText(folder, file, trust))
).pipe(Command.withDescription("Import exported sessions into the journal."))

const prune = Command.make(
  "prune",
  {
    days: Flag.Finite("older-than").pipe(
      Flag.withDescription("Only sessions unchanged for this many days"),
      Flag.withMetavar("DAYS"),
      Flag.filter(
        (days) => days >= 0,
        (days) => `Expected a number of days from 0 on, got ${days}`
      ),
      Flag.withDefault(0)
    ),
    open: Flag.Boolean("unfinished").pipe(
      Flag.withDescription("Unfinished sessions too"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    compact: Flag.Boolean("compact").pipe(
      Flag.withDescription("Keep the sessions, but forget the answers and drafts in them"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    )
  },
  (pruning) => print((records, folder) => records.prune(folder, pruning))
).pipe(Command.withDescription("Forget finished sessions."))

export const sessions = Command.make("sessions").pipe(
  Command.withDescription("List, show, continue and forget the refinements in this folder's journal."),
  Command.withSubcommands([list, show, resume, exportSessions, importSessions, prune])
)
