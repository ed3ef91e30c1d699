/**
 * The options that the commands share, and the layer of settings they amount to.
 */
import { Option } from "effect"
import { Flag } from "effect/cli"
import type { Layer } from "../pipeline/Config.ts"
import { Preset, type Settings, Strategy } from "../pipeline/Settings.ts"
import { type FormatTarget, formatNames, parseFormat } from "./format/FormatName.ts"

const described =
  (description: string) =>
  <A>(flag: Flag.Flag<A>): Flag.Flag<A> =>
    Flag.withDescription(flag, description)

const format = Flag.String("format").pipe(
  described(`Output: ${formatNames.join(", ")}; NAME=FILE writes to a file. May be repeated`),
  Flag.withMetavar("NAME[=FILE]"),
  Flag.filterMap(
    (text: string) => Option.fromUndefinedOr(parseFormat(text)),
    (text: string) =>
      `Expected ${formatNames.join(", ")}, or one of them with =FILE, got ${JSON.stringify(text)}`
  ),
  Flag.atLeast(0)
)

/** Options of every command that looks at files. */
export const shared = {
  format,
  dialect: Flag.String("dialect").pipe(
    described("Treat all inputs as this dialect, and check every YAML and JSON file in folders"),
    Flag.withMetavar("ID"),
    Flag.optional
  ),
  schema: Flag.String("schema").pipe(
    described("Check all inputs against this JSON Schema, and every YAML and JSON file in folders"),
    Flag.withMetavar("FILE"),
    Flag.optional
  ),
  preset: Flag.Literals("preset", Preset.literals).pipe(described("A set of defaults"), Flag.optional),
  config: Flag.String("config").pipe(
    described("Config file, instead of pipewright.config.{ts,js,json,yaml} in this folder"),
    Flag.withMetavar("FILE"),
    Flag.optional
  ),
  noConfig: Flag.Boolean("no-config").pipe(
    described("Read no config file"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  printConfig: Flag.Boolean("print-config").pipe(
    described("Print the settings, and where each comes from"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  failOn: Flag.Literals("fail-on", ["error", "warning", "info"]).pipe(
    described("Lowest severity that makes the exit code 1 (default error)"),
    Flag.optional
  ),
  exitZero: Flag.Boolean("exit-zero").pipe(
    described("Exit with 0 instead of 1"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  stdinFilePath: Flag.String("stdin-file-path").pipe(
    described("The path to assume for standard input (-)"),
    Flag.withMetavar("PATH"),
    Flag.optional
  ),
  baseline: Flag.String("baseline").pipe(
    described("File of known findings, which do not count"),
    Flag.withMetavar("FILE"),
    Flag.optional
  ),
  updateBaseline: Flag.Boolean("update-baseline").pipe(
    described("Write all current findings to the baseline"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  jobs: Flag.Int("jobs").pipe(
    Flag.withAlias("j"),
    described("Number of files to process at the same time"),
    Flag.optional
  ),
  timeout: Flag.Finite("timeout").pipe(
    described("Give up on a file after this many seconds of computing (default 120)"),
    Flag.optional
  ),
  noLearning: Flag.Boolean("no-learning").pipe(
    described("Neither use what was learned in this folder nor record anything to learn from"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  maxSize: Flag.Int("max-size").pipe(described("Largest size of an input, in bytes"), Flag.optional),
  maxDepth: Flag.Int("max-depth").pipe(described("Deepest nesting of an input"), Flag.optional),
  maxNodes: Flag.Int("max-nodes").pipe(described("Most values of an input, aliases expanded"), Flag.optional)
}

/** Options of the commands that write. */
export const writing = {
  unsafe: Flag.Boolean("unsafe").pipe(
    described("Also apply unsafe fixes: likely, but not certain"),
    Flag.optional
  ),
  diff: Flag.Boolean("diff").pipe(
    described("Print the changes instead of writing them"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  autoRepairThreshold: Flag.Finite("auto-repair-threshold").pipe(
    described("Lowest confidence (0 to 1) of fixes to apply"),
    Flag.optional
  )
}

/** Options of the commands that know patterns. */
export const patterning = {
  patterns: Flag.String("patterns").pipe(
    described("A folder with patterns of your own, as DIALECT/NAME.yaml"),
    Flag.withMetavar("FOLDER"),
    Flag.optional
  )
}

/** Options of `refine` alone. */
export const refining = {
  maxIterations: Flag.Int("max-iterations").pipe(described("Most rounds of repair"), Flag.optional),
  threshold: Flag.Finite("threshold").pipe(
    described("Score (0 to 1) from which a file without errors is accepted"),
    Flag.optional
  ),
  strategy: Flag.Literals("strategy", Strategy.literals).pipe(
    described("How to choose the next step"),
    Flag.optional
  ),
  noAutoRepair: Flag.Boolean("no-auto-repair").pipe(
    described("Do not repair by rule before asking a model"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  resume: Flag.Boolean("resume").pipe(
    described("Continue an earlier, unfinished run of the same files and settings"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  noJournal: Flag.Boolean("no-journal").pipe(
    described("Keep no record of the run in .pipewright"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  )
}

/** Options of `refine` about language models. */
export const modelling = {
  model: Flag.String("model").pipe(
    described("The language model to ask, as provider:name; `pipewright models` lists them"),
    Flag.withMetavar("NAME"),
    Flag.optional
  ),
  apiKeyEnv: Flag.String("api-key-env").pipe(
    described("The environment variable that holds the key"),
    Flag.withMetavar("NAME"),
    Flag.optional
  ),
  baseUrl: Flag.String("base-url").pipe(
    described("The address of the model's server"),
    Flag.withMetavar("URL"),
    Flag.optional
  ),
  maxCalls: Flag.Int("max-calls").pipe(described("Most model calls of the run"), Flag.optional),
  maxTokens: Flag.Int("max-tokens").pipe(described("Most tokens of the run"), Flag.optional),
  maxCost: Flag.Finite("max-cost").pipe(described("Most dollars to spend in the run"), Flag.optional),
  allowCommands: Flag.Boolean("allow-commands").pipe(
    described("Let the model write missing commands and actions"),
    Flag.optional
  ),
  allowSecrets: Flag.Boolean("allow-secrets").pipe(
    described("Let the model write missing permissions and references to secrets"),
    Flag.optional
  ),
  estimate: Flag.Boolean("estimate").pipe(
    described("Print what the model would cost, without asking it or writing anything"),
    Flag.withoutNegation,
    Flag.withDefault(false)
  ),
  record: Flag.String("record").pipe(
    described("Write all model calls and answers to a file"),
    Flag.withMetavar("FILE"),
    Flag.optional
  ),
  replay: Flag.String("replay").pipe(
    described("Use the answers in such a file instead of asking a model"),
    Flag.withMetavar("FILE"),
    Flag.optional
  )
}

export interface SharedFlags {
  readonly format: ReadonlyArray<FormatTarget>
  readonly dialect: Option.Option<string>
  readonly schema: Option.Option<string>
  readonly preset: Option.Option<Preset>
  readonly config: Option.Option<string>
  readonly noConfig: boolean
  readonly printConfig: boolean
  readonly failOn: Option.Option<"error" | "warning" | "info">
  readonly exitZero: boolean
  readonly stdinFilePath: Option.Option<string>
  readonly baseline: Option.Option<string>
  readonly updateBaseline: boolean
  readonly jobs: Option.Option<number>
  readonly timeout: Option.Option<number>
  readonly noLearning: boolean
  readonly maxSize: Option.Option<number>
  readonly maxDepth: Option.Option<number>
  readonly maxNodes: Option.Option<number>
}

export interface WritingFlags {
  readonly unsafe: Option.Option<boolean>
  readonly diff: boolean
  readonly autoRepairThreshold: Option.Option<number>
}

export interface PatterningFlags {
  readonly patterns: Option.Option<string>
}

export interface RefiningFlags {
  readonly maxIterations: Option.Option<number>
  readonly threshold: Option.Option<number>
  readonly strategy: Option.Option<Strategy>
  readonly noAutoRepair: boolean
  readonly resume: boolean
  readonly noJournal: boolean
}

export interface ModellingFlags {
  readonly model: Option.Option<string>
  readonly apiKeyEnv: Option.Option<string>
  readonly baseUrl: Option.Option<string>
  readonly maxCalls: Option.Option<number>
  readonly maxTokens: Option.Option<number>
  readonly maxCost: Option.Option<number>
  readonly allowCommands: Option.Option<boolean>
  readonly allowSecrets: Option.Option<boolean>
  readonly estimate: boolean
  readonly record: Option.Option<string>
  readonly replay: Option.Option<string>
}

/** How options are called that set something of another name. */
const optionNames: Readonly<Record<string, string>> = {
  "limits.size": "--max-size",
  "limits.depth": "--max-depth",
  "limits.nodes": "--max-nodes",
  learning: "--no-learning",
  autoRepair: "--no-auto-repair",
  "model.name": "--model",
  "model.timeout": "model.timeout"
}

const optionOf = (path: string): string =>
  optionNames[path] ??
  `--${path.replace(/^model\./, "").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The settings that the options of a command line set. They are checked with those of the other layers. */
export const settingsOf = (
  flags: SharedFlags & Partial<WritingFlags & PatterningFlags & RefiningFlags & ModellingFlags>
): Layer => {
  const given: Record<string, unknown> = {}
  for (const name of [
    "dialect",
    "schema",
    "preset",
    "failOn",
    "baseline",
    "patterns",
    "jobs",
    "timeout",
    "unsafe",
    "autoRepairThreshold",
    "maxIterations",
    "threshold",
    "strategy"
  ] as const) {
    const value: Option.Option<unknown> | undefined = flags[name]
    if (value !== undefined && Option.isSome(value)) given[name] = value.value
  }
  if (flags.noLearning) given.learning = false
  if (flags.noAutoRepair === true) given.autoRepair = false
  const limits = {
    ...Option.match(flags.maxSize, { onNone: () => ({}), onSome: (size) => ({ size }) }),
    ...Option.match(flags.maxDepth, { onNone: () => ({}), onSome: (depth) => ({ depth }) }),
    ...Option.match(flags.maxNodes, { onNone: () => ({}), onSome: (nodes) => ({ nodes }) })
  }
  if (Object.keys(limits).length > 0) given.limits = limits
  const model: Record<string, unknown> = {}
  for (const [name, value] of [
    ["name", flags.model],
    ["apiKeyEnv", flags.apiKeyEnv],
    ["baseUrl", flags.baseUrl],
    ["maxCalls", flags.maxCalls],
    ["maxTokens", flags.maxTokens],
    ["maxCost", flags.maxCost],
    ["allowCommands", flags.allowCommands],
    ["allowSecrets", flags.allowSecrets]
  ] as const) {
    if (value !== undefined && Option.isSome<unknown>(value)) model[name] = value.value
  }
  if (Object.keys(model).length > 0) given.model = model
  return { settings: given as Settings, nameOf: optionOf }
}

/** Names the options instead of the settings in what is wrong with them. */
export const optionNamed = (problem: string): string =>
  problem.replace(/^`([\w.]+)`/, (_, path: string) => `\`${optionOf(path)}\``)
