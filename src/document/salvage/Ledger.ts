/**
 * The repairs made so far, in terms of the original text.
 *
 * Slips speak of the text as the ones before left it. The ledger carries each back to the original, so that in the
 * end all repairs are edits of one text. A slip that touches what an earlier one wrote becomes one repair with it.
 */
import { apply, sorted, type TextEdit } from "../TextEdit.ts"
import type { Slip } from "./Slip.ts"

export interface Entry {
  /** The slip that counts: where several became one, the costliest. */
  readonly slip: Slip
  /** Edits of the original. */
  readonly edits: ReadonlyArray<TextEdit>
  /** The damage, in the original. */
  readonly start: number
  readonly end: number
  readonly cost: number
  readonly confidence: number
  readonly lossy: boolean
  readonly alternatives: ReadonlyArray<{ readonly title: string; readonly edits: ReadonlyArray<TextEdit> }>
}

interface Placed extends TextEdit {
  owner: number
}

/** By how much an edit moves what stands behind it. */
const growth = (edit: TextEdit): number => edit.text.length - (edit.end - edit.start)

/** Edits put in one by one up to this many: more are sorted in. */
const few = 16

export class Ledger {
  readonly original: string
  #text: string | undefined
  /** In order of position. */
  #edits: Array<Placed> = []
  /** Edits up to which all is known to stand before a place, and how far they move what is behind them. */
  #at = 0
  #shift = 0
  readonly #entries = new Map<number, Entry>()
  #next = 0

  constructor(original: string) {
    this.original = original
    this.#text = original
  }

  /** The text as the repairs leave it. */
  get text(): string {
    this.#text ??= apply(this.original, this.#edits)
    return this.#text
  }

