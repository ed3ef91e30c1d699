/**
 * Assigns the unknown keys of a map: which known key each was meant to be, whether it stays (where names are free) or
 * goes. The cheapest assignment is the diagnosis; how much cheaper it is than the others is its confidence.
 */
import { keyText, type MapNode, type Node, type Pair, resolve } from "../document/Node.ts"
import { byName } from "./ByName.ts"
import { groupBroken } from "./Conforms.ts"
import { leavesOf } from "./Leaves.ts"
import { fold, looseCost, slipCost } from "./Nearest.ts"
import { type Plan, type Planner, planOf, type Step } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type KnownKey, type MapOf, mapsIn, type Shape } from "./Shape.ts"

type Map_ = Extract<Shape, MapOf>

/** A pair whose key the map does not know, with what is wrong with its value where it may keep its name. */
export interface StrayKey {
  readonly pair: Pair
  readonly name: string
  /** None where names are not free here. */
  readonly keep: Plan | undefined
  /** What is wrong with the name itself, where it stays. */
  readonly complaint?: Step
}

export interface Choice {
  /** The known key it becomes; none where it stays or goes. */
  readonly key: KnownKey | undefined
  /** `unwrap`: what stands under it belongs in its place. */
  readonly kind: "rename" | "keep" | "remove" | "unwrap"
  /** Nats of the edit itself. */
  readonly edit: number
  /** What is still wrong with the value then. */
  readonly plan: Plan
  readonly cost: number
}

interface Unknown extends StrayKey {
  /** The cheapest first. */
  readonly choices: ReadonlyArray<Choice>
}

/** What one unknown key was meant as. */
export interface Assigned extends Unknown {
  readonly choice: Choice
  /** For each of the choices, the nats of the cheapest whole that takes it. */
  readonly least: ReadonlyArray<number>
}

/** At most so many unknown keys are weighed against each other; more are settled one by one. */
const jointly = 5
/** Nats by which a whole may be dearer than the best and still say something about confidence. */
const negligible = 7
/** Unknown keys times known ones. */
const comparisonsAtMost = 100_000
/** Choices of one unknown key that are weighed, and one more where all of them are known keys. */
const choicesEach = 5

/** The cheapest assignment of all unknown keys together. `present` are the keys that are there, the unknown ones too. */
export const assign = (
  planner: Planner,
  strays: ReadonlyArray<StrayKey>,
  shape: Map_,
  present: ReadonlySet<string>
): ReadonlyArray<Assigned> => {
  // Each with every known key, where that is not out of all proportion; else with those that are written alike.
  const thorough = strays.length * shape.keys.size <= comparisonsAtMost
  const unknown = strays.map((stray) => weigh(planner, stray, shape, present, thorough))
  const chosen = new Array<Choice>(unknown.length)
  const least = unknown.map(({ choices }) => new Array<number>(choices.length).fill(Number.POSITIVE_INFINITY))
  const taken = new Set<string>(present)
  for (const { name } of unknown) taken.delete(name)
  if (unknown.length <= jointly) together(planner, unknown, shape, taken, chosen, least)
  else oneByOne(unknown, taken, chosen, least)
  return unknown.flatMap((each, index) => {
    const choice = chosen[index]
    return choice === undefined ? [] : [{ ...each, choice, least: least[index] as Array<number> }]
  })
}

