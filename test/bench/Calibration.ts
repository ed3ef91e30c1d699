/**
 * Calibration: of the fixes applied at confidence c, a share c should be right. The expected calibration error is
 * the mean distance between confidence and share over bins of equal width, weighted by how many fixes each holds.
 */

export interface Judgement {
  readonly confidence: number
  readonly right: boolean
  readonly applicability: string
  readonly rule: string
}

export interface Bin {
  readonly from: number
  readonly to: number
  readonly fixes: number
  /** Mean confidence of its fixes. */
  readonly confidence: number
  /** Share of them that was right. */
  readonly right: number
}

export const binsOf = (judgements: ReadonlyArray<Judgement>, width = 0.1): ReadonlyArray<Bin> => {
  const count = Math.round(1 / width)
  const bins = Array.from({ length: count }, () => ({ fixes: 0, confidence: 0, right: 0 }))
  for (const { confidence, right } of judgements) {
    const bin = bins[Math.min(count - 1, Math.max(0, Math.floor(confidence * count)))]
    if (bin === undefined) continue
    bin.fixes++
    bin.confidence += confidence
    if (right) bin.right++
  }
  return bins.flatMap(({ fixes, confidence, right }, at) =>
    fixes === 0
      ? []
      : [
          {
            from: at / count,
            to: (at + 1) / count,
            fixes,
            confidence: confidence / fixes,
            right: right / fixes
          }
        ]
  )
}

/** 0..1; `undefined` of nothing. */
export const expectedCalibrationError = (bins: ReadonlyArray<Bin>): number | undefined => {
  const fixes = bins.reduce((sum, bin) => sum + bin.fixes, 0)
  if (fixes === 0) return undefined
  return bins.reduce((sum, bin) => sum + bin.fixes * Math.abs(bin.confidence - bin.right), 0) / fixes
}
