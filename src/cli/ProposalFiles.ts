/**
 * Proposals as files, in `.pipewright/proposals`. Each carries the digest of what was written: one that a person has
 * edited since is theirs, and stays as it is.
 */
import { createHash } from "node:crypto"
import { mkdir, readFile, realpath } from "node:fs/promises"
import { dirname, join, sep } from "node:path"
import { Effect } from "effect"
import type { Proposal } from "../pipeline/learning/Proposal.ts"
import { recordsFolder } from "./Records.ts"
import { FileError, failure, replace } from "./SourceFile.ts"

/** What became of a proposal. */
export interface Put extends Omit<Proposal, "text" | "path"> {
  /** Relative to the working folder. */
  readonly file: string
  readonly outcome: "written" | "unchanged" | "yours"
}

export const proposalsFolder = join(recordsFolder, "proposals")

export const putProposals = (
  folder: string,
  proposals: ReadonlyArray<Proposal>
): Effect.Effect<ReadonlyArray<Put>, FileError> =>
  Effect.forEach(proposals, (proposal) => put(folder, proposal))

const put = Effect.fnUntraced(function* (folder: string, { kind, path, reason, text }: Proposal) {
  const file = join(proposalsFolder, path)
  const target = join(folder, file)
  yield* Effect.tryPromise({
    try: () => mkdir(dirname(target), { recursive: true, mode: 0o700 }),
    catch: (error) => failure(file, error)
  })
  const [real, home] = yield* Effect.promise(() => Promise.all([realpath(dirname(target)), realpath(folder)]))
  if (!real.startsWith(home + sep))
    return yield* new FileError({ path: file, problem: "its folder leads out of the project." })
  const before = yield* Effect.promise(() => readFile(target, "utf8").catch(() => undefined))
  const wanted = signed(text)
  const outcome: Put["outcome"] =
    before === wanted ? "unchanged" : before !== undefined && !isOurs(before) ? "yours" : "written"
  if (outcome === "written") yield* replace(target, wanted, file)
  return { kind, file, reason, outcome } satisfies Put
})

const head = "# A proposal of `pipewright learn apply`, for you to review: edit it and it stays as it is. "

const signed = (text: string): string => `${head}(${digest(text)})\n${text}`

/** Whether a file is as it was written. */
const isOurs = (text: string): boolean => {
  const end = text.indexOf("\n") + 1
  return text.slice(0, end) === `${head}(${digest(text.slice(end))})\n`
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12)
