/**
 * Drives the repairs of one text: what befell it as a whole first, then each damaged place.
 */
import { costs } from "../rules.generated.ts"
import type { Damage, Repair, Salvaged } from "../Salvage.ts"
import { apply } from "../TextEdit.ts"
import { envelopes } from "./Envelope.ts"
import { json, jsonByLibrary, looksLikeJson } from "./Json.ts"
import type { Judge, Verdict } from "./Judge.ts"
import { type Entry, Ledger } from "./Ledger.ts"
import { scan } from "./Scan.ts"
import { type Found, search } from "./Search.ts"
import type { Slip } from "./Slip.ts"
import { tabs } from "./Tabs.ts"

const { slips: priors, search: limits, left } = costs

export class Salvager {
  readonly judge: Judge
  readonly ledger: Ledger
  verdict: Verdict

  constructor(text: string, judge: Judge, verdict: Verdict) {
    this.judge = judge
    this.ledger = new Ledger(text)
    this.verdict = verdict
  }

  run(): Salvaged {
    if (this.verdict.document.problems.some((problem) => problem.code.startsWith("limit-")))
      return this.result()
    this.enclosed()
    this.tabbed()
    if (!this.fits && looksLikeJson(this.ledger.text)) this.json()
    if (!this.fits) this.search()
    return this.result()
  }

  get fits(): boolean {
    return this.verdict.reads && this.verdict.misfit === 0
  }

  /** Takes slips of the present text that hold together, in order of position. */
  take(slips: ReadonlyArray<Slip>, verdict?: Verdict): void {
    for (let at = slips.length - 1; at >= 0; at--) {
      const slip = slips[at] as Slip
      this.ledger.add(slip, priors[slip.rule].confidence)
    }
    this.verdict = verdict ?? this.judge.read(this.ledger.text)
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
    if (this.verdict.reads ? best.distance < before : best.distance <= before)
      this.take([best.slip], best.verdict)
  }

  /** Nats that separate a text from what is expected, as far as it reads. */
  distance(text: string, verdict: Verdict): number {
    if (verdict.reads) return verdict.misfit
    const found = looksLikeJson(text) ? verdict.document.problems.length : scan(text).anomalies.length
    return left.problem + Math.max(found, 1) * left.anomaly
  }

  tabbed(): void {
    if (this.verdict.reads) return
    const { text } = this.ledger
    if (!/^[ ]*\t/m.test(text) || looksLikeJson(text)) return
    const slip = tabs(scan(text))
    if (slip !== undefined) this.take([slip])
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
      const distance = verdict.misfit + slips.reduce((sum, slip) => sum + slip.cost, 0)
      if (best === undefined || distance < best.distance) best = { slips, verdict, distance }
      if (verdict.misfit === 0) break
    }
    if (best === undefined) return
    if (this.verdict.reads ? best.distance < before - limits.gain : true) this.take(best.slips, best.verdict)
  }

  search(): void {
    const { text } = this.ledger
    const found = search(text, this.judge, this.verdict)
    if (found === undefined || found.best.slips.length === 0) return
    this.record(found)
    this.verdict = found.best.verdict
  }

  record(found: Found): void {
    const { best, rivals } = found
    for (const [index, slip] of best.slips.entries()) {
      // Rivals that read this place otherwise: they leave this slip out.
      const against = rivals.filter(
        (rival) =>
          !rival.slips.some((other) => sameEdits(other, slip)) &&
          // Leaving the text alone is no rival to a repair after which it fits.
          (rival.slips.length > 0 || best.verdict.misfit > 0)
      )
      const mass = against.reduce((sum, rival) => sum + Math.exp(limits.sharpness * (best.total - rival.total)), 0)
      const alternatives = against.flatMap((rival) => {
        const prior = best.slips.slice(0, index)
        const instead = rival.slips[index]
        const shared = prior.every(
          (other, at) => rival.slips[at] !== undefined && sameEdits(rival.slips[at] as Slip, other)
        )
        return shared && instead !== undefined && rival.slips.length === index + 1
          ? [{ title: instead.title, edits: instead.edits }]
          : []
      })
      this.ledger.add(slip, priors[slip.rule].confidence / (1 + mass), alternatives.slice(0, 4))
    }
  }

  result(): Salvaged {
    const repairs = this.ledger.entries.map(repairOf)
    const { document, reads } = this.verdict
    return { repairs, document, damage: reads ? damageOf(repairs) : "unparseable" }
  }
}

const sameEdits = (a: Slip, b: Slip): boolean =>
  a.edits.length === b.edits.length &&
  a.edits.every((edit, at) => {
    const other = b.edits[at] as (typeof b.edits)[number]
    return edit.start === other.start && edit.end === other.end && edit.text === other.text
  })

const repairOf = (entry: Entry): Repair => ({
  rule: entry.slip.rule,
  message: entry.slip.message,
  title: entry.slip.title,
  edits: entry.edits,
  start: entry.start,
  end: entry.end,
  cost: entry.cost,
  applicability: !entry.lossy && entry.confidence >= costs.applicability.safe ? "safe" : "unsafe",
  confidence: entry.confidence,
  alternatives: entry.alternatives
})

/** Few small repairs are minor; what is lossy, or many, is major. */
const damageOf = (repairs: ReadonlyArray<Repair>): Damage => {
  if (repairs.length === 0) return "none"
  const cost = repairs.reduce((sum, repair) => sum + repair.cost, 0)
  return repairs.length > 4 || cost > 14 ? "major_fixes" : "minor_fixes"
}
