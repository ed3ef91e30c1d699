/**
 * What a command was asked to do, and where.
 */
import type { ModellingFlags, PatterningFlags, RefiningFlags, SharedFlags, WritingFlags } from "./Flags.ts"
import type { Invocation } from "./Invocation.ts"

export type Command = "check" | "fix" | "refine" | "enhance"

export interface Request {
  readonly command: Command
  readonly args: ReadonlyArray<string>
  readonly flags: SharedFlags & Partial<WritingFlags & PatterningFlags & RefiningFlags & ModellingFlags>
  readonly version: string
  /** What was typed after the program's name. */
  readonly line: ReadonlyArray<string>
  /** The working folder, absolute. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly worker: URL
  readonly controller: Invocation["Service"]["controller"]
  readonly estimating: Invocation["Service"]["estimating"]
}
