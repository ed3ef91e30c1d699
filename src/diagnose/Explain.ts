/**
 * Explain: the cheapest set of edits that makes a tree conform to a grammar. The set is the diagnosis: each edit is
 * one diagnostic with one fix.
 *
 * Cheapest plans are found top-down, memoised by node and shape, and only where the fast verdict is no. Keys that
 * stand at the wrong level are found in a second pass (Relocate), for the few that have no place where they stand.
 */
import { keyText, type MapNode, type Node, resolve } from "../document/Node.ts"
import { discriminate, isTemplate, Verdict } from "./Conforms.ts"
import { explainList, listToScalar } from "./ExplainList.ts"
import { listToMap } from "./ExplainListToMap.ts"
import { explainMap } from "./ExplainMap.ts"
import { convert, explainScalar, lineOf, mismatch, parsedJson } from "./ExplainScalar.ts"
import { mapToList, scalarToList } from "./ExplainToList.ts"
import { scalarToMap } from "./ExplainToMap.ts"
import { explainUnion } from "./ExplainUnion.ts"
import { dissolve, gather, unnamed } from "./Gather.ts"
import { nothing, type Plan, type Planner } from "./Plan.ts"
import { relevel } from "./Relevel.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape, UnionOf } from "./Shape.ts"
import type { Shapes } from "./Shapes.ts"
import { unglue } from "./Unglue.ts"

type Union = Extract<Shape, UnionOf>

/** Stands for a plan that is still being made. */
const unfinished: Plan = { ...nothing }

export class Explainer implements Planner {
  readonly shapes: Shapes
  readonly merge: boolean
  readonly #verdict: Verdict
  readonly #plans = new Map<Node, Map<Shape, Plan>>()
  readonly #verdicts = new Map<Node, Map<Shape, boolean>>()
  readonly #branches = new Map<Node, Map<Shape, Shape>>()
  #work = costs.limits.work

  constructor(shapes: Shapes, merge: boolean) {
    this.shapes = shapes
    this.merge = merge
    this.#verdict = new Verdict(shapes, merge)
  }

  /** Whether the budget ran out, so that cheaper plans may exist. */
  get exhausted(): boolean {
    return this.#work <= 0
  }

  spend(): boolean {
    this.#work--
    return this.#work > 0
  }

  conforms(node: Node, shape: Shape): boolean {
    if (node.kind === "scalar" || node.kind === "alias") return this.#verdict.conforms(node, shape)
    let known = this.#verdicts.get(node)
    const before = known?.get(shape)
    if (before !== undefined) return before
    const verdict = this.#verdict.conforms(node, shape)
    if (known === undefined) {
      known = new Map()
      this.#verdicts.set(node, known)
    }
    known.set(shape, verdict)
    return verdict
  }

  plan(written: Node, shape: Shape): Plan {
    const node = resolve(written)
    if (node === undefined) return mismatch(written, shape)
    let known = this.#plans.get(node)
    const before = known?.get(shape)
    // A tree that contains itself, or a shape that unfolds for ever, meets its own unfinished plan.
    if (before !== undefined) return before === unfinished ? mismatch(node, shape) : before
    if (known === undefined) {
      known = new Map()
      this.#plans.set(node, known)
    }
    known.set(shape, unfinished)
    const plan = this.conforms(node, shape)
      ? nothing
      : this.spend()
        ? this.#explain(node, shape)
        : mismatch(node, shape)
    known.set(shape, plan)
    return plan
  }

  branch(written: Node, shape: Union): Shape | undefined {
    const node = resolve(written)
    if (node === undefined) return undefined
    const named = discriminate(node, shape)
    if (named !== undefined) return named
    if (this.conforms(node, shape)) return shape.of.find((branch) => this.conforms(node, branch))
    this.plan(node, shape)
    return this.#branches.get(node)?.get(shape)
  }

  #explain(node: Exclude<Node, { kind: "alias" }>, shape: Shape): Plan {
    if (isTemplate(node, shape, this.shapes)) return nothing
    switch (shape.kind) {
      case "oneOf":
        return explainUnion(this, node, shape, (branch) => this.#take(node, shape, branch))
      case "map":
        return this.#map(node, shape)
      case "list":
        if (node.kind === "seq") return explainList(this, node, shape)
        if (node.kind === "map") return mapToList(this, node, shape)
        return scalarToList(this, node, shape, parsedJson(node))
      default:
        if (node.kind === "scalar") return explainScalar(node, shape)
        if (node.kind === "seq") return listToScalar(this, node, shape)
        return this.#mapToScalar(node, shape)
    }
  }

  #map(node: Exclude<Node, { kind: "alias" }>, shape: Extract<Shape, MapOf>): Plan {
    if (node.kind === "map") {
      const plan = explainMap(this, node, shape)
      if (plan.cost <= Math.min(costs.shape.hoist, costs.shape.nest)) return plan
      let best = plan
      for (const way of [relevel, unglue, gather, unnamed, dissolve])
        best = way(this, node, shape, best.cost) ?? best
      return best
    }
    if (node.kind === "seq") return listToMap(this, node, shape)
    return scalarToMap(this, node, shape)
  }

  /** `run: { run: … }` or `name: { name: … }`: the one value of the map is what is meant, or a line with a colon. */
  #mapToScalar(node: MapNode, shape: Shape): Plan {
    const line = shape.kind === "string" ? lineOf(node) : undefined
    if (line !== undefined) {
      const plan = convert(this, node, shape, {
        value: line,
        cost: costs.shape.unwrap,
        title: "Quote the whole line"
      })
      if (plan.cost < costs.shape.mismatch) return plan
    }
    const under = shape.kind === "string" ? shape.source.under : undefined
    const held = node.pairs.find((pair) => under?.includes(keyText(pair) ?? "") === true)
    const text = resolve(held?.value)
    if (text?.kind === "scalar" && typeof text.value === "string") {
      const plan = convert(this, node, shape, {
        value: text.value,
        as: text,
        cost: costs.shape.unwrap,
        title: "Write the value alone",
        ...(node.pairs.length === 1 ? {} : { limit: "unsafe" as const })
      })
      if (plan.cost < costs.shape.mismatch) return plan
    }
    const only = node.pairs.length === 1 ? resolve(node.pairs[0]?.value) : undefined
    if (only?.kind === "scalar" && only.value !== null && typeof only.value !== "bigint") {
      const plan = convert(this, node, shape, {
        value: only.value,
        as: only,
        cost: costs.shape.join,
        title: "Write the value alone",
        limit: "unsafe"
      })
      if (plan.cost < costs.shape.mismatch) return plan
    }
    return mismatch(node, shape)
  }

  #take(node: Node, shape: Union, branch: Shape): void {
    const known = this.#branches.get(node)
    if (known === undefined) this.#branches.set(node, new Map([[shape, branch]]))
    else known.set(shape, branch)
  }
}
