/**
 * The unseen bench: the repair bench over mutants of our own making (`mutate/`), of classes of error that the data
 * does not hold. `--seed` makes others of the same classes.
 */
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { load } from "./Corpus.ts"
import { openLaboratory } from "./Laboratory.ts"
import { mutantsOf } from "./mutate/Mutants.ts"
import { measure, options } from "./repair.bench.ts"

const run = async (args: Arguments): Promise<Measured> => {
  const corpus = load(args.data)
  const laboratory = await openLaboratory()
  const samples = corpus.valid.filter(
    ({ dialect, path }) => laboratory.dialects.has(dialect) && path.startsWith(`${dialect}/valid/`)
  )
  const number = (name: string, otherwise: number): number => {
    const given = args.options.get(name)
    return typeof given === "string" ? Number(given) : otherwise
  }
  const errors = number("errors", 1) === 3 ? 3 : 1
  const mutants = await mutantsOf(samples, laboratory.judges, {
    seed: number("seed", 1),
    each: number("each", 12),
    classes: args.options.get("classes") === "usual" ? "usual" : "unseen",
    errors
  })
  const made = { ...corpus, valid: [], invalid: [], pairs: [], mutants: new Map([[errors, mutants]]) }
  return measure(made, laboratory, args)
}

export const bench: Benchmark = {
  options: [
    "--seed N          other mutants of the same classes",
    "--each N          so many of each class (12)",
    "--classes usual   the classes that the data holds, for files it does not hold",
    "--errors 3        three errors in each file",
    ...options
  ],
  run
}
