/**
 * Settings: all that a user can decide about pipewright, as the schema that flags, environment, config files and
 * presets have in common. Every key is optional here; `Config` is what they amount to together.
 */
import { Schema } from "effect"
import { Severity } from "../diagnose/Diagnostic.ts"
import { ModelEntry } from "../model/RuleData.ts"

const described = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
const Count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))
const Globs = Schema.Array(Schema.NonEmptyString)

export const Preset = Schema.Literals(["beginner", "intermediate", "expert"])
export type Preset = typeof Preset.Type

export const Strategy = Schema.Literals(["adaptive", "minimal"])
export type Strategy = typeof Strategy.Type

/** A severity, or `off`: the rule is not run. */
export const Grade = Schema.Literals(["error", "warning", "info", "off"])
export type Grade = typeof Grade.Type

export const Grades = Schema.Record(Schema.String, Grade)
export type Grades = typeof Grades.Type

export const Weights = Schema.Struct({ syntax: Share, schema: Share, semantic: Share, execution: Share })
export type Weights = typeof Weights.Type

const WeightSettings = Schema.Struct({
  syntax: Schema.optionalKey(Share),
  schema: Schema.optionalKey(Share),
  semantic: Schema.optionalKey(Share),
  execution: Schema.optionalKey(Share)
})

export const LimitSettings = Schema.Struct({
  size: Schema.optionalKey(described(Schema.Int.check(Schema.isGreaterThan(0)), "Characters of text.")),
  depth: Schema.optionalKey(
    described(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2_000 })), "Nesting.")
  ),
  nodes: Schema.optionalKey(described(Schema.Int.check(Schema.isGreaterThan(0)), "Nodes, aliases expanded."))
})

/** What exists outside the files. What is not declared is unknown, not absent. */
export const ContextSettings = Schema.Struct({
  providers: Schema.optionalKey(Schema.Array(Schema.String)),
  tools: Schema.optionalKey(Schema.Array(Schema.String)),
  secrets: Schema.optionalKey(Schema.Array(Schema.String)),
  variables: Schema.optionalKey(Schema.Array(Schema.String)),
  runnerLabels: Schema.optionalKey(Schema.Array(Schema.String)),
  files: Schema.optionalKey(Schema.Array(Schema.String))
})

const Dollars = Schema.Finite.check(Schema.isGreaterThan(0))

/** Which models are asked, how they are reached, and what they may cost. */
export const ModelSettings = Schema.Struct({
  name: Schema.optionalKey(described(Schema.NonEmptyString, "The model to ask, as provider:name.")),
  fallbacks: Schema.optionalKey(
    described(Schema.Array(Schema.NonEmptyString), "Models asked where that one cannot be reached.")
  ),
  apiKeyEnv: Schema.optionalKey(
    described(Schema.NonEmptyString, "The environment variable that holds the key.")
  ),
  baseUrl: Schema.optionalKey(described(Schema.NonEmptyString, "The address of the model's server.")),
  maxCalls: Schema.optionalKey(described(Count, "Calls of a run at most.")),
  maxTokens: Schema.optionalKey(
    described(Schema.Int.check(Schema.isGreaterThan(0)), "Tokens of a run at most.")
  ),
  maxCost: Schema.optionalKey(described(Dollars, "Dollars of a run at most.")),
  timeout: Schema.optionalKey(
    described(Schema.Finite.check(Schema.isGreaterThan(0)), "Seconds that one attempt at a call may take.")
  ),
  attempts: Schema.optionalKey(
    described(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 })), "Attempts at one call.")
  ),
  pause: Schema.optionalKey(
    described(
      Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
      "Seconds until the second attempt; doubled for each one after it."
    )
  ),
  allowCommands: Schema.optionalKey(
    described(Schema.Boolean, "Whether a model may write commands and actions that are missing.")
  ),
  allowSecrets: Schema.optionalKey(
    described(
      Schema.Boolean,
      "Whether a model may write permissions and refer to secrets where they are missing."
    )
  ),
  models: Schema.optionalKey(
    described(Schema.Record(Schema.String, ModelEntry), "Models that the built-in table lacks.")
  )
})
export type ModelSettings = typeof ModelSettings.Type

