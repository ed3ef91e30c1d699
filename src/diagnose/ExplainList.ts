/**
 * Explains lists: items that do not fit, and lists where something else is meant.
 */
import { type Node, resolve, type ScalarNode, type SeqNode } from "../document/Node.ts"
import { dataOf } from "../document/Tree.ts"
import { dashedItems } from "./DashedText.ts"
import { regroup } from "./ExplainItems.ts"
import { allowed, convert, mismatch } from "./ExplainScalar.ts"
import { heldItems } from "./Held.ts"
import { type Child, type Plan, type Planner, planOf, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { itemAt, type ListOf, type Shape, type StringOf } from "./Shape.ts"

type List = Extract<Shape, ListOf>

/** Where an item's name stands: its start, to the end of its first line at most. */
const holderOf = (item: Node): { readonly start: number; readonly end: number } => {
  const node = item
  const first = node.kind === "map" ? node.pairs[0]?.key : undefined
  return first ?? { start: node.start, end: node.end }
}

export const explainList = (planner: Planner, node: SeqNode, shape: List): Plan => {
  const plan = explainItems(planner, node, shape)
  const held = heldItems(planner, node, shape)
  return held !== undefined && held.cost < plan.cost ? held : plan
}

const explainItems = (planner: Planner, node: SeqNode, shape: List): Plan => {
  const { source } = shape
  const steps: Array<Step> = []
  const children: Array<Child> = []
  // The last item that another one took in.
  let joined = -1
  node.items.forEach((item, index) => {
    const wanted = itemAt(shape, index)
    if (index === joined || planner.conforms(item, wanted)) return
    const inner = resolve(item)
    if (source.flatten === true && inner?.kind === "seq" && planner.conforms(inner, shape)) return
    let plan = inner === undefined ? mismatch(item, wanted) : planner.plan(item, wanted)
    if (inner?.kind === "map") {
      const regrouped = regroup(planner, node, wanted, index, plan.cost, joined)
      if (regrouped !== undefined) {
        steps.push(regrouped.step)
        joined = regrouped.last
        return
      }
    }
    if (inner?.kind === "seq" && inner.items.length > 0) {
      const flat = inner.items.reduce(
        (cost, each) => cost + planner.plan(each, wanted).cost,
        costs.shape.flatten
      )
      if (flat < plan.cost) {
        plan = planOf([])
        steps.push(flatten(inner, shape, index, flat))
        return
      }
    }
    const dashed = inner?.kind === "scalar" ? dashedItems(inner) : undefined
    if (dashed !== undefined && costs.shape.flatten < plan.cost) {
      steps.push(undashed(item, dashed, shape, index))
      return
    }
    if (inner?.kind === "scalar" && (inner.value === null || isElision(inner.value))) {
      steps.push(emptyItem(item, shape, index, plan.cost))
      return
    }
    children.push({ segment: index, holder: holderOf(item), plan })
  })
  if (source.minimum !== undefined && node.items.length < source.minimum) {
    steps.push({
      rule: "too-few",
      cost: costs.add.unknown,
      at: node.start === node.end ? "holder" : node,
      path: [],
      message: () =>
        `Expected at least ${source.minimum} entries in ${shape.title}, found ${node.items.length}.`
    })
  }
  if (source.maximum !== undefined && node.items.length > source.maximum) {
    const maximum = source.maximum
    steps.push({
      rule: "wrong-type",
      cost: costs.shape.mismatch,
      at: node,
      path: [],
      message: () => `Expected at most ${maximum} entries in ${shape.title}, found ${node.items.length}.`
    })
  }
  return planOf(steps, children)
}

/** `- |` and lines with dashes below it: each of them is an item. */
const undashed = (
  item: Node,
  { items, folded }: { readonly items: ReadonlyArray<string>; readonly folded: boolean },
  shape: List,
  index: number
): Step => ({
  rule: "wrong-type",
  cost: costs.shape.flatten,
  at: item,
  path: [index],
  message: () => `Expected ${allowed(itemAt(shape, index))}, found a list inside of a string.`,
  fix: {
    title: () => "Write each line as an item",
    operations: (base) => [
      { op: "remove", path: `${base}/${index}` },
      ...items.map((each, offset) => ({ op: "add" as const, path: `${base}/${index + offset}`, value: each }))
    ],
    confidence: share(costs.shape.flatten, [costs.shape.mismatch]),
    ...(folded ? { limit: "unsafe" as const } : {})
  }
})

/** Dots that stand for what somebody left out. */
const isElision = (value: ScalarNode["value"]): boolean =>
  typeof value === "string" && /^(?:\.{2,}|…)$/.test(value.trim())

/** An item that is not written: `- ` and nothing after it. */
const emptyItem = (item: Node, shape: List, index: number, mismatched: number): Step => {
  const cost = Math.min(mismatched, costs.remove.empty)
  return {
    rule: "invalid-value",
    cost,
    at: item.start === item.end ? { start: Math.max(0, item.start - 1), end: item.end } : item,
    path: [index],
    message: () => `This item of ${shape.title} is empty; expected ${allowed(itemAt(shape, index))}.`,
    fix: {
      title: () => "Remove the empty item",
      operations: (base) => [{ op: "remove", path: `${base}/${index}` }],
      confidence: share(cost, [costs.add.unknown]),
      limit: "unsafe"
    }
  }
}

const flatten = (inner: SeqNode, shape: List, index: number, cost: number): Step => ({
  rule: "wrong-type",
  cost,
  at: inner,
  path: [index],
  message: () => `Expected ${allowed(itemAt(shape, index))}, found a list inside ${shape.title}.`,
  fix: {
    title: () => "Put the items into the outer list",
    operations: (base) => [
      { op: "remove", path: `${base}/${index}` },
      ...inner.items.map((each, offset) => ({
        op: "add" as const,
        path: `${base}/${index + offset}`,
        value: dataOf(each) as never
      }))
    ],
    confidence: share(cost, [costs.shape.mismatch])
  }
})

/** A list where the shape wants a scalar. */
export const listToScalar = (planner: Planner, node: SeqNode, shape: Shape): Plan => {
  const only = node.items[0]
  if (only !== undefined && node.items.length === 1) {
    return convert(planner, node, shape, {
      value: dataOf(only),
      as: only,
      cost: costs.shape.unwrap,
      title: "Use the value without the list"
    })
  }
  const texts = node.items
    .map((item) => resolve(item))
    .filter((item): item is ScalarNode => item?.kind === "scalar")
  if (shape.kind === "string" && texts.length > 1 && texts.length === node.items.length) {
    const joined = joinedTexts(
      texts.map(({ value }) => String(value)),
      shape
    )
    const plan = convert(planner, node, shape, {
      value: joined.text,
      cost: costs.shape.join,
      title: joined.title,
      limit: "unsafe"
    })
    if (plan.cost < costs.shape.mismatch) return plan
  }
  return mismatch(node, shape)
}

interface Joined {
  readonly text: string
  readonly title: string
}

/** Texts as one. Commands are lines, and words of one command (`[npm, test]`) its words; elsewhere commas part names. */
const joinedTexts = (
  texts: ReadonlyArray<string>,
  { source: { joined } }: Extract<Shape, StringOf>
): Joined => {
  const broad = texts.some((text) => /[\s;|&]/.test(text))
  if (joined === "blanks") return { text: texts.join(" "), title: "Join the strings with blanks" }
  const one = "Join the strings, one per line"
  if (joined === "lines") return { text: `${texts.join("\n")}\n`, title: one }
  if (joined === "commands" && !broad) return { text: texts.join(" "), title: "Join the strings with blanks" }
  if (joined === "commands") return { text: `${texts.join("\n")}\n`, title: one }
  return broad
    ? { text: texts.join("\n"), title: one }
    : { text: texts.join(","), title: "Join the strings with commas" }
}
