/**
 * The learning bench: a person who rates every refinement and leaves every file as it was meant. Half of the mutants
 * are what the project has seen; on the other half, made of other originals, the confidences of fixes are compared
 * with what came true, without what was learned and with it.
 *
 * The person errs too: one rating in ten is of somebody who did not look, who leaves the file as it is and is pleased.
 */
import { createHash } from "node:crypto"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { dialects } from "../../src/dialect/Dialects.ts"
import { autoRepair } from "../../src/pipeline/AutoRepair.ts"
import type { Experience } from "../../src/pipeline/Experience.ts"
import { type Feedback, feedbackOf } from "../../src/pipeline/learning/Feedback.ts"
import { experienceOf, knowledgeOf } from "../../src/pipeline/learning/Knowledge.ts"
import type { Memory } from "../../src/pipeline/learning/KnowledgeBase.ts"
import { memoryOfRepair } from "../../src/pipeline/learning/Memories.ts"
import type { Benchmark, Measured } from "./Benchmark.ts"
import { binsOf, expectedCalibrationError, type Judgement } from "./Calibration.ts"
import { load, type Mutant } from "./Corpus.ts"
import { type Figure, share } from "./Figure.ts"
import { dataOf, unrestored } from "./PlainData.ts"

const run = async ({ data }: Parameters<Benchmark["run"]>[0]): Promise<Measured> => {
  const mutants = (load(data).mutants.get(1) ?? []).filter(({ restore }) => restore !== "lossy")
  const figures: Array<Figure> = []
  const rows: Array<ReadonlyArray<string | number>> = []
  for (const dialect of dialects) {
    const own = mutants.filter((mutant) => mutant.dialect === dialect.id)
    const seen = own.filter(isSeen)
    const fresh = own.filter((mutant) => !isSeen(mutant))
    if (seen.length === 0 || fresh.length === 0) continue
    const knowledge = knowledgeFrom(seen, dialect)
    const [without, having] = [
      outcomesOf(fresh, dialect),
      outcomesOf(fresh, dialect, experienceOf(knowledge))
    ]
    for (const [name, outcomes] of [
      ["without", without],
      ["with", having]
    ] as const) {
      rows.push([
        dialect.id,
        name,
        outcomes.judgements.length,
        outcomes.brier.toFixed(4),
        (expectedCalibrationError(binsOf(outcomes.judgements)) ?? 0).toFixed(4),
        percent(outcomes.honest),
        percent(outcomes.safely),
        percent(outcomes.restored)
      ])
    }
    figures.push(
      {
        id: `${dialect.id}.brier`,
        title: "squared error of confidences with what was learned, for what it was without",
        value: having.brier / without.brier,
        unit: "times",
        of: having.judgements.length
      },
      {
        id: `${dialect.id}.honest`,
        title: "files that plain fix calls clean and that are right, more than without",
        value: having.honest - without.honest,
        unit: "share",
        of: fresh.length
      },
      {
        id: `${dialect.id}.restored`,
        title: "files restored by fix --unsafe, more than without",
        value: having.restored - without.restored,
        unit: "share",
        of: fresh.length
      }
    )
  }
  return {
    figures,
    tables: [
      {
        title: "fixes of files that were not seen",
        columns: ["dialect", "learned", "fixes", "brier", "ece", "honest", "fix", "fix --unsafe"],
        rows
      }
    ],
    notes: [],
    partial: false,
    details: rows
  }
}

export const bench: Benchmark = { options: [], run }

/** Which half a mutant is in: all of one original in the same. */
const isSeen = ({ original }: Mutant): boolean => draw(original.path) < 0.5

/** 0..1, the same for the same text. */
const draw = (text: string): number => createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32

const knowledgeFrom = (mutants: ReadonlyArray<Mutant>, dialect: Dialect) => {
  const memories = mutants.flatMap((mutant): ReadonlyArray<readonly [Mutant, Memory, text: string]> => {
    const repaired = autoRepair(mutant.text, dialect, { path: placeOf(mutant), unsafe: true })
    const memory = memoryOfRepair(repaired, mutant.id, 0)
    return memory === undefined ? [] : [[mutant, memory, repaired.text]]
  })
  const feedback = memories.flatMap(([mutant, { history, draft }, text]): ReadonlyArray<Feedback> => {
    if (draft === undefined) return []
    const hasty = draw(`hasty ${mutant.id}`) < 0.1
    const final = hasty || isRestored(text, mutant) ? text : mutant.original.text
    const rating = final === text ? 5 : 2
    return [feedbackOf(history, draft, final, rating, undefined, dialect, 0)]
  })
  return knowledgeOf(
    memories.map(([, { history }]) => history),
    feedback,
    0
  )
}

interface Outcomes {
  readonly judgements: ReadonlyArray<Judgement>
  readonly brier: number
  /** Of the files that plain fix calls clean, those that are right. */
  readonly honest: number
  /** Restored by plain fix, and with unsafe fixes. */
  readonly safely: number
  readonly restored: number
}

const outcomesOf = (mutants: ReadonlyArray<Mutant>, dialect: Dialect, experience?: Experience): Outcomes => {
  const judgements: Array<Judgement> = []
  let clean = 0
  let right = 0
  let safely = 0
  let restored = 0
  for (const mutant of mutants) {
    const options = {
      path: placeOf(mutant),
      ...(experience === undefined ? {} : { revise: experience.revise })
    }
    const plain = autoRepair(mutant.text, dialect, options)
    const all = autoRepair(mutant.text, dialect, { ...options, unsafe: true })
    const good = isRestored(all.text, mutant)
    for (const { diagnostic, fix } of all.applied)
      judgements.push({
        confidence: fix.confidence,
        right: good,
        applicability: fix.applicability,
        rule: diagnostic.rule
      })
    if (good) restored++
    if (isRestored(plain.text, mutant)) safely++
    if (plain.after.report.diagnostics.some(({ severity }) => severity === "error")) continue
    clean++
    if (isRestored(plain.text, mutant)) right++
  }
  const errors = judgements.map(({ confidence, right }) => (confidence - Number(right)) ** 2)
  return {
    judgements,
    brier: errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length),
    honest: share(right, clean) ?? 1,
    safely: share(safely, mutants.length) ?? 0,
    restored: share(restored, mutants.length) ?? 0
  }
}

const isRestored = (text: string, { dialect, original, alsoAccept }: Mutant): boolean => {
  const wanted = dataOf(original.text, dialect)
  return wanted !== undefined && unrestored(text, wanted, dialect, alsoAccept).length === 0
}

/** Where such a file would lie in a project. */
const placeOf = ({ dialect, path }: Mutant): string =>
  dialect === "github-actions"
    ? `.github/workflows/${path.split("/").at(-1)}`
    : dialect === "gitlab-ci"
      ? ".gitlab-ci.yml"
      : path

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
