import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { nearest, slipCost } from "../../src/diagnose/Nearest.ts"

const words = fc.array(fc.string({ unit: fc.constantFrom(..."abcXY-_.1é"), maxLength: 12 }), {
  minLength: 1,
  maxLength: 40
})

it("passes over no name that the word may be a slip of", () => {
  fc.assert(
    fc.property(words, ([word = "", ...names]) => {
      const near = nearest(word, names)
      const plausible = names.flatMap((name) => {
        const cost = slipCost(word, name)
        return cost === undefined ? [] : [{ name, cost }]
      })
      assert.deepStrictEqual(
        [...near],
        plausible.sort((a, b) => a.cost - b.cost)
      )
    })
  )
})

it("answers the same among so many names that nothing is remembered", () => {
  const names = Array.from({ length: 2000 }, (_, at) => `job-${at}`)
  assert.deepStrictEqual(
    nearest("jbo-7", names)
      .map(({ name }) => name)
      .slice(0, 1),
    ["job-7"]
  )
  assert.deepStrictEqual([...nearest("jbo-7", names)], [...nearest("jbo-7", new Set(names))])
})
