/**
 * Edits of flow collections and JSON: entries with their commas, on one line or each on its own.
 */
import { align } from "./Alignment.ts"
import type { EditValue } from "./BlockEdits.ts"
import type { Collection } from "./BlockLayout.ts"
import { type FlowEntry, flowLayout } from "./FlowLayout.ts"
import type { FlowPlace } from "./FlowWriter.ts"
import type { Ground } from "./Ground.ts"
import type { Node, Pair } from "./Node.ts"
import type { TextEdit } from "./TextEdit.ts"
import type { Writer } from "./Writer.ts"

/** Both are collections of one kind, the old one in brackets. `roomy`: it may spread over lines, if all in it is new. */
export const editFlow = (
  ground: Ground,
  writer: Writer,
  editValue: EditValue,
  old: Collection,
  next: Collection,
  roomy: boolean,
  out: Array<TextEdit>
): void => {
  const { lines, habits } = ground
  const base = lines.skipBlanks(lines.startOf(old.start)) - lines.startOf(old.start)
  const { close, entries, spread } = flowLayout(lines, old)
  const values = next.kind === "map" ? next.pairs : next.items
  const kept = align(old, next, ground.made)
  if (kept.every((index) => index === undefined)) {
    // Comments below the last entry are nobody's own, and must not go with it.
    writer.moved.displace(ground.comments.left(entries.at(-1)?.tail ?? old.start + 1, close))
    out.push({
      start: old.start + 1,
      end: close,
      text: writer.flow.inside(next, {
        column: base,
        spread: roomy,
        kind: "value"
      })
    })
    return
  }
  const column = spread ? lines.column((entries[0] as FlowEntry).lead) : base
  const place: FlowPlace = { column, spread, kind: "value" }
  const gap = spread ? lines.end + " ".repeat(column) : habits.flowComma
  const last = entries.at(-1) as FlowEntry
  const trailing = last.comma !== undefined
  const stays = new Set(kept)

  let after: FlowEntry | undefined
  for (const [i, each] of values.entries()) {
    const index = kept[i]
    const needsComma = i < values.length - 1 || trailing
    if (index === undefined) {
      const text = spread ? writer.flow.line(each, place) : writer.flow.entry(each, place)
      if (after === undefined) {
        const at = (entries[0] as FlowEntry).lead
        out.push({ start: at, end: at, text: text + (needsComma ? "," : "") + gap })
      } else out.push({ start: after.tail, end: after.tail, text: gap + text + (needsComma ? "," : "") })
      continue
    }
    const entry = entries[index] as FlowEntry
    editEntry(writer, editValue, entry, each, place, out)
    for (const comment of spread ? writer.moved.takeDisplaced() : []) {
      out.push({ start: entry.lead, end: entry.lead, text: comment + gap })
    }
    if (needsComma && entry.comma === undefined) out.push({ start: entry.end, end: entry.end, text: "," })
    if (!needsComma && entry.comma !== undefined) {
      out.push({ start: entry.comma, end: entry.comma + 1, text: "" })
    }
    after = entry
  }
  removeOthers(entries, stays, out)
}

/** Up to the next entry that stays, so that it takes the place; at the end, from the last one that stays. */
const removeOthers = (
  entries: ReadonlyArray<FlowEntry>,
  stays: ReadonlySet<number | undefined>,
  out: Array<TextEdit>
): void => {
  for (let i = 0; i < entries.length; i++) {
    if (stays.has(i)) continue
    const from = i
    while (i + 1 < entries.length && !stays.has(i + 1)) i++
    const following = entries[i + 1]
    const start = entries[from] as FlowEntry
    if (following !== undefined) out.push({ start: start.lead, end: following.lead, text: "" })
    else
      out.push({
        start: (entries[from - 1] as FlowEntry).tail,
        end: (entries[i] as FlowEntry).tail,
        text: ""
      })
  }
}

const editEntry = (
  writer: Writer,
  editValue: EditValue,
  entry: FlowEntry,
  each: Pair | Node,
  { column, spread }: FlowPlace,
  out: Array<TextEdit>
): void => {
  const value = "key" in each ? each.value : each
  if ("key" in each && entry.pair !== undefined && each.key !== entry.pair.key) {
    const { key } = entry.pair
    out.push({
      start: key.propertiesStart ?? key.start,
      end: key.end,
      text: writer.flow.key(each, "flow-key")
    })
  }
  if (value === entry.value) return
  const kind = entry.pair === undefined ? "item" : "key"
  editValue(
    entry.value,
    value,
    { kind, flow: true, spread, column, head: entry.start, indicator: entry.indicator, tail: undefined },
    out
  )
}
