/**
 * The judge of candidates: whether a text reads, and how far it is from what the dialect expects.
 */
import type { Document } from "../Document.ts"
import { readDocument } from "../Reader.ts"
import type { Reading } from "../Reading.ts"
import { costs } from "../rules.generated.ts"
import type { Fault, Misfit } from "../Salvaged.ts"

export interface Verdict {
  readonly document: Document
  /** Nats to what is expected; infinite where the text does not read. */
  readonly misfit: number
  /** That, and what the reading hides: what readings of one text are told apart by. */
  readonly distance: number
  readonly reads: boolean
}

export class Judge {
  readonly reading: Reading
  readonly #misfit: Misfit
  readonly #faults: ((document: Document) => ReadonlyArray<Fault>) | undefined
  /** Characters that may still be read. */
  #work: number
  readonly #most: number

  constructor(
    reading: Reading,
    misfit: Misfit,
    faults: ((document: Document) => ReadonlyArray<Fault>) | undefined,
    size: number
  ) {
    this.reading = reading
    this.#misfit = misfit
    this.#faults = faults
    this.#most = costs.search.most + 4 * size
    this.#work = Math.min(this.#most, Math.max(costs.search.least, size * costs.search.work))
  }

  /** Each place at fault may cost what a window does, however little is written there; at most what there is for all. */
  allow(places: number): void {
    this.#work = Math.min(this.#most, Math.max(this.#work, places * costs.search.place))
  }

  get spent(): boolean {
    return this.#work <= 0
  }

  /** `reading` is another where the text is a part, with the anchors of the whole. */
  read(text: string, reading = this.reading): Verdict {
    this.#work -= text.length + 200
    return this.judge(readDocument(text, reading))
  }

  judge(document: Document): Verdict {
    const reads = document.problems.length === 0
    if (!reads)
      return { document, reads, misfit: Number.POSITIVE_INFINITY, distance: Number.POSITIVE_INFINITY }
    const fitness = this.#misfit(document)
    const misfit = fitness.misfit + document.duplicates.length * costs.left.duplicate
    return { document, reads, misfit, distance: misfit + fitness.hidden }
  }

  /** The places that depart from what is expected, the gravest first. */
  faults(document: Document): ReadonlyArray<Fault> {
    const found: Array<Fault> = document.duplicates.map(({ again }) => ({
      start: again.start,
      cost: costs.left.duplicate
    }))
    if (this.#faults !== undefined) found.push(...this.#faults(document))
    return found.sort((a, b) => b.cost - a.cost)
  }
}
