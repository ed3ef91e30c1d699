/**
 * Refinements to learn from: real ones, and random histories of any kind.
 */
import { Effect } from "effect"
import fc from "fast-check"
import { dialectById } from "../../../src/dialect/Dialects.ts"
import { Controller } from "../../../src/pipeline/Controller.ts"
import type { History } from "../../../src/pipeline/learning/History.ts"
import type { Memory } from "../../../src/pipeline/learning/KnowledgeBase.ts"
import { memoryOf } from "../../../src/pipeline/learning/Memories.ts"
import type { Refined } from "../../../src/pipeline/Refined.ts"
import type { RefineOptions } from "../../../src/pipeline/RefineOptions.ts"

const found = dialectById("github-actions")
if (found === undefined) throw new Error("There is no such dialect.")
export const github = found

/** A workflow with a misspelled key, and what a refinement makes of it. */
export const broken = (name = "CI"): string =>
  `name: ${name}\non: push\njobs:\n  build:\n    run-on: ubuntu-latest\n    steps:\n      - run: make\n`
export const mended = (name = "CI"): string => broken(name).replace("run-on", "runs-on")

export const refined = (text: string, options: RefineOptions = {}): Refined =>
  Effect.runSync(
    Effect.flatMap(Controller, ({ refine }) => refine(text, github, options)).pipe(
      Effect.provide(Controller.layerOffline)
    )
  )

/** What a refinement of a workflow of this name leaves. */
export const remembered = (file: string, text: string, options: RefineOptions = {}): Memory => {
  const memory = memoryOf(refined(text, { path: file, ...options }), file, 1000)
  if (memory === undefined) throw new Error("There is nothing to learn from this text.")
  return memory
}

const word = fc.constantFrom("one", "two", "three")
const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)
const kind = fc.record({
  dialect: fc.constantFrom("github-actions", "gitlab-ci"),
  rule: fc.constantFrom("unknown-key", "wrong-type"),
  form: fc.constantFrom("rename" as const, "replace" as const, "text" as const),
  applicability: fc.constantFrom("safe" as const, "unsafe" as const),
  title: word
})
const counts = fc.dictionary(fc.constantFrom("unknown-key", "wrong-type"), fc.integer({ min: 1, max: 5 }))
const spent = fc.record({
  calls: fc.nat(3),
  tokens: fc.nat(1000),
  cost: share
})

export const history: fc.Arbitrary<History> = fc.record({
  version: fc.constant(1 as const),
  id: fc.uuid(),
  at: fc.nat(1e6),
  file: word,
  dialect: fc.constantFrom("github-actions", "gitlab-ci"),
  command: fc.constantFrom("fix" as const, "refine" as const),
  status: fc.constantFrom("accepted", "stuck", "needs_model"),
  score: fc.record({ before: share, after: share }),
  spent,
  indicators: fc.uniqueArray(fc.constantFrom("rule: unknown-key", "errors: 1", "stage: schema")),
  errors: fc.record({ before: counts, after: counts }),
  fixes: fc.array(
    fc.record({
      kind,
      stage: fc.constant("schema" as const),
      confidence: share,
      by: fc.constantFrom("rule" as const, "model" as const, "pattern" as const),
      places: fc.array(fc.constant("/jobs"), { maxLength: 1 })
    }),
    { maxLength: 3 }
  ),
  steps: fc.array(
    fc.record({
      approach: fc.constantFrom("auto_repair" as const, "llm_guided" as const, "hybrid" as const),
      errors: fc.constantFrom("semantic" as const, "structural" as const, "mixed" as const),
      outcome: fc.constantFrom("candidate" as const, "refused" as const, "failed" as const),
      gain: share,
      spent
    }),
    { maxLength: 3 }
  ),
  solutions: fc.array(
    fc.record({
      rule: fc.constantFrom("unknown-key", "wrong-type"),
      by: fc.constantFrom("model" as const, "person" as const),
      changes: fc.array(fc.record({ at: word, kind: fc.constant("added" as const), after: word }), {
        maxLength: 2
      })
    }),
    { maxLength: 2 }
  ),
  verdicts: fc.array(
    fc.record({
      fix: kind,
      verdict: fc.constantFrom(
        "kept" as const,
        "corrected" as const,
        "blamed" as const,
        "chosen" as const,
        "passedOver" as const
      )
    }),
    { maxLength: 3 }
  )
})