export const Override = Schema.Struct({
  files: described(Globs, "Globs of paths, relative to the working folder."),
  dialect: Schema.optionalKey(Schema.NonEmptyString),
  schema: Schema.optionalKey(Schema.NonEmptyString),
  rules: Schema.optionalKey(Grades)
})
export type Override = typeof Override.Type

/** What a preset may set, and the defaults set in full. */
export const refinementSettings = {
  maxIterations: Schema.optionalKey(described(Count, "Rounds of `refine` at most.")),
  threshold: Schema.optionalKey(
    described(Share, "Overall score from which a file without errors is accepted.")
  ),
  autoRepairThreshold: Schema.optionalKey(described(Share, "Confidence that a fix needs to be applied.")),
  llmRefinementThreshold: Schema.optionalKey(
    described(Share, "Score below which a model is shown the whole picture instead of single errors.")
  ),
  strategy: Schema.optionalKey(
    described(Strategy, "`minimal` repairs by rule and asks for critical errors only.")
  ),
  preserveIntent: Schema.optionalKey(
    described(Schema.Boolean, "Refuse changes that lose a job, a step or a command.")
  ),
  allowRestructure: Schema.optionalKey(described(Schema.Boolean, "Whether a file may be rebuilt.")),
  feedbackEnabled: Schema.optionalKey(described(Schema.Boolean, "Whether ratings are kept."))
}

export const Settings = Schema.Struct({
  $schema: Schema.optionalKey(described(Schema.String, "Address of this schema, for editors.")),
  preset: Schema.optionalKey(described(Preset, "Level of the user.")),
  dialect: Schema.optionalKey(described(Schema.NonEmptyString, "Dialect of all inputs.")),
  schema: Schema.optionalKey(described(Schema.NonEmptyString, "JSON Schema that all inputs are judged by.")),
  ...refinementSettings,
  weights: Schema.optionalKey(described(WeightSettings, "Weight of each stage in the overall score.")),
  failOn: Schema.optionalKey(described(Severity, "Lowest severity that makes the exit code 1.")),
  unsafe: Schema.optionalKey(described(Schema.Boolean, "Apply unsafe fixes too.")),
  autoRepair: Schema.optionalKey(
    described(Schema.Boolean, "Whether `refine` repairs by rule before it asks a model.")
  ),
  learning: Schema.optionalKey(
    described(
      Schema.Boolean,
      "Whether what was learned is used, and `refine` leaves something to learn from."
    )
  ),
  learnFromFix: Schema.optionalKey(described(Schema.Boolean, "Whether `fix` leaves it too.")),
  jobs: Schema.optionalKey(
    described(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 256 })), "Files worked on at a time.")
  ),
  timeout: Schema.optionalKey(
    described(
      Schema.Finite.check(Schema.isBetween({ minimum: 0.001, maximum: 86_400 })),
      "Seconds that may be computed on one file at a stretch; then it is given up."
    )
  ),
  memory: Schema.optionalKey(
    described(
      Schema.Int.check(Schema.isBetween({ minimum: 16, maximum: 65_536 })),
      "Megabytes that one thread of a batch may take."
    )
  ),
  exclude: Schema.optionalKey(described(Globs, "Globs of paths that a search of folders leaves out.")),
  baseline: Schema.optionalKey(described(Schema.NonEmptyString, "File of findings that are known already.")),
  patterns: Schema.optionalKey(
    described(Schema.NonEmptyString, "Folder of patterns of your own, laid out as DIALECT/NAME.yaml.")
  ),
  synonyms: Schema.optionalKey(
    described(Schema.NonEmptyString, "File of words of your own for keys and values, by dialect.")
  ),
  rules: Schema.optionalKey(described(Grades, "Rules switched off or given another severity.")),
  overrides: Schema.optionalKey(
    described(Schema.Array(Override), "Settings for some paths; later ones win.")
  ),
  context: Schema.optionalKey(described(ContextSettings, "What exists outside the files.")),
  model: Schema.optionalKey(described(ModelSettings, "Language models for `refine`.")),
  limits: Schema.optionalKey(described(LimitSettings, "Bounds on an input."))
})
export type Settings = typeof Settings.Type
