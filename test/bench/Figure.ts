/**
 * A figure: one measured number with the target it must meet. Targets are data (`targets/<bench>.yaml`), so
 * that what is promised can be read, and changed in one place, without reading how it is measured.
 */
import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { parse } from "yaml"

export interface Figure {
  /** Stable id, as in the targets: `github-actions.exact.restored`. */
  readonly id: string
  readonly title: string
  /** `undefined` where it could not be measured (data absent). */
  readonly value: number | undefined
  readonly unit: Unit
  /** How many files, runs or pairs stand behind it. */
  readonly of?: number
}

/** `share` is 0..1 and printed as a percentage; `times` is a ratio. */
export type Unit = "share" | "times" | "ms" | "MB" | "count"

export const Target = Schema.Struct({
  min: Schema.optionalKey(Schema.Number),
  max: Schema.optionalKey(Schema.Number),
  /** Why the bound is what it is, where that is not obvious. */
  note: Schema.optionalKey(Schema.String)
})
export type Target = typeof Target.Type

const TargetFile = Schema.Struct({ figures: Schema.Record(Schema.String, Target) })

export type Verdict = "ok" | "missed" | "skipped" | "shown"

export interface Judged extends Figure {
  readonly target: Target | undefined
  readonly verdict: Verdict
}

/** The targets of a bench; none where it has no file of them. Throws where the file is not as it should be. */
export const targetsOf = (file: string): Readonly<Record<string, Target>> => {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch {
    return {}
  }
  return Schema.decodeUnknownSync(TargetFile)(parse(text)).figures
}

/**
 * Holds figures against targets. A target without a figure is `skipped`, unless only a part was asked for
 * (`partial`); a figure without a target is only shown.
 */
export const judge = (
  figures: ReadonlyArray<Figure>,
  targets: Readonly<Record<string, Target>>,
  partial: boolean
): ReadonlyArray<Judged> => {
  const judged: Array<Judged> = figures.map((figure) => {
    const target = targets[figure.id]
    return { ...figure, target, verdict: verdictOf(figure.value, target) }
  })
  if (partial) return judged
  const measured = new Set(figures.map((figure) => figure.id))
  for (const [id, target] of Object.entries(targets)) {
    if (measured.has(id)) continue
    judged.push({ id, title: "not measured", value: undefined, unit: "count", target, verdict: "skipped" })
  }
  return judged
}

const verdictOf = (value: number | undefined, target: Target | undefined): Verdict => {
  if (target === undefined) return "shown"
  if (value === undefined || Number.isNaN(value)) return "skipped"
  if (target.min !== undefined && value < target.min) return "missed"
  if (target.max !== undefined && value > target.max) return "missed"
  return "ok"
}

export const print = (value: number | undefined, unit: Unit): string => {
  if (value === undefined || Number.isNaN(value)) return "-"
  switch (unit) {
    case "share":
      return `${(value * 100).toFixed(1)}%`
    case "times":
      return `${value.toFixed(2)}×`
    case "ms":
      return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
    case "MB":
      return `${value.toFixed(0)} MB`
    case "count":
      return Number.isInteger(value) ? String(value) : value.toFixed(2)
  }
}

export const printTarget = (target: Target | undefined, unit: Unit): string => {
  if (target === undefined) return ""
  const parts: Array<string> = []
  if (target.min !== undefined) parts.push(`≥ ${print(target.min, unit)}`)
  if (target.max !== undefined) parts.push(`≤ ${print(target.max, unit)}`)
  return parts.join(", ")
}

/** The share of those that pass; `undefined` of nothing. */
export const share = (passed: number, of: number): number | undefined => (of === 0 ? undefined : passed / of)

/** The value below which a share `q` of the numbers lies (nearest rank); `undefined` of nothing. */
export const quantile = (values: ReadonlyArray<number>, q: number): number | undefined => {
  if (values.length === 0) return undefined
  const ordered = [...values].sort((a, b) => a - b)
  return ordered[Math.min(ordered.length - 1, Math.max(0, Math.ceil(q * ordered.length) - 1))]
}

export const median = (values: ReadonlyArray<number>): number | undefined => quantile(values, 0.5)
