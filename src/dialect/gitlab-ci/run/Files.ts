/**
 * Files of the project that a pipeline includes: they are there.
 */
import { isSlip, likely } from "../../../diagnose/Likely.ts"
import type { Say } from "../check/Say.ts"
import { isFilledIn, itemsOf, type ListItem, type Text, textOf, under } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { includesOf } from "../model/Rules.ts"

export const files = (pipeline: Pipeline, say: Say): void => {
  const declared = say.view.context.files
  const known = declared === undefined ? undefined : new Set(declared.map(normal))
  for (const path of pathsOf(pipeline)) {
    if (known === undefined || /[$*]/.test(path.text)) {
      say.unknown({
        rule: "missing-file",
        message: `Whether there is a file \`${path.text}\` is not known here`,
        pointer: path.pointer,
        at: path.node
      })
    } else if (!known.has(normal(path.text))) {
      const near = like(
        normal(path.text),
        say.among(known.size, () => [...known])
      )
      const written = near === undefined || !path.text.startsWith("/") ? near : `/${near}`
      say.problem({
        rule: "missing-file",
        message: `There is no file \`${path.text}\` that could be included`,
        pointer: path.pointer,
        at: path.node,
        fixes:
          written === undefined
            ? []
            : [
                say.fix(
                  `Write \`${written}\``,
                  [{ op: "replace", path: path.pointer, value: written }],
                  "unsafe",
                  0.8
                )
              ]
      })
    }
  }
}

/** Relative to the root of the project, however it is written. */
const normal = (path: string): string => path.replace(/^(?:\.?\/)+/, "")

/** The file that was meant: a slip of its path, or one of the same name in another folder. */
const like = (path: string, known: ReadonlyArray<string>): string | undefined => {
  if (isSlip(path, known)) return likely(path, known)[0]?.name
  const base = baseOf(path)
  const same = known.filter((each) => baseOf(each) === base)
  return same.length === 1 ? same[0] : undefined
}

/** The name of a file without its folders and its ending. */
const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "")

const pathsOf = (pipeline: Pipeline): ReadonlyArray<Text> => {
  const entries: Array<ListItem> = [...includesOf(pipeline)]
  for (const job of pipeline.jobs.values()) entries.push(...itemsOf(under(job.own("trigger"), "include")))
  return entries.flatMap((entry) => {
    // A file that is included under a condition may be missing where that does not hold.
    if (under(entry, "rules") !== undefined) return []
    const path = textOf(entry) ?? textOf(under(entry, "local"))
    return path === undefined || isFilledIn(path.text) || /^https?:/i.test(path.text) ? [] : [path]
  })
}
