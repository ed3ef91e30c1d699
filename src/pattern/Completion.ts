/**
 * Completion: what of a pattern a pipeline lacks, one proposal at a time: steps that are required, their settings,
 * the order between its jobs. Nothing that the author wrote is taken away or changed.
 */
import type { Operation } from "../diagnose/Fix.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Json } from "../document/Node.ts"
import { child, type Pointer, parent, parse } from "../document/Pointer.ts"
import { isList } from "../document/Tree.ts"
import type { Counterparts } from "./Counterparts.ts"
import { partInExample } from "./Example.ts"
import { follows, isMap, type Part, stagesOf, valueAt } from "./Outline.ts"
import { orderOf, partOf } from "./Pattern.ts"
import { freeName, transplanted } from "./Transplant.ts"
import { type Proposal, proposal } from "./Trial.ts"

/**
 * Ways to add a step of the pattern that the pipeline lacks, the better first: as the example has it, then with plain
 * settings in place of what refers to the rest of the example. None where it is there, or has no place to go.
 */
export const missingStep = (
  validation: Validation,
  parts: Counterparts,
  step: string
): ReadonlyArray<Proposal> => {
  const { pattern, score } = parts.match
  const shown = partInExample(parts.example.outline, pattern, step)
  if (shown === undefined || parts.of(shown) !== undefined) return []
  const plain = Object.entries(partOf(pattern, step).settings ?? {}).reduce<Json>(
    (value, [setting, simple]) => replacedAt(value, parse(setting), simple),
    shown.value
  )
  const ways = plain === shown.value ? [shown] : [shown, { ...shown, value: plain }]
  return ways.flatMap((way) => {
    const addition = additionOf(parts, way)
    if (addition === undefined) return []
    const wanted = {
      rule: "step-missing",
      message: `The pattern \`${pattern.name}\` has a step \`${step}\`; this pipeline has none.`,
      title: `Add \`${addition.name}\` as in the pattern \`${pattern.name}\``,
      document: parts.outline.document,
      pointer: addition.container,
      operations: addition.operations,
      confidence: score
    }
    return [proposal(validation, wanted)]
  })
}

/** The settings of the pattern's steps that the pipeline's own lack, where they are of the same type. */
export const missingSettings = (validation: Validation, parts: Counterparts): ReadonlyArray<Proposal> => {
  const { pattern, steps, score } = parts.match
  return steps.flatMap(({ step, part }) => {
    const shown = partInExample(parts.example.outline, pattern, step)
    if (part === undefined || shown === undefined || part.type !== shown.type) return []
    return Object.entries(partOf(pattern, step).settings ?? {}).flatMap(([setting, value]) => {
      const operation = adding(parts.outline.data, `${part.pointer}${setting}`, value)
      return operation === undefined
        ? []
        : [
            proposal(validation, {
              rule: "setting-missing",
              message: `\`${step}\` does not set \`${setting.slice(1).replaceAll("/", ".")}\`.`,
              title: `Set \`${setting.slice(1).replaceAll("/", ".")}\` of \`${step}\` to ${JSON.stringify(value)}`,
              document: parts.outline.document,
              pointer: part.pointer,
              operations: [operation],
              confidence: score
            })
          ]
    })
  })
}

/** Jobs that should wait for others and do not. */
export const missingOrder = (validation: Validation, parts: Counterparts): ReadonlyArray<Proposal> => {
  const { pattern, score } = parts.match
  const { outline } = parts
  return orderOf(pattern).flatMap(([before, after]) => {
    const [first, second] = [before, after].map((step) => {
      const shown = partInExample(parts.example.outline, pattern, step)
      const own = shown === undefined ? undefined : parts.of(shown)
      return own === undefined ? undefined : (own.parent ?? own)
    })
    if (first === undefined || second === undefined || first === second) return []
    if (follows(outline, first, second) || follows(outline, second, first)) return []
    const key = outline.rules.levels.find(({ role }) => role === second.role)?.after?.[0]
    if (key === undefined || first.container !== second.container) return []
    const at = child(second.pointer, key)
    const now = valueAt(outline.data, at)
    return [
      proposal(validation, {
        rule: "order-missing",
        message: `\`${second.name}\` does not wait for \`${first.name}\`.`,
        title: `Let \`${second.name}\` wait for \`${first.name}\``,
        document: outline.document,
        pointer: second.pointer,
        operations: [waiting(at, now, first.name)],
        confidence: score
      })
    ]
  })
}

/** Steps of a list that stand before those that they come after. */
export const wrongOrder = (validation: Validation, parts: Counterparts): ReadonlyArray<Proposal> => {
  const { pattern, score, steps } = parts.match
  const own = new Map(steps.map(({ step, part }) => [step, part]))
  return orderOf(pattern).flatMap(([before, after]) => {
    const [first, second] = [own.get(before), own.get(after)]
    if (first === undefined || second === undefined || first.container !== second.container) return []
    if (!isList(valueAt(parts.outline.data, first.container) ?? null) || first.index < second.index) return []
    return [
      proposal(validation, {
        rule: "order-missing",
        message: `\`${second.name}\` stands before \`${first.name}\`, whose result it comes after.`,
        title: `Move \`${second.name}\` behind \`${first.name}\``,
        document: parts.outline.document,
        pointer: second.pointer,
        operations: [{ op: "move", from: second.pointer, path: child(first.container, first.index) }],
        confidence: score
      })
    ]
  })
}

