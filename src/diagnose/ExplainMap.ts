/**
 * Explains maps: which known keys the unknown ones were meant to be, what is missing, what is too much.
 *
 * Unknown keys and known ones are an assignment problem: an unknown key may stay (where names are free), become a
 * known key that is not there yet, or go. The cheapest assignment is the diagnosis; how much cheaper it is than the
 * others is its confidence.
 */
import { type Json, keyText, type MapNode, type Pair, resolve } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { pair as makePair, nodeOf, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { foldedKey, groupBroken, presentKeys } from "./Conforms.ts"
import { mismatch } from "./ExplainScalar.ts"
import { leavesOf } from "./Leaves.ts"
import { fold, nearest, oneOf, slipCost } from "./Nearest.ts"
import { type Alternative, type Child, type Plan, type Planner, planOf, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type KnownKey, type MapOf, mapsIn, type Shape } from "./Shapes.ts"

type Map_ = Extract<Shape, MapOf>

interface Choice {
  /** The known key it becomes; none where it stays or goes. */
  readonly key: KnownKey | undefined
  readonly kind: "rename" | "keep" | "remove"
  /** Of the edit itself. */
  readonly edit: number
  /** What is still wrong with the value then. */
  readonly plan: Plan
  readonly cost: number
}

interface Unknown {
  readonly pair: Pair
  readonly name: string
  readonly choices: ReadonlyArray<Choice>
}

/** At most so many unknown keys are weighed against each other; more are settled one by one. */
const jointly = 5
/** Nats by which a whole may be dearer than the best and still say something about confidence. */
const negligible = 7
/** Choices of one unknown key that are weighed. */
const choicesEach = 5

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
  return Number.isFinite(cost) ? cost : undefined
}

