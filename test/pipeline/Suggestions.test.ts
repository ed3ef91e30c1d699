import { Result } from "effect"
import { describe, expect, test } from "vitest"
import type { Diagnostic } from "../../src/diagnose/Diagnostic.ts"
import type { Fix, Operation } from "../../src/diagnose/Fix.ts"
import { inWords, suggestionsFor, take } from "../../src/pipeline/Suggestions.ts"

const fix = (operations: ReadonlyArray<Operation>, confidence = 0.9, document = 0): Fix => ({
  ...{ title: "Do it", applicability: "unsafe", confidence },
  edit: { _tag: "patch", document, operations }
})

const diagnostic = (pointer: string, ...fixes: ReadonlyArray<Fix>): Diagnostic => ({
  ...{ stage: "schema", rule: "unknown-key", severity: "error", message: "It is not right." },
  ...{ document: 0, pointer, start: 0, end: 1, fixes }
})

const move = (from: string, path: string): Operation => ({ op: "move", from, path })

describe("suggestions", () => {
  const first = diagnostic("/a", fix([move("/a", "/b")], 0.6), fix([move("/a", "/c")], 0.2))
  const second = diagnostic("/d", fix([{ op: "replace", path: "/d", value: "x" }]))

  test("are named by problem and rank", () => {
    const names = suggestionsFor([first, second], 0).map((offered) => offered.map(({ name }) => name))
    expect(names).toEqual([["1a", "1b"], ["2a"]])
  })

  test("leave out what is unlikely, of another document, or says no more than that something is missing", () => {
    const unlikely = diagnostic("/a", fix([move("/a", "/b")], 0.9), fix([move("/a", "/c")], 0.01))
    const other = diagnostic("/a", fix([move("/a", "/b")], 0.9, 1))
    const empty = diagnostic("/a", fix([{ op: "add", path: "/a/run", value: "" }]))
    const offered = suggestionsFor([unlikely, other, empty], 0).map(({ length }) => length)
    expect(offered).toEqual([1, 0, 0])
  })

  test("are taken together, in an order in which they hold", () => {
    const last = diagnostic("/list/3", fix([{ op: "remove", path: "/list/3" }]))
    const earlier = diagnostic("/list/1", fix([{ op: "remove", path: "/list/1" }]))
    const taken = take(suggestionsFor([earlier, last], 0), ["1a", "2"])
    expect(Result.getOrThrow(taken).map(({ path }) => path)).toEqual(["/list/3", "/list/1"])
  })

  test("that there are not, and that contradict each other, are refused", () => {
    const offered = suggestionsFor([first, second], 0)
    expect(Result.isFailure(take(offered, ["3a"]))).toBe(true)
    expect(Result.isFailure(take(offered, ["1a", "1b"]))).toBe(true)
    expect(Result.getOrThrow(take(offered, ["2a", "2a"]))).toHaveLength(1)
  })

  test("read as few words", () => {
    expect(inWords([move("/a", "/b c"), { op: "add", path: "/d", value: { e: [1] } }])).toBe(
      'move /a "/b c"; add /d {"e":[1]}'
    )
    expect(
      inWords([
        { op: "test", path: "/a", value: 1 },
        { op: "remove", path: "" }
      ])
    ).toBe('remove ""')
  })
})
