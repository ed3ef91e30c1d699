/**
 * Tabs all over the indentation of a text: how wide they were meant is one decision for all lines.
 */
import type { TextEdit } from "../TextEdit.ts"
import { apply } from "../TextEdit.ts"
import { expand } from "./Indentation.ts"
import { type Scan, scan } from "./Scan.ts"
import { stepOf } from "./Site.ts"
import { replace, type Slip, slip } from "./Slip.ts"

/** The repair of all tabs at once; undefined where fewer than two lines are indented with tabs. */
export const tabs = (scanned: Scan): Slip | undefined => {
  const lines = tabbed(scanned)
  if (lines.length < 2) return undefined
  let best: { readonly edits: ReadonlyArray<TextEdit>; readonly left: number } | undefined
  for (const width of widths(scanned, lines)) {
    const edits = lines.map((index) => {
      const line = scanned.lines[index] as { start: number; col: number }
      const lead = scanned.text.slice(line.start, line.start + line.col)
      return replace(line.start, line.start + line.col, " ".repeat(expand(lead, width)))
    })
    const left = scan(apply(scanned.text, edits)).anomalies.length
    if (best === undefined || left < best.left) best = { edits, left }
    if (left === 0) break
  }
  if (best === undefined || best.left >= scanned.anomalies.length) return undefined
  const first = scanned.lines[lines[0] as number] as { start: number; col: number }
  return slip({
    rule: "tab-indent",
    message: `Tabs indent ${lines.length} lines; YAML allows only spaces.`,
    title: "Indent with spaces",
    edits: best.edits,
    start: first.start,
    end: first.start + first.col
  })
}

/** Lines with a tab where the indentation of a level is; a tab deeper inside a text is the text's own. */
const tabbed = (scanned: Scan): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (const [index, line] of scanned.lines.entries()) {
    if (line.kind === "blank" || line.col === 0) continue
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
