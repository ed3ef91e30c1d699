/**
 * The strategy bench: what each way of asking a model solves, and what it costs, with a simulated model that errs as
 * often as it is told to, over (a) the broken files that repair by rule alone does not restore, and (b) all of them
 * with repair by rule switched off. Every strategy starts from the broken file; cost counts an output token as five
 * input tokens.
 */
import { createHash } from "node:crypto"
import { readDocument } from "../../src/document/Reader.ts"
import { dataOf } from "../../src/document/Tree.ts"
import { autoRepair } from "../../src/pipeline/AutoRepair.ts"
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { load, type Mutant } from "./Corpus.ts"
import { type Figure, print } from "./Figure.ts"
import { type Laboratory, openLaboratory } from "./Laboratory.ts"
import { dataOf as plainData, unrestored } from "./PlainData.ts"
import { type Case, type Outcome, runStrategy, type Strategy, strategies } from "./strategy/Strategies.ts"
import type { Table } from "./Table.ts"

const errorRates = [0, 0.1, 0.2, 0.4]

const run = async (args: Arguments): Promise<Measured> => {
  const laboratory = await openLaboratory()
  const mutants = [...load(args.data).mutants.values()].flat()
  const sample = Number(args.options.get("sample") ?? Number.POSITIVE_INFINITY)
  const settings = [
    {
      id: "on",
      title: "repair by rule on",
      cases: draw(unrestoredByRule(draw(mutants, 8 * sample), laboratory), sample),
      autoRepair: true
    },
    { id: "off", title: "repair by rule off", cases: draw(mutants, sample), autoRepair: false }
  ]
  const tables: Array<Table> = []
  const figures: Array<Figure> = []
  const details: Array<unknown> = []
  for (const { id, title, cases, autoRepair } of settings) {
    const rows: Array<ReadonlyArray<string | number>> = []
    for (const errs of errorRates) {
      const results = new Map<Strategy, ReadonlyArray<Trial>>()
      for (const strategy of strategies)
        results.set(strategy, await trials(strategy, cases, laboratory, errs, autoRepair))
      const of = (strategy: Strategy): ReadonlyArray<Trial> => results.get(strategy) ?? []
      for (const strategy of strategies) {
        const made = of(strategy)
        rows.push([
          ...[errs, strategy, `${solvedIn(made)} of ${made.length}`],
          ...[sum(made, "calls"), sum(made, "inputTokens"), sum(made, "outputTokens"), costOf(made)],
          Math.round(costOf(made) / Math.max(1, solvedIn(made)))
        ])
        details.push({ setting: id, errs, strategy, solved: solvedIn(made), cost: costOf(made) })
      }
      const rivals = strategies.slice(1)
      const best = rivals.reduce((top, rival) => (solvedIn(of(rival)) > solvedIn(of(top)) ? rival : top))
      const ahead = (made: ReadonlyArray<Trial>, other: ReadonlyArray<Trial>): number =>
        (solvedIn(made) - solvedIn(other)) / Math.max(1, made.length)
      const lead = ahead(of("adaptive"), of(best))
      const [least, most] = interval(of("adaptive"), of(best), ahead)
      const ratio = (made: ReadonlyArray<Trial>, other: ReadonlyArray<Trial>): number =>
        costOf(made) / Math.max(1, solvedIn(made)) / (costOf(other) / Math.max(1, solvedIn(other)))
      const [low, high] = interval(of("adaptive"), of("regenerate"), ratio)
      figures.push(
        {
          id: `${id}.lead.${errs}`,
          title: `${title}, errs ${errs}: solved beyond the best other, ${best} (${print(least, "share")} to ${print(most, "share")})`,
          value: cases.length === 0 ? undefined : lead,
          unit: "share",
          of: cases.length
        },
        {
          id: `${id}.cost.${errs}`,
          title: `${title}, errs ${errs}: cost of a solved file against regenerating (${print(low, "share")} to ${print(high, "share")})`,
          value: cases.length === 0 ? undefined : ratio(of("adaptive"), of("regenerate")),
          unit: "share",
          of: cases.length
        }
      )
    }
    tables.push({
      title,
      columns: ["errs", "strategy", "solved", "calls", "tokens in", "tokens out", "cost", "per solved"],
      rows
    })
  }
  return {
    figures,
    tables,
    notes: [
      "Solved: the data equals that of the original. Cost is in input tokens; intervals are 95%, by pairs of files.",
      "The model may write what is missing (allowCommands, allowSecrets), as the plain loop lets it."
    ],
    partial: false,
    details
  }
}

