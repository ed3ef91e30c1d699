/**
 * What is said of the keys of a map, with its fix: a name that is none, a key without a value, one that was meant as
 * another or is too much.
 */
import { type Json, keyText, type Node, type Pair, resolve } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { nodeOf } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { written } from "./Added.ts"
import { byName } from "./ByName.ts"
import { allowed as expected, replaceWith } from "./ExplainScalar.ts"
import { type Assigned, foreignTo, removeCost, renameCost } from "./KeyAssignment.ts"
import { nearest, oneOf } from "./Nearest.ts"
import { isSafe, type Operations, type Plan, type Planner, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { KnownKey, MapOf, Shape } from "./Shape.ts"

type Map_ = Extract<Shape, MapOf>

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A key that must not be there, whatever it holds. */
export const forbidden = (pair: Pair, name: string, shape: Map_): Step => ({
  rule: "unknown-key",
  cost: removeCost(pair),
  at: pair.key,
  path: [name],
  message: () => `\`${name}\` must not be in ${shape.title} beside what else is there.`,
  fix: {
    title: () => `Remove \`${name}\``,
    operations: (base) => [{ op: "remove", path: childPointer(base, name) }],
    confidence: 0.6,
    limit: "unsafe"
  }
})

/** A name that breaks the pattern of names. */
export const invalidName = (pair: Pair, name: string, shape: Map_): Step => {
  const clean = name
    .trim()
    .replaceAll(/[^\w-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .replace(/^(?=\d)/, "_")
  // A second colon, or what nobody sees, was not meant: nothing else has to know of it.
  const slight =
    name.includes("\\_") || name.replace(/:$/, "").replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, "") === clean
  // A backslash that Markdown wanted is all that is wrong with some names.
  const bare = name.replaceAll(/\\(?=_)/g, "")
  const better = [bare, clean, name.toLowerCase(), clean.toLowerCase()].find(
    (each) => each !== name && shape.names?.takes(each) === true
  )
  return {
    rule: "invalid-name",
    // Among keywords, a name of no allowed form is hardly a name.
    cost: better === undefined && shape.keys.size > 0 ? costs.remove.base : costs.remove.empty,
    at: pair.key,
    path: [name],
    message: () =>
      `\`${name}\` cannot be ${shape.names?.title ?? "a name"}${shape.names?.patternTitle === undefined ? "" : `: it must be ${shape.names.patternTitle}`}.`,
    ...(better !== undefined
      ? {
          fix: {
            title: () => `Rename it to \`${better}\``,
            operations: (base: string) => [
              { op: "move" as const, from: childPointer(base, name), path: childPointer(base, better) }
            ],
            confidence: slight ? 0.97 : 0.85,
            ...(slight ? {} : { limit: "unsafe" as const })
          }
        }
      : {})
  }
}

/** A merge key with a value that cannot be merged. */
export const unmergeable = (pair: Pair): Step => ({
  rule: "wrong-type",
  cost: costs.shape.mismatch,
  at: pair.value.start === pair.value.end ? pair.key : pair.value,
  path: ["<<"],
  message: () => "Only a map, or a list of maps, can be merged.",
  help: () => "Write an alias of a map, such as `<<: *defaults`.",
  fix: {
    title: () => "Remove `<<`",
    operations: (base) => [{ op: "remove", path: childPointer(base, "<<") }],
    confidence: 0.4,
    limit: "unsafe"
  }
})

/** A known key with nothing after it. */
export const absent = (planner: Planner, pair: Pair, name: string, known: KnownKey, shape: Map_): Step => {
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
    message: () => `\`${name}\` has no value; expected ${expected(known.shape)}.`,
    ...(usable && needed
      ? {
          fix: {
            title: () => written(fallback as Json),
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

/**
 * A word where a whole map is meant, and of which nothing can be made (`jobs: build=`): what it held is gone. Then the
 * key's own default is better than nothing, under that word where names are free; an optional key may as well go.
 */
export const answered = (planner: Planner, node: Node, known: KnownKey, plan: Plan): Plan => {
  const [step] = plan.steps
  if (step === undefined || step.fix !== undefined || plan.steps.length > 1 || plan.children.length > 0)
    return plan
  const word =
    node.kind === "scalar" ? /^([A-Za-z_][\w-]{0,99})\s*[=:]?$/.exec(String(node.value))?.[1] : undefined
  if (word === undefined) return plan
  const value = known.rule.required === true ? standIn(known, word) : undefined
  if (value !== undefined && planner.conforms(nodeOf(value, node), known.shape)) {
    const fix = {
      title: () => written(value),
      operations: replaceWith(value),
      confidence: 0.3,
      limit: "unsafe" as const
    }
    return { ...plan, steps: [{ ...step, fix }] }
  }
  // A name with nothing assigned to it says nothing at all.
  if (known.rule.required === true || !/[=:]$/.test(String(node.kind === "scalar" ? node.value : "")))
    return plan
  const fix = {
    title: () => `Remove \`${known.name}\`, which is empty`,
    operations: (base: string) => [{ op: "remove" as const, path: base }],
    confidence: 0.3,
    limit: "unsafe" as const
  }
  return { ...plan, steps: [{ ...step, fix }] }
}

/** The default of a key; where it is one entry of a map by name, under the name that was written. */
const standIn = ({ rule, shape }: KnownKey, word: string): Json | undefined => {
  const fallback = rule.default as Json | undefined
  if (shape.kind !== "map" || shape.names === undefined || shape.keys.has(word)) return fallback
  if (typeof fallback !== "object" || fallback === null || Array.isArray(fallback)) return fallback
  const values = Object.values(fallback)
  return values.length === 1 ? { [word]: values[0] as Json } : fallback
}

/**
 * A key that was meant as another, and what is then still wrong with its value. Where that is its form alone, the same
 * fix mends it: who takes one word for the other writes it as the other is written.
 */
export const renamed = (
  planner: Planner,
  assigned: Assigned,
  to: KnownKey,
  shape: Map_,
  present: ReadonlySet<string>
): { readonly step: Step; readonly rest: Plan } => {
  const step = renameStep(planner, assigned, to, shape, present)
  const { plan } = assigned.choice
  const [form] = plan.steps
  const { fix } = step
  if (form?.fix === undefined || fix === undefined || plan.afterwards === undefined)
    return { step, rest: plan }
  if (plan.steps.length > 1 || plan.children.length > 0 || form.path.length > 0) return { step, rest: plan }
  if (!isSafe(step) || !isSafe(form)) return { step, rest: plan }
  const { title, operations, confidence } = form.fix
  return {
    step: {
      ...step,
      cost: step.cost + form.cost,
      fix: {
        ...fix,
        title: () => `${fix.title()}, and ${title().charAt(0).toLowerCase()}${title().slice(1)}`,
        operations: (base) => [...fix.operations(base), ...operations(childPointer(base, to.name))],
        confidence: Math.min(fix.confidence, confidence)
      }
    },
    rest: { cost: plan.afterwards.cost, steps: [], children: [], afterwards: plan.afterwards }
  }
}

const renameStep = (
  planner: Planner,
  { pair, name, choices, choice, least }: Assigned,
  to: KnownKey,
  shape: Map_,
  present: ReadonlySet<string>
): Step => ({
  rule: "unknown-key",
  cost: choice.edit,
  at: pair.key,
  path: [name],
  message: () => `\`${name}\` is not a key of ${shape.title}; did you mean \`${to.name}\`?`,
  help: () => `Allowed here: ${oneOf(allowed(shape, present))}.`,
  fix: {
    ...renaming(pair, name, to),
    confidence: shareOf(choices.indexOf(choice), least),
    ...(isGuess(renameCost(planner, name, to)) ? { limit: "unsafe" as const } : {})
  },
  alternatives: () =>
    choices
      .filter((other) => other !== choice && other.key !== undefined)
      .slice(0, 3)
      .map((other) => {
        const key = (other.key as KnownKey).name
        return {
          title: `Rename \`${name}\` to \`${key}\``,
          confidence: shareOf(choices.indexOf(other), least),
          operations: moved(name, key)
        }
      }),
  ...(choice.cost > costs.move.near ? { stray: pair } : {})
})

/** Whether the word says nothing of the key, or names it in short only. */
const isGuess = (cost: number | undefined): boolean => cost === undefined || cost === costs.rename.short

/** A key that is too much. */
export const removed = (
  { pair, name, choices, choice, least }: Assigned,
  shape: Map_,
  present: ReadonlySet<string>
): Step => ({
  rule: "unknown-key",
  cost: choice.edit,
  at: pair.key,
  path: [name],
  message: () => {
    const instead = foreignTo(shape, name)
    if (instead !== undefined) return `\`${name}\` is not a key of ${shape.title}: ${instead}.`
    const [there] = nearest(name, shape.keys.keys())
    return there !== undefined && present.has(there.name)
      ? `\`${name}\` is not a key of ${shape.title}, and \`${there.name}\` is already there.`
      : `\`${name}\` is not a key of ${shape.title}.`
  },
  help: () => (shape.keys.size === 0 ? "Remove it." : `Allowed here: ${oneOf(allowed(shape, present))}.`),
  fix: {
    title: () => `Remove \`${name}\``,
    operations: (base) => [{ op: "remove", path: childPointer(base, name) }],
    // Removing makes the file valid; whether it is what the author meant nobody knows.
    confidence: Math.min(0.6, shareOf(choices.indexOf(choice), least)),
    limit: "unsafe"
  },
  stray: pair
})

/** A key under which names stand one level too deep. */
export const unwrapped = ({ pair, name, choices, choice, least }: Assigned, shape: Map_): Step => ({
  rule: "unknown-key",
  cost: choice.edit,
  at: pair.key,
  path: [name],
  message: () => `\`${name}\` is not a key of ${shape.title}; its content belongs in its place.`,
  fix: {
    title: () => `Move the content out of \`${name}\``,
    operations: (base) => {
      const inside = resolve(pair.value)
      if (inside?.kind === "seq")
        return [
          { op: "remove" as const, path: childPointer(base, name) },
          ...(byName(inside, shape)?.pairs ?? []).map((each) => ({
            op: "add" as const,
            path: childPointer(base, keyText(each) ?? ""),
            value: dataOf(each.value) as never
          }))
        ]
      const names = inside?.kind === "map" ? inside.pairs.flatMap((each) => keyText(each) ?? []) : []
      const from = childPointer(base, name)
      return [
        ...names.map((each) => ({
          op: "move" as const,
          from: childPointer(from, each),
          path: childPointer(base, each)
        })),
        { op: "remove" as const, path: from }
      ]
    },
    confidence: shareOf(choices.indexOf(choice), least)
  }
})

const moved =
  (name: string, to: string): Operations =>
  (base) => [{ op: "move", from: childPointer(base, name), path: childPointer(base, to) }]

/** A word that names a unit (`timeout-minutes: 10`) gives it to the value when another takes its place. */
const renaming = (
  { value }: Pair,
  name: string,
  to: KnownKey
): { readonly title: () => string; readonly operations: Operations } => {
  const unit = to.rule.units?.[name]
  const amount = resolve(value)
  if (unit === undefined || amount?.kind !== "scalar" || typeof amount.value !== "number")
    return { title: () => `Rename \`${name}\` to \`${to.name}\``, operations: moved(name, to.name) }
  const measure = `${amount.value} ${amount.value === 1 ? unit.replace(/s$/, "") : unit}`
  return {
    title: () => `Write \`${to.name}: ${measure}\``,
    operations: (base) => [
      ...moved(name, to.name)(base),
      { op: "replace", path: childPointer(base, to.name), value: measure }
    ]
  }
}

const shareOf = (index: number, least: ReadonlyArray<number>): number =>
  share(
    least[index] as number,
    least.filter((_, at) => at !== index)
  )

/** The keys that are still free, or all where none is. */
const allowed = (shape: Map_, present: ReadonlySet<string>): ReadonlyArray<string> => {
  const free = [...shape.keys.keys()].filter((key) => !present.has(key))
  return free.length > 0 ? free : [...shape.keys.keys()]
}
