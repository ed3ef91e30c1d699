/**
 * Drives the repairs of one text: what befell it as a whole first, then each damaged place.
 */
import { anchoredIn } from "../Anchors.ts"
import { costs } from "../rules.generated.ts"
import type { Left, Salvaged } from "../Salvaged.ts"
import { apply } from "../TextEdit.ts"
import { envelopes } from "./Envelope.ts"
import { habits } from "./Habits.ts"
import { json, jsonByLibrary, looksLikeJson } from "./Json.ts"
import type { Judge, Verdict } from "./Judge.ts"
import { Ledger } from "./Ledger.ts"
import type { Mishap } from "./Mishap.ts"
import { disordered } from "./Nesting.ts"
import { damageOf, repairOf } from "./Repairs.ts"
import { repeated } from "./Repeated.ts"
import { type Scan, scan } from "./Scan.ts"
import { type Found, type Outcome, sameData, search } from "./Search.ts"
import { signatures } from "./Signature.ts"
import { lineOf } from "./Site.ts"
import type { Slip } from "./Slip.ts"
import { tabs } from "./Tabs.ts"
import { mishaps } from "./Transport.ts"
import { inWhole, type Mend } from "./Whole.ts"
import { type Window, windowAround, windowWithin } from "./Window.ts"

const { slips: priors, search: limits, left } = costs

/** One slip can upset many lines: past this many, more of them say nothing. */
const anomaliesAtMost = 10
const duplicatesAtMost = 3

export class Salvager {
  readonly judge: Judge
  readonly ledger: Ledger
  verdict: Verdict
  #scanned: Scan | undefined

  constructor(text: string, judge: Judge, verdict: Verdict) {
    this.judge = judge
    this.ledger = new Ledger(text)
    this.verdict = verdict
  }

  run(): Salvaged {
    if (this.hopeless) return this.result()
    this.undo(mishaps)
    this.enclosed()
    this.undo(habits)
    this.tabbed()
    if (!this.fits && looksLikeJson(this.ledger.text)) this.json()
    if (!this.fits) this.search()
    return this.result()
  }

  /**
   * Whether the text breaks a limit. Where lines are in disorder, the exact reader nests some that are not nested as
   * they are written: then it is no limit of the text's.
   */
  get hopeless(): boolean {
    const limit = this.verdict.document.problems.find(({ code }) => code.startsWith("limit-"))
    if (limit === undefined) return false
    const { text } = this.ledger
    return limit.code !== "limit-depth" || looksLikeJson(text) || !disordered(text, this.judge.reading.limits)
  }

  /** Whether there are as many repairs as are listed at most. */
  get full(): boolean {
    return this.ledger.size >= limits.repairs
  }

  get fits(): boolean {
    return this.verdict.reads && this.verdict.misfit === 0
  }

