/**
 * The names that expressions may use, and what a wrong one was meant to be.
 */
import { nearest } from "../../../diagnose/Nearest.ts"
import type { FunctionRule, Property } from "../RuleData.ts"
import { contexts as data } from "../rules.generated.ts"
import type { Place } from "./Place.ts"

/** A name to write instead. */
export interface Meant {
  readonly name: string
  /** Whether hardly another name can be meant. */
  readonly sure: boolean
  /** 0..1 */
  readonly confidence: number
}

const functionRules: ReadonlyMap<string, FunctionRule & { readonly name: string }> = new Map(
  Object.entries(data.functions).map(([name, rule]) => [name.toLowerCase(), { ...rule, name }])
)

const contextRules: ReadonlyMap<string, Property> = new Map(Object.entries(data.contexts))

export const functionRule = (name: string): (FunctionRule & { readonly name: string }) | undefined =>
  functionRules.get(name.toLowerCase())

/** What is known of a context; names do not mind case. */
export const contextRule = (name: string): Property | undefined => contextRules.get(name.toLowerCase())

export const knownContext = (name: string): boolean => contextRules.has(name.toLowerCase())

export const functionNames: ReadonlyArray<string> = Object.keys(data.functions)

/** The functions at hand in a place, for messages. */
export const functionsIn = (place: Place): ReadonlyArray<string> =>
  functionNames.filter(
    (name) => data.functions[name]?.special !== true || place.functions.has(name.toLowerCase())
  )

/** The context that a word was meant to be; those at hand in the place come first. */
export const meantContext = (word: string, place: Place): Meant | undefined =>
  meant(word, [...place.contexts], data.synonyms.contexts) ??
  meant(word, Object.keys(data.contexts), data.synonyms.contexts)

export const meantFunction = (word: string): Meant | undefined =>
  meant(word, functionNames, data.synonyms.functions)

/** The variable of a shell or of another system that a bare word is, as this system spells it. */
export const meantVariable = (word: string): string | undefined =>
  Object.hasOwn(data.variables, word) ? data.variables[word] : undefined

/** The one name among `names` that a word was meant to be. `synonyms` are keyed in lower case. */
export const meant = (
  word: string,
  names: ReadonlyArray<string>,
  synonyms: Readonly<Record<string, string>> = {}
): Meant | undefined => {
  const near = nearest(word, names)
  const [first, second] = near
  const clear = first !== undefined && (second === undefined || second.cost - first.cost > 0.5)
  // Another case or separator beats a word that people are known to write, and that beats a slip of letters.
  if (first !== undefined && clear && first.cost < onlyFolded)
    return { name: first.name, sure: true, confidence: 0.95 }
  const lower = word.toLowerCase()
  const synonym = Object.hasOwn(synonyms, lower) ? synonyms[lower] : undefined
  if (synonym !== undefined && names.includes(synonym)) return { name: synonym, sure: true, confidence: 0.92 }
  if (first === undefined) return undefined
  if (clear && first.cost < certain) return { name: first.name, sure: true, confidence: 0.95 }
  return { name: first.name, sure: false, confidence: clear ? 0.85 : 0.6 }
}

const onlyFolded = 0.5

/** Below this surprise (in nats) a word is a slip of a single letter or of case. */
const certain = 1.7
