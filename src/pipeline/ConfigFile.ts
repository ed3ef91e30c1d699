/**
 * The config file: `pipewright.config.{ts,js,json,yaml}` in the working folder, or the one that `--config` names.
 *
 * A `.ts` or `.js` config is code, and reading it runs it. So only the folder in which the user works is looked at,
 * never its parents and never a folder that is being checked.
 */
import { lstatSync } from "node:fs"
import { extname, join, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { lilconfig } from "lilconfig"
import { parse } from "yaml"
import { readTextFile, TextFileError, troubleWith } from "../document/TextFile.ts"
import type { Layer } from "./Config.ts"
import { ConfigError, decodeSettings } from "./ConfigError.ts"

/** Names a config file may have, the first that exists is taken. */
export const names: ReadonlyArray<string> = ["ts", "js", "json", "yaml"].map(
  (end) => `pipewright.config.${end}`
)

/** Megabytes of a config. */
const most = 1

/** The config file of a folder as a layer, or nothing where there is none. */
export const search = (folder: string): Effect.Effect<Layer | undefined, ConfigError> =>
  Effect.gen(function* () {
    // One that cannot be read, or is a link to nothing, is named, and not passed over.
    const name = names.find((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined)
    if (name === undefined) return undefined
    yield* readable(folder, name)
    const found = yield* attempt(folder, () => searcher(folder).search(folder))
    return found === null ? undefined : yield* layer(folder, found.filepath, found.config)
  })

/** The config file at a path; it has to be there. */
export const load = (folder: string, path: string): Effect.Effect<Layer, ConfigError> =>
  Effect.gen(function* () {
    const full = resolve(folder, path)
    if (!Object.hasOwn(loaders, extname(full)))
      return yield* new ConfigError({
        where: path,
        problems: [`a config ends in ${Object.keys(loaders).join(", ")}`],
        help: "Rename the file, or name another one with --config."
      })
    yield* readable(folder, path)
    const found = yield* attempt(path, () => searcher(folder).load(full))
    return yield* layer(folder, full, found?.config)
  })

/** Whether what is there is a text of some size. */
const readable = (folder: string, path: string): Effect.Effect<void, ConfigError> =>
  attempt(path, () => readTextFile(resolve(folder, path), { most }))

const layer = (folder: string, path: string, data: unknown): Effect.Effect<Layer, ConfigError> => {
  const where = relative(folder, path)
  // An empty file sets nothing.
  return Effect.map(Effect.fromResult(decodeSettings(data ?? {}, where)), (settings) => ({
    settings,
    nameOf: () => where
  }))
}

const searcher = (folder: string) =>
  lilconfig("pipewright", {
    searchPlaces: [...names],
    stopDir: folder,
    ignoreEmptySearchPlaces: false,
    loaders: Object.fromEntries(
      Object.entries(loaders).map(([end, load]) => [
        end,
        // The search does not say which file it failed on; the loader knows.
        async (path: string, text: string) => {
          try {
            return await load(path, text)
          } catch (error) {
            throw unreadable(relative(folder, path), error)
          }
        }
      ])
    )
  })

const code = async (path: string): Promise<unknown> => {
  const module: { readonly default?: unknown } = await import(pathToFileURL(path).href)
  if (module.default === undefined)
    throw new Error("it has no default export; write `export default defineConfig({ … })`")
  return module.default
}

const yaml = async (_path: string, text: string): Promise<unknown> => parse(text, { maxAliasCount: 100 })

const json = async (_path: string, text: string): Promise<unknown> => JSON.parse(text.replace(/^\uFEFF/, ""))

const loaders = {
  ".ts": code,
  ".js": code,
  ".mjs": code,
  ".mts": code,
  ".json": json,
  ".yaml": yaml,
  ".yml": yaml
}

const attempt = <A>(where: string, read: () => Promise<A>): Effect.Effect<A, ConfigError> =>
  Effect.tryPromise({
    try: read,
    catch: (error) => (error instanceof ConfigError ? error : unreadable(where, error))
  })

const unreadable = (where: string, error: unknown): ConfigError =>
  new ConfigError({
    where,
    problems: [`it cannot be read: ${reasonOf(error)}`],
    help: "Mend the file, name another one with --config, or go without by --no-config."
  })

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.message.startsWith("Maximum call stack")) return "it is nested too deep"
  // What code throws that a config is has a code of its own.
  return (error instanceof TextFileError || "syscall" in error ? troubleWith(error) : error.message).replace(
    /\.$/,
    ""
  )
}
