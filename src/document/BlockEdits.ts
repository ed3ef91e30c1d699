/**
 * Edits of block collections: whole lines are put in and taken out, what stays is edited where it stands.
 */
import { align } from "./Alignment.ts"
import type { Collection, Entry } from "./BlockLayout.ts"
import type { Ground } from "./Ground.ts"
import type { Node, Pair } from "./Node.ts"
import { clearBelow, isOpen } from "./OpenEnd.ts"
import type { TextEdit } from "./TextEdit.ts"
import type { Writer } from "./Writer.ts"

/** Where a value stands: what a new value for it must suit. */
export interface Slot {
  readonly kind: "key" | "item" | "root"
  /** Inside of brackets. */
  readonly flow: boolean
  /** In brackets whose entries stand on lines of their own. */
  readonly spread: boolean
  /** Of the key or dash; in flow that of the line. */
  readonly column: number
  /** Offset of the key or dash. */
  readonly head: number
  /** Right after the colon or dash; undefined for the root, and for a key without a colon. */
  readonly indicator: number | undefined
  /** Start of the line after the entry, its own deeper comments included; undefined for the root and in flow. */
  readonly tail: number | undefined
}

/** Edits one value in its slot. */
export type EditValue = (old: Node, next: Node, slot: Slot, out: Array<TextEdit>) => void

/** Both are block collections of one kind and neither is empty. */
export const editBlock = (
  ground: Ground,
  writer: Writer,
  editValue: EditValue,
  old: Collection,
  next: Collection,
  out: Array<TextEdit>
): boolean => {
  const { layout } = ground
  const entries = layout.entries(old)
  const column = layout.column(old)
  const values = next.kind === "map" ? next.pairs : next.items
  const kept = align(old, next, ground.made).map((index, i) => {
    const entry = index === undefined ? undefined : entries[index]
    const each = values[i] as Pair | Node
    // A key without a colon takes no value: the whole entry is written again.
    const stuck = entry?.pair !== undefined && entry.indicator === undefined && "key" in each
    return stuck && each.value !== entry.value ? undefined : index
  })
  const stays = new Set(kept)
  if (!entries.some((_, i) => stays.has(i))) return false

  const spaced = isSpaced(ground, entries)
  let after = -1
  let added: Array<string> = []
  let open = false
  /** What was added goes after the last entry that stays; what is gone up to the next one goes out. */
  const settle = (until: number): void => {
    const place = added.length === 0 ? undefined : insert(ground, entries, column, after, until, added, out)
    const end = remove(ground, entries, after + 1, until, added.length > 0, out) ?? place
    const last = added.length > 0 ? open : after >= 0 && isOpen((entries[after] as Entry).value)
    if (end !== undefined && last) clearBelow(ground.lines, end, out)
    added = []
  }
  for (const [i, each] of values.entries()) {
    const index = kept[i]
    const entry = index === undefined ? undefined : entries[index]
    if (index === undefined || entry === undefined) {
      const { above, lines: rows } = writer.entry(each, column)
      open = isOpen("key" in each ? each.value : each)
      const before = added.length > 0 ? values[i - 1] : undefined
      const parted =
        (spaced && rows.length > 1) || (before !== undefined && writer.moved.wereParted(before, each))
      if (parted && (after >= 0 || before !== undefined)) added.push("")
      added.push(...above.map((comment) => " ".repeat(column) + comment), ...rows)
      if (parted && after < 0 && i + 1 < kept.length && kept[i + 1] !== undefined) added.push("")
      continue
    }
    settle(index)
    editEntry(ground, writer, editValue, entry, each, out)
    after = index
  }
  settle(entries.length)
  return true
}

const editEntry = (
  ground: Ground,
  writer: Writer,
  editValue: EditValue,
  entry: Entry,
  each: Pair | Node,
  out: Array<TextEdit>
): void => {
  const value = "key" in each ? each.value : each
  if ("key" in each && entry.pair !== undefined && each.key !== entry.pair.key) {
    const { key } = entry.pair
    out.push({ start: key.propertiesStart ?? key.start, end: key.end, text: writer.flow.key(each, "key") })
  }
  if (value === entry.value) return
  editValue(
    entry.value,
    value,
    {
      kind: entry.pair === undefined ? "item" : "key",
      flow: false,
      spread: false,
      column: ground.lines.column(entry.head),
      head: entry.head,
      indicator: entry.indicator,
      tail: entry.tail
    },
    out
  )
}

/**
 * Whole lines after an entry, or before the first one; where the entry below goes out, in its place. Answers where
 * that is, in front of a first entry undefined.
 */
const insert = (
  { lines }: Ground,
  entries: ReadonlyArray<Entry>,
  column: number,
  after: number,
  until: number,
  added: ReadonlyArray<string>,
  out: Array<TextEdit>
): number | undefined => {
  const first = entries[0] as Entry
  const text = added.map((row) => row + lines.end).join("")
  if (after >= 0) {
    const gone = after + 1 < until ? entries[after + 1] : undefined
    const at = gone?.lead ?? (entries[after] as Entry).tail
    out.push({ start: at, end: at, text })
    return at
  }
  // Where the first entry stands behind a dash, the new one goes there, and the first gets a line of its own.
  const shared = first.lead === first.head && !lines.isFirst(first.head)
  out.push({
    start: first.lead,
    end: first.lead,
    text: shared ? text.trimStart() + " ".repeat(column) : text
  })
  return undefined
}

/**
 * Takes out the old entries from `from` up to `until`, with their comments, and a blank line that would be left
 * double. `filled`: something new stands in their place. Answers where the text goes on.
 */
const remove = (
  { lines }: Ground,
  entries: ReadonlyArray<Entry>,
  from: number,
  until: number,
  filled: boolean,
  out: Array<TextEdit>
): number | undefined => {
  if (from >= until) return undefined
  const first = entries[from] as Entry
  const following = entries[until]
  const shared = from === 0 && first.lead === first.head && !lines.isFirst(first.head)
  let start = first.lead
  let end = (entries[until - 1] as Entry).tail
  if (shared) {
    // Behind a dash: what stays moves up to it.
    out.push({ start, end: lines.skipBlanks((following as Entry).lead), text: "" })
    return undefined
  }
  if (following !== undefined && !filled) {
    const parted = from === 0 || lines.isBlankLine(lines.startOf(start - 1))
    while (parted && end < following.lead && lines.isBlankLine(end)) end = lines.next(end)
  } else if (!filled) {
    const least = from === 0 ? start : (entries[from - 1] as Entry).tail
    while (start > least && lines.isBlankLine(lines.startOf(start - 1))) start = lines.startOf(start - 1)
  }
  out.push({ start, end, text: "" })
  return end
}

/** Whether blank lines part all the entries. */
const isSpaced = ({ lines }: Ground, entries: ReadonlyArray<Entry>): boolean =>
  entries.length > 1 &&
  entries
    .slice(1)
    .every((entry) => lines.isFirst(entry.head) && lines.isBlankLine(lines.startOf(entry.lead - 1)))
