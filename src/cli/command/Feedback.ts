/**
 * `pipewright feedback`: what somebody thinks of a refinement.
 */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { shared } from "../Flags.ts"
import { Invocation } from "../Invocation.ts"
import { Output } from "../Output.ts"
import { style } from "../Style.ts"
import { format, jsonText } from "./Learn.ts"

const ratings = ["1", "2", "3", "4", "5"] as const

export const feedback = Command.make(
  "feedback",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("The file as it is now; what you changed since is recorded too")
    ),
    rating: Flag.Literals("rating", ratings).pipe(
      Flag.withDescription("How good the last refinement of the file was, 5 is best"),
      Flag.withMetavar("1-5")
    ),
    comment: Flag.String("comment").pipe(Flag.withDescription("Why"), Flag.optional),
    format,
    config: shared.config,
    noConfig: shared.noConfig
  },
  ({ file, rating, comment, format, ...flags }) =>
    Effect.gen(function* () {
      const { folder, environment } = yield* Invocation
      const { out } = yield* Output
      const { settleProject } = yield* Effect.promise(() => import("../Settle.ts"))
      const { FileError } = yield* Effect.promise(() => import("../SourceFile.ts"))
      const { config } = yield* settleProject(flags, folder, environment)
      if (!config.feedbackEnabled)
        return yield* new FileError({
          path: file,
          problem: "ratings are switched off (feedbackEnabled is false); nothing is kept."
        })
      const { rate } = yield* Effect.promise(() => import("../LearningRecords.ts"))
      const { feedbackText } = yield* Effect.promise(() => import("../LearningText.ts"))
      const kept = yield* rate(folder, file, {
        rating: Number(rating),
        comment: Option.getOrUndefined(comment)
      })
      yield* out.write(format === "json" ? jsonText(kept) : feedbackText(kept, style(out.color)))
    })
).pipe(
  Command.withDescription("Rate the last refinement of a file, so that `learn apply` can use it."),
  Command.withExamples([
    { command: "pipewright feedback --rating 5 ci.yml", description: "It was just right" },
    {
      command: "pipewright feedback --rating 2 --comment 'wrong runner' ci.yml",
      description: "It was not, and here is the file as it should be"
    }
  ])
)
