/**
 * The name of a job that is not in the file: a slip, an error, or something that only other files tell.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { isSlip } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import type { Text } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { renames, type Say } from "./Say.ts"

export interface Absent {
  readonly rule: string
  readonly name: Text
  /** What is said of the name, to go before `, which does not exist`. */
  readonly message: string
  /** The names that it may have been meant to be. */
  readonly names: () => ReadonlyArray<string>
  /** Whether it may be missing rightly, even in a file that stands for itself. */
  readonly open?: boolean
  /** Whether the file names it more than once: nobody slips twice in the same way. */
  readonly often?: boolean
  /** What else mends it, after the likely names. */
  readonly fixes?: ReadonlyArray<Fix>
}

export const absentJob = (pipeline: Pipeline, say: Say, absent: Absent): void => {
  const { rule, name } = absent
  const names = say.among(pipeline.jobs.size, absent.names)
  const at = { pointer: name.pointer, at: name.node }
  if ((absent.open === true || !pipeline.closed) && (absent.often === true || !isSlip(name.text, names))) {
    say.unknown({
      rule,
      message: `Whether there is a job \`${name.text}\` depends on files outside this one`,
      ...at
    })
    return
  }
  // Of many names the hidden ones are those that are there to be named.
  const hidden = names.filter((each) => each.startsWith("."))
  const mention = hidden.length > 0 ? hidden : names
  say.problem({
    rule,
    message: `${absent.message}, which does not exist${mention.length === 0 ? "" : `: there ${mention.length === 1 ? "is" : "are"} ${oneOf(mention)}`}`,
    ...at,
    fixes: [...renames(say, name, names), ...(absent.fixes ?? [])].slice(0, 2)
  })
}

/** The jobs that run, but for one. */
export const otherJobs =
  (pipeline: Pipeline, ...without: ReadonlyArray<string>) =>
  (): ReadonlyArray<string> =>
    pipeline.visible.flatMap(({ name }) => (without.includes(name) ? [] : [name]))
