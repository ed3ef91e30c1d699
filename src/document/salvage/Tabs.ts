/**
 * Tabs all over the indentation of a text: how wide they were meant is one decision for all lines.
 */
import { apply } from "../TextEdit.ts"
import { expand } from "./Indentation.ts"
import { type Scan, scan } from "./Scan.ts"
import { stepOf } from "./Site.ts"
import { replace, type Slip, slip } from "./Slip.ts"

/** Repairs of all tabs at once, one for each width that fits the lines best; none for fewer than two lines. */
export const tabs = (scanned: Scan): ReadonlyArray<Slip> => {
  const lines = tabbed(scanned)
  if (lines.length < 2) return []
  const tried = widths(scanned, lines).map((width) => {
    const edits = lines.map((index) => {
      const line = scanned.lines[index] as { start: number; col: number }
      const lead = scanned.text.slice(line.start, line.start + line.col)
      return replace(line.start, line.start + line.col, " ".repeat(expand(lead, width)))
    })
    return { edits, left: scan(apply(scanned.text, edits)).anomalies.length }
  })
  const least = Math.min(...tried.map(({ left }) => left))
  if (least >= scanned.anomalies.length) return []
  const first = scanned.lines[lines[0] as number] as { start: number; col: number }
  return tried
    .filter(({ left }) => left === least)
    .slice(0, 3)
    .map(({ edits }) =>
      slip({
        rule: "tab-indent",
        message: `Tabs indent ${lines.length} lines; YAML allows only spaces.`,
        title: "Indent with spaces",
        edits,
        start: first.start,
        end: first.start + first.col,
        further: "A tab indents this line, too; YAML allows only spaces."
      })
    )
}

/** Lines with a tab where the indentation of a level is; a tab deeper inside a text is the text's own. */
const tabbed = (scanned: Scan): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (const [index, line] of scanned.lines.entries()) {
    if (line.col === 0) continue
    const lead = scanned.text.slice(line.start, line.start + line.col)
    const tab = lead.indexOf("\t")
    if (tab === -1) continue
    const block = line.kind === "text" ? scanned.blocks.get(index) : undefined
    if (block !== undefined && tab > block.col && !lead.startsWith("\t")) continue
    found.push(index)
  }
  return found
}

/** Widths to try: what lines with spaces use, then two, four and eight. */
const widths = (scanned: Scan, lines: ReadonlyArray<number>): ReadonlyArray<number> => {
  const spaced = scanned.lines.filter(
    (line) => line.kind === "entry" && line.col > 0 && scanned.text.charCodeAt(line.start) === 32
  )
  // Up to three spaces behind the tabs are what is left of a wider step.
  const rest = lines.some((index) => {
    const line = scanned.lines[index] as { start: number; col: number }
    return /\t {2,3}$/.test(scanned.text.slice(line.start, line.start + line.col))
  })
  const likely = spaced.length > 0 ? stepOf({ ...scanned, lines: spaced }) : rest ? 4 : 2
  return [...new Set([likely, 2, 4, 8, 3])]
}
