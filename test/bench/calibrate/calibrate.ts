/**
 * `npm run calibrate`: fits the costs in `rules/structure` and `rules/text` to files whose originals are known, the
 * mutants of the data and some of our own of each class, by coordinate descent: each number is tried a little larger
 * and a little smaller, and kept where the loss (`Loss.ts`) falls. A penalty pulls towards the value it had, so that a
 * handful of files cannot carry a number away; and half of the originals are held out, so that what is learnt by heart
 * does not count.
 */
import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Result } from "effect"
import { costs as structureCosts } from "../../../src/diagnose/rules.generated.ts"
import { format } from "../../../src/document/Pointer.ts"
import { readDocument } from "../../../src/document/Reader.ts"
import { yaml12 } from "../../../src/document/Reading.ts"
import { costs as textCosts } from "../../../src/document/rules.generated.ts"
import { splice } from "../../../src/document/Splice.ts"
import { apply } from "../../../src/document/TextEdit.ts"
import { load, type Mutant } from "../Corpus.ts"
import { openLaboratory } from "../Laboratory.ts"
import { mutantsOf } from "../mutate/Mutants.ts"
import { type Data, dataOf } from "../PlainData.ts"
import { lossOf } from "./Loss.ts"
import { type Parameter, parametersOf, Readings } from "./Parameter.ts"

const project = fileURLToPath(new URL("../../..", import.meta.url))

/** Bounds of effort and thresholds of promises are decisions, not measurements. */
const decided = new Set(["limits", "search", "applicability"])

/** Factors tried for each number, coarse before fine. */
const factors = [1.5, 1 / 1.5, 1.15, 1 / 1.15]

/** Loss that a number has to save for each unit of its squared logarithmic distance from where it was. */
const pull = 4

/** Least that a change must save, in nats. */
const worth = 1

const help = `npm run calibrate [-- OPTION…]

--data DIR     files to fit to (../shared/data)
--made N       mutants of our own of each class (4)
--dialect ID   only files of this dialect
--only FILE    only the numbers of structure or of text
--number NAME  only numbers whose path begins so, as in rename.short; may be repeated
--rounds N     how often all numbers are tried (1)
--write        write what is better to rules/; without it, it is only said`

interface Trial {
  readonly mutant: Mutant
  readonly original: Data
  readonly held: boolean
  loss: number
  read: ReadonlySet<Parameter>
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      data: { type: "string", default: join(project, "../shared/data") },
      help: { type: "boolean", default: false },
      only: { type: "string" },
      number: { type: "string", multiple: true },
      dialect: { type: "string" },
      made: { type: "string", default: "4" },
      rounds: { type: "string", default: "1" },
      write: { type: "boolean", default: false }
    }
  })
  if (values.help) return console.log(help)
  const readings = new Readings()
  const parameters = [
    ...parametersOf("structure/costs.yaml", structureCosts, decided, readings),
    ...parametersOf("text/costs.yaml", textCosts, decided, readings)
  ].filter(
    ({ file, path }) =>
      (values.only === undefined || file.startsWith(values.only)) &&
      (values.number?.some((name) => `${path.join(".")}.`.startsWith(`${name}.`)) ?? true)
  )
  const { dialects, judges } = await openLaboratory()
  const run = (trial: Trial): void => {
    const dialect = dialects.get(trial.mutant.dialect)
    if (dialect === undefined) return
    const { result, read } = readings.during(() => lossOf(trial.mutant, trial.original, dialect))
    trial.loss = result
    trial.read = read
  }
  const corpus = load(resolve(values.data))
  const made = await mutantsOf(corpus.valid, judges, {
    ...{ seed: 1, each: Number(values.made) },
    ...{ classes: "unseen", errors: 1 }
  })
  const trials = trialsOf([...(corpus.mutants.get(1) ?? []), ...made]).filter(
    ({ mutant }) => dialects.has(mutant.dialect) && (values.dialect ?? mutant.dialect) === mutant.dialect
  )
  for (const trial of trials) run(trial)
  const before = totals(trials)
  console.log(`${trials.length} files, ${parameters.length} numbers; loss ${say(before)}`)
  for (let round = 0; round < Number(values.rounds); round++)
    for (const parameter of parameters) descend(parameter, trials, run)
  const changed = parameters.filter(({ value, origin }) => value !== origin)
  console.log(`loss ${say(before)} before, ${say(totals(trials))} after; ${changed.length} numbers changed`)
  if (values.write) for (const file of new Set(changed.map(({ file }) => file))) write(file, changed)
}

