/**
 * The operation of each command.
 */
import { Effect } from "effect"
import { check, fix, type Operation, refine } from "./Operation.ts"
import type { Command } from "./Request.ts"

/** Loaded when it is asked for: most commands need nothing of it. */
const enhance: Operation = (...args) =>
  Effect.flatMap(
    Effect.promise(() => import("./Enhancing.ts")),
    (enhancing) => enhancing.enhance(...args)
  )

export const operations: Readonly<Record<Command, Operation>> = { check, fix, refine, enhance }
