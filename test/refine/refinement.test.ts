import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { exhausted } from "../../src/refine/Budget.ts"
import { type Recipe, run } from "../../src/refine/Refinement.ts"
import { isStuck, progressOf, sinceGain } from "../../src/refine/Stagnation.ts"
import {
  best,
  iterations,
  latest,
  type Trajectory,
  type TrajectoryEvent
} from "../../src/refine/Trajectory.ts"

/** Candidates are numbers; the goal is 10, the score how near. */
const towards = (
  propose: (at: number, round: number) => number | undefined,
  record?: (event: TrajectoryEvent<number, number, "step">) => void
): Recipe<number, number, "step", "done" | "stuck" | "tired"> => ({
  evaluate: (candidate) => Effect.succeed(1 - Math.abs(10 - candidate) / 10),
  scoreOf: (evaluation) => evaluation,
  hashOf: String,
  decide: (trajectory) =>
    Effect.sync(() => {
      if (best(trajectory)?.candidate === 10)
        return { _tag: "stop", status: "done", reason: "the goal is reached" }
      if (iterations(trajectory) >= 12) return { _tag: "stop", status: "tired", reason: "12 rounds" }
      if (isStuck(progressOf(trajectory))) return { _tag: "stop", status: "stuck", reason: "no progress" }
      return { _tag: "propose", approach: "step", reason: "not there yet" }
    }),
  propose: (_, trajectory) =>
    Effect.sync(() => {
      const next = propose(latest(trajectory)?.candidate ?? 0, iterations(trajectory))
      return next === undefined
        ? { _tag: "failed" as const, reason: "nothing came" }
        : { _tag: "candidate" as const, candidate: next }
    }),
  record: (event) => Effect.sync(() => record?.(event))
})

describe("the refinement loop", () => {
  it.effect("goes on until the recipe stops", () =>
    Effect.gen(function* () {
      const { status, trajectory } = yield* run(
        towards((at) => at + 2),
        4
      )
      assert.strictEqual(status, "done")
      assert.deepStrictEqual(
        trajectory.map((event) => event._tag),
        ["evaluated", "proposed", "evaluated", "proposed", "evaluated", "proposed", "evaluated", "ended"]
      )
    })
  )

  it.effect("tells a candidate that comes back from progress", () =>
    Effect.gen(function* () {
      const { status } = yield* run(
        towards((at) => (at === 4 ? 6 : 4)),
        4
      )
      assert.strictEqual(status, "stuck")
    })
  )

  it.effect("tells three like scores from progress", () =>
    Effect.gen(function* () {
      const { status, trajectory } = yield* run(
        towards((at) => at + 0.01),
        4
      )
      assert.strictEqual(status, "stuck")
      assert.strictEqual(iterations(trajectory), 2)
    })
  )

  it.effect("keeps a failed proposal in its record and goes on", () =>
    Effect.gen(function* () {
      const { status, trajectory } = yield* run(
        towards((at, round) => (round === 0 ? undefined : at + 6)),
        4
      )
      assert.strictEqual(status, "done")
      assert.deepStrictEqual(
        trajectory.flatMap((event) => (event._tag === "proposed" ? [event.outcome] : [])),
        ["failed", "candidate"]
      )
    })
  )

  it.effect("hands over every event before it goes on, and continues from any prefix of them", () =>
    Effect.gen(function* () {
      const whole: Array<TrajectoryEvent<number, number, "step">> = []
      const { trajectory } = yield* run(
        towards(
          (at) => at + 2,
          (event) => whole.push(event)
        ),
        4
      )
      assert.deepStrictEqual(whole, [...trajectory])
      const evaluatedLast = whole.slice(0, 3)
      const resumed = yield* run(
        towards((at) => at + 2),
        4,
        evaluatedLast
      )
      assert.deepStrictEqual([...resumed.trajectory], whole)
    })
  )
})

describe("folds over a trajectory", () => {
  const at = (
    iteration: number,
    candidate: number,
    score: number
  ): TrajectoryEvent<number, number, "step"> => ({
    _tag: "evaluated",
    iteration,
    candidate,
    hash: String(candidate),
    score,
    evaluation: score
  })

  it("find the best, and the earliest of equals", () => {
    const trajectory: Trajectory<number, number, "step"> = [
      at(0, 1, 0.2),
      at(1, 2, 0.9),
      at(2, 3, 0.9),
      at(3, 4, 0.5)
    ]
    expect(best(trajectory)?.candidate).toBe(2)
    expect(sinceGain(trajectory)).toBe(2)
  })
})

describe("a budget", () => {
  it("binds where it is reached, and only where it is set", () => {
    const spent = { calls: 3, tokens: 500, cost: 0.2 }
    expect(exhausted({}, spent)).toBeUndefined()
    expect(exhausted({ calls: 4 }, spent)).toBeUndefined()
    expect(exhausted({ calls: 3 }, spent)).toBe("3 calls")
    expect(exhausted({ tokens: 500, calls: 9 }, spent)).toBe("500 tokens")
    expect(exhausted({ cost: 0.1 }, spent)).toBe("$0.1")
  })
})
