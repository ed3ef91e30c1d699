import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { names, Wording, wordsOf } from "../../src/pattern/Wording.ts"

describe("Wording", () => {
  const wording = new Wording(
    { run: "npm ci && npm Test", on_push: ["docker/build-push-action@v6", 3, null] },
    1000
  )

  it.each(["npm ci", "NPM TEST", "run", "build-push", "docker/build-push-action", "on_push"])(
    "has `%s`",
    (phrase) => {
      expect(wording.has(phrase)).toBe(true)
    }
  )

  it.each(["np", "pm ci", "on", "cargo", "", "3"])("has no `%s` as words of their own", (phrase) => {
    expect(wording.has(phrase)).toBe(false)
  })

  it("looks at no more than it is to", () => {
    expect(new Wording(["a".repeat(20), "needle"], 10).has("needle")).toBe(false)
    expect(
      new Wording(
        Array.from({ length: 50_000 }, () => 1),
        100
      ).has("1")
    ).toBe(false)
  })

  it("finds every phrase of whole words in a text", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        (words, from, length) => {
          const start = from % words.length
          const phrase = words.slice(start, start + 1 + (length % words.length)).join(" ")
          expect(new Wording(words.join(" "), 1000).has(phrase)).toBe(true)
        }
      )
    )
  })
})

describe("words of a name", () => {
  it.each([
    ["setUpNode", ["set", "up", "node"]],
    ["set-up node", ["set", "up", "node"]],
    ["Set_Up_Node24", ["set", "up", "node24"]],
    ["  ", []]
  ])("%s", (name, words) => {
    expect(wordsOf(name)).toEqual(words)
  })

  it("are found one after the other", () => {
    const name = wordsOf("Run all unit tests")
    expect([["unit", "tests"], ["run"], ["run", "tests"], []].map((phrase) => names(name, phrase))).toEqual([
      true,
      true,
      false,
      false
    ])
  })
})