  get entries(): ReadonlyArray<Entry> {
    return [...this.#entries.values()].sort((a, b) => a.start - b.start || a.end - b.end)
  }

  get size(): number {
    return this.#entries.size
  }

  /**
   * Records a slip of the text as it is now. Alternatives speak of the same text. Slips come by their thousands, mostly
   * one behind the other: what one costs does not grow with those before it.
   */
  add(slip: Slip, confidence: number, alternatives: Entry["alternatives"] = []): void {
    const id = this.#next++
    const carried = this.#carry(slip.edits)
    let entry: Entry = {
      slip,
      edits: [],
      start: this.back(slip.start),
      end: this.back(slip.end),
      cost: slip.cost,
      confidence,
      lossy: slip.lossy,
      alternatives: alternatives.flatMap((one) => {
        const other = this.#carry(one.edits)
        return other.touched.size > 0 ? [] : [{ title: one.title, edits: other.edits }]
      })
    }
    const own: Array<Placed> = []
    for (const owner of carried.touched) {
      const before = this.#entries.get(owner)
      if (before === undefined) continue
      for (const edit of before.edits as ReadonlyArray<Placed>) {
        if (carried.replaced.has(edit)) continue
        edit.owner = id
        own.push(edit)
      }
      entry = merged(before, entry)
      this.#entries.delete(owner)
    }
    for (const edit of carried.replaced) this.#remove(edit)
    const fresh = carried.edits.map((edit) => ({ ...edit, owner: id }))
    if (fresh.length > few) {
      this.#edits = [...sorted([...this.#edits, ...fresh])] as Array<Placed>
      this.#at = 0
      this.#shift = 0
    } else for (const edit of fresh) this.#insert(edit)
    this.#entries.set(id, { ...entry, edits: sorted([...own, ...fresh]) })
    this.#text = undefined
  }

  /** Behind those that stand before it or at the same place. */
  #insert(edit: Placed): void {
    const at = this.#indexBehind(edit)
    this.#edits.splice(at, 0, edit)
    if (at >= this.#at) return
    this.#at++
    this.#shift += growth(edit)
  }

  #remove(edit: Placed): void {
    let at = this.#indexBehind(edit) - 1
    while (this.#edits[at] !== edit) at--
    this.#edits.splice(at, 1)
    if (at >= this.#at) return
    this.#at--
    this.#shift -= growth(edit)
  }

  #indexBehind({ start, end }: TextEdit): number {
    let low = 0
    let high = this.#edits.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#edits[middle] as Placed
      if (other.start < start || (other.start === start && other.end <= end)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** From where it was left to the first edit whose text, as it is now, reaches to the offset. */
  #seek(offset: number): void {
    while (this.#at > 0) {
      const edit = this.#edits[this.#at - 1] as Placed
      if (edit.end + this.#shift < offset) break
      this.#shift -= growth(edit)
      this.#at--
    }
    while (this.#at < this.#edits.length) {
      const edit = this.#edits[this.#at] as Placed
      if (edit.start + this.#shift + edit.text.length >= offset) break
      this.#shift += growth(edit)
      this.#at++
    }
  }

  /** The original offset of an offset of the text as it is now. */
  back(offset: number): number {
    this.#seek(offset)
    let shift = this.#shift
    for (let at = this.#at; at < this.#edits.length; at++) {
      const edit = this.#edits[at] as Placed
      const from = edit.start + shift
      const to = from + edit.text.length
      if (offset < from) break
      if (offset < to) return Math.min(edit.start + (offset - from), edit.end)
      shift += growth(edit)
    }
    return Math.max(0, Math.min(offset - shift, this.original.length))
  }

  /** A part of the text as it is now. */
  #slice(from: number, to: number): string {
    this.#seek(from)
    let shift = this.#shift
    let text = ""
    let pos = from
    for (let at = this.#at; pos < to; at++) {
      const edit = this.#edits[at]
      const start = edit === undefined ? to : Math.min(edit.start + shift, to)
      if (pos < start) text += this.original.slice(pos - shift, start - shift)
      pos = Math.max(pos, start)
      if (edit === undefined || pos >= to) break
      const reach = edit.start + shift + edit.text.length
      text += edit.text.slice(pos - edit.start - shift, Math.min(to, reach) - edit.start - shift)
      pos = Math.max(pos, Math.min(to, reach))
      shift += growth(edit)
    }
    return text
  }

  /** Edits of the text as it is now, as edits of the original. */
  #carry(edits: ReadonlyArray<TextEdit>): {
    readonly edits: ReadonlyArray<TextEdit>
    readonly touched: ReadonlySet<number>
    readonly replaced: ReadonlySet<Placed>
  } {
    const result: Array<TextEdit> = []
    const touched = new Set<number>()
    const replaced = new Set<Placed>()
    const list = sorted(edits)
    if (list.length > 0) this.#seek((list[0] as TextEdit).start)
    let at = this.#at
    let shift = this.#shift
    for (let index = 0; index < list.length; ) {
      const edit = list[index] as TextEdit
      while (at < this.#edits.length) {
        const placed = this.#edits[at] as Placed
        const reach = placed.start + shift + placed.text.length
        // A deletion right before is not touched, unless something is to be put exactly there.
        if (reach > edit.start || (reach === edit.start && (placed.text !== "" || edit.end === edit.start)))
          break
        shift += growth(placed)
        at++
      }
      // Everything that touches, on either side, becomes one edit of the original.
      let from = edit.start
      let to = edit.end
      const own: Array<TextEdit> = [edit]
      index++
      let start = from - shift
      let text = ""
      let cursor = from
      let inner = shift
      let grown = true
      const parts: Array<Placed> = []
      while (grown) {
        grown = false
        const placed = this.#edits[at]
        const touches =
          placed !== undefined &&
          (placed.start + inner < to || (placed.start + inner === to && (placed.text !== "" || from === to)))
        if (placed !== undefined && touches) {
          parts.push(placed)
          if (parts.length === 1 && placed.start + inner < from) {
            from = placed.start + inner
            start = placed.start
            cursor = from
          }
          to = Math.max(to, placed.start + inner + placed.text.length)
          inner += growth(placed)
          at++
          grown = true
        }
        const next = list[index]
        if (next !== undefined && next.start <= to && parts.length > 0) {
          own.push(next)
          to = Math.max(to, next.end)
          index++
          grown = true
        }
      }
      if (parts.length === 0) {
        result.push({ start: edit.start - shift, end: edit.end - shift, text: edit.text })
        continue
      }
      for (const placed of parts) {
        touched.add(placed.owner)
        replaced.add(placed)
      }
      for (const one of own) {
        text += this.#slice(cursor, one.start) + one.text
        cursor = one.end
      }
      text += this.#slice(cursor, to)
      shift = inner
      result.push({ start, end: to - inner, text })
    }
    return { edits: result, touched, replaced }
  }
}

const merged = (before: Entry, after: Entry): Entry => {
  const main = before.cost >= after.cost ? before : after
  const titles =
    before.slip.title === after.slip.title
      ? before.slip.title
      : `${before.slip.title}; ${lower(after.slip.title)}`
  return {
    slip: { ...main.slip, title: titles },
    edits: [],
    start: Math.min(before.start, after.start),
    end: Math.max(before.end, after.end),
    cost: before.cost + after.cost,
    confidence: Math.min(before.confidence, after.confidence),
    lossy: before.lossy || after.lossy,
    alternatives: []
  }
}

const lower = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1)
