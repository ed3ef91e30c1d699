import { describe, expect, it } from "vitest"
import { githubActions } from "../../../src/dialect/github-actions/GithubActions.ts"
import { combinationsOf } from "../../../src/dialect/github-actions/model/Combinations.ts"
import { workflowOf } from "../../../src/dialect/github-actions/model/Workflow.ts"
import { readDocument } from "../../../src/document/Reader.ts"

const count = (matrix: string): number | undefined => {
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix: ${matrix}\n`
  const [root] = readDocument(text, githubActions.reading).roots
  if (root?.kind !== "map") throw new Error("The matrix does not parse.")
  const found = workflowOf(root, "workflow").jobs[0]?.matrix
  if (found === undefined || found === "open") throw new Error("There is no matrix.")
  return combinationsOf(found, 256)
}

describe("combinationsOf", () => {
  it.each([
    ["{a: [1, 2], b: [1, 2, 3]}", 6],
    ["{a: [1, 2], b: [1, 2, 3], exclude: [{a: 1}]}", 3],
    ["{a: [1, 2], exclude: [{a: 3}, {}]}", 2],
    // A row that contradicts no combination joins it; one that contradicts all stands alone.
    ["{a: [1, 2], include: [{a: 1, c: 3}, {a: 5}, {c: 4}]}", 3],
    ["{include: [{a: 1}, {a: 2}]}", 2],
    ["{a: []}", 0],
    [`{a: [${"1, ".repeat(256)}1]}`, 257],
    ["{a: [1], include: '${{ fromJSON(vars.X) }}'}", undefined],
    ["{a: '${{ fromJSON(vars.X) }}'}", undefined]
  ])("%s makes %j", (matrix, expected) => {
    expect(count(matrix)).toBe(expected)
  })
})