export const explainMap = (planner: Planner, node: MapNode, shape: Map_): Plan => {
  const { source } = shape
  const steps: Array<Step> = []
  const children: Array<Child> = []
  const present = new Set(presentKeys(node, planner.merge))
  // Where something required is missing, any name may be that key misspelled.
  const lacking = shape.names !== undefined && rest(shape, present) > 0
  const seen = new Set<string>()
  const strays: Array<{ readonly pair: Pair; readonly name: string; readonly keep: Plan | undefined }> = []
  const child = (pair: Pair, name: string, plan: Plan): void => {
    children.push({ segment: name, holder: pair.key, plan })
  }
  for (const pair of node.pairs) {
    const name = keyText(pair)
    if (name === undefined) {
      steps.push({
        rule: "wrong-type",
        cost: costs.shape.mismatch,
        at: pair.key,
        path: [],
        message: () => `A key of ${shape.title} has to be a text.`
      })
      continue
    }
    // A key that is written twice is a matter of the text; its first writing is looked at.
    if (seen.has(name)) continue
    seen.add(name)
    if (planner.merge && name === "<<") continue
    const known = shape.keys.get(name) ?? (source.ignoreCase === true ? foldedKey(shape, name) : undefined)
    if (known !== undefined) {
      if (planner.conforms(pair.value, known.shape)) continue
      const value = resolve(pair.value)
      if (value?.kind === "scalar" && value.value === null)
        steps.push(absent(planner, pair, name, known, shape))
      else
        child(
          pair,
          name,
          value === undefined ? mismatch(pair.value, known.shape) : planner.plan(value, known.shape)
        )
    } else if (shape.names !== undefined) {
      const fits = shape.names.pattern === undefined || shape.names.pattern.test(name)
      const under = shape.names.of(name)
      const keep = planner.conforms(pair.value, under) ? planOf([]) : planner.plan(pair.value, under)
      // A good name with a good value is not suspected of being anything else.
      if (fits && keep.cost === 0 && !lacking) continue
      strays.push({
        pair,
        name,
        keep: fits
          ? keep
          : planOf([invalidName(pair, name, shape)], [{ segment: name, holder: pair.key, plan: keep }])
      })
    } else strays.push({ pair, name, keep: undefined })
  }
  const unknown = strays.map((stray) => weigh(planner, stray, shape, present))
  settle(planner, unknown, shape, node, present, steps, children)
  if (source.minimum !== undefined && node.pairs.length < source.minimum) {
    steps.push({
      rule: "too-few",
      cost: costs.add.unknown,
      at: "holder",
      path: [],
      message: () =>
        `${capital(shape.title)} needs at least ${source.minimum === 1 ? "one entry" : `${source.minimum} entries`}.`
    })
  }
  return planOf(steps, children)
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const invalidName = (pair: Pair, name: string, shape: Map_): Step => {
  const clean = name
    .trim()
    .replaceAll(/[^\w-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .replace(/^(?=\d)/, "_")
  const good = clean !== name && shape.names?.pattern?.test(clean) === true
  return {
    rule: "invalid-name",
    cost: costs.remove.empty,
    at: pair.key,
    path: [name],
    message: () =>
      `\`${name}\` cannot be ${shape.names?.title ?? "a name"}${shape.names?.patternTitle === undefined ? "" : `: it has to be ${shape.names.patternTitle}`}.`,
    ...(good
      ? {
          fix: {
            title: () => `Rename it to \`${clean}\``,
            operations: (base: string) => [
              { op: "move" as const, from: childPointer(base, name), path: childPointer(base, clean) }
            ],
            confidence: 0.85,
            limit: "unsafe" as const
          }
        }
      : {})
  }
}

/** A known key with nothing after it. */
const absent = (planner: Planner, pair: Pair, name: string, known: KnownKey, shape: Map_): Step => {
  const fallback = known.rule.default
  const needed =
    known.rule.required === true || (shape.source.groups ?? []).some((group) => group.of.includes(name))
  const usable = fallback !== undefined && planner.conforms(nodeOf(fallback as Json, pair.key), known.shape)
  const cost = needed ? (usable ? costs.add.default : costs.value.absent) : costs.remove.empty
  return {
    rule: "invalid-value",
    cost,
    at: pair.key,
    path: [name],
    message: () => `\`${name}\` has no value; expected ${known.shape.title}.`,
    ...(usable && needed
      ? {
          fix: {
            title: () => `Write ${JSON.stringify(fallback)}`,
            operations: (base: string) => [
              { op: "replace" as const, path: childPointer(base, name), value: fallback as never }
            ],
            confidence: share(cost, [costs.add.unknown]),
            limit: "unsafe" as const
          }
        }
      : needed
        ? {}
        : {
            fix: {
              title: () => `Remove the empty \`${name}\``,
              operations: (base: string) => [{ op: "remove" as const, path: childPointer(base, name) }],
              confidence: share(cost, [costs.add.default]),
              limit: "unsafe" as const
            }
          })
  }
}

/** What an unknown key may have been meant as, cheapest first. */
const weigh = (
  planner: Planner,
  stray: { readonly pair: Pair; readonly name: string; readonly keep: Plan | undefined },
  shape: Map_,
  present: ReadonlySet<string>
): Unknown => {
  const { pair, name, keep } = stray
  const choices: Array<Choice> = []
  for (const known of shape.keys.values()) {
    if (present.has(known.name)) continue
    const rename = renameCost(planner, name, known)
    const required = known.rule.required === true ? costs.rename.required : 0
    const value = resolve(pair.value)
    if (value === undefined) continue
    let edit: number
    let plan: Plan
    if (rename !== undefined) {
      plan = planner.plan(value, known.shape)
      edit = Math.max(0.1, rename + required)
    } else {
      // The word says nothing; a value that fits a key that has to be there says something.
      if (known.rule.required !== true || (value.kind === "scalar" && known.shape.kind === "string")) continue
      plan = planner.plan(value, known.shape)
      if (plan.cost > 0) continue
      edit = costs.rename.byShape
    }
    choices.push({ key: known, kind: "rename", edit, plan, cost: edit + plan.cost })
  }
  if (keep !== undefined) choices.push({ key: undefined, kind: "keep", edit: 0, plan: keep, cost: keep.cost })
  else {
    const remove = removeCost(pair)
    choices.push({ key: undefined, kind: "remove", edit: remove, plan: planOf([]), cost: remove })
  }
  choices.sort((a, b) => a.cost - b.cost)
  return { pair, name, choices: choices.slice(0, choicesEach) }
}

/** Cost of what is missing and of what excludes each other, once the keys are settled. */
const rest = (shape: Map_, present: { has(name: string): boolean }): number => {
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

/** Finds the cheapest assignment and writes it down as steps. */
const settle = (
  planner: Planner,
  unknown: ReadonlyArray<Unknown>,
  shape: Map_,
  node: MapNode,
  present: ReadonlySet<string>,
  steps: Array<Step>,
  children: Array<Child>
): void => {
  const chosen = new Array<Choice>(unknown.length)
  // least[i][j]: the cheapest whole in which unknown i takes its choice j.
  const least = unknown.map(({ choices }) => new Array<number>(choices.length).fill(Number.POSITIVE_INFINITY))
  const taken = new Set<string>(present)
  for (const { name } of unknown) taken.delete(name)
  if (unknown.length <= jointly) {
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
        const total = cost + rest(shape, taken)
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
  } else {
    const order = unknown.map((_, index) => index).sort((a, b) => cheapest(unknown[a]) - cheapest(unknown[b]))
    for (const index of order) {
      const { choices } = unknown[index] as Unknown
      const at = choices.findIndex(
        (choice) => choice.kind !== "rename" || !taken.has((choice.key as KnownKey).name)
      )
      const choice = choices[at] as Choice
      chosen[index] = choice
      if (choice.kind === "rename") taken.add((choice.key as KnownKey).name)
      choices.forEach((each, column) => {
        ;(least[index] as Array<number>)[column] = each.cost
      })
    }
  }
  const settled = new Set<string>(present)
  unknown.forEach((each, index) => {
    const choice = chosen[index]
    if (choice === undefined) return
    settled.delete(each.name)
    if (choice.kind === "keep") settled.add(each.name)
    if (choice.kind === "rename") settled.add((choice.key as KnownKey).name)
    record(planner, each, choice, least[index] as Array<number>, shape, present, steps, children)
  })
  missing(planner, node, shape, settled, steps)
}

const cheapest = (unknown: Unknown | undefined): number =>
  unknown?.choices[0]?.cost ?? Number.POSITIVE_INFINITY

const rename = (title: string, from: string, to: string, confidence: number): Alternative => ({
  title,
  confidence,
  operations: (base) => [{ op: "move", from: childPointer(base, from), path: childPointer(base, to) }]
})

const record = (
  planner: Planner,
  { pair, name, choices }: Unknown,
  choice: Choice,
  least: ReadonlyArray<number>,
  shape: Map_,
  present: ReadonlySet<string>,
  steps: Array<Step>,
  children: Array<Child>
): void => {
  if (choice.plan.cost > 0 || choice.plan.children.length > 0)
    children.push({ segment: name, holder: pair.key, plan: flattenKept(choice) })
  if (choice.kind === "keep") {
    const own = choice.plan.steps.filter((step) => step.rule === "invalid-name")
    steps.push(...own)
    // A name whose value does not fit may be a key of some other level.
    if (choice.cost >= costs.move.near) suspects(steps, pair)
    return
  }
  const index = choices.indexOf(choice)
  const confidence = share(
    least[index] as number,
    least.filter((_, at) => at !== index)
  )
  const free = [...shape.keys.keys()].filter((key) => !present.has(key))
  if (choice.kind === "rename") {
    const to = (choice.key as KnownKey).name
    steps.push({
      rule: "unknown-key",
      cost: choice.edit,
      at: pair.key,
      path: [name],
      message: () => `\`${name}\` is not a key of ${shape.title}; did you mean \`${to}\`?`,
      help: () => `Allowed here: ${oneOf(free.length > 0 ? free : [...shape.keys.keys()])}.`,
      fix: {
        title: () => `Rename \`${name}\` to \`${to}\``,
        operations: (base) => [{ op: "move", from: childPointer(base, name), path: childPointer(base, to) }],
        confidence,
        ...(renameCost(planner, name, choice.key as KnownKey) === undefined
          ? { limit: "unsafe" as const }
          : {})
      },
      alternatives: () =>
        choices
          .filter((other) => other !== choice && other.kind === "rename")
          .slice(0, 3)
          .map((other) =>
            rename(
              `Rename \`${name}\` to \`${(other.key as KnownKey).name}\``,
              name,
              (other.key as KnownKey).name,
              share(
                least[choices.indexOf(other)] as number,
                least.filter((_, at) => at !== choices.indexOf(other))
              )
            )
          ),
      ...(choice.cost > costs.move.near ? { stray: pair } : {})
    })
    return
  }
  steps.push({
    rule: "unknown-key",
    cost: choice.edit,
    at: pair.key,
    path: [name],
    message: () => {
      const [there] = nearest(name, shape.keys.keys())
      return there !== undefined && present.has(there.name)
        ? `\`${name}\` is not a key of ${shape.title}, and \`${there.name}\` is there already.`
        : `\`${name}\` is not a key of ${shape.title}.`
    },
    help: () =>
      shape.keys.size === 0
        ? "Remove it."
        : `Allowed here: ${oneOf(free.length > 0 ? free : [...shape.keys.keys()])}.`,
    fix: {
      title: () => `Remove \`${name}\``,
      operations: (base) => [{ op: "remove", path: childPointer(base, name) }],
      // Removing makes the file valid; whether it is what the author meant nobody knows.
      confidence: Math.min(0.6, confidence),
      limit: "unsafe"
    },
    stray: pair
  })
}

/** A kept name's own complaint is recorded at the map; below it only what concerns its value. */
const flattenKept = (choice: Choice): Plan => {
  if (choice.kind !== "keep") return choice.plan
  const complaint = choice.plan.steps.filter((step) => step.rule === "invalid-name")
  if (complaint.length === 0) return choice.plan
  return choice.plan.children[0]?.plan ?? planOf([])
}

/** Marks a pair as perhaps belonging elsewhere, without any complaint of its own. */
const suspects = (steps: Array<Step>, pair: Pair): void => {
  steps.push({ rule: "stray", cost: 0, at: pair.key, path: [], message: () => "", stray: pair })
}

const missing = (
  planner: Planner,
  node: MapNode,
  shape: Map_,
  settled: ReadonlySet<string>,
  steps: Array<Step>
): void => {
  for (const name of shape.required) {
    if (!settled.has(name)) steps.push(lacking(planner, shape, name, shape.keys.get(name) as KnownKey))
  }
  for (const group of shape.source.groups ?? []) {
    const broken = groupBroken(group, settled)
    if (broken === "missing") {
      const fallback = group.default
      steps.push({
        rule: "missing-key",
        cost: fallback === undefined ? costs.add.unknown : costs.add.default,
        at: "holder",
        path: [],
        message: () =>
          `${capital(shape.title)} needs ${group.of.length === 1 ? "" : "one of "}${oneOf(group.of)}.`,
        ...(fallback === undefined
          ? {}
          : {
              fix: {
                title: () => `Add \`${fallback.key}\``,
                operations: (base: string) => [
                  {
                    op: "add" as const,
                    path: childPointer(base, fallback.key),
                    value: fallback.value as never
                  }
                ],
                confidence: 0.5,
                limit: "unsafe" as const
              }
            })
      })
    }
    if (broken === "too-many")
      steps.push(
        conflicting(
          planner,
          node,
          shape,
          group.of.filter((name) => settled.has(name))
        )
      )
  }
  for (const [key, needed] of Object.entries(shape.source.needs ?? {})) {
    if (!settled.has(key)) continue
    for (const name of needed) {
      const known = shape.keys.get(name)
      if (!settled.has(name) && known !== undefined) steps.push(lacking(planner, shape, name, known, key))
    }
  }
}

const lacking = (_planner: Planner, shape: Map_, name: string, known: KnownKey, because?: string): Step => {
  const fallback = known.rule.default
  return {
    rule: "missing-key",
    cost: fallback === undefined ? costs.add.unknown : costs.add.default,
    at: "holder",
    path: [],
    lacks: name,
    message: () =>
      because === undefined
        ? `${capital(shape.title)} has no \`${name}\`, which is required.`
        : `\`${because}\` in ${shape.title} needs \`${name}\` beside it.`,
    help: () => `Add \`${name}\`: ${known.shape.title}.`,
    ...(fallback === undefined
      ? {}
      : {
          fix: {
            title: () =>
              `Add \`${name}: ${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}\``,
            operations: (base: string) => [
              { op: "add" as const, path: childPointer(base, name), value: fallback as never }
            ],
            confidence: known.rule.defaultIs === "safe" ? 0.98 : 0.5,
            ...(known.rule.defaultIs === "safe" ? {} : { limit: "unsafe" as const })
          }
        })
  }
}

/** Keys that exclude each other: the one whose removal leaves least to repair goes. */
const conflicting = (planner: Planner, node: MapNode, shape: Map_, names: ReadonlyArray<string>): Step => {
  const without = names
    .map((name) => {
      const pairs = node.pairs.filter((pair) => keyText(pair) !== name)
      const gone = node.pairs.find((pair) => keyText(pair) === name)
      const left = others(planner, withPairs(node, pairs), shape)
      return { name, pair: gone, cost: left + (gone === undefined ? 0 : removeCost(gone)) }
    })
    .sort((a, b) => a.cost - b.cost)
  const best = without[0]
  return {
    rule: "conflicting-keys",
    cost: costs.remove.base,
    at: best?.pair?.key ?? "holder",
    path: best === undefined ? [] : [best.name],
    message: () =>
      `${capital(shape.title)} may have only one of ${names.map((name) => `\`${name}\``).join(" and ")}.`,
    ...(best === undefined
      ? {}
      : {
          fix: {
            title: () => `Remove \`${best.name}\``,
            operations: (base: string) => [{ op: "remove" as const, path: childPointer(base, best.name) }],
            confidence: Math.min(
              0.6,
              share(
                best.cost,
                without.slice(1).map(({ cost }) => cost)
              )
            ),
            limit: "unsafe" as const
          },
          alternatives: () =>
            without.slice(1).map(({ name }) => ({
              title: `Remove \`${name}\``,
              confidence: 0.3,
              operations: (base: string) => [{ op: "remove" as const, path: childPointer(base, name) }]
            }))
        })
  }
}

