/**
 * What a command was asked to do, and where.
 */
import type { RefiningFlags, SharedFlags, WritingFlags } from "./Flags.ts"
import type { Command } from "./Operation.ts"

export interface Request {
  readonly command: Command
  readonly args: ReadonlyArray<string>
  readonly flags: SharedFlags & Partial<WritingFlags & RefiningFlags>
  readonly version: string
  /** The working folder, absolute. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}
