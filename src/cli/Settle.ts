/**
 * Settles what a command line, the environment, the config file and the presets say into one config, checks what only
 * the command line can know (that dialects exist), and prints it where asked.
 */
import { Effect, Option, Result } from "effect"
import { nearest, oneOf } from "../diagnose/Nearest.ts"
import { dialectById, dialects } from "../dialect/Dialects.ts"
import { type Config, type ModelConfig, type Resolved, resolve } from "../pipeline/Config.ts"
import { fromEnvironment, variables } from "../pipeline/ConfigEnvironment.ts"
import { ConfigError, decodeSettings } from "../pipeline/ConfigError.ts"
import * as ConfigFile from "../pipeline/ConfigFile.ts"
import { catalogue } from "./Catalogue.ts"
import {
  type ModellingFlags,
  optionNamed,
  type PatterningFlags,
  type RefiningFlags,
  type SharedFlags,
  settingsOf,
  type WritingFlags
} from "./Flags.ts"
import type { FormatName } from "./format/FormatName.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** The settings in force in a folder. */
export const settle = (
  flags: SharedFlags & Partial<WritingFlags & PatterningFlags & RefiningFlags & ModellingFlags>,
  folder: string,
  environment: Environment
): Effect.Effect<Resolved, ConfigError> =>
  Effect.gen(function* () {
    const options = settingsOf(flags)
    yield* Effect.fromResult(
      Result.mapError(
        decodeSettings(options.settings, "command line"),
        ({ where, problems }) =>
          new ConfigError({
            where,
            problems: problems.map(optionNamed),
            help: "See --help for what options take."
          })
      )
    )
    const variables = yield* Effect.fromResult(fromEnvironment(environment))
    const file = yield* configFile(flags, folder, environment)
    const resolved = resolve([options, variables, ...(file === undefined ? [] : [file])])
    const unknown = unknownDialect(resolved)
    return unknown === undefined ? resolved : yield* unknown
  })

/** What environment and config file say, for commands that have no options for it. */
export const settleProject = (
  flags: Pick<SharedFlags, "config" | "noConfig">,
  folder: string,
  environment: Environment
): Effect.Effect<Resolved, ConfigError> =>
  Effect.gen(function* () {
    const variables = yield* Effect.fromResult(fromEnvironment(environment))
    const file = yield* configFile(flags, folder, environment)
    return resolve([variables, ...(file === undefined ? [] : [file])])
  })

/** What they say about models. */
export const settleModels = (
  flags: Pick<SharedFlags, "config" | "noConfig">,
  folder: string,
  environment: Environment
): Effect.Effect<ModelConfig, ConfigError> =>
  Effect.map(settleProject(flags, folder, environment), ({ config }) => config.model)

/** Variables that begin like ours and set nothing, with what may have been meant. */
export const strayVariables = (environment: Environment): ReadonlyArray<string> =>
  Object.keys(environment)
    .filter(
      (name) => name.startsWith("PIPEWRIGHT_") && name !== "PIPEWRIGHT_CONFIG" && !variables.includes(name)
    )
    .map((name) => {
      const near = nearest(name, variables)[0]
      return `${name} sets nothing${near === undefined ? "" : `; did you mean ${near.name}?`}`
    })

/** Rules that the config grades and that there are not, with what may have been meant. */
export const strayRules = ({ config, origins }: Resolved): ReadonlyArray<string> => {
  const graded: ReadonlyArray<readonly [rule: string, path: string]> = [
    ...[...config.rules.keys()].map((rule) => [rule, `rules.${rule}`] as const),
    ...config.overrides.flatMap(({ rules }) =>
      Object.keys(rules ?? {}).map((rule) => [rule, "overrides"] as const)
    )
  ]
  return graded
    .filter(([rule]) => !Object.hasOwn(catalogue, rule))
    .map(([rule, path]) => {
      const near = nearest(rule, Object.keys(catalogue))[0]
      return `${origins.get(path)}: there is no rule \`${rule}\`${near === undefined ? "" : `; did you mean \`${near.name}\`?`}`
    })
}

/** The config, a setting a line with its origin, or as JSON. */
export const print = ({ config, origins }: Resolved, format: FormatName): string => {
  const rows = [...origins].map(([path, origin]) => ({ path, value: valueAt(config, path), origin }))
  if (format === "json" || format === "jsonl") {
    return `${JSON.stringify(Object.fromEntries(rows.map(({ path, value, origin }) => [path, { value, from: origin }])), undefined, 2)}\n`
  }
  rows.sort((a, b) => (a.path < b.path ? -1 : 1))
  return rows.map(({ path, value, origin }) => `${path} = ${JSON.stringify(value)}  (${origin})\n`).join("")
}

const configFile = (
  flags: Pick<SharedFlags, "config" | "noConfig">,
  folder: string,
  environment: Environment
) => {
  if (flags.noConfig) {
    return Option.isSome(flags.config)
      ? Effect.fail(
          new ConfigError({
            where: "command line",
            problems: ["`--config` and `--no-config` contradict each other"],
            help: "Leave one of them out."
          })
        )
      : Effect.undefined
  }
  const named = Option.getOrUndefined(flags.config) ?? (environment.PIPEWRIGHT_CONFIG || undefined)
  return named === undefined ? ConfigFile.search(folder) : ConfigFile.load(folder, named)
}

const unknownDialect = ({ config, origins }: Resolved): ConfigError | undefined => {
  const named: ReadonlyArray<readonly [id: string | undefined, path: string]> = [
    [config.dialect, "dialect"],
    ...config.overrides.map(({ dialect }) => [dialect, "overrides"] as const)
  ]
  for (const [id, path] of named) {
    if (id === undefined || dialectById(id) !== undefined) continue
    const ids = dialects.map((dialect) => dialect.id)
    const near = nearest(id, ids)[0]
    return new ConfigError({
      where: origins.get(path) ?? path,
      problems: [
        `there is no dialect \`${id}\`${near === undefined ? "" : `; did you mean \`${near.name}\`?`}`
      ],
      help: `The dialects are ${oneOf(ids)}.`
    })
  }
  return undefined
}

const valueAt = (config: Config, path: string): unknown => {
  const dot = path.indexOf(".")
  const group: unknown = config[(dot < 0 ? path : path.slice(0, dot)) as keyof Config]
  if (dot < 0) return group
  const key = path.slice(dot + 1)
  return group instanceof Map ? group.get(key) : (group as Readonly<Record<string, unknown>>)[key]
}
