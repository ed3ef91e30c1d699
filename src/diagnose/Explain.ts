/**
 * Explain: the cheapest set of edits that makes a tree conform to a grammar. The set is the diagnosis: each edit is
 * one diagnostic with one fix.
 *
 * Cheapest plans are found top-down, memoised by node and shape, and only where the fast verdict is no. Keys that
 * stand at the wrong level are found in a second pass (Relocate), for the few that have no place where they stand.
 */
import {
  type Json,
  keyText,
  type MapNode,
  type Node,
  type Pair,
  resolve,
  type ScalarNode
} from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { pair as makePair, scalar, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { branchWords } from "./BranchWords.ts"
import { discriminate, isTemplate, Verdict } from "./Conforms.ts"
import { assigning, explainList, listToMap, listToScalar } from "./ExplainList.ts"
import { explainMap } from "./ExplainMap.ts"
import {
  assignmentsIn,
  convert,
  explainScalar,
  lineOf,
  longestText,
  mismatch,
  parsedJson
} from "./ExplainScalar.ts"
import { mapToList, scalarToList } from "./ExplainToList.ts"
import { floorOf } from "./Floor.ts"
import { dissolve, gather, unnamed } from "./Gather.ts"
import { namedBranch } from "./NamedBranch.ts"
import { fold, oneOf } from "./Nearest.ts"
import { nothing, type Plan, type Planner, type Step, share } from "./Plan.ts"
import { hoist, relevel } from "./Relevel.ts"
import { costs } from "./rules.generated.ts"
import { type ListOf, type MapOf, mapsIn, type Shape, type Shapes, type UnionOf } from "./Shapes.ts"
import { scalarMeant } from "./Telling.ts"
import { unglue } from "./Unglue.ts"

type Union = Extract<Shape, UnionOf>

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
    if (before !== undefined) return before
    if (known === undefined) {
      known = new Map()
      this.#plans.set(node, known)
    }
    // A tree that contains itself, or a shape that unfolds for ever, meets its own unfinished plan.
    known.set(shape, mismatch(node, shape))
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
        return this.#union(node, shape)
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
    return this.#scalarToMap(node, shape)
  }

  #scalarToMap(node: ScalarNode, shape: Extract<Shape, MapOf>): Plan {
    const tries: Array<Plan> = [mismatch(node, shape)]
    if (node.value === null) {
      // An empty map may be what was meant; what it lacks then is said by its own plan.
      const empty = convert(this, node, shape, {
        value: {},
        cost: costs.value.absent / 3,
        title: "Write an empty map"
      })
      const lacks = empty.afterwards?.steps ?? []
      tries.push(lacks.length > 0 ? { cost: empty.cost, steps: lacks, children: [] } : empty)
    }
    if (shape.source.nullable === true && isAbsence(node)) {
      tries.push(
        convert(this, node, shape, {
          value: null,
          cost: costs.value.coerce,
          title: "Write nothing"
        })
      )
    }
    const parsed = parsedJson(node)
    if (parsed !== undefined) {
      tries.push(
        convert(this, node, shape, {
          value: parsed,
          cost: costs.shape.parse,
          title: "Write the JSON in the string as data"
        })
      )
    }
    if (typeof node.value === "string" && node.value.length <= longestText) {
      const lines = assignmentsIn(node)
      if (lines !== undefined) {
        tries.push(
          convert(this, node, shape, {
            value: lines,
            cost: assigning(Object.keys(lines), shape),
            title: "Write the assignments as a map"
          })
        )
      }
    }
    const glued = gluedValue(node, shape)
    if (glued !== undefined) {
      tries.push(
        convert(this, node, shape, {
          value: glued,
          cost: costs.shape.unglue,
          title: "Put a colon after the key",
          limit: "unsafe"
        })
      )
    }
    const meant = scalarMeant(this, node, shape)
    if (meant !== undefined) {
      tries.push(
        convert(this, node, shape, {
          value: meant,
          cost: costs.shape.scalarToMap,
          title: `Write it as a map with \`${Object.keys(meant as object).includes(shape.source.scalarKey ?? "") ? shape.source.scalarKey : Object.keys(meant as object)[0]}\``,
          ...(shape.source.scalarIs === "safe" ? { sure: true } : {}),
          ...(shape.source.scalarIs === "unsafe" ? { limit: "unsafe" as const } : {})
        })
      )
    }
    return tries.reduce((best, plan) => (plan.cost < best.cost ? plan : best))
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

  #take(node: Node, shape: Union, branch: Shape | undefined): void {
    if (branch === undefined) return
    const known = this.#branches.get(node)
    if (known === undefined) this.#branches.set(node, new Map([[shape, branch]]))
    else known.set(shape, branch)
  }

  #union(node: Exclude<Node, { kind: "alias" }>, shape: Union): Plan {
    if (node.kind === "scalar" && shape.scalar?.kind === "map") {
      const plan = this.plan(node, shape.scalar)
      if (plan.cost <= costs.shape.scalarToMap) return plan
    }
    const bare = this.#unwrapped(node, shape)
    if (bare !== undefined) return bare
    const named = discriminate(node, shape)
    this.#take(node, shape, named)
    let best = named === undefined ? undefined : this.plan(node, named)
    if (named !== undefined && named === shape.absent && node.kind === "map" && shape.value !== undefined) {
      const renamed = this.#renamedDiscriminator(node, shape.value)
      if (renamed !== undefined && renamed.plan.cost < (best?.cost ?? 0)) {
        this.#take(node, shape, renamed.branch)
        return renamed.plan
      }
    }
    if (best === undefined && node.kind === "map" && shape.value !== undefined) {
      const within = hoist(this, node, shape, Number.POSITIVE_INFINITY)
      // No key that is missing costs as little as one too many around what is right.
      if (within !== undefined && within.cost <= costs.add.default) return within
      best = this.#byValue(node, shape, shape.value)
      if (within !== undefined && (best === undefined || within.cost < best.cost)) best = within
      const tagged = node.pairs.some((pair) => keyText(pair) === shape.value?.key)
        ? undefined
        : namedBranch(this, node, shape.value)
      if (tagged !== undefined && (best === undefined || tagged.plan.cost < best.cost)) {
        best = tagged.plan
        this.#take(node, shape, tagged.branch)
      }
    }
    // A branch that the tree names itself is left only for one that is much cheaper.
    const limit =
      best === undefined
        ? Number.POSITIVE_INFINITY
        : named === undefined
          ? best.cost
          : Math.min(best.cost - 1, best.cost * telling)
    let least = best?.cost ?? Number.POSITIVE_INFINITY
    const hasMap = shape.of.some((branch) => branch.kind === "map")
    const hasList = node.kind === "seq" && shape.of.some((branch) => branch.kind === "list")
    for (const branch of shape.of) {
      if (branch === named) continue
      if (node.kind === "map" && shape.value !== undefined && isTold(shape.value, branch)) continue
      // A branch of another kind says nothing about a node whose kind has a branch of its own.
      if (node.kind === "map" && branch.kind !== "map" && branch.kind !== "oneOf" && hasMap) {
        if (branch.kind !== "list" || !maybeItems(node, branch) || least <= costs.shape.wrap) continue
      }
      const plan = this.plan(node, branch)
      // Where a list may stay one, it hardly was meant as anything else.
      const unlike = hasList && branch.kind !== "list" ? costs.shape.unwrap : 0
      if (plan.cost + unlike < Math.min(least, limit)) {
        best = plan
        least = plan.cost + unlike
        this.#take(node, shape, branch)
      }
    }
    return best === undefined || best.cost >= costs.shape.mismatch * 4
      ? (best ?? mismatch(node, shape))
      : best
  }

  /** `runs-on: { vmImage: ubuntu-latest }`: the key says no more than what it stands in. */
  #unwrapped(node: Exclude<Node, { kind: "alias" }>, shape: Union): Plan | undefined {
    const [only, other] = node.kind === "map" ? node.pairs : []
    const name = only === undefined || other !== undefined ? undefined : fold(keyText(only) ?? "")
    const value = resolve(only?.value)
    if (name === undefined || value === undefined || value.kind === "map") return undefined
    if (shape.source.wrappers?.some((word) => fold(word) === name) !== true) return undefined
    const plan = convert(this, node, shape, {
      value: dataOf(value),
      as: value,
      cost: costs.shape.unwrap,
      title: "Write the value alone"
    })
    return plan.cost <= costs.shape.unwrap ? plan : undefined
  }

  /** The value that tells the branch is missing or misspelled. */
  #byValue(node: MapNode, shape: Union, by: NonNullable<Union["value"]>): Plan | undefined {
    const at = node.pairs.findIndex((pair) => keyText(pair) === by.key)
    const written = at < 0 ? undefined : (node.pairs[at] as Pair)
    const inside = resolve(written?.value)
    // A list of one where the word itself is meant says which word.
    const value = inside?.kind === "seq" && inside.items.length === 1 ? resolve(inside.items[0]) : inside
    const wrapped = value === inside ? 0 : costs.shape.unwrap
    const options: Array<{
      readonly to: string
      readonly edit: number
      readonly plan: Plan
      readonly cost: number
    }> = []
    if (value?.kind === "scalar" && this.shapes.templates.isIn(String(value.value)))
      return this.#anyBranch(node, by)
    if (value !== undefined && value.kind !== "scalar") return undefined
    const near = new Map(
      value === undefined || value.value === null ? [] : branchWords(shape, by, String(value.value))
    )
    const said = value?.kind === "scalar" ? String(value.value) : undefined
    if (wrapped > 0 && said !== undefined && by.shapes.has(said)) near.set(said, 0)
    const place = written?.value ?? node.pairs[0]?.key ?? node
    const words = [...by.shapes].map(([to, branch]) => {
      const close = near.get(to)
      const edit =
        close !== undefined
          ? close + wrapped
          : value === undefined
            ? costs.add.default
            : costs.value.fallback + costs.rename.base
      const fixed = makePair(by.key, scalar(to, place), written?.key ?? place)
      const pairs = at < 0 ? [...node.pairs, fixed] : node.pairs.with(at, fixed)
      return { to, branch, edit, pairs, least: edit + floorOf(this, pairs, branch) }
    })
    let least = Number.POSITIVE_INFINITY
    // The likely words first: what costs more at its least than the best whole need not be planned.
    for (const { to, branch, edit, pairs, least: floor } of words.sort((a, b) => a.least - b.least)) {
      if (floor > least + 2 || !this.spend()) break
      const plan = this.plan(withPairs(node, pairs), branch)
      options.push({ to, edit, plan, cost: edit + plan.cost })
      least = Math.min(least, edit + plan.cost)
    }
    options.sort((a, b) => a.cost - b.cost)
    const best = options[0]
    if (best === undefined) return undefined
    this.#take(node, shape, by.shapes.get(best.to))
    const confidence = share(best.cost, [...options.slice(1).map(({ cost }) => cost), costs.shape.mismatch])
    const guess = near.has(best.to)
    // Where an unknown key turns out to be the one that tells the branch, that rename is the better diagnosis.
    const step: Step = {
      rule: written === undefined ? "missing-key" : "invalid-value",
      cost: best.edit,
      at:
        written === undefined
          ? "holder"
          : written.value.start === written.value.end
            ? written.key
            : written.value,
      path: written === undefined ? [] : [by.key],
      message: () =>
        written === undefined
          ? `There is no \`${by.key}\`, which says what kind of entry this is.`
          : `\`${value?.kind === "scalar" ? String(value.value) : ""}\` is not a known \`${by.key}\`${guess ? `; did you mean \`${best.to}\`?` : "."}`,
      help: () => `Allowed: ${oneOf([...by.shapes.keys()], 20)}.`,
      fix: {
        title: () => `${written === undefined ? "Add" : "Write"} \`${by.key}: ${best.to}\``,
        operations: (base) => [
          { op: written === undefined ? "add" : "replace", path: childPointer(base, by.key), value: best.to }
        ],
        confidence: guess ? confidence : Math.min(0.5, confidence),
        ...(guess ? {} : { limit: said !== undefined && confidence < plain ? "display" : "unsafe" })
      },
      alternatives: () =>
        options.slice(1, 4).map((option) => ({
          title: `Write \`${by.key}: ${option.to}\``,
          confidence: share(
            option.cost,
            options.filter((other) => other !== option).map(({ cost }) => cost)
          ),
          operations: (base) => [
            {
              op: written === undefined ? "add" : "replace",
              path: childPointer(base, by.key),
              value: option.to
            }
          ]
        }))
    }
    const repaired: Plan = {
      cost: best.cost,
      steps: [step, ...best.plan.steps],
      children: best.plan.children
    }
    if (written !== undefined) return repaired
    const renamed = this.#renamedDiscriminator(node, by)?.plan
    return renamed !== undefined && renamed.cost < repaired.cost ? renamed : repaired
  }

  /** A value that only the engine knows may be any of them. */
  #anyBranch(node: MapNode, by: NonNullable<Union["value"]>): Plan | undefined {
    let best: Plan | undefined
    for (const branch of by.shapes.values()) {
      const plan = this.plan(node, branch)
      if (best === undefined || plan.cost < best.cost) best = plan
    }
    return best
  }

  /** `kind: claude` where `type: claude` is meant: an unknown key whose value names a branch. */
  #renamedDiscriminator(
    node: MapNode,
    by: NonNullable<Union["value"]>
  ): { readonly plan: Plan; readonly branch: Shape } | undefined {
    let best: { readonly plan: Plan; readonly branch: Shape } | undefined
    for (let index = 0; index < node.pairs.length && index < 64; index++) {
      const pair = node.pairs[index] as Pair
      const name = keyText(pair)
      const value = resolve(pair.value)
      if (name === undefined || value?.kind !== "scalar") continue
      const branch = by.shapes.get(String(value.value))
      if (branch?.kind !== "map" || branch.keys.has(name)) continue
      const known = branch.keys.get(by.key)
      if (known === undefined) continue
      // The branch's own assignment finds the rename; planning on it as written is enough.
      const plan = this.plan(node, branch)
      if (best === undefined || plan.cost < best.plan.cost) best = { plan, branch }
    }
    return best
  }
}

