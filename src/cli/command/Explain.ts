/**
 * `pipewright explain RULE`: what a rule demands, why, and how a file that breaks it is repaired.
 */
import { Effect, Option } from "effect"
import { Argument, Command } from "effect/cli"
import { ExitCode } from "../ExitCode.ts"
import { Output } from "../Output.ts"

const rule = Argument.String("rule").pipe(
  Argument.withDescription("Id of a rule, as shown in findings; without it all rules are listed"),
  Argument.optional
)

export const explain = Command.make("explain", { rule }, ({ rule }) =>
  Effect.gen(function* () {
    const { out, err } = yield* Output
    const exitCode = yield* ExitCode
    const { explanation, list, suggestions } = yield* Effect.promise(() => import("../Explanation.ts"))
    if (Option.isNone(rule)) return yield* out.write(list(out.color))
    const text = explanation(rule.value, out.color)
    if (text !== undefined) return yield* out.write(text)
    const near = suggestions(rule.value)
    yield* err.write(
      `error: there is no rule \`${rule.value}\`${near.length === 0 ? "" : `; did you mean ${near.map((name) => `\`${name}\``).join(" or ")}?`} \`pipewright explain\` lists them all.\n`
    )
    yield* exitCode.raise(2)
  })
).pipe(
  Command.withDescription("Explain a rule: what it demands, why, and an example before and after repair."),
  Command.withExamples([{ command: "pipewright explain unknown-key", description: "One rule" }])
)
