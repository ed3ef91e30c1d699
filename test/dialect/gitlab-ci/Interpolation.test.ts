import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { blocksIn, tornIn } from "../../../src/dialect/gitlab-ci/expression/Interpolation.ts"

const shown = (text: string) =>
  blocksIn(text).map(({ context, name, functions }) =>
    [context.text, name?.text ?? "-", ...functions.map((each) => `${each.text}/${each.count}`)].join(" ")
  )

describe("blocksIn", () => {
  it.each([
    ["$[[ inputs.stage ]]", ["inputs stage"]],
    ["$[[inputs.job-name]]-x-$[[   component.sha ]]", ["inputs job-name", "component sha"]],
    ["$[[ inputs.a | expand_vars | truncate(0, 8) ]]", ["inputs a expand_vars/0 truncate/2"]],
    ["$[[ inputs.list[0] ]]", ["inputs list"]],
    ["$[[ stage ]]", ["stage -"]],
    ["$[[ inputs.a ] $[[ inputs.b ]]", ["inputs b"]],
    ["$[[ inputs.a", []],
    ["$A ${B} [[ -n x ]]", []]
  ])("%s", (text, blocks) => {
    expect(shown(text)).toEqual(blocks)
  })

  it("gives offsets of what it found", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom("inputs.a", "inputs.b-c | truncate(1,2)", "component.name"),
        (around, inner) => {
          const text = `${around}$[[ ${inner} ]]${around}`
          for (const block of blocksIn(text)) {
            for (const part of [
              block,
              block.context,
              ...(block.name === undefined ? [] : [block.name]),
              ...block.functions
            ])
              expect(text.slice(part.start, part.end)).toBe(part.text)
          }
        }
      ),
      { seed: 35 }
    )
  })
})

describe("tornIn", () => {
  it.each([
    ["${{ inputs.a }}", "$[[ inputs.a ]]", true],
    ["$[[ inputs.a ]", "$[[ inputs.a ]]", true],
    ["$[ inputs.a ]]", "$[[ inputs.a ]]", true],
    ["{{ inputs.a | truncate(0,3) }}", "$[[ inputs.a | truncate(0,3) ]]", false],
    ["[[ inputs.a ]]", "$[[ inputs.a ]]", false]
  ])("%s", (text, meant, sure) => {
    expect(tornIn(`echo ${text}`)).toMatchObject([{ name: "a", meant, sure, start: 5, end: 5 + text.length }])
  })

  it("leaves what is whole, and what is of others, alone", () => {
    for (const text of ["$[[ inputs.a ]]", "${{ job.inputs.a }}", "inputs.a", "$(cat inputs.a)"])
      expect(tornIn(text)).toEqual([])
  })
})
