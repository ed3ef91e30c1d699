/**
 * Edits of a text: ranges of the original text and what replaces them. A set of edits never overlaps and is
 * applied at once, so every offset speaks of the text before any of them.
 */

export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Sorted by position; insertions at one place keep the order they were given in. */
export const sorted = (edits: ReadonlyArray<TextEdit>): ReadonlyArray<TextEdit> =>
  edits.length < 2 ? edits : [...edits].sort((a, b) => a.start - b.start || a.end - b.end)

export const overlap = (a: TextEdit, b: TextEdit): boolean =>
  a.start < b.end && b.start < a.end ? true : a.start === b.start && a.end === b.end && a.start !== a.end

/** Edits that do not overlap, in order of position. Whether one more does is found without a look at all of them. */
export class Disjoint {
  readonly edits: Array<TextEdit> = []

  /** Whether the edit overlaps one of these. */
  meets({ start, end }: TextEdit): boolean {
    const next = this.edits[this.#index((other) => other.end > start)]
    return next !== undefined && next.start < end
  }

  /** Takes an edit that meets none; behind those at the same place. */
  add(edit: TextEdit): void {
    const at = this.#index(
      (other) => other.start > edit.start || (other.start === edit.start && other.end > edit.end)
    )
    this.edits.splice(at, 0, edit)
  }

  /** The first for which it holds, as it does for all behind that. */
  #index(holds: (edit: TextEdit) => boolean): number {
    let low = 0
    let high = this.edits.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(this.edits[middle] as TextEdit)) high = middle
      else low = middle + 1
    }
    return low
  }
}

export const apply = (text: string, edits: ReadonlyArray<TextEdit>): string => {
  let result = ""
  let at = 0
  for (const edit of sorted(edits)) {
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

/** Maps offsets of the edited text back to the text before the edits; inside a replacement, to its start. */
export const backMapper = (edits: ReadonlyArray<TextEdit>): ((offset: number) => number) => {
  if (edits.length === 0) return (offset) => offset
  const steps: Array<{ readonly from: number; readonly to: number; readonly edit: TextEdit }> = []
  let shift = 0
  for (const edit of sorted(edits)) {
    const from = edit.start + shift
    steps.push({ from, to: from + edit.text.length, edit })
    shift += edit.text.length - (edit.end - edit.start)
  }
  return (offset) => {
    let low = 0
    let high = steps.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((steps[middle] as (typeof steps)[number]).from <= offset) low = middle + 1
      else high = middle
    }
    const step = steps[low - 1]
    if (step === undefined) return offset
    if (offset < step.to) return Math.min(step.edit.start + (offset - step.from), step.edit.end)
    return offset - step.to + step.edit.end
  }
}

/** A part of a text with the edits that lie in it applied; offsets are those of the whole text. */
export const applyWithin = (
  text: string,
  start: number,
  end: number,
  edits: ReadonlyArray<TextEdit>
): string =>
  apply(
    text.slice(start, end),
    edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }))
  )
