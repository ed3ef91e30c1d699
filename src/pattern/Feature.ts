/**
 * Features: what a pipeline can be given besides its steps, such as time limits, retries and caches. What they are is
 * data (`rules/pattern/features.yaml`); here is where they are missing, and how they are added.
 */

import type { Operation } from "../diagnose/Fix.ts"
import { fold } from "../diagnose/Nearest.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Json } from "../document/Node.ts"
import { type Pointer, parent } from "../document/Pointer.ts"
import { adding } from "./Completion.ts"
import { type Outline, places, valueAt } from "./Outline.ts"
import type { FeatureRules } from "./RuleData.ts"
import { features } from "./rules.generated.ts"
import { type Proposal, proposal } from "./Trial.ts"
import { Wording } from "./Wording.ts"

export interface Feature extends FeatureRules {
  readonly name: string
}

/** The features of a dialect, in the order in which they are added. */
export const featuresOf = (dialect: string): ReadonlyArray<Feature> =>
  Object.entries(Object.hasOwn(features, dialect) ? (features[dialect] ?? {}) : {}).map(([name, rules]) => ({
    ...rules,
    name
  }))

export const featureNamed = (dialect: string, name: string): Feature | undefined =>
  featuresOf(dialect).find((feature) => fold(feature.name) === fold(name))

/** How sure a feature is to be wanted. */
const confidence = { usual: 0.8, asked: 1 } as const

/** What is to be added for a feature, a proposal for each place that lacks it. */
export const missingFeature = (
  validation: Validation,
  outline: Outline,
  feature: Feature
): ReadonlyArray<Proposal> =>
  lacking(outline, feature).flatMap(({ pointer }) => {
    const operations = additions(outline.data, pointer, feature)
    return operations === undefined
      ? []
      : [
          proposal(validation, {
            rule: "feature-missing",
            message: `${feature.title}: not so here.`,
            title: `Add \`${feature.name}\`: ${feature.title.charAt(0).toLowerCase()}${feature.title.slice(1)}`,
            document: outline.document,
            pointer,
            operations,
            confidence: feature.asked === true ? confidence.asked : confidence.usual
          })
        ]
  })

/** Whether the pipeline has it wherever it can. */
export const hasFeature = (outline: Outline, feature: Feature): boolean =>
  places(outline.data, feature.at).some(({ value }) => isThere(value, feature)) &&
  lacking(outline, feature).length === 0

/** Characters of a place that are looked at. */
const textAtMost = 65_536

const lacking = (
  { data }: Outline,
  feature: Feature
): ReadonlyArray<{ readonly pointer: Pointer; readonly value: Json }> => {
  const { when = [], unless = [], says, without = [], near, apart = [], is = {} } = feature
  // The places of a long list all stand in the same one.
  const known = new Map<Pointer, Wording>()
  const around = (pointer: Pointer): Wording => {
    const wording = known.get(pointer) ?? new Wording(valueAt(data, pointer) ?? null, textAtMost)
    known.set(pointer, wording)
    return wording
  }
  return places(data, feature.at).filter(({ pointer, value }) => {
    if (when.some((at) => valueAt(value, at) === undefined)) return false
    if (unless.some((at) => valueAt(value, at) !== undefined)) return false
    if (!Object.entries(is).every(([at, start]) => begins(valueAt(value, at), start))) return false
    const wording = new Wording(value, textAtMost)
    if (says !== undefined && !says.some((phrase) => wording.has(phrase))) return false
    if (without.some((phrase) => wording.has(phrase))) return false
    if (near === undefined && apart.length === 0) return true
    const beside = around(parent(pointer))
    if (apart.some((phrase) => beside.has(phrase))) return false
    return near === undefined || near.some((phrase) => beside.has(phrase))
  })
}

const isThere = (value: Json, { add }: Feature): boolean =>
  Object.keys(add).every((at) => valueAt(value, at) !== undefined)

const begins = (value: Json | undefined, start: string): boolean =>
  typeof value === "string" && value.startsWith(start)

/** The patch that adds all of it to a place. */
const additions = (data: Json, place: Pointer, { add }: Feature): ReadonlyArray<Operation> | undefined => {
  const operations: Array<Operation> = []
  for (const [at, value] of Object.entries(add)) {
    if (valueAt(data, `${place}${at}`) !== undefined) continue
    const operation = adding(data, `${place}${at}`, value)
    if (operation === undefined) return undefined
    operations.push(operation)
  }
  return operations.length === 0 ? undefined : operations
}