/** What else would be wrong, the exclusive groups aside (they are what is being settled). */
const others = (planner: Planner, node: MapNode, shape: Map_): number => {
  let cost = 0
  const present = presentKeys(node, planner.merge)
  for (const [key, needed] of Object.entries(shape.source.needs ?? {})) {
    if (present.has(key)) for (const name of needed) if (!present.has(name)) cost += costs.add.unknown
  }
  return cost
}

/** Whether most keys of a map are keys of the shape. */
const belongsUnder = (node: MapNode, shape: Shape): boolean =>
  mapsIn(shape).some(
    (map) =>
      node.pairs.filter((pair) => map.keys.has(keyText(pair) ?? "")).length * 2 >=
      Math.max(1, node.pairs.length)
  )

/** The whole map stands under a key that does not belong, or where the value of its one required key belongs. */
export const relevel = (planner: Planner, node: MapNode, shape: Map_, limit: number): Plan | undefined => {
  let best: Plan | undefined
  const only = node.pairs.length === 1 ? node.pairs[0] : undefined
  const inner = resolve(only?.value)
  const name = only === undefined ? undefined : keyText(only)
  if (
    only !== undefined &&
    name !== undefined &&
    inner?.kind === "map" &&
    !shape.keys.has(name) &&
    shape.names === undefined
  ) {
    const plan = planner.plan(inner, shape)
    const cost = costs.shape.hoist + plan.cost
    if (cost < limit) {
      best = {
        cost,
        steps: [
          {
            rule: "unknown-key",
            cost: costs.shape.hoist,
            at: only.key,
            path: [name],
            message: () => `\`${name}\` is not a key of ${shape.title}, but what stands under it is one.`,
            fix: {
              title: () => `Take the content out of \`${name}\``,
              operations: (base) => [{ op: "replace", path: base, value: dataOf(inner) as never }],
              confidence: share(cost, [limit])
            }
          }
        ],
        children: [],
        afterwards: plan
      }
    }
  }
  const required = shape.required.length === 1 ? shape.keys.get(shape.required[0] as string) : undefined
  if (
    required !== undefined &&
    belongsUnder(node, required.shape) &&
    !presentKeys(node, planner.merge).has(required.name) &&
    shape.names === undefined
  ) {
    const plan = planner.plan(node, required.shape)
    const cost = costs.shape.nest + plan.cost
    if (cost < Math.min(limit, best?.cost ?? limit)) {
      best = {
        cost,
        steps: [
          {
            rule: "missing-key",
            cost: costs.shape.nest,
            at: node.pairs[0]?.key ?? "holder",
            path: [],
            message: () =>
              `${capital(shape.title)} has no \`${required.name}\`; what stands here belongs under it.`,
            fix: {
              title: () => `Put it under \`${required.name}\``,
              operations: (base) => [
                {
                  op: "replace",
                  path: base,
                  value: dataOf(withPairs(node, [makePair(required.name, node, node)])) as never
                }
              ],
              confidence: share(cost, [limit])
            }
          }
        ],
        children: [],
        afterwards: planOf([], [{ segment: required.name, holder: node.pairs[0]?.key ?? node, plan }])
      }
    }
  }
  return best
}
