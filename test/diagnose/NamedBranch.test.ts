import { describe, expect, it } from "vitest"
import { aiWorkflow } from "../../src/dialect/ai-workflow/AiWorkflow.ts"
import { autoRepair } from "../../src/pipeline/AutoRepair.ts"

const prompt = (part: string): string =>
  `workflow:\n  name: x\n  steps:\n    - name: a\n      type: claude\n      prompt:\n        - ${part}\n`
const repaired = (part: string): string => autoRepair(prompt(part), aiWorkflow).text

describe("a key that is the value of the key which tells the kind", () => {
  it("becomes that value", () => {
    expect(repaired("static: Hello")).toContain("type: static")
    expect(repaired("static: Hello")).toContain("content: Hello")
  })

  it.each([
    ["beside it", "{ static: Hello, content: World }"],
    ["under it", "file: { path: a.txt, type: words }"]
  ])("does not write over what stands %s", (_, part) => {
    expect(repaired(part)).toBe(prompt(part))
  })
})