/** What an unknown key may have been meant as, cheapest first. */
const weigh = (
  planner: Planner,
  stray: StrayKey,
  shape: Map_,
  present: ReadonlySet<string>,
  thorough: boolean
): Unknown => {
  const { pair, name, keep, complaint } = stray
  const choices: Array<Choice> = []
  const shortened = new Set<Choice>()
  let closest = Number.POSITIVE_INFINITY
  const folded = fold(name)
  const alike = foldedKeys(shape).get(folded) ?? []
  const same = alike.some((key) => !present.has(key))
  for (const each of thorough ? shape.keys.keys() : alike) {
    const known = shape.keys.get(each)
    if (known === undefined || present.has(known.name)) continue
    const rename = renameCost(planner, name, known)
    closest = Math.min(closest, rename ?? closest)
    const required = known.rule.required === true ? costs.rename.required : 0
    const value = resolve(pair.value)
    if (value === undefined) continue
    let edit: number
    let plan: Plan
    if (rename !== undefined) {
      plan = planner.plan(value, known.shape)
      // Another writing of one key is no misspelling of another.
      const unlike = same && fold(known.name) !== folded ? costs.value.unlike : 0
      // That a place takes anything does not say that this was meant for it; that it has to be there does.
      const anything = known.shape.kind === "any" && value.kind !== "scalar" && known.rule.required !== true
      const blind = anything ? costs.move.blind : 0
      // What holds a key of the entries that have names here is one, unless it is all that the known key may hold.
      const entry = plan.cost > 0 && holdsKnown(pair, name, shape) ? costs.value.unlike : 0
      edit = Math.max(0.1, rename + required + unlike + blind + entry)
    } else {
      // The word says nothing; a value that fits a key that has to be there says something.
      if (known.rule.required !== true) {
        const loose = tells(value, known.shape) ? looseCost(name, known.name) : undefined
        if (loose === undefined || !planner.conforms(value, known.shape)) continue
        const edit = costs.rename.base + loose
        choices.push({ key: known, kind: "rename", edit, plan: planOf([]), cost: edit })
        continue
      }
      // What does not fit as it stands need not be planned: that would be the dearest question of all, for nothing.
      if (!planner.conforms(value, known.shape)) continue
      plan = planOf([])
      const anyText = value.kind === "scalar" && known.shape.kind === "string"
      // A word that stands elsewhere in the format says that something else was meant.
      if (anyText && planner.shapes.words.has(name)) continue
      edit = anyText ? costs.rename.byLack : costs.rename.byShape
    }
    const choice: Choice = { key: known, kind: "rename", edit, plan, cost: edit + plan.cost }
    choices.push(choice)
    if (rename === costs.rename.short) shortened.add(choice)
  }
  if (keep !== undefined) {
    const edit = complaint?.cost ?? 0
    choices.push({ key: undefined, kind: "keep", edit, plan: keep, cost: edit + keep.cost })
  }
  const foreign = foreignTo(shape, name) !== undefined && !holdsKnown(pair, name, shape)
  if (keep === undefined || foreign) {
    // A word of another format says all: there is nothing here that it could be, whatever stands under it.
    const remove = foreign ? costs.remove.empty : removeCost(pair) + Math.max(0, costs.remove.alike - closest)
    choices.push({ key: undefined, kind: "remove", edit: remove, plan: planOf([]), cost: remove })
  }
  const inside = wrapped(pair, name, shape, present)
  if (inside !== undefined) {
    const plan = planner.plan(inside, shape)
    // The word itself says that names stand below it.
    const edit = costs.shape.hoist / 2
    choices.push({ key: undefined, kind: "unwrap", edit, plan, cost: edit + plan.cost })
  }
  choices.sort((a, b) => a.cost - b.cost)
  // A slip away from one key, a word is not short for another: `tag` is `tags`, and no doubt about `tags-ignore`.
  const nearest = choices.findIndex((choice) => choice.kind === "rename" && !shortened.has(choice))
  const meant = choices.filter((choice, at) => !shortened.has(choice) || nearest < 0 || at < nearest)
  const best = meant.slice(0, choicesEach)
  // Other unknown keys may become every key that it could: what nobody can take from it is among the choices.
  const own = best.some(isOwn) ? undefined : meant.find(isOwn)
  return { ...stray, choices: own === undefined ? best : [...best, own] }
}

/** Whether a value says of what it is the value: a map with keys that the shape knows. */
const tells = (value: Node, shape: Shape): boolean =>
  value.kind === "map" &&
  value.pairs.length > 0 &&
  mapsIn(shape).some(({ keys }) => value.pairs.every((pair) => keys.has(keyText(pair) ?? "")))

