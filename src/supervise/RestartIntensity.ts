/**
 * How many restarts within how many seconds a supervisor puts up with. As in OTP the clock ticks in whole
 * seconds: a restart counts for `maxSeconds` and the rest of the second in which it ended. Restarts of one
 * second are one entry, so a supervisor that restarts all day remembers at most `maxSeconds + 1` of them.
 */
export interface Limits {
  /** Default 3. */
  readonly maxRestarts?: number
  /** Default 5. */
  readonly maxSeconds?: number
}

export class RestartIntensity {
  readonly maxRestarts: number
  readonly maxSeconds: number
  private readonly seconds: Array<{ readonly second: number; restarts: number }> = []
  private total = 0

  constructor(limits: Limits) {
    this.maxRestarts = limits.maxRestarts ?? 3
    this.maxSeconds = limits.maxSeconds ?? 5
  }

  /** Counts a restart at `millis`; false when it is one too many. */
  add(millis: number): boolean {
    const second = Math.floor(millis / 1000)
    const last = this.seconds.at(-1)
    if (last !== undefined && last.second === second) last.restarts++
    else this.seconds.push({ second, restarts: 1 })
    this.total++
    for (
      let first = this.seconds[0];
      first !== undefined && second > first.second + this.maxSeconds;
      first = this.seconds[0]
    ) {
      this.total -= first.restarts
      this.seconds.shift()
    }
    return this.total <= this.maxRestarts
  }
}
