/**
 * Config: what all settings amount to, and where each one came from.
 *
 * Settings come in layers; the first layer that sets a value decides: flags, environment, config file, preset,
 * defaults. Groups (`limits`, `weights`, `context`, `rules`) are decided key by key, lists as a whole.
 */
import { Glob } from "effect"
import type { PipelineContext } from "../diagnose/Dialect.ts"
import { defaultWeights } from "../diagnose/Scorer.ts"
import type { Vocabulary } from "../diagnose/Vocabulary.ts"
import { defaultLimits, type Limits } from "../document/Reading.ts"
import type { ModelEntry } from "../model/RuleData.ts"
import type { Knowledge } from "./learning/Knowledge.ts"
import { presets } from "./rules.generated.ts"
import type { Grade, Override, Preset, Settings, Strategy, Weights } from "./Settings.ts"

export interface Config {
  readonly preset: Preset
  readonly dialect: string | undefined
  /** File of the JSON Schema that all inputs are judged by. */
  readonly schema: string | undefined
  /** Rounds of `refine` at most. */
  readonly maxIterations: number
  /** 0..1: the overall score from which a file without errors is accepted. */
  readonly threshold: number
  /** 0..1: the confidence that a fix needs. */
  readonly autoRepairThreshold: number
  /** 0..1: the score below which a model is shown the whole picture. */
  readonly llmRefinementThreshold: number
  readonly strategy: Strategy
  readonly preserveIntent: boolean
  readonly allowRestructure: boolean
  readonly feedbackEnabled: boolean
  readonly weights: Weights
  readonly failOn: "error" | "warning" | "info"
  readonly unsafe: boolean
  readonly autoRepair: boolean
  readonly learning: boolean
  readonly learnFromFix: boolean
  /** What was learned and is applied: no setting, but it decides what a run does as they do. */
  readonly knowledge?: Knowledge
  /** Files worked on at a time. */
  readonly jobs: number
  /** Seconds that may be computed on one file at a stretch. */
  readonly timeout: number
  /** Megabytes that one thread of a batch may take. */
  readonly memory: number
  readonly exclude: ReadonlyArray<string>
  readonly baseline: string | undefined
  /** Folder of patterns besides ours. */
  readonly patterns: string | undefined
  /** File of synonyms besides ours. */
  readonly synonyms: string | undefined
  /** What that file holds. */
  readonly vocabulary?: Vocabulary
  readonly rules: ReadonlyMap<string, Grade>
  readonly overrides: ReadonlyArray<Override>
  readonly context: PipelineContext
  readonly model: ModelConfig
  readonly limits: Limits
}

/** Which models are asked. Without a name none is. */
export interface ModelConfig {
  readonly name: string | undefined
  readonly fallbacks: ReadonlyArray<string>
  readonly apiKeyEnv: string | undefined
  readonly baseUrl: string | undefined
  readonly maxCalls: number | undefined
  readonly maxTokens: number | undefined
  /** Dollars. */
  readonly maxCost: number | undefined
  /** Seconds. */
  readonly timeout: number
  readonly attempts: number
  /** Seconds. */
  readonly pause: number
  readonly allowCommands: boolean
  readonly allowSecrets: boolean
  readonly models: Readonly<Record<string, ModelEntry>>
}

/** Where a value came from, in words: `--threshold`, `PIPEWRIGHT_THRESHOLD`, `pipewright.config.yaml`, `preset expert`. */
export type Origin = string

/** Settings of one origin. `nameOf` says how the origin calls a setting, by its dotted path. */
export interface Layer {
  readonly settings: Settings
  readonly nameOf: (path: string) => Origin
}

export interface Resolved {
  readonly config: Config
  /** By dotted path: `threshold`, `limits.size`, `rules.unknown-key`. Every value of the config is here. */
  readonly origins: ReadonlyMap<string, Origin>
}

