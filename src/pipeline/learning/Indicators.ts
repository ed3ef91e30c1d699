/**
 * Indicators: what can be seen of a text before anything is tried, and may tell how its refinement will go.
 */
import { errorsOf } from "../../diagnose/Scorer.ts"
import type { Validation } from "../../diagnose/Validator.ts"

/** Short texts, equal for equal signs: `damage: major_fixes`, `rule: unknown-key`, `errors: 4 to 9`. */
export const indicatorsOf = ({ text, report, document, path }: Validation): ReadonlyArray<string> => {
  const errors = errorsOf(report)
  const found = new Set<string>()
  if (report.damage !== "none") found.add(`damage: ${report.damage}`)
  found.add(`errors: ${bucket(errors.length, [1, 3, 9])}`)
  found.add(`lines: ${bucket(document.lines.starts.length, [50, 200, 1000])}`)
  for (const { stage, rule } of errors) {
    found.add(`stage: ${stage}`)
    found.add(`rule: ${rule}`)
  }
  if (errors.some(({ fixes }) => fixes.length === 0)) found.add("an error without any fix")
  if (document.roots.length > 1) found.add("several documents")
  if (document.duplicates.length > 0) found.add("keys written twice")
  if (/^ *\t/m.test(text)) found.add("tabs in the indentation")
  if (path?.endsWith(".json") === true) found.add("written in JSON")
  return [...found]
}

/** The interval of a count: `1`, `2 to 3`, `more than 9`. */
const bucket = (count: number, ends: ReadonlyArray<number>): string => {
  const at = ends.findIndex((end) => count <= end)
  if (at < 0) return `more than ${ends.at(-1)}`
  const end = ends[at] as number
  const from = (ends[at - 1] ?? 0) + 1
  return from === end ? String(end) : at === 0 ? `up to ${end}` : `${from} to ${end}`
}
