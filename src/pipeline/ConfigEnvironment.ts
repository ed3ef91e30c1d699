/**
 * Settings from environment variables: `PIPEWRIGHT_` and the setting's path in capitals, such as
 * `PIPEWRIGHT_MAX_ITERATIONS` or `PIPEWRIGHT_LIMITS_SIZE`. Lists are separated by commas.
 *
 * Rules and overrides have no variable: they belong into a file that is reviewed.
 */
import { Result } from "effect"
import type { Layer } from "./Config.ts"
import { ConfigError, decodeSettings } from "./ConfigError.ts"

type Kind = "text" | "number" | "boolean" | "list"

/** What can be set by a variable: the setting's path and how its text is read. */
const readable: Readonly<Record<string, Kind>> = {
  preset: "text",
  dialect: "text",
  schema: "text",
  maxIterations: "number",
  threshold: "number",
  autoRepairThreshold: "number",
  llmRefinementThreshold: "number",
  strategy: "text",
  preserveIntent: "boolean",
  allowRestructure: "boolean",
  feedbackEnabled: "boolean",
  failOn: "text",
  unsafe: "boolean",
  autoRepair: "boolean",
  learning: "boolean",
  learnFromFix: "boolean",
  jobs: "number",
  timeout: "number",
  memory: "number",
  exclude: "list",
  baseline: "text",
  patterns: "text",
  synonyms: "text",
  "weights.syntax": "number",
  "weights.schema": "number",
  "weights.semantic": "number",
  "weights.execution": "number",
  "context.providers": "list",
  "context.tools": "list",
  "context.secrets": "list",
  "context.variables": "list",
  "context.runnerLabels": "list",
  "context.files": "list",
  "model.name": "text",
  "model.fallbacks": "list",
  "model.apiKeyEnv": "text",
  "model.baseUrl": "text",
  "model.maxCalls": "number",
  "model.maxTokens": "number",
  "model.maxCost": "number",
  "model.timeout": "number",
  "model.attempts": "number",
  "model.pause": "number",
  "model.allowCommands": "boolean",
  "model.allowSecrets": "boolean",
  "limits.size": "number",
  "limits.depth": "number",
  "limits.nodes": "number"
}

/** `limits.size` → `PIPEWRIGHT_LIMITS_SIZE` */
export const variableOf = (path: string): string =>
  `PIPEWRIGHT_${path
    .replaceAll(".", "_")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()}`

/** Every variable that sets something. */
export const variables: ReadonlyArray<string> = Object.keys(readable).map(variableOf)

/** The settings of an environment. An empty variable sets nothing. */
export const fromEnvironment = (
  environment: Readonly<Record<string, string | undefined>>
): Result.Result<Layer, ConfigError> => {
  const data: Record<string, unknown> = {}
  for (const [path, kind] of Object.entries(readable)) {
    const text = environment[variableOf(path)]
    if (text === undefined || text === "") continue
    const value = read(text, kind)
    const dot = path.indexOf(".")
    if (dot < 0) data[path] = value
    else {
      const group = path.slice(0, dot)
      data[group] ??= {}
      Object.assign(data[group] as object, { [path.slice(dot + 1)]: value })
    }
  }
  return Result.mapBoth(decodeSettings(data, "environment"), {
    onFailure: (error) =>
      new ConfigError({
        where: error.where,
        problems: error.problems.map((problem) =>
          problem.replace(/^`([\w.]+)`/, (_, path: string) => `\`${variableOf(path)}\``)
        ),
        help: "Change the variable or unset it."
      }),
    onSuccess: (settings) => ({ settings, nameOf: variableOf })
  })
}

/** A text that is not of the kind stays text, so that the schema says what it should be. */
const read = (text: string, kind: Kind): unknown => {
  switch (kind) {
    case "text":
      return text
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text
    case "boolean":
      return /^(true|1|yes|on)$/i.test(text) ? true : /^(false|0|no|off)$/i.test(text) ? false : text
    case "list":
      return text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "")
  }
}