/** Merges layers, the strongest first, over the preset that they choose and the defaults. */
export const resolve = (layers: ReadonlyArray<Layer>): Resolved => {
  const preset: Preset =
    layers.find((layer) => layer.settings.preset !== undefined)?.settings.preset ?? presets.defaults.preset
  const values = new Map<string, unknown>()
  const origins = new Map<string, Origin>()
  for (const layer of [
    ...layers,
    { settings: presets.presets[preset], nameOf: () => `preset ${preset}` },
    { settings: defaults, nameOf: () => "default" }
  ]) {
    for (const [path, value] of leaves(layer.settings)) {
      if (values.has(path)) continue
      values.set(path, value)
      origins.set(path, layer.nameOf(path))
    }
  }
  return { config: assemble(values), origins }
}

/** What the settings say about a rule at a path (with `/`, relative): a severity, `off`, or nothing. */
export const gradeOf = (config: Config, path: string): ((rule: string) => Grade | undefined) => {
  const overrides = overridesAt(config, path).filter((override) => override.rules !== undefined)
  if (overrides.length === 0) return (rule) => config.rules.get(rule)
  return (rule) => {
    for (const { rules } of overrides)
      if (rules !== undefined && Object.hasOwn(rules, rule)) return rules[rule]
    return config.rules.get(rule)
  }
}

/** The dialect that the settings give to a path, where they give one. */
export const dialectAt = (config: Config, path: string): string | undefined =>
  overridesAt(config, path).find((override) => override.dialect !== undefined)?.dialect ?? config.dialect

/** The file of the JSON Schema that the settings give to a path, where they give one. */
export const schemaAt = (config: Config, path: string): string | undefined =>
  overridesAt(config, path).find((override) => override.schema !== undefined)?.schema ?? config.schema

/** The overrides that speak of a path, the deciding (last written) one first. */
const overridesAt = (config: Config, path: string): ReadonlyArray<Override> =>
  config.overrides.length === 0
    ? []
    : config.overrides
        .filter((override) =>
          override.files.some((pattern) => Glob.match(Glob.make(pattern, { dot: true }), path))
        )
        .toReversed()

const { preset: _, ...refinement } = presets.defaults

const defaults: Settings = {
  preset: presets.defaults.preset,
  ...refinement,
  weights: defaultWeights,
  failOn: "error",
  unsafe: false,
  autoRepair: true,
  learning: true,
  learnFromFix: false,
  jobs: 4,
  timeout: 120,
  memory: 1024,
  exclude: [],
  overrides: [],
  model: {
    ...{ fallbacks: [], timeout: 120, attempts: 4, pause: 0.5, models: {} },
    ...{ allowCommands: false, allowSecrets: false }
  },
  limits: defaultLimits
}

const groups: ReadonlySet<string> = new Set(["weights", "rules", "context", "limits", "model"])

const leaves = function* (settings: Settings): Generator<readonly [path: string, value: unknown]> {
  for (const [key, value] of Object.entries(settings)) {
    if (value === undefined || key === "$schema") continue
    if (!groups.has(key)) yield [key, value]
    else
      for (const [name, leaf] of Object.entries(value)) if (leaf !== undefined) yield [`${key}.${name}`, leaf]
  }
}

const assemble = (values: ReadonlyMap<string, unknown>): Config => {
  const rules = new Map<string, Grade>()
  const plain: Record<string, unknown> = {
    dialect: undefined,
    schema: undefined,
    baseline: undefined,
    patterns: undefined,
    synonyms: undefined
  }
  const nested: Record<string, Record<string, unknown>> = {
    weights: {},
    context: {},
    limits: {},
    model: {}
  }
  for (const [path, value] of values) {
    const dot = path.indexOf(".")
    const group = path.slice(0, Math.max(0, dot))
    if (dot < 0) plain[path] = value
    else if (group === "rules") rules.set(path.slice(dot + 1), value as Grade)
    else (nested[group] as Record<string, unknown>)[path.slice(dot + 1)] = value
  }
  // Every key of Config is set by the defaults, or is optional and was set to undefined above.
  return { ...plain, ...nested, rules } as unknown as Config
}
