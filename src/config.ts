/**
 * For config files: `import { defineConfig } from "pipewright/config"`. Gives the settings their type and hands them
 * back; on its own, so that a config file loads nothing else.
 */
import type { Settings } from "./pipeline/Settings.ts"

export type { Settings } from "./pipeline/Settings.ts"

export const defineConfig = (settings: Settings): Settings => settings
