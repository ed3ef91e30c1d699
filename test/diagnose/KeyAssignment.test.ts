import { describe, expect, it } from "vitest"
import { Explainer } from "../../src/diagnose/Explain.ts"
import type { Grammar } from "../../src/diagnose/Grammar.ts"
import type { Plan } from "../../src/diagnose/Plan.ts"
import type { Shape } from "../../src/diagnose/Shape.ts"
import { Shapes } from "../../src/diagnose/Shapes.ts"
import { explainStructure } from "../../src/diagnose/Structure.ts"
import type { Json, Node } from "../../src/document/Node.ts"
import { nodeOf } from "../../src/document/Synthetic.ts"

/** So large a value is dear to remove: every key that it could be is likelier. */
const large = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [String(index), index]))
const keyed = (names: ReadonlyArray<string>) => Object.fromEntries(names.map((name) => [name, large]))
const known = ["drawer0", "drawer1", "drawer2", "drawer3", "drawer4", "drawer5", "drawer6", "drawer7"]
const grammar: Grammar = {
  start: { cupboard: "cupboard" },
  shapes: {
    cupboard: {
      kind: "map",
      title: "a cupboard",
      keys: Object.fromEntries(known.map((name) => [name, { shape: "drawer" }]))
    },
    drawer: { kind: "map", title: "a drawer", names: { shape: "any" } },
    any: { kind: "any" }
  }
}

const pathsOf = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const shapes = Shapes.of(grammar)
  const root = nodeOf(keyed(names), { start: 0, end: 1 })
  const { diagnostics } = explainStructure(root, shapes.named("cupboard"), shapes, { merge: false })
  return diagnostics.map(({ pointer }) => pointer)
}

/** Counts what is planned. */
class Counting extends Explainer {
  plans = 0

  override plan(node: Node, shape: Shape): Plan {
    this.plans++
    return super.plan(node, shape)
  }
}

describe("unknown keys", () => {
  it("are not planned as keys of other words that their values do not fit", () => {
    const nesting: Grammar = {
      start: { file: "box" },
      shapes: {
        box: { kind: "map", title: "a box", keys: { boxes: { shape: "boxes", required: true } } },
        boxes: { kind: "list", title: "boxes", item: "box" }
      }
    }
    const shapes = Shapes.of(nesting)
    const within = (depth: number): Json => (depth === 0 ? 1 : { a: within(depth - 1), b: within(depth - 1) })
    const counting = new Counting(shapes, false)
    counting.plan(nodeOf(within(6), { start: 0, end: 1 }), shapes.named("box"))
    expect(counting.plans).toBeLessThan(20)
  })

  it.each([3, 7, 12])("that may all be the same known ones each have an answer: %i of them", (count) => {
    const names = Array.from({ length: count }, (_, index) => `drawer${"abcdefghijkl".charAt(index)}`)
    expect(pathsOf(names)).toEqual(names.map((name) => `/${name}`))
  })
})
