/**
 * The Beta distribution: what is known of a share after some cases for and some against.
 */

export interface Beta {
  /** Cases for, above 0. They need not be whole. */
  readonly alpha: number
  /** Cases against, above 0. */
  readonly beta: number
}

export const mean = ({ alpha, beta }: Beta): number => alpha / (alpha + beta)

/** The share that is surpassed with probability `1 - level`: of 0.05 the lower end of what is believable. */
export const quantile = (distribution: Beta, level: number): number => {
  let low = 0
  let high = 1
  // Sixty halvings are all that a double can tell apart.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (cumulative(distribution, middle) < level) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The probability of a share of at most `x`: the regularised incomplete beta function. */
export const cumulative = ({ alpha, beta }: Beta, x: number): number => {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast below the mean; above it the other tail is taken.
  if (x > (alpha + 1) / (alpha + beta + 2)) return 1 - cumulative({ alpha: beta, beta: alpha }, 1 - x)
  const front = Math.exp(
    alpha * Math.log(x) +
      beta * Math.log1p(-x) +
      logGamma(alpha + beta) -
      logGamma(alpha) -
      logGamma(beta) -
      Math.log(alpha)
  )
  return front / fraction(alpha, beta, x)
}

const terms = 300
const precision = 1e-14
const tiny = 1e-300

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method. */
const fraction = (a: number, b: number, x: number): number => {
  let value = 1
  let c = 1
  let d = 0
  for (let term = 1; term <= terms; term++) {
    const m = term >> 1
    const coefficient =
      term % 2 === 1
        ? -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
        : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / notZero(1 + coefficient * d)
    c = notZero(1 + coefficient / c)
    value *= c * d
    if (Math.abs(c * d - 1) < precision) break
  }
  return value
}

const notZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value)

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1), after stepping up to where four terms suffice. */
const logGamma = (x: number): number => {
  let shift = 0
  let at = x
  for (; at < 12; at++) shift += Math.log(at)
  const square = 1 / (at * at)
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / at
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift
}
