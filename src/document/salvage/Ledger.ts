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
  readonly owner: number
}

export class Ledger {
  readonly original: string
  #text: string | undefined
  #edits: ReadonlyArray<Placed> = []
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

  /** Records a slip of the text as it is now. Alternatives speak of the same text. */
  add(slip: Slip, confidence: number, alternatives: Entry["alternatives"] = []): void {
    const id = this.#next++
    const carried = this.#carry(slip.edits)
    let entry: Entry = {
      slip,
      edits: [],
      start: this.#back(slip.start),
      end: this.#back(slip.end),
      cost: slip.cost,
      confidence,
      lossy: slip.lossy,
      alternatives: alternatives.flatMap((one) => {
        const other = this.#carry(one.edits)
        return other.touched.size > 0 ? [] : [{ title: one.title, edits: other.edits }]
      })
    }
    for (const owner of carried.touched) {
      const before = this.#entries.get(owner)
      if (before === undefined) continue
      entry = merged(before, entry)
      this.#entries.delete(owner)
    }
    this.#edits = sorted([
      ...this.#edits
        .filter((edit) => !carried.replaced.has(edit))
        .map((edit) => (carried.touched.has(edit.owner) ? { ...edit, owner: id } : edit)),
      ...carried.edits.map((edit) => ({ ...edit, owner: id }))
    ]) as ReadonlyArray<Placed>
    this.#entries.set(id, { ...entry, edits: this.#edits.filter((edit) => edit.owner === id) })
    this.#text = undefined
  }

  /** The original offset of an offset of the text as it is now. */
  #back(offset: number): number {
    let shift = 0
    for (const edit of this.#edits) {
      const from = edit.start + shift
      const to = from + edit.text.length
      if (offset < from) break
      if (offset < to) return Math.min(edit.start + (offset - from), edit.end)
      shift += edit.text.length - (edit.end - edit.start)
    }
    return Math.max(0, Math.min(offset - shift, this.original.length))
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
    let at = 0
    let shift = 0
    const list = sorted(edits)
    for (let index = 0; index < list.length; ) {
      const edit = list[index] as TextEdit
      while (at < this.#edits.length) {
        const placed = this.#edits[at] as Placed
        const reach = placed.start + shift + placed.text.length
        // A deletion right before is not touched, unless something is to be put exactly there.
        if (reach > edit.start || (reach === edit.start && (placed.text !== "" || edit.end === edit.start)))
          break
        shift += placed.text.length - (placed.end - placed.start)
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
          inner += placed.text.length - (placed.end - placed.start)
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
        text += this.text.slice(cursor, one.start) + one.text
        cursor = one.end
      }
      text += this.text.slice(cursor, to)
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
