/**
 * Suggestions: the fixes of what a model is asked about, under names by which it may take them: `2a` is the first
 * fix of the second problem. A name is a fraction of the patch it stands for, and cannot be written wrongly.
 */
import { Result } from "effect"
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import type { Fix, Operation } from "../diagnose/Fix.ts"
import { orderedBy } from "../diagnose/FixOrder.ts"
import { parent } from "../document/Pointer.ts"
import { prompts } from "./rules.generated.ts"

export interface Suggestion {
  readonly name: string
  readonly fix: Fix
  readonly operations: ReadonlyArray<Operation>
}

/** For each diagnostic the fixes that a prompt offers. They speak of one document of a stream. */
export const suggestionsFor = (
  diagnostics: ReadonlyArray<Diagnostic>,
  document: number
): ReadonlyArray<ReadonlyArray<Suggestion>> =>
  diagnostics.map((diagnostic, index) => {
    const offered = diagnostic.fixes
      .flatMap((fix): ReadonlyArray<Omit<Suggestion, "name">> => {
        const operations = operationsOf(fix, document)
        return operations.length === 0 || saysNothing(diagnostic, operations) ? [] : [{ fix, operations }]
      })
      .filter(({ fix }, rank) => rank === 0 || fix.confidence >= prompts.limits.likely)
      .slice(0, prompts.limits.suggestions)
    return offered.map((each, rank) => ({ ...each, name: `${index + 1}${letter(rank)}` }))
  })

/** The operations of the suggestions of these names, in an order in which they go together. */
export const take = (
  suggestions: ReadonlyArray<ReadonlyArray<Suggestion>>,
  names: ReadonlyArray<string>
): Result.Result<ReadonlyArray<Operation>, string> => {
  const known = new Map(suggestions.flat().map((suggestion) => [suggestion.name, suggestion]))
  const taken = new Map<string, Suggestion>()
  for (const name of names) {
    // A number alone means the first suggestion of that problem.
    const found = known.get(/^\d+$/.test(name) ? `${name}a` : name)
    if (found === undefined) return Result.fail(`there is no suggestion \`${name.slice(0, 20)}\``)
    taken.set(found.name, found)
  }
  const together = orderedBy([...taken.values()], ({ fix }) => fix)
  const left = [...taken.values()].find((suggestion) => !together.includes(suggestion))
  return left === undefined
    ? Result.succeed(together.flatMap(({ operations }) => operations))
    : Result.fail(`suggestion ${left.name} does not go together with the others`)
}

/** Operations in the few words of a prompt: `move /jobs/a/step /jobs/a/steps`. */
export const inWords = (operations: ReadonlyArray<Operation>): string =>
  operations
    .filter(({ op }) => op !== "test")
    .map((operation) => {
      const words: Array<string> = [operation.op]
      if ("from" in operation) words.push(place(operation.from))
      words.push(place(operation.path))
      return "value" in operation ? [...words, JSON.stringify(operation.value)].join(" ") : words.join(" ")
    })
    .join("; ")

const operationsOf = ({ edit }: Fix, document: number): ReadonlyArray<Operation> =>
  edit._tag === "patch" && edit.document === document && edit.operations.some(({ op }) => op !== "test")
    ? edit.operations
    : []

/** An idea that tells no more than the diagnostic itself: that something is missing there. */
const saysNothing = ({ pointer }: Diagnostic, operations: ReadonlyArray<Operation>): boolean =>
  operations.every(
    (operation) => operation.op === "add" && operation.value === "" && parent(operation.path) === pointer
  )

const letter = (rank: number): string => String.fromCharCode("a".charCodeAt(0) + rank)

/** A pointer, quoted where it would fall apart. */
const place = (pointer: string): string =>
  pointer === "" ? '""' : /[\s";]/.test(pointer) ? JSON.stringify(pointer) : pointer
