import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { LinkTree } from "../../src/supervise/LinkTree.ts"

const items = Array.from({ length: 64 }, (_, id) => ({ id }))
const ids = (tree: LinkTree<{ readonly id: number }>): ReadonlyArray<number> =>
  Array.from(tree, ({ id }) => id)

describe("the order in which links hear of a death", () => {
  // As Erlang/OTP 25 has it for so many processes that were started and linked one after the other.
  test.each([
    [[0]],
    [[1, 0]],
    [[0, 2, 1]],
    [[0, 3, 2, 1]],
    [[0, 2, 4, 3, 1]],
    [[0, 2, 5, 4, 3, 1]],
    [[0, 2, 4, 6, 5, 3, 1]],
    [[0, 2, 1, 4, 7, 6, 5, 3]],
    [[0, 2, 1, 4, 6, 8, 7, 5, 3]]
  ])("%j", (recorded) => {
    const tree = new LinkTree<{ readonly id: number }>()
    for (const item of items.slice(0, recorded.length)) tree.add(item)
    expect(ids(tree)).toEqual(recorded)
  })

  test("each that is still linked hears once, whatever came and went", () => {
    const step = fc.record({ add: fc.boolean(), id: fc.nat({ max: items.length - 1 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const tree = new LinkTree<{ readonly id: number }>()
        const linked = new Set<number>()
        for (const { add, id } of steps) {
          const item = items[id] as { readonly id: number }
          if (add) {
            tree.add(item)
            linked.add(id)
          } else expect(tree.delete(item)).toBe(linked.delete(id))
        }
        expect([...ids(tree)].sort((a, b) => a - b)).toEqual([...linked].sort((a, b) => a - b))
      })
    )
  })
})