/** Whether a word is another one in short: its beginning, or some of its letters with hardly a vowel. */
const isShort = (word: string, name: string): boolean => {
  if (word.length < 3 || word.length >= name.length || word[0] !== name[0]) return false
  if (name.startsWith(word)) return true
  if (/[aeiou]/.test(word.slice(1))) return false
  let at = 0
  for (const letter of word) {
    at = name.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

/** Whether the choice takes no known key. */
const isOwn = ({ kind }: Choice): boolean => kind !== "rename"

/** The keys of a map by their folded spelling. */
const foldedKeys = (shape: Map_): ReadonlyMap<string, ReadonlyArray<string>> => {
  let known = spellings.get(shape)
  if (known === undefined) {
    known = Map.groupBy(shape.keys.keys(), fold)
    spellings.set(shape, known)
  }
  return known
}

const spellings = new WeakMap<Map_, ReadonlyMap<string, ReadonlyArray<string>>>()

/** Weighs every assignment that is not much dearer than the best. `least[i][j]`: with unknown i taking its choice j. */
const together = (
  planner: Planner,
  unknown: ReadonlyArray<Unknown>,
  shape: Map_,
  taken: Set<string>,
  chosen: Array<Choice>,
  least: ReadonlyArray<Array<number>>
): void => {
  let best = Number.POSITIVE_INFINITY
  const current = new Array<number>(unknown.length)
  // Cheapest cost of the unknown keys from each on: what is dearer than the best by more than that hardly matters.
  const floor = new Array<number>(unknown.length + 1).fill(0)
  for (let index = unknown.length - 1; index >= 0; index--) {
    floor[index] = (floor[index + 1] as number) + cheapest(unknown[index])
  }
  const search = (index: number, cost: number): void => {
    if (cost + (floor[index] as number) > best + negligible) return
    if (!planner.spend() && best < Number.POSITIVE_INFINITY) return
    if (index === unknown.length) {
      const total = cost + lackCost(shape, taken)
      current.forEach((choice, at) => {
        const row = least[at] as Array<number>
        if (total < (row[choice] as number)) row[choice] = total
      })
      if (total < best) {
        best = total
        current.forEach((choice, at) => {
          chosen[at] = (unknown[at] as Unknown).choices[choice] as Choice
        })
      }
      return
    }
    const { choices, name } = unknown[index] as Unknown
    choices.forEach((choice, at) => {
      const key =
        choice.kind === "rename" ? (choice.key as KnownKey).name : choice.kind === "keep" ? name : undefined
      if (key !== undefined && choice.kind === "rename" && taken.has(key)) return
      current[index] = at
      const fresh = key !== undefined && !taken.has(key)
      if (fresh) taken.add(key)
      search(index + 1, cost + choice.cost)
      if (fresh) taken.delete(key)
    })
  }
  search(0, 0)
}

/** Each by itself, the surest first: too many for weighing them against each other. */
const oneByOne = (
  unknown: ReadonlyArray<Unknown>,
  taken: Set<string>,
  chosen: Array<Choice>,
  least: ReadonlyArray<Array<number>>
): void => {
  const order = unknown.map((_, index) => index).sort((a, b) => cheapest(unknown[a]) - cheapest(unknown[b]))
  for (const index of order) {
    const { choices } = unknown[index] as Unknown
    const choice = choices.find(
      (each) => each.kind !== "rename" || !taken.has((each.key as KnownKey).name)
    ) as Choice
    chosen[index] = choice
    if (choice.kind === "rename") taken.add((choice.key as KnownKey).name)
    choices.forEach((each, column) => {
      ;(least[index] as Array<number>)[column] = each.cost
    })
  }
}

const cheapest = (unknown: Unknown | undefined): number =>
  unknown?.choices[0]?.cost ?? Number.POSITIVE_INFINITY

/** Cost of what is missing and of what excludes each other, once the keys are settled. */
export const lackCost = (shape: Map_, present: { has(name: string): boolean }): number => {
  let cost = 0
  for (const name of shape.required) {
    if (!present.has(name))
      cost += shape.keys.get(name)?.rule.default === undefined ? costs.add.unknown : costs.add.default
  }
  for (const group of shape.source.groups ?? []) {
    const broken = groupBroken(group, present)
    if (broken === "missing") cost += group.default === undefined ? costs.add.unknown : costs.add.default
    if (broken === "too-many") cost += costs.remove.base
  }
  for (const [key, needed] of Object.entries(shape.source.needs ?? {})) {
    if (present.has(key)) for (const name of needed) if (!present.has(name)) cost += costs.add.unknown
  }
  return cost
}

/** What there is here instead of a word of another format; `undefined` where it is none. */
export const foreignTo = ({ source: { foreign } }: Map_, name: string): string | undefined =>
  foreign !== undefined && Object.hasOwn(foreign, name) ? foreign[name] : undefined

/** Whether what stands under a name has a key that such entries have here: then it is one, whatever it is called. */
const holdsKnown = ({ value }: Pair, name: string, { names }: Map_): boolean => {
  const inside = resolve(value)
  if (names === undefined || inside?.kind !== "map") return false
  const entries = mapsIn(names.of(name, inside))
  return inside.pairs.some((pair) => entries.some(({ keys }) => keys.has(keyText(pair) ?? "")))
}

/** The names that stand one level too deep, under a word that other formats have for all of them. */
const wrapped = (
  pair: Pair,
  name: string,
  shape: Map_,
  present: ReadonlySet<string>
): MapNode | undefined => {
  if (shape.source.names?.wrappers?.includes(name) !== true) return undefined
  const value = resolve(pair.value)
  const inside = value?.kind === "seq" ? byName(value, shape) : value
  return inside?.kind === "map" &&
    inside.pairs.length > 0 &&
    inside.pairs.every((each) => !present.has(keyText(each) ?? name))
    ? inside
    : undefined
}

/** The strays of a shape, made ready once: asked of every key of every reading of a text. */
interface StrayForm {
  readonly pattern: RegExp | undefined
  readonly not: ReadonlySet<string>
}

const strayForms = new WeakMap<object, StrayForm>()

const strayForm = (strays: NonNullable<Map_["source"]["strays"]>): StrayForm => {
  const known = strayForms.get(strays)
  if (known !== undefined) return known
  const form = {
    pattern: strays.pattern === undefined ? undefined : new RegExp(`^(?:${strays.pattern})$`, "u"),
    not: new Set((strays.not ?? []).map(fold))
  }
  strayForms.set(strays, form)
  return form
}

/** Whether the shape says where this key belongs, which it does not know. */
export const hasHome = (shape: Map_, name: string): boolean => {
  const { strays } = shape.source
  if (strays === undefined || isStranger(shape, name)) return false
  return strayForm(strays).pattern?.test(name) !== false
}

/** Whether the shape says that such a key is not one of those that belong under its key for strays. */
export const isStranger = ({ source: { strays } }: Map_, name: string): boolean => {
  if (strays?.not === undefined) return false
  return strayForm(strays).not.has(fold(name))
}

/** Nats of taking a pair away. */
export const removeCost = (pair: Pair): number => {
  const leaves = leavesOf(pair.value)
  return leaves === 0
    ? costs.remove.empty + costs.remove.base / 2
    : costs.remove.base + costs.remove.leaf * leaves
}

/** The cost of a word having been meant as a known key, or `undefined` where it says nothing of the kind. */
export const renameCost = (planner: Planner, written: string, known: KnownKey): number | undefined => {
  const before = known.renames.get(written)
  if (before !== undefined) return Number.isFinite(before) ? before : undefined
  const cost = weighRename(planner, written, known)
  if (known.renames.size > 1000) known.renames.clear()
  known.renames.set(written, cost ?? Number.POSITIVE_INFINITY)
  return cost
}

const weighRename = (planner: Planner, written: string, known: KnownKey): number | undefined => {
  const slip = slipCost(written, known.name)
  let cost = slip === undefined ? Number.POSITIVE_INFINITY : costs.rename.base + slip
  const folded = fold(written)
  for (const synonym of known.rule.synonyms ?? []) {
    if (fold(synonym) === folded) cost = Math.min(cost, costs.rename.synonym)
  }
  // Another writing of the very same key: nothing else can be meant.
  if (known.rule.aliases?.includes(written) === true) return costs.nearest.fold
  const groups = planner.shapes.groupsOf(folded)
  if (groups !== undefined) {
    for (const group of planner.shapes.groupsOf(fold(known.name)) ?? []) {
      if (groups.has(group)) cost = Math.min(cost, costs.rename.group)
    }
  }
  if (!Number.isFinite(cost) && isShort(folded, fold(known.name))) return costs.rename.short
  return Number.isFinite(cost) ? cost : undefined
}
