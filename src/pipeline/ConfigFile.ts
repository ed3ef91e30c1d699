/**
 * The config file: `pipewright.config.{ts,js,json,yaml}` in the working folder, or the one that `--config` names.
 *
 * A `.ts` or `.js` config is code, and reading it runs it. So only the folder in which the user works is looked at,
 * never its parents and never a folder that is being checked.
 */
import { extname, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { lilconfig } from "lilconfig"
import { parse } from "yaml"
import type { Layer } from "./Config.ts"
import { ConfigError, decodeSettings } from "./ConfigError.ts"

/** Names a config file may have, the first that exists is taken. */
export const names: ReadonlyArray<string> = ["ts", "js", "json", "yaml"].map(
  (end) => `pipewright.config.${end}`
)

/** The config file of a folder as a layer, or nothing where there is none. */
export const search = (folder: string): Effect.Effect<Layer | undefined, ConfigError> =>
  Effect.flatMap(
    attempt(folder, () => searcher(folder).search(folder)),
    (found) => (found === null ? Effect.undefined : layer(folder, found.filepath, found.config))
  )

/** The config file at a path; it has to be there. */
export const load = (folder: string, path: string): Effect.Effect<Layer, ConfigError> => {
  const full = resolve(folder, path)
  if (!Object.hasOwn(loaders, extname(full))) {
    return Effect.fail(
      new ConfigError({
        where: path,
        problems: [`a config ends in ${Object.keys(loaders).join(", ")}`],
        help: "Rename the file, or name another one with --config."
      })
    )
  }
  return Effect.flatMap(
    attempt(path, () => searcher(folder).load(full)),
    (found) => layer(folder, full, found?.config)
  )
}

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
    problems: [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`],
    help: "Mend the file, name another one with --config, or go without by --no-config."
  })
