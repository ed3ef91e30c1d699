/**
 * The search for the cheapest repairs: best first over sequences of slips, scored by what they cost and by how well
 * the text then reads.
 *
 * A text with anomalies is never read exactly: each anomaly is at least one more slip, which bounds the cost from
 * below, so that hopeless candidates are not looked at. What reads but does not fit goes on from the places where it
 * does not.
 */
import type { Document } from "../Document.ts"
import type { Reading } from "../Reading.ts"
import { costs } from "../rules.generated.ts"
import { apply } from "../TextEdit.ts"
import { dataOf, equalData } from "../Tree.ts"
import { endings, forAnomaly, forLine, markers, rereadings, traces, varied } from "./Candidates.ts"
import type { Judge, Verdict } from "./Judge.ts"
import { lostItems } from "./LostItems.ts"
import { repeated } from "./Repeated.ts"
import { type Scan, scan } from "./Scan.ts"
import { after, before, lineOf, opensBelow, partsOf, subtreeEnd } from "./Site.ts"
import type { Slip } from "./Slip.ts"

/** A way to read the text. */
export interface Outcome {
  readonly text: string
  /** Each speaks of the text as those before it left it. */
  readonly slips: ReadonlyArray<Slip>
  readonly verdict: Verdict
  /** Slips, what is left, and what it hides. */
  readonly total: number
}

export interface Found {
  readonly best: Outcome
  /** Ways to read it as something else that cost little more, the cheapest first. */
  readonly rivals: ReadonlyArray<Outcome>
}

interface Candidate {
  readonly text: string
  readonly slips: ReadonlyArray<Slip>
  readonly cost: number
  readonly scan: Scan
  readonly bound: number
}

const { margin, gain } = costs.search
/** Slips in one window: more at one place is another text. */
const deepest = 5
const faultLines = 4
const traceLines = 12
const partialMargin = 2.4
const eachKind = 8

export interface SearchOptions {
  /** What is known of the text itself. */
  readonly start?: Verdict
  /** Offset before which nothing is to be changed. */
  readonly head?: number
  /**
   * The text is a part: it cannot fit, and what it lacks costs every reading the same. Only slips about as
   * surprising as the least surprising ones that make it readable are weighed then, and nothing is read again.
   */
  readonly partial?: boolean
  /** The anchors of the whole, where the text is a part. */
  readonly anchors?: Reading["anchors"]
}

/** The cheapest way to read the text as it is meant; undefined where none was found. */
export const search = (text: string, judge: Judge, options: SearchOptions = {}): Found | undefined =>
  new Searcher(judge, options).run(text)

class Searcher {
  readonly judge: Judge
  readonly queue: Array<Candidate> = []
  readonly seen = new Set<string>()
  readonly readings: Array<Outcome> = []
  best: Outcome | undefined
  /** The best fit so far. */
  floor = Number.POSITIVE_INFINITY
  reads: number = costs.search.reads
  /** How often places at fault may still be looked at in another way. */
  rounds: number = costs.search.rounds

  readonly options: SearchOptions
  readonly reading: Reading

  constructor(judge: Judge, options: SearchOptions) {
    this.judge = judge
    this.options = options
    const { anchors } = options
    this.reading = anchors === undefined ? judge.reading : { ...judge.reading, anchors }
  }

  run(text: string): Found | undefined {
    this.push(text, [], 0)
    for (let left: number = costs.search.expansions; left > 0 && !this.judge.spent; left--) {
      const candidate = this.pop()
      if (candidate === undefined || this.hopeless(candidate.bound)) break
      this.expand(candidate, candidate.slips.length === 0 ? this.options.start : undefined)
    }
    const { best } = this
    if (best === undefined) return undefined
    return { best, rivals: rivalsOf(best, this.readings) }
  }

  push(text: string, slips: ReadonlyArray<Slip>, cost: number): void {
    if (this.seen.has(text)) return
    this.seen.add(text)
    const scanned = scan(text, this.reading)
    const bound = cost + Math.min(scanned.anomalies.length, 6) * costs.left.anomaly
    if (this.hopeless(bound)) return
    this.queue.push({ text, slips, cost, scan: scanned, bound })
  }

  pop(): Candidate | undefined {
    let best = -1
    for (let at = 0; at < this.queue.length; at++) {
      if (best === -1 || (this.queue[at] as Candidate).bound < (this.queue[best] as Candidate).bound)
        best = at
    }
    if (best === -1) return undefined
    const candidate = this.queue[best] as Candidate
    this.queue[best] = this.queue[this.queue.length - 1] as Candidate
    this.queue.pop()
    return candidate
  }

  hopeless(bound: number): boolean {
    if (this.best === undefined) return false
    const { partial = false } = this.options
    return partial ? bound >= this.best.total - this.floor + partialMargin : bound >= this.best.total + margin
  }