export const bench: Benchmark = { options: ["--sample N   files of each part at most (all)"], run }

interface Trial extends Outcome {
  readonly solved: boolean
}

const trials = async (
  strategy: Strategy,
  mutants: ReadonlyArray<Mutant>,
  laboratory: Laboratory,
  errs: number,
  autoRepair: boolean
): Promise<ReadonlyArray<Trial>> => {
  const made: Array<Trial> = []
  for (const mutant of mutants) {
    const of = caseOf(mutant, laboratory, errs, autoRepair)
    if (of === undefined) continue
    const outcome = await runStrategy(strategy, of)
    made.push({ ...outcome, solved: isRestored(mutant, outcome.text) })
  }
  return made
}

const caseOf = (mutant: Mutant, laboratory: Laboratory, errs: number, byRule: boolean): Case | undefined => {
  const dialect = laboratory.dialects.get(mutant.dialect)
  if (dialect === undefined) return undefined
  const root = readDocument(mutant.original.text, dialect.reading).roots[0]
  if (root === undefined) return undefined
  return {
    dialect,
    path: mutant.path,
    text: mutant.text,
    meant: { data: dataOf(root), text: mutant.original.text },
    skill: { seed: mutant.id, errs },
    autoRepair: byRule
  }
}

const unrestoredByRule = (mutants: ReadonlyArray<Mutant>, laboratory: Laboratory): ReadonlyArray<Mutant> =>
  mutants.filter((mutant) => {
    const dialect = laboratory.dialects.get(mutant.dialect)
    return (
      dialect !== undefined &&
      !isRestored(mutant, autoRepair(mutant.text, dialect, { path: mutant.path }).text)
    )
  })

const isRestored = ({ original, dialect, alsoAccept }: Mutant, text: string): boolean => {
  const data = plainData(original.text, dialect)
  return data !== undefined && unrestored(text, data, dialect, alsoAccept).length === 0
}

/** The same sample each time. */
const draw = (mutants: ReadonlyArray<Mutant>, size: number): ReadonlyArray<Mutant> =>
  [...mutants]
    .map((mutant) => ({ mutant, rank: createHash("sha256").update(mutant.id).digest("hex") }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ mutant }) => mutant)

const sum = (made: ReadonlyArray<Trial>, key: "calls" | "inputTokens" | "outputTokens"): number =>
  made.reduce((total, trial) => total + trial[key], 0)

const costOf = (made: ReadonlyArray<Trial>): number =>
  sum(made, "inputTokens") + 5 * sum(made, "outputTokens")

const solvedIn = (made: ReadonlyArray<Trial>): number => made.filter(({ solved }) => solved).length

/** The 95% interval of a ratio, by drawing pairs of files again. */
const interval = (
  made: ReadonlyArray<Trial>,
  other: ReadonlyArray<Trial>,
  ratio: (made: ReadonlyArray<Trial>, other: ReadonlyArray<Trial>) => number
): readonly [low: number, high: number] => {
  let state = 1
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const ratios = Array.from({ length: 400 }, () => {
    const drawn = made.map(() => Math.floor(next() * made.length))
    return ratio(
      drawn.map((index) => made[index] as Trial),
      drawn.map((index) => other[index] as Trial)
    )
  }).sort((a, b) => a - b)
  return [ratios[10] ?? 0, ratios[389] ?? 0]
}
