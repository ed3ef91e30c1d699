/**
 * Mutants of our own: classes of error that the data does not hold, so that what is good at the given classes alone
 * shows, and the classes it holds (`usual`), for files it does not hold, one error in a file or three. A mutant counts only where it is an error for sure: it does not parse, or
 * GitHub's own parser refuses it, or (in a dialect without such a judge) its data has another shape than the
 * original's.
 */
import type { Mutant, Sample } from "../Corpus.ts"
import type { WorkflowJudge } from "../judge/WorkflowJudge.ts"
import { dataOf, differences } from "../PlainData.ts"
import { foreignMutators } from "./ForeignMutators.ts"
import { gitlabMutators } from "./GitlabMutators.ts"
import { jsonMutators } from "./JsonMutators.ts"
import { lostKeyMutators } from "./LostKeyMutators.ts"
import type { Mutator } from "./Mutator.ts"
import { nameMutators } from "./NameMutators.ts"
import { Random } from "./Random.ts"
import { shapeMutators } from "./ShapeMutators.ts"
import { type Mutation, Specimen } from "./Specimen.ts"
import { textMutators } from "./TextMutators.ts"
import { usualNameMutators } from "./UsualNameMutators.ts"
import { usualShapeMutators } from "./UsualShapeMutators.ts"
import { usualTextMutators } from "./UsualTextMutators.ts"
import { wrappingMutators } from "./WrappingMutators.ts"

export const mutators: ReadonlyArray<Mutator> = [
  ...textMutators,
  ...jsonMutators,
  ...shapeMutators,
  ...nameMutators,
  ...gitlabMutators,
  ...foreignMutators,
  ...wrappingMutators,
  ...lostKeyMutators
]

/** The classes of the data, for other files. What leaves the text readable comes first: so they can be combined. */
export const usualMutators: ReadonlyArray<Mutator> = [
  ...usualShapeMutators,
  ...usualNameMutators,
  ...usualTextMutators
]

export interface Making {
  readonly seed: number
  /** At most so many mutants of each class and dialect; of combined ones, so many for each class there is. */
  readonly each: number
  readonly classes: "usual" | "unseen"
  /** How many errors a file has. */
  readonly errors: 1 | 3
}

/** Mutants of each class and dialect, from files in an order that the seed decides. */
export const mutantsOf = async (
  samples: ReadonlyArray<Sample>,
  judges: ReadonlyMap<string, WorkflowJudge>,
  options: Making
): Promise<ReadonlyArray<Mutant>> => {
  const made: Array<Mutant> = []
  const all = samples.map((sample) => new Specimen(sample))
  const chosen = options.classes === "usual" ? usualMutators : mutators
  for (const dialect of new Set(samples.map((sample) => sample.dialect))) {
    const specimens = all.filter(({ sample }) => sample.dialect === dialect)
    const fitting = chosen.filter((mutator) => mutator.dialects?.includes(dialect) !== false)
    if (options.errors === 3) made.push(...(await combined(specimens, fitting, judges, options)))
    else for (const mutator of fitting) made.push(...(await single(specimens, mutator, judges, options)))
  }
  return made
}

const single = async (
  specimens: ReadonlyArray<Specimen>,
  mutator: Mutator,
  judges: ReadonlyMap<string, WorkflowJudge>,
  options: Making
): Promise<ReadonlyArray<Mutant>> => {
  const random = new Random(options.seed + mutator.name.length * 7919 + mutator.name.charCodeAt(0))
  const made: Array<Mutant> = []
  for (const specimen of random.shuffled(specimens)) {
    if (made.length === options.each) break
    const mutation = mutator.mutate(specimen, random)
    if (mutation === undefined || tags(mutation.text) < tags(specimen.text)) continue
    if (await isError(specimen.sample, mutation.text, judges))
      made.push(mutantOf(specimen.sample, [mutator], [mutation]))
  }
  return made
}

/** The tags of a text: what was printed anew without them lacks more than it shows. */
const tags = (text: string): number => text.match(/(?<=[\s[,])![a-z]+(?=\s)/g)?.length ?? 0

/** Several errors in a file, each made in what the one before it left. */
const combined = async (
  specimens: ReadonlyArray<Specimen>,
  fitting: ReadonlyArray<Mutator>,
  judges: ReadonlyMap<string, WorkflowJudge>,
  options: Making
): Promise<ReadonlyArray<Mutant>> => {
  const random = new Random(options.seed)
  const wanted = options.each * fitting.length
  const made: Array<Mutant> = []
  for (let tries = 0; made.length < wanted && tries < wanted * 4; tries++) {
    const specimen = random.pick(specimens)
    if (specimen === undefined) break
    const three = random
      .shuffled(fitting.map((_, at) => at))
      .slice(0, options.errors)
      .sort((a, b) => a - b)
    const mutations: Array<Mutation> = []
    let broken = specimen
    for (const at of three) {
      const mutation = fitting[at]?.mutate(broken, random)
      if (
        mutation === undefined ||
        !(await isError(broken.sample, mutation.text, judges, mutations.length > 0))
      )
        break
      mutations.push(mutation)
      broken = new Specimen({ ...broken.sample, text: mutation.text })
    }
    if (mutations.length === options.errors)
      made.push(
        mutantOf(
          specimen.sample,
          three.flatMap((at) => fitting[at] ?? []),
          mutations
        )
      )
  }
  return made
}

const mutantOf = (
  original: Sample,
  classes: ReadonlyArray<Mutator>,
  mutations: ReadonlyArray<Mutation>
): Mutant => {
  const { dialect } = original
  const names = classes.map(({ name }) => name)
  const id = `${original.path.replaceAll(/[^\w]+/g, "-")}-${names.join("-")}`
  const restores = classes.map(({ restore }) => restore)
  return {
    ...{ id, dialect, path: `${dialect}/made/${id}.yml`, text: mutations.at(-1)?.text ?? original.text },
    ...{ original, classes: names },
    restore: restores.includes("lossy") ? "lossy" : restores.includes("guess") ? "guess" : "exact",
    lines: mutations.at(-1)?.lines ?? [],
    details: mutations.map(({ detail }, at) => `${names[at]}: ${detail}`),
    alsoAccept: mutations.flatMap(({ alsoAccept }) => alsoAccept ?? [])
  }
}

const isError = async (
  original: Sample,
  text: string,
  judges: ReadonlyMap<string, WorkflowJudge>,
  /** Of a text that was broken already, only that it is another counts. */
  broken = false
): Promise<boolean> => {
  if (broken) return text !== original.text
  const data = dataOf(text, original.dialect)
  if (data === undefined) return true
  const before = dataOf(original.text, original.dialect)
  const changed = before === undefined ? [] : differences(before, data)
  if (changed.length === 0) return false
  const judge = judges.get(original.dialect)
  if (judge !== undefined) return (await judge.refusals(text)).length > 0
  // One text in the place of another may be what the author wanted to say.
  return changed.some(({ expected, actual }) => typeof expected !== "string" || typeof actual !== "string")
}
