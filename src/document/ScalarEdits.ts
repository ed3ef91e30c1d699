/**
 * Edits within a scalar: a word changed in a folded text is a word changed in its source.
 */
import type { Slot } from "./BlockEdits.ts"
import type { Ground } from "./Ground.ts"
import type { ScalarNode } from "./Node.ts"
import type { TextEdit } from "./TextEdit.ts"

/** The edits that make a written scalar say the new value in its own style; undefined where it must be written anew. */
export const respelled = (
  ground: Ground,
  old: ScalarNode,
  next: ScalarNode,
  slot: Slot
): ReadonlyArray<TextEdit> | undefined => {
  const { lines } = ground
  if (typeof old.value !== "string" || typeof next.value !== "string" || old.end === old.start)
    return undefined
  if (lines.sameLine(old.start, old.end) && old.style !== "literal" && old.style !== "folded")
    return undefined
  if (slot.flow && !ground.habits.json) {
    if (old.style === "literal" || old.style === "folded") return undefined
  }
  return old.style === "literal"
    ? relined(ground, old, next.value, slot)
    : reworded(ground, old, next.value, slot)
}

/** A literal block keeps its indentation, and what its header says besides the chomping. */
const relined = (
  { lines, scalars }: Ground,
  old: ScalarNode,
  value: string,
  slot: Slot
): ReadonlyArray<TextEdit> | undefined => {
  const headerEnd = lines.endOf(old.start)
  const source = lines.text.slice(lines.next(old.start), old.end)
  const rows = source.split(/\r?\n/).filter((row) => row.trim() !== "")
  const header = /^\|[-+0-9]*/.exec(lines.text.slice(old.start, headerEnd))?.[0]
  if (header === undefined || rows.length === 0 || headerEnd >= old.end) return undefined
  const column = Math.min(...rows.map((row) => row.search(/[^ ]|$/)))
  const explicit = /[1-9]/.exec(header)?.[0]
  const step = explicit === undefined ? column - slot.column : Number(explicit)
  const block = step < 1 || step > 9 ? undefined : scalars.block(value, step)
  if (block === undefined || (explicit === undefined && /[1-9]/.test(block.header))) return undefined
  const chomped =
    explicit === undefined ? block.header : `|${explicit}${block.header.endsWith("-") ? "-" : ""}`
  const indent = " ".repeat(explicit === undefined ? column : slot.column + step)
  const text = block.lines.map((row) => (row === "" ? "" : indent + row)).join(lines.end)
  return [
    { start: old.start, end: old.start + header.length, text: chomped },
    { start: lines.next(old.start), end: old.end, text }
  ]
}

/**
 * Blanks fold, letters do not: the letters of a value stand in its source in the same order. What differs between
 * the values is replaced between the same letters of the source, and read again to be sure.
 */
const reworded = (
  { lines, scalars }: Ground,
  old: ScalarNode,
  value: string,
  slot: Slot
): ReadonlyArray<TextEdit> | undefined => {
  const before = old.value as string
  const least = Math.min(before.length, value.length)
  let head = 0
  while (head < least && before[head] === value[head]) head++
  let tail = 0
  while (tail < least - head && before[before.length - 1 - tail] === value[value.length - 1 - tail]) tail++
  const block = old.style === "folded"
  const from = block ? lines.next(old.start) : old.start + (old.style === "plain" ? 0 : 1)
  const to = old.end - (block || old.style === "plain" ? 0 : 1)
  const start = after(lines.text, from, to, lettersIn(before, 0, head))
  const end = beforeLetters(lines.text, from, to, lettersIn(before, before.length - tail, before.length))
  if (start === undefined || end === undefined || end < start) return undefined
  // Blanks next to the difference belong to it on both sides, however the source folds them.
  const first = value.slice(0, head).trimEnd().length
  const last = value.length - value.slice(value.length - tail).trimStart().length
  const text = value.slice(first, last)
  if (/[\r\n]/.test(text)) return undefined
  const source = lines.text.slice(old.start, start) + text + lines.text.slice(end, old.end)
  return scalars.readsBelow(source, value, slot.column) ? [{ start, end, text }] : undefined
}

const lettersIn = (text: string, start: number, end: number): number => {
  let count = 0
  for (let i = start; i < end; i++) if (!isBlank(text.charCodeAt(i))) count++
  return count
}

/** The offset right after so many letters. */
const after = (text: string, from: number, to: number, letters: number): number | undefined => {
  let at = from
  for (let left = letters; left > 0; at++) {
    if (at >= to) return undefined
    if (!isBlank(text.charCodeAt(at))) left--
  }
  return at
}

/** The offset right before so many letters at the end. */
const beforeLetters = (text: string, from: number, to: number, letters: number): number | undefined => {
  let at = to
  for (let left = letters; left > 0; at--) {
    if (at <= from) return undefined
    if (!isBlank(text.charCodeAt(at - 1))) left--
  }
  return at
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13
