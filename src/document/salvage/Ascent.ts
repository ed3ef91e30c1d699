/**
 * The ways up from the lines of a scan: which entry stands before a line, and which before it less deep. Found once for
 * all lines, so that a place in a long map costs no walk to the map's top.
 */
import type { Scan } from "./Scan.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { partsOf } from "./Site.ts"

const made = new WeakMap<Scan, Ascent>()

/** The same one for the same scan. */
export const ascentOf = (scan: Scan): Ascent => {
  const before = made.get(scan)
  if (before !== undefined) return before
  const ascent = new Ascent(scan)
  made.set(scan, ascent)
  return ascent
}

/** Lines by their index; -1 is none. */
export class Ascent {
  readonly #scan: Scan
  /** For each line the entry before it; for each entry the one before it that is no deeper, and that is less deep. */
  readonly #before: Int32Array
  readonly #level: Int32Array
  readonly #shallower: Int32Array
  /** For entries that were asked for: the one before them that is less deep, or as deep and open; -2 before that. */
  readonly #opening: Int32Array
  readonly #opens = new Map<number, boolean>()

  constructor(scan: Scan) {
    const { lines } = scan
    this.#scan = scan
    this.#before = new Int32Array(lines.length)
    this.#level = new Int32Array(lines.length)
    this.#shallower = new Int32Array(lines.length)
    this.#opening = new Int32Array(lines.length).fill(-2)
    let last = -1
    for (let index = 0; index < lines.length; index++) {
      this.#before[index] = last
      const line = lines[index] as ScannedLine
      if (line.kind !== "entry") continue
      let level = last
      while (level >= 0 && this.#col(level) > line.col) level = this.#shallower[level] as number
      this.#level[index] = level
      this.#shallower[index] =
        level >= 0 && this.#col(level) === line.col ? (this.#shallower[level] as number) : level
      last = index
    }
  }

  /** The nearest entry before a line. */
  entryBefore(index: number): number {
    return this.#before[index] as number
  }

  /** The nearest entry before another that is less deep. */
  shallower(entry: number): number {
    return this.#shallower[entry] as number
  }

  /** The nearest entry before another that is less deep, or as deep and has its value on the lines below. */
  opening(entry: number): number {
    const col = this.#col(entry)
    const passed: Array<number> = []
    let at = entry
    while (at >= 0 && this.#opening[at] === -2) {
      passed.push(at)
      const next = this.#level[at] as number
      if (next < 0 || this.#col(next) < col || this.opens(next)) {
        this.#opening[at] = next
        break
      }
      at = next
    }
    const found = at < 0 ? -1 : (this.#opening[at] as number)
    for (const each of passed) this.#opening[each] = found
    return found
  }

  /** Whether the value of an entry's key, or of its dash, stands on the lines below. */
  opens(entry: number): boolean {
    const before = this.#opens.get(entry)
    if (before !== undefined) return before
    const parts = partsOf(this.#scan, entry)
    const opens = parts.value >= parts.end
    this.#opens.set(entry, opens)
    return opens
  }

  #col(index: number): number {
    return (this.#scan.lines[index] as ScannedLine).col
  }
}
