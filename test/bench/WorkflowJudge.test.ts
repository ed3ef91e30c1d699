import { describe, expect, it } from "vitest"
import { workflowJudge } from "./judge/WorkflowJudge.ts"

const good = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"

describe("WorkflowJudge", () => {
  it("accepts a workflow", async () => {
    expect(await (await workflowJudge()).refusals(good)).toEqual([])
  })

  it.each([
    ["text that does not parse", "on: [push"],
    ["an unknown key", good.replace("runs-on", "run-on")],
    ["a need that is no job", good.replace("    runs-on", "    needs: b\n    runs-on")],
    ["an expression that does not parse", good.replace("make", `\${{ github. }}`)],
    ["nothing", ""]
  ])("refuses %s", async (_, text) => {
    expect(await (await workflowJudge()).refusals(text)).not.toEqual([])
  })
})