/** The patch that puts a value at a pointer, with the maps on the way; `undefined` where something is there already. */
export const adding = (data: Json, pointer: Pointer, value: Json): Operation | undefined => {
  if (valueAt(data, pointer) !== undefined) return undefined
  let path = pointer
  let held = value
  for (let up = parent(path); ; up = parent(path)) {
    const above = valueAt(data, up)
    if (above !== undefined && above !== null)
      return isMap(above) ? { op: "add", path, value: held as never } : undefined
    if (up === "") return undefined
    held = { [parse(path).at(-1) ?? ""]: held }
    path = up
  }
}

const waiting = (at: Pointer, now: Json | undefined, name: string): Operation => {
  if (now !== undefined && now !== null && isList(now))
    return { op: "add", path: child(at, "-"), value: name }
  return { op: "add", path: at, value: typeof now === "string" ? [now, name] : [name] }
}

/** The value with another one at a place within its maps; as it is where there is no such place. */
const replacedAt = (value: Json, [key, ...rest]: ReadonlyArray<string>, simple: Json): Json => {
  if (key === undefined) return simple
  return isMap(value) && Object.hasOwn(value, key)
    ? { ...value, [key]: replacedAt(value[key] as Json, rest, simple) }
    : value
}

interface Addition {
  readonly name: string
  readonly container: Pointer
  readonly operations: ReadonlyArray<Operation>
}

/** The patch that adds a part of the example; with its job, where the pipeline has no such job. */
const additionOf = (parts: Counterparts, shown: Part): Addition | undefined => {
  const { parent: above } = shown
  if (above !== undefined) {
    const own = parts.of(above)
    if (own === undefined) return additionOf(parts, above)
    return placed(parts, shown, `${own.pointer}${shown.container.slice(above.pointer.length)}`)
  }
  return placed(parts, shown, shown.container)
}

const placed = (parts: Counterparts, shown: Part, container: Pointer): Addition | undefined => {
  const { outline, names } = parts
  const holder = valueAt(outline.data, container)
  const name = shown.name === "" ? (shown.type ?? "") : shown.name
  const value = transplanted(shown.value, names)
  if (holder === undefined || holder === null) {
    const operation = adding(
      outline.data,
      container,
      isList(valueAt(parts.example.outline.data, shown.container) ?? null) ? [value] : { [name]: value }
    )
    return operation === undefined ? undefined : { name, container, operations: [operation] }
  }
  if (isList(holder)) {
    const index = placeIn(parts, shown, container, holder.length)
    return {
      name,
      container,
      operations: [{ op: "add", path: child(container, index), value: value as never }]
    }
  }
  if (!isMap(holder)) return undefined
  const free = freeName(name, Object.keys(holder))
  const staged = stageFor(parts, shown, value)
  return {
    name: free,
    container,
    operations: [
      ...staged.operations,
      { op: "add", path: child(container, free), value: knownOnly(parts, shown, staged.value) as never }
    ]
  }
}

/** After the last of those that the example has before it, else before the first that it has after it. */
const placeIn = (parts: Counterparts, shown: Part, container: Pointer, length: number): number => {
  const peers = parts.example.outline.parts.filter((part) => part.container === shown.container)
  const own = (part: Part): ReadonlyArray<number> => {
    const found = parts.of(part)
    return found?.container === container ? [found.index] : []
  }
  const before = peers.filter(({ index }) => index < shown.index).flatMap(own)
  if (before.length > 0) return Math.max(...before) + 1
  const after = peers.filter(({ index }) => index > shown.index).flatMap(own)
  return after.length > 0 ? Math.min(...after) : length
}

/** The stage of a job that is added: that of the jobs it stands beside in the example, else a new one in its place. */
const stageFor = (
  parts: Counterparts,
  shown: Part,
  value: Json
): { readonly value: Json; readonly operations: ReadonlyArray<Operation> } => {
  const { stages } = parts.outline.rules
  if (stages === undefined || !isMap(value)) return { value, operations: [] }
  const { outline: example } = parts.example
  const stage = value[stages.key]
  const beside = example.parts.find(
    (part) => part !== shown && part.rank === shown.rank && parts.of(part)?.rank !== undefined
  )
  const own = stagesOf(parts.outline.data, parts.outline.rules) ?? []
  const same = beside === undefined ? undefined : own[parts.of(beside)?.rank ?? -1]
  if (same !== undefined) return { value: { ...value, [stages.key]: same }, operations: [] }
  if (typeof stage !== "string" || own.includes(stage)) return { value, operations: [] }
  const order = stagesOf(example.data, example.rules) ?? []
  const earlier = order.slice(0, order.indexOf(stage))
  const at = Math.max(-1, ...earlier.map((name) => own.indexOf(name))) + 1
  const place = at === 0 ? own.length : at
  const written = valueAt(parts.outline.data, stages.at)
  const operation: Operation =
    written === undefined
      ? { op: "add", path: stages.at, value: [...own.slice(0, place), stage, ...own.slice(place)] }
      : { op: "add", path: child(stages.at, place), value: stage }
  return { value, operations: [operation] }
}

/** Without waiting for jobs that there are not. */
const knownOnly = (parts: Counterparts, shown: Part, value: Json): Json => {
  const after = parts.outline.rules.levels.find(({ role }) => role === shown.role)?.after ?? []
  if (!isMap(value)) return value
  const known = new Set(parts.outline.parts.map(({ name }) => name))
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, held]): ReadonlyArray<readonly [string, Json]> => {
      if (!after.includes(key)) return [[key, held]]
      const kept = (isList(held) ? held : [held]).filter(
        (name) => typeof name !== "string" || known.has(name)
      )
      return kept.length === 0 ? [] : [[key, isList(held) ? kept : (kept[0] as Json)]]
    })
  )
}
