/**
 * The config file that `pipewright init` writes.
 */
import { lstat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { names } from "../pipeline/ConfigFile.ts"
import type { Preset } from "../pipeline/Settings.ts"
import { FileError, failure } from "./SourceFile.ts"

type Kind = "yaml" | "ts" | "json"

/** Writes it into a folder and answers its name. Refused where a config is there already, unless forced. */
export const writeStarter = (
  folder: string,
  kind: Kind,
  preset: Preset,
  force: boolean
): Effect.Effect<string, FileError> => {
  const name = `pipewright.config.${kind}`
  return Effect.tryPromise({
    try: async () => {
      for (const other of names) {
        const exists = await lstat(join(folder, other)).then(
          () => true,
          () => false
        )
        if (exists && !(force && other === name)) {
          throw new FileError({
            path: other,
            problem: "there is a config already.",
            help: other === name ? "Replace it with --force." : "Only one of them would be read."
          })
        }
      }
      await writeFile(join(folder, name), starter(kind, preset))
      return name
    },
    catch: (error) => failure(name, error)
  })
}

const starter = (kind: Kind, preset: Preset): string => {
  switch (kind) {
    case "yaml":
      return `# Settings of pipewright; \`pipewright check --print-config\` shows all that are in force.
preset: ${preset}
failOn: error

# Rules by their id: error, warning, info, or off.
rules: {}

# Other settings for some files; later ones win.
overrides: []

# What exists outside the files. What is not declared is unknown, not absent.
context: {}
`
    case "json":
      return `${JSON.stringify({ preset, failOn: "error", rules: {}, overrides: [], context: {} }, undefined, 2)}\n`
    case "ts":
      return `import { defineConfig } from "pipewright/config"

// \`pipewright check --print-config\` shows all settings in force.
export default defineConfig({
  preset: "${preset}",
  failOn: "error",
  // Rules by their id: error, warning, info, or off.
  rules: {},
  // Other settings for some files; later ones win.
  overrides: [],
  // What exists outside the files. What is not declared is unknown, not absent.
  context: {}
})
`
  }
}