  /** Scans a text; the same one again costs nothing. */
  readonly scan = (text: string): Scan => {
    if (this.#scanned?.text !== text) this.#scanned = scan(text, this.judge.reading)
    return this.#scanned
  }

  /** Takes slips of the present text that hold together, in order of position. */
  take(slips: ReadonlyArray<Slip>, verdict?: Verdict): void {
    const few = slips.length > limits.separate ? alike(slips) : slips
    for (let at = few.length - 1; at >= 0; at--) {
      const slip = few[at] as Slip
      this.ledger.add(slip, priors[slip.rule].confidence)
    }
    this.verdict = verdict ?? this.judge.read(this.ledger.text)
  }

  /** Undoes what befell the whole text, where it reads better for it. */
  undo(all: ReadonlyArray<(text: string, scan: (text: string) => Scan) => Mishap>): void {
    for (const mishap of all) {
      if (this.fits) return
      const { text } = this.ledger
      const ways = mishap(text, this.scan)
      if (ways.length === 0) continue
      const before = this.distance(text, this.verdict)
      const tried = ways.map((way) => {
        const after = apply(text, way.edits)
        const verdict = this.judge.read(after)
        return { way, verdict, distance: this.distance(after, verdict) + way.cost }
      })
      tried.sort((a, b) => a.distance - b.distance)
      const [best, ...others] = tried as [(typeof tried)[number], ...typeof tried]
      // Text that reads is changed only where it then fits better by more than a trifle, or what is there is not
      // even seen.
      const better = this.verdict.reads && best.way.rule !== "invisible-characters" ? limits.gain : 0
      if (best.distance - best.way.cost - this.aside(best.verdict) >= before - better) continue
      // One that leaves a fault where the best leaves none is no rival.
      const close = others.filter(
        (other) =>
          other.distance - best.distance < limits.margin &&
          other.verdict.misfit < best.verdict.misfit + limits.gain &&
          !sameData(other.verdict.document, best.verdict.document)
      )
      const mass = close.reduce(
        (sum, { distance }) => sum + Math.exp(limits.sharpness * (best.distance - distance)),
        0
      )
      this.ledger.add(
        best.way,
        priors[best.way.rule].confidence / (1 + mass),
        close.map(({ way }) => ({ title: way.title, edits: way.edits }))
      )
      this.verdict = best.verdict
    }
  }

  /** Takes away what stands around the document. */
  enclosed(): void {
    const { text } = this.ledger
    const choices = envelopes(text)
    if (choices.length === 0) return
    const before = this.distance(text, this.verdict)
    let best: { readonly slip: Slip; readonly verdict: Verdict; readonly distance: number } | undefined
    for (const { slip, lost } of choices) {
      const inner = apply(text, slip.edits)
      const verdict = this.judge.read(inner)
      const distance = this.distance(inner, verdict) + lost * costs.left.lost
      if (best === undefined || distance < best.distance - 0.01) best = { slip, verdict, distance }
      if (distance === 0) break
    }
    if (best === undefined) return
    const { distance, verdict } = best
    const reached = distance - this.aside(verdict)
    // What is wrong inside of the document says nothing against what stands around it.
    const inside = this.verdict.reads || !verdict.reads ? 0 : Math.max(0, verdict.misfit - left.problem)
    if (this.verdict.reads ? reached < before : reached - inside <= before) this.take([best.slip], verdict)
  }

  /** What a reading hides, where there is no reading yet to compare it with. */
  aside(verdict: Verdict): number {
    return this.verdict.reads || !verdict.reads ? 0 : verdict.distance - verdict.misfit
  }

  /** Nats that separate a text from what is expected, as far as it reads. */
  distance(text: string, verdict: Verdict): number {
    if (verdict.reads) {
      const { length } = verdict.document.duplicates
      return verdict.distance - Math.max(0, length - duplicatesAtMost) * left.duplicate
    }
    const found = looksLikeJson(text) ? verdict.document.problems.length : this.scan(text).anomalies.length
    return left.problem + Math.min(Math.max(found, 1), anomaliesAtMost) * left.anomaly
  }

  tabbed(): void {
    if (this.verdict.reads) return
    const { text } = this.ledger
    if (!/^[ ]*\t/m.test(text) || looksLikeJson(text)) return
    const tried = tabs(this.scan(text)).map((slip) => ({
      slip,
      verdict: this.judge.read(apply(text, slip.edits))
    }))
    const [best] = tried.sort((a, b) => a.verdict.distance - b.verdict.distance)
    if (best !== undefined) this.take([best.slip], best.verdict)
  }

  json(): void {
    const { text } = this.ledger
    const strict = this.judge.reading.format === "json"
    const before = this.distance(text, this.verdict)
    const tries = [json(text, strict)]
    if (!strict) tries.push(json(text, true))
    const library = (): ReadonlyArray<Slip> => {
      const slip = jsonByLibrary(text)
      return slip === undefined ? [] : [slip]
    }
    let best:
      | { readonly slips: ReadonlyArray<Slip>; readonly verdict: Verdict; readonly distance: number }
      | undefined
    for (const attempt of [...tries.map((slips) => () => slips), library]) {
      const slips = attempt()
      if (slips.length === 0) continue
      const verdict = this.judge.read(
        apply(
          text,
          slips.flatMap((slip) => slip.edits)
        )
      )
      if (!verdict.reads) continue
      const distance = verdict.distance + slips.reduce((sum, slip) => sum + slip.cost, 0)
      if (best === undefined || distance < best.distance) best = { slips, verdict, distance }
      if (verdict.misfit === 0) break
    }
    if (best === undefined) return
    if (this.verdict.reads ? best.distance < before - limits.gain : true) this.take(best.slips, best.verdict)
  }

  /** Repairs the damaged places: all in one search where the text is small, else each in its window. */
  search(): void {
    const small = this.ledger.text.length <= limits.whole
    if (!this.verdict.reads && small && this.together()) return
    if (!this.verdict.reads) this.apart()
    if (this.fits) return
    if (this.ledger.text.length <= limits.reread) this.together()
    // What one search cannot settle, and a text too large to weigh the ways out.
    if (this.ledger.text.length > limits.reread || this.verdict.document.duplicates.length > duplicatesAtMost)
      this.duplicates()
  }

  /** One search of the whole text; false where it found nothing. */
  together(): boolean {
    const found = search(this.ledger.text, this.judge, { start: this.verdict })
    if (found === undefined || found.best.slips.length === 0) return false
    this.record(found, 0)
    this.verdict = found.best.verdict
    return true
  }

  /** Each damaged place in its window, in passes: what overlaps a window that was mended waits for the next one. */
  apart(): void {
    let stale = false
    for (let pass = 0; pass < limits.passes && !this.judge.spent; pass++) {
      const scanned = this.scan(this.ledger.text)
      if (stale && scanned.anomalies.length === 0) {
        // The exact reader is asked only where the scan has nothing to say: it costs more than many windows.
        this.verdict = this.judge.read(this.ledger.text)
        stale = false
      }
      if (this.verdict.reads && !stale) break
      if (!this.windows(scanned)) break
      stale = true
    }
    if (stale) this.verdict = this.judge.read(this.ledger.text)
  }

  /** One round over all damaged places, each in its window; false where nothing was mended. */
  windows(scanned: Scan): boolean {
    const { anomalies } = scanned
    const lines =
      anomalies.length > 0
        ? anomalies.map(({ line }) => line)
        : this.verdict.document.problems.map(({ start }) => lineOf(scanned, start))
    const places = [...new Set(lines)].sort((a, b) => a - b)
    this.judge.allow(places.length)
    const anchors = anchoredIn(this.verdict.document.roots)
    let behind = -1
    let mended = -1
    const mends: Array<Mend> = []
    let repairs = this.ledger.size
    const mend = (window: Window): boolean => {
      if (this.judge.spent || repairs >= limits.repairs) return false
      const found = search(window.text, this.judge, { head: window.head, partial: true, anchors })
      if (found === undefined || found.best.slips.length === 0) return false
      mended = window.last
      mends.push({ window, found })
      repairs += found.best.slips.length
      return true
    }
    for (const [at, line] of places.entries()) {
      if (line <= behind) continue
      const window = windowAround(scanned, line)
      // What overlaps a window that was mended is seen as it is now in the next round.
      if (window.first <= mended) continue
      behind = window.last
      if (mend(window)) continue
      // Where there is too much in one window for one search, each place by itself, as far as the next one.
      let end = at + 1
      while (end < places.length && (places[end] as number) <= behind) end++
      if (end === at + 1) continue
      for (let one = at; one < end; one++) {
        const [above = -1, below = scanned.lines.length] = [places[one - 1], places[one + 1]]
        mend(windowWithin(scanned, places[one] as number, above, below))
      }
    }
    let moved = 0
    for (const { window, found } of inWhole(this.ledger.text, mends, this.judge)) {
      this.record(found, window.start + moved - window.head)
      moved += found.best.text.length - window.text.length
    }
    return mends.length > 0
  }

  /** Keys written twice, too many to weigh the ways out against each other: each by itself. */
  duplicates(): void {
    if (!this.verdict.reads || this.verdict.document.duplicates.length === 0) return
    const scanned = this.scan(this.ledger.text)
    const slips: Array<Slip> = []
    let behind = -1
    for (const duplicate of this.verdict.document.duplicates) {
      const [slip] = [...repeated(scanned, duplicate)].sort((a, b) => a.cost - b.cost)
      const edits = slip?.edits ?? []
      if (slip === undefined || edits.some((edit) => edit.start < behind)) continue
      behind = Math.max(...edits.map((edit) => edit.end))
      slips.push(slip)
    }
    const edits = slips.flatMap((one) => one.edits)
    const verdict = this.judge.read(apply(this.ledger.text, edits))
    if (verdict.reads && verdict.distance < this.verdict.distance) this.take(slips, verdict)
  }

  /** Takes what a search found; its offsets are off by `by`. */
  record(found: Found, by: number): void {
    const { best, rivals } = found
    const own = signatures(best.slips)
    const others = rivals.map((rival) => ({ rival, signs: signatures(rival.slips) }))
    for (const [index, one] of best.slips.entries()) {
      const slip = by === 0 ? one : movedBy(one, by)
      // Rivals that read this place otherwise: they leave this slip out.
      const against = others.filter(
        ({ rival, signs }) =>
          !signs.includes(own[index] as string) &&
          // Leaving a line that shows its slip alone is no rival to a repair after which it fits.
          (rival.slips.length > 0 || best.verdict.misfit > 0 || places.has(one.rule))
      )
      const mass = against.reduce((sum, { rival }) => sum + odds(best, rival), 0)
      const alternatives = against.flatMap(({ rival, signs }) => {
        const instead = rival.slips[index]
        const shared = own.slice(0, index).every((sign, at) => signs[at] === sign)
        return shared && instead !== undefined && rival.slips.length === index + 1
          ? [{ title: instead.title, edits: movedBy(instead, by).edits }]
          : []
      })
      this.ledger.add(slip, prior(slip) / (1 + mass), alternatives.slice(0, 4))
    }
  }

  result(): Salvaged {
    const repairs = this.ledger.entries.map((entry) => repairOf(entry, this.ledger.original))
    const { document, reads } = this.verdict
    const left = this.left
    return {
      repairs,
      document,
      damage: reads ? damageOf(repairs) : "unparseable",
      ...(left === undefined ? {} : { left })
    }
  }

  /** What is still damaged where the repairs that are allowed, or the work, did not suffice. */
  get left(): Left | undefined {
    if (this.verdict.reads || !(this.full || this.judge.spent)) return undefined
    const { text } = this.ledger
    const places = looksLikeJson(text) ? this.verdict.document.problems : this.scan(text).anomalies
    const first = places[0]
    if (first === undefined) return undefined
    return { count: places.length, start: this.ledger.back(first.start), end: this.ledger.back(first.end) }
  }
}

/** A slip more surprising than its kind is less certain. */
const prior = (slip: Slip): number =>
  priors[slip.rule].confidence * Math.exp(-0.1 * Math.max(0, slip.cost - limits.surprising))

/** Slips for which, where the text parses, only the meaning speaks. */
const places: ReadonlySet<string> = new Set(["wrong-indent", "missing-dash", "stray-dash", "truncated"])

/** Slips of one kind as one: where there are hundreds, they have one cause. */
const alike = (slips: ReadonlyArray<Slip>): ReadonlyArray<Slip> => {
  const kinds = new Map<string, Array<Slip>>()
  for (const slip of slips) {
    const kind = `${slip.rule} ${slip.title}`
    const known = kinds.get(kind)
    if (known === undefined) kinds.set(kind, [slip])
    else known.push(slip)
  }
  return [...kinds.values()].map((all) => {
    const [first] = all as [Slip, ...Array<Slip>]
    return {
      ...first,
      edits: all.flatMap((slip) => slip.edits),
      lossy: all.some((slip) => slip.lossy)
    }
  })
}

/** How likely a rival is, with the best as one. One that leaves a fault where the best has none supposes two slips. */
const odds = (best: Outcome, rival: Outcome): number => {
  const faulty = rival.verdict.misfit >= best.verdict.misfit + limits.gain ? limits.faulty : 0
  return Math.exp(limits.sharpness * (best.total - rival.total - faulty))
}

const movedBy = (slip: Slip, by: number): Slip => ({
  ...slip,
  edits: slip.edits.map((edit) => ({ start: edit.start + by, end: edit.end + by, text: edit.text })),
  start: slip.start + by,
  end: slip.end + by
})