  expand(candidate: Candidate, known: Verdict | undefined): void {
    const anomaly = candidate.scan.anomalies[0]
    if (anomaly !== undefined && known?.reads !== true) {
      this.branch(candidate, forAnomaly(candidate.scan, anomaly))
      return
    }
    if (known === undefined && this.reads-- <= 0) return
    const verdict = known ?? this.judge.read(candidate.text, this.reading)
    if (!verdict.reads) {
      const problem = verdict.document.problems[0] as { start: number }
      this.branch(candidate, forLine(candidate.scan, lineOf(candidate.scan, problem.start)))
      return
    }
    const reading = {
      text: candidate.text,
      slips: candidate.slips,
      verdict,
      total: candidate.cost + verdict.distance
    }
    this.readings.push(reading)
    this.floor = Math.min(this.floor, verdict.distance)
    if (this.best === undefined || reading.total < this.best.total) this.best = reading
    if (
      this.options.partial !== true &&
      verdict.misfit > gain &&
      reading.total <= this.best.total &&
      this.rounds-- > 0
    ) {
      this.reread(candidate, verdict)
    }
  }

  /** What reads, but not as expected: the lines at fault, and those beside them, may be meant otherwise. */
  reread(candidate: Candidate, verdict: Verdict): void {
    const faults = this.judge.faults(verdict.document)
    const slips: Array<Slip> = []
    const traced = new Set<number>()
    for (const fault of faults.slice(0, traceLines)) traced.add(lineOf(candidate.scan, fault.start))
    const total = candidate.cost + verdict.misfit
    for (const at of traced) this.branch(candidate, traces(candidate.scan, at), total)
    const grave = faults.filter((fault) => fault.cost >= costs.search.worth).slice(0, faultLines)
    const duplicate = verdict.document.duplicates[0]
    // Of two readings that cost the same, the first is taken: what is there twice is no sign of anything else.
    if (duplicate !== undefined) {
      const ways = [...repeated(candidate.scan, duplicate), ...lostItems(candidate.scan, duplicate)]
      this.branch(candidate, ways, total - gain)
    }
    if (verdict.document.roots.length > 1) this.branch(candidate, markers(candidate.scan), total)
    if (grave.length > 0 || total > costs.search.worth) {
      const own = new Set(grave.map((fault) => lineOf(candidate.scan, fault.start)))
      // A value that goes on below was meant to end there.
      for (const [index, owner] of candidate.scan.continued) if (own.has(owner.line)) own.add(index)
      for (const fault of faults.slice(0, traceLines)) {
        const below = unopened(candidate.scan, lineOf(candidate.scan, fault.start))
        if (below !== undefined) own.add(below)
      }
      const beside = new Set<number>()
      for (const index of own) {
        const below = after(candidate.scan, subtreeEnd(candidate.scan, index))
        for (const at of [before(candidate.scan, index), below]) if (at >= 0 && !own.has(at)) beside.add(at)
      }
      const of = (lines: ReadonlySet<number>): ReadonlyArray<Slip> =>
        [...lines].flatMap((at) => rereadings(candidate.scan, at, duplicate === undefined))
      // What may be wrong with the line itself is not crowded out by what may be with those beside it.
      this.branch(candidate, varied(of(own), eachKind, costs.search.rereadings), total - gain)
      slips.push(...of(beside), ...endings(candidate.scan))
    }
    this.branch(candidate, varied(slips, eachKind, costs.search.rereadings), total - gain)
  }

  branch(candidate: Candidate, slips: ReadonlyArray<Slip>, limit = Number.POSITIVE_INFINITY): void {
    if (candidate.slips.length >= deepest) return
    const { head = 0 } = this.options
    for (const slip of slips) {
      const cost = candidate.cost + slip.cost
      if (cost >= limit || this.hopeless(cost)) continue
      if (head > 0 && slip.edits.some((edit) => edit.start < head)) continue
      this.push(apply(candidate.text, slip.edits), [...candidate.slips, slip], cost)
    }
  }
}

/** Those that say something else and cost little more, the cheapest first. */
export const rivalsOf = (best: Outcome, readings: ReadonlyArray<Outcome>): ReadonlyArray<Outcome> =>
  readings
    .filter(
      (other) =>
        other !== best &&
        other.total < best.total + 2 * margin &&
        !sameData(other.verdict.document, best.verdict.document)
    )
    .sort((a, b) => a.total - b.total)

/** The line below a key that has nothing on its own line nor deeper below it. */
const unopened = (scan: Scan, index: number): number | undefined => {
  const below = after(scan, index)
  if (below === -1 || !opensBelow(partsOf(scan, index))) return undefined
  const line = scan.lines[below] as { readonly col: number }
  return line.col === (scan.lines[index] as { readonly col: number }).col ? below : undefined
}

/** Whether two documents say the same. */
export const sameData = (a: Document, b: Document): boolean => {
  const left = a.roots
  const right = b.roots
  if (left.length !== right.length) return false
  return left.every((root, at) => {
    const other = right[at]
    return other !== undefined && equalData(dataOf(root), dataOf(other))
  })
}