const isTold = (by: NonNullable<Union["value"]>, branch: Shape): boolean =>
  [...by.shapes.values()].includes(branch)

/** Whether a map may stand for a list: as an item that lost its dash, or as names in the wrong brackets. */
const maybeItems = (node: MapNode, list: Extract<Shape, ListOf>): boolean =>
  mapsIn(list.item).length > 0 || (node.flow && node.pairs.every(({ value }) => value.start === value.end))

/** The confidence from which what stands beside a word may stand in for a word like it. */
const plain = 0.6

/** The share of the cost of the branch which a tree names itself that another one may have, to be believed instead. */
const telling = 0.5

/** `None` and its like; where a map may be left out, `true` says no more either. */
const isAbsence = ({ value }: ScalarNode): boolean =>
  value === true ||
  (typeof value === "string" && /^(?:none|nil|null|undefined|true|yes|enabled)$/i.test(value))

/** `push: branches [main]` where `push:` with `branches: [main]` below it is meant. */
const gluedValue = (node: ScalarNode, shape: Extract<Shape, MapOf>): Json | undefined => {
  if (typeof node.value !== "string" || node.value.length > 4096) return undefined
  const match = /^([\w-]+)\s+(\S[^\n]*)$/.exec(node.value.trim())
  const key = match?.[1]
  const rest = match?.[2]
  if (key === undefined || rest === undefined || !shape.keys.has(key)) return undefined
  const list = /^\[([^[\]{}]*)\]$/.exec(rest)
  const value =
    list === null
      ? rest
      : (list[1] as string)
          .split(",")
          .map((item) => item.trim().replace(/^(["'])(.*)\1$/, "$2"))
          .filter((item) => item !== "")
  return { [key]: value }
}
