/**
 * A plan: a set of edits that makes one node conform to one shape, with its cost. Plans are relative to their node,
 * so that the same plan serves wherever the node is met.
 */

import type { Node, Pair } from "../document/Node.ts"
import type { Segment } from "../document/Pointer.ts"
import type { Severity } from "./Diagnostic.ts"
import type { Applicability, Operation } from "./Fix.ts"
import { costs } from "./rules.generated.ts"
import type { Shape, UnionOf } from "./Shape.ts"
import type { Shapes } from "./Shapes.ts"

export interface Range {
  readonly start: number
  readonly end: number
}

/** Writes the operations once the pointer of the plan's node is known. */
export type Operations = (base: string) => ReadonlyArray<Operation>

export interface Alternative {
  readonly title: string
  readonly operations: Operations
  /** 0..1 */
  readonly confidence: number
}

/** One edit of a plan: one diagnostic later, with one fix and the ways not taken. */
export interface Step {
  readonly rule: string
  /** Nats. */
  readonly cost: number
  readonly severity?: Severity
  /** The place; where nothing is written there, the place of what holds it. */
  readonly at: Range | "holder"
  readonly path: ReadonlyArray<Segment>
  readonly message: () => string
  readonly help?: () => string
  /** None where nobody can know what to do. */
  readonly fix?: {
    readonly title: () => string
    readonly operations: Operations
    /** 0..1 */
    readonly confidence: number
    /** What is lost or guessed by it is never safe, whatever the confidence. */
    readonly limit?: Applicability
  }
  readonly alternatives?: () => ReadonlyArray<Alternative>
  /** The key that is missing here; the dialect may know better than the grammar what it held. */
  readonly lacks?: string
  /** A pair that belongs nowhere here: it may belong elsewhere. */
  readonly stray?: Pair
}

export interface Child {
  readonly segment: Segment
  /** Where the child's name stands: the key, or the start of the item. */
  readonly holder: Range
  readonly plan: Plan
  /** What it says holds only once a guess about the child has proved right. */
  readonly pending?: boolean
  /** Its key is to be another: places for what strayed in it show once it is. */
  readonly renamed?: true
}

export interface Plan {
  readonly cost: number
  readonly steps: ReadonlyArray<Step>
  readonly children: ReadonlyArray<Child>
  /** What is still wrong once the steps have given the node another form. Its fixes hold only then. */
  readonly afterwards?: Plan
}

export const nothing: Plan = { cost: 0, steps: [], children: [] }

export const planOf = (steps: ReadonlyArray<Step>, children: ReadonlyArray<Child> = []): Plan => {
  let cost = 0
  for (const step of steps) cost += step.cost
  for (const child of children) cost += child.plan.cost
  return { cost, steps, children }
}

/** Whether what the step does is surely what was meant. */
export const isSafe = ({ fix }: Step): boolean =>
  fix !== undefined &&
  (fix.limit ?? "safe") === "safe" &&
  (fix.limit === "safe" || fix.confidence >= costs.applicability.safe)

/** What the parts of Explain ask of each other. */
export interface Planner {
  readonly shapes: Shapes
  readonly merge: boolean
  /** The cheapest plan, memoised. */
  plan(node: Node, shape: Shape): Plan
  conforms(node: Node, shape: Shape): boolean
  /** The branch of a union that the node's plan takes. */
  branch(node: Node, shape: Extract<Shape, UnionOf>): Shape | undefined
  /** Spends a unit of the budget; false once it is gone. */
  spend(): boolean
}

/** The share of probability that the first cost has among all. */
export const share = (cost: number, others: ReadonlyArray<number>): number => {
  // What was found too dear to be weighed has none.
  if (cost === Number.POSITIVE_INFINITY) return 0
  let sum = 1
  for (const other of others) sum += Math.exp(cost - other)
  return 1 / sum
}
