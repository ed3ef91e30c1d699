import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { ModelReply } from "../../src/model/ModelRequest.ts"
import { readPatch } from "../../src/pipeline/ReplyReader.ts"

const called = (json: string): ModelReply => ({
  text: "",
  toolCalls: [{ id: "1", name: "patch", arguments: json }],
  finish: "tool-calls",
  usage: { inputTokens: 1, outputTokens: 1, estimated: false }
})

const patch = (value: string): string => `{"ops":[{"op":"replace","path":"/on","value":${value}}]}`

describe("readPatch", () => {
  it("reads what is taken and what is written", () => {
    const read = readPatch(called('{"take":["1a",2],"ops":[{"op":"remove","path":"/on","cmd":"ls"}]}'))
    expect(Result.getOrThrow(read).value).toEqual({
      take: ["1a", "2"],
      operations: [{ op: "remove", path: "/on" }]
    })
  })

  it.each([
    ["nested too deeply", patch(`${"[".repeat(5000)}1${"]".repeat(5000)}`)],
    ["longer than any patch", patch(JSON.stringify("x".repeat(200_000)))],
    ["breaks off", "[".repeat(5000)]
  ])("does not take an answer that is %s", (words, json) => {
    expect(Result.isFailure(readPatch(called(json)))).toBe(true)
    expect(words).not.toBe("")
  })
})
