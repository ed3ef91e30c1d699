import { describe, expect, it } from "vitest"
import type { Grammar } from "../../src/diagnose/Grammar.ts"
import { Shapes } from "../../src/diagnose/Shapes.ts"
import { explainStructure } from "../../src/diagnose/Structure.ts"
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

describe("unknown keys", () => {
  it.each([3, 7, 12])("that may all be the same known ones each have an answer: %i of them", (count) => {
    const names = Array.from({ length: count }, (_, index) => `drawer${"abcdefghijkl".charAt(index)}`)
    expect(pathsOf(names)).toEqual(names.map((name) => `/${name}`))
  })
})
