/**
 * Mutants of our own: classes of error that the data does not hold, made from its valid files, so that what is good
 * at the given classes alone shows. A mutant counts only where it is an error for sure: it does not parse, or
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
import { Specimen } from "./Specimen.ts"
import { textMutators } from "./TextMutators.ts"
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

/** At most `each` mutants of each class and dialect, from files in an order that the seed decides. */
export const mutantsOf = async (
  samples: ReadonlyArray<Sample>,
  judges: ReadonlyMap<string, WorkflowJudge>,
  options: { readonly seed: number; readonly each: number }
): Promise<ReadonlyArray<Mutant>> => {
  const made: Array<Mutant> = []
  const specimens = samples.map((sample) => new Specimen(sample))
  for (const dialect of new Set(samples.map((sample) => sample.dialect)))
    for (const mutator of mutators) {
      if (mutator.dialects?.includes(dialect) === false) continue
      const random = new Random(options.seed + mutator.name.length * 7919 + mutator.name.charCodeAt(0))
      let count = 0
      for (const specimen of random.shuffled(specimens.filter(({ sample }) => sample.dialect === dialect))) {
        if (count === options.each) break
        const mutation = mutator.mutate(specimen, random)
        if (mutation === undefined || !(await isError(specimen.sample, mutation.text, judges))) continue
        count++
        const id = `${specimen.sample.path.replaceAll(/[^\w]+/g, "-")}-${mutator.name}`
        made.push({
          ...{
            id,
            dialect,
            path: `${dialect}/made/${id}.yml`,
            text: mutation.text,
            original: specimen.sample
          },
          ...{ classes: [mutator.name], restore: mutator.restore, lines: mutation.lines },
          ...{ details: [`${mutator.name}: ${mutation.detail}`], alsoAccept: mutation.alsoAccept ?? [] }
        })
      }
    }
  return made
}

const isError = async (
  original: Sample,
  text: string,
  judges: ReadonlyMap<string, WorkflowJudge>
): Promise<boolean> => {
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
