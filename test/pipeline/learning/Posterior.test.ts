import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Fix } from "../../../src/diagnose/Fix.ts"
import { costs } from "../../../src/diagnose/rules.generated.ts"
import { type EditForm, type FixKind, fixKey } from "../../../src/pipeline/learning/FixKind.ts"
import { learned } from "../../../src/pipeline/learning/Posterior.ts"
import { learning } from "../../../src/pipeline/learning/rules.generated.ts"
import { type Tallies, type Tally, tallies, talliesOf } from "../../../src/pipeline/learning/Verdict.ts"

const kind = (form: EditForm = "rename", title = "this", applicability: FixKind["applicability"] = "safe") =>
  ({ dialect: "d", rule: "r", form, applicability, title }) satisfies FixKind

const fix = (applicability: Fix["applicability"], confidence: number): Fix => ({
  title: "this",
  edit: { _tag: "patch", document: 0, operations: [{ op: "move", from: "/a", path: "/b" }] },
  applicability,
  confidence
})

const known = (...all: ReadonlyArray<readonly [FixKind, Tally]>): Tallies =>
  tallies(new Map(all.map(([kind, tally]) => [fixKey(kind), { kind, tally }])))

const confidence = fc.double({ min: 0, max: 1, noNaN: true })
const count = fc.integer({ min: 0, max: 200 }).map((halves) => halves / 2)
const tally = fc.record({ for: count, against: count })
const form = fc.constantFrom<EditForm>("rename", "move", "add", "replace", "rewrite", "remove", "text")

describe("what is learned of a safe fix", () => {
  it("never makes it surer, whatever the cases", () => {
    fc.assert(
      fc.property(confidence, tally, tally, form, (own, cases, kin, form) => {
        const now = learned(
          fix("safe", own),
          kind(form),
          known([kind(form), cases], [kind(form, "other"), kin])
        )
        expect(now.confidence).toBeLessThanOrEqual(own)
        expect(now.applicability).not.toBe("display")
      })
    )
  })

  it("is nothing where all cases are for it", () => {
    fc.assert(
      fc.property(confidence, count, count, (own, mine, kin) => {
        const given = fix("safe", own)
        const cases = known(
          [kind(), { for: mine, against: 0 }],
          [kind("rename", "o"), { for: kin, against: 0 }]
        )
        expect(learned(given, kind(), cases)).toEqual(given)
      })
    )
  })

  it("makes it unsafe with cases enough against it, and with fewer not", () => {
    const { demoteFrom } = learning.fixes
    const once = (against: number) =>
      learned(fix("safe", 0.97), kind(), known([kind(), { for: 0, against }])).applicability
    expect(once(demoteFrom)).toBe("unsafe")
    expect(once(demoteFrom - 0.5)).toBe("safe")
  })

  it("hears less of what became of its kin", () => {
    const kin = known([kind("rename", "other"), { for: 0, against: learning.fixes.demoteFrom }])
    expect(learned(fix("safe", 0.97), kind(), kin).applicability).toBe("safe")
  })
})

describe("what is learned of an unsafe fix", () => {
  const unsafe = kind("rename", "this", "unsafe")

  it("raises it only with cases enough for it", () => {
    const once = (cases: number) =>
      learned(fix("unsafe", 0.6), unsafe, known([unsafe, { for: cases, against: 0 }]))
    expect(once(learning.fixes.raiseFrom - 0.5)).toEqual(fix("unsafe", 0.6))
    expect(once(learning.fixes.raiseFrom).confidence).toBeGreaterThan(0.6)
    expect(once(learning.fixes.raiseFrom).applicability).toBe("unsafe")
  })

  it("makes it safe only where no doubt is left and nothing is lost", () => {
    const once = (form: EditForm, cases: Tally) =>
      learned(fix("unsafe", 0.8), kind(form, "this", "unsafe"), known([kind(form, "this", "unsafe"), cases]))
    expect(once("rename", { for: 60, against: 0 }).applicability).toBe("safe")
    expect(once("rename", { for: 60, against: 6 }).applicability).toBe("unsafe")
    expect(once("rename", { for: learning.fixes.promoteFrom - 1, against: 0 }).applicability).toBe("unsafe")
    for (const form of ["replace", "rewrite", "remove", "text"] as const)
      expect(once(form, { for: 1000, against: 0 }).applicability).toBe("unsafe")
  })

  it("never makes one of it that is surer than sure, nor calls an unsafe one as sure as a safe one", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.93, noNaN: true }),
        tally,
        tally,
        form,
        (own, cases, kin, form) => {
          const mine = kind(form, "this", "unsafe")
          const now = learned(
            fix("unsafe", own),
            mine,
            known([mine, cases], [kind(form, "other", "unsafe"), kin])
          )
          expect(now.confidence).toBeLessThanOrEqual(learning.fixes.atMost)
          if (now.applicability === "unsafe")
            expect(now.confidence).toBeLessThanOrEqual(Math.max(own, costs.applicability.safe))
        }
      )
    )
  })
})

describe("learned confidences", () => {
  it("never fall with a case for, nor rise with one against", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<"safe" | "unsafe">("safe", "unsafe"),
        confidence,
        tally,
        tally,
        form,
        count,
        (applicability, own, cases, kin, form, more) => {
          const mine = kind(form, "this", applicability)
          const others = kind(form, "other", applicability)
          const once = (cases: Tally, kin: Tally) =>
            learned(fix(applicability, own), mine, known([mine, cases], [others, kin])).confidence
          const now = once(cases, kin)
          expect(once({ ...cases, for: cases.for + more }, kin)).toBeGreaterThanOrEqual(now - 1e-12)
          expect(once({ ...cases, against: cases.against + more }, kin)).toBeLessThanOrEqual(now + 1e-12)
          expect(once(cases, { ...kin, for: kin.for + more })).toBeGreaterThanOrEqual(now - 1e-12)
          expect(once(cases, { ...kin, against: kin.against + more })).toBeLessThanOrEqual(now + 1e-12)
        }
      )
    )
  })

  it("stay the very same where nothing is known", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<"safe" | "unsafe" | "display">("safe", "unsafe", "display"),
        confidence,
        (applicability, own) => {
          const given = fix(applicability, own)
          expect(learned(given, kind("rename", "this", applicability), talliesOf([]))).toBe(given)
        }
      )
    )
  })

  it("leave alone what is only shown", () => {
    const shown = kind("rename", "this", "display")
    expect(learned(fix("display", 0.3), shown, known([shown, { for: 100, against: 0 }]))).toEqual(
      fix("display", 0.3)
    )
  })
})

describe("verdicts", () => {
  it("share the blame where nobody says which fix it is", () => {
    const blamed = [1, 2, 3, 4].map((at) => ({
      fix: kind("rename", `${at}`),
      verdict: "blamed" as const
    }))
    const { fix: of, kind: all } = talliesOf([blamed])
    expect(of(kind("rename", "1"))).toEqual({ for: 0, against: 0.25 })
    expect(all(kind())).toEqual({ for: 0, against: 1 })
  })
})