/** Files with one error and something to be restored to. */
const trialsOf = (mutants: ReadonlyArray<Mutant>): ReadonlyArray<Trial> => {
  const originals = new Map<string, Data | undefined>()
  return mutants
    .filter(({ restore }) => restore !== "lossy")
    .flatMap((mutant) => {
      const { path, text, dialect } = mutant.original
      if (!originals.has(path)) originals.set(path, dataOf(text, dialect))
      const original = originals.get(path)
      return original === undefined
        ? []
        : [{ mutant, original, held: isHeld(path), loss: 0, read: new Set<Parameter>() }]
    })
}

/** By original, so that no file is judged by what its sibling taught. */
const isHeld = (path: string): boolean => (createHash("sha256").update(path).digest()[0] as number) % 2 === 1

interface Totals {
  readonly fitted: number
  readonly held: number
}

const totals = (trials: ReadonlyArray<Trial>): Totals => ({
  fitted: trials.reduce((sum, { loss, held }) => (held ? sum : sum + loss), 0),
  held: trials.reduce((sum, { loss, held }) => (held ? sum + loss : sum), 0)
})

const say = ({ fitted, held }: Totals): string => `${fitted.toFixed(1)} fitted, ${held.toFixed(1)} held out`

/** Tries a number larger and smaller; only files that read it can tell the difference. */
const descend = (parameter: Parameter, trials: ReadonlyArray<Trial>, run: (trial: Trial) => void): void => {
  const touched = trials.filter(({ read }) => read.has(parameter))
  if (touched.length === 0 || parameter.value === 0) return
  for (const factor of factors) {
    const kept = touched.map(({ loss, read }) => ({ loss, read }))
    const value = parameter.value
    const before = totals(touched)
    parameter.value = rounded(limited(parameter, value * factor))
    if (parameter.value === value) continue
    for (const trial of touched) run(trial)
    const after = totals(touched)
    const penalty = pull * (distance(parameter) - distance({ ...parameter, value }))
    if (before.fitted - after.fitted > Math.max(worth, worth + penalty) && after.held <= before.held) {
      console.log(
        `${parameter.file} ${parameter.path.join(".")}: ${value} → ${parameter.value} saves ` +
          `${(before.fitted - after.fitted).toFixed(1)}, held out ${(before.held - after.held).toFixed(1)}`
      )
      continue
    }
    parameter.value = value
    for (const [at, trial] of touched.entries()) Object.assign(trial, kept[at])
  }
}

const distance = ({ value, origin }: Pick<Parameter, "value" | "origin">): number =>
  Math.log(value / origin) ** 2

/** Confidences stay below 1. */
const limited = ({ path }: Parameter, value: number): number =>
  path.at(-1) === "confidence" ? Math.min(0.995, value) : value

const rounded = (value: number): number => Number(value.toPrecision(3))

/** Replaces the numbers where they stand; comments and layout stay. */
const write = (file: string, changed: ReadonlyArray<Parameter>): void => {
  const path = join(project, "rules", file)
  const document = readDocument(readFileSync(path, "utf8"), yaml12)
  const spliced = splice(
    document,
    0,
    changed
      .filter((parameter) => parameter.file === file)
      .map(({ path, value }) => ({ op: "replace", path: format(path), value }))
  )
  if (Result.isFailure(spliced)) throw spliced.failure
  writeFileSync(path, apply(document.text, spliced.success.edits))
  console.log(`wrote rules/${file}: npm run compile takes it over`)
}

await main()
