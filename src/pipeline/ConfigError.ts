/**
 * What is wrong with the settings of a user, said so that they can mend it: where, what, and what to do.
 */
import { Result, Schema, SchemaIssue } from "effect"
import { nearest } from "../diagnose/Nearest.ts"
import { ContextSettings, LimitSettings, ModelSettings, Override, Settings, Weights } from "./Settings.ts"

export class ConfigError extends Schema.TaggedError<ConfigError>()("ConfigError", {
  /** The file, variable or flag. */
  where: Schema.String,
  /** One sentence for each thing that is wrong. */
  problems: Schema.Array(Schema.String),
  /** What to do. */
  help: Schema.String
}) {
  override get message(): string {
    return `${this.where}: ${this.problems.join("\n  ")}\n  ${this.help}`
  }
}

/** Reads data as settings; every problem is named with its place in the data. */
export const decodeSettings = (data: unknown, where: string): Result.Result<Settings, ConfigError> =>
  Result.mapError(
    decode(data),
    (error) =>
      new ConfigError({
        where,
        problems: describe(error.issue).issues.map(({ message, path }) => problem(message, path ?? [])),
        help: "The settings are described in docs/configuration.md; --print-config shows those in force."
      })
  )

const decode = Schema.decodeUnknownResult(Settings, {
  onExcessProperty: "error",
  errors: "all",
  reportInput: true
})

const describe = SchemaIssue.makeFormatterStandardSchemaV1()

/** Characters of what a schema says, which may tell all that it was given. */
const messageAtMost = 200

const problem = (said: string, path: ReadonlyArray<unknown>): string => {
  const message = said.length > messageAtMost ? `${said.slice(0, messageAtMost)}…` : said
  if (path.length === 0) return `${message}: a config is a map of settings`
  const place = path.map(String).join(".")
  if (!message.startsWith("Unexpected key")) return `\`${place}\`: ${message}`
  const near = nearest(String(path.at(-1)), keysOf(path.slice(0, -1)))[0]
  return `\`${place}\` is no setting${near === undefined ? "" : `; did you mean \`${near.name}\`?`}`
}

/** The keys that the group at a path may have. */
const keysOf = (path: ReadonlyArray<unknown>): ReadonlyArray<string> => {
  switch (path[0]) {
    case undefined:
      return Object.keys(Settings.fields)
    case "model":
      return Object.keys(ModelSettings.fields)
    case "limits":
      return Object.keys(LimitSettings.fields)
    case "context":
      return Object.keys(ContextSettings.fields)
    case "overrides":
      return Object.keys(Override.fields)
    case "weights":
      return Object.keys(Weights.fields)
    default:
      return []
  }
}
