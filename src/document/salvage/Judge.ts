/**
 * The judge of candidates: whether a text reads, and how far it is from what the dialect expects.
 */
import type { Document } from "../Document.ts"
import { readDocument } from "../Reader.ts"
import type { Reading } from "../Reading.ts"
import { costs } from "../rules.generated.ts"
import type { Misfit } from "../Salvage.ts"

/** Offsets at which a document departs from what is expected, the gravest first. */
export type Faults = (document: Document) => ReadonlyArray<number>

export interface Verdict {
  readonly document: Document
  /** Nats to what is expected; infinite where the text does not read. */
  readonly misfit: number
  readonly reads: boolean
}

export class Judge {
  readonly reading: Reading
  readonly #misfit: Misfit
  readonly #faults: Faults | undefined
  /** Characters that may still be read. */
  #work: number

  constructor(reading: Reading, misfit: Misfit, faults: Faults | undefined, size: number) {
    this.reading = reading
    this.#misfit = misfit
    this.#faults = faults
    this.#work = Math.max(costs.search.least, size * costs.search.work)
  }

  get spent(): boolean {
    return this.#work <= 0
  }

  read(text: string): Verdict {
    this.#work -= text.length + 200
    return this.judge(readDocument(text, this.reading))
  }

  judge(document: Document): Verdict {
    const reads = document.problems.length === 0
    if (!reads) return { document, reads, misfit: Number.POSITIVE_INFINITY }
    const misfit = this.#misfit(document) + document.duplicates.length * costs.left.duplicate
    return { document, reads, misfit }
  }

  faults(document: Document): ReadonlyArray<number> {
    const offsets = document.duplicates.map((duplicate) => duplicate.again.start)
    return this.#faults === undefined ? offsets : [...offsets, ...this.#faults(document)]
  }
}
