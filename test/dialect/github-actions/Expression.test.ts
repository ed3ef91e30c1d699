import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { close } from "../../../src/dialect/github-actions/expression/Close.ts"
import { read } from "../../../src/dialect/github-actions/expression/Expression.ts"
import { repair } from "../../../src/dialect/github-actions/expression/Repair.ts"
import { templatesOf } from "../../../src/dialect/github-actions/expression/Template.ts"

/** Texts made of what expressions are made of, so that many of them nearly parse. */
const pieces = fc.constantFrom(
  ..."${{ }} { } ' '' \" ( ) [ ] . .. , == = != ! && & || | < > + - * ? : 1 0x1f -2.5 true null \n".split(
    " "
  ),
  " ",
  "github",
  "steps",
  "sha",
  "'a b'",
  "contains",
  "format",
  "and",
  "not",
  "é",
  "__proto__"
)
const expressionLike = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(""))

describe("templatesOf", () => {
  it("finds none in a text without an opening", () => {
    expect(templatesOf("a }} b {{ c }}")).toEqual([])
  })

  it("does not end at braces within quotes", () => {
    expect(templatesOf("x${{ 'a}}b' }}y")).toEqual([
      { start: 1, end: 14, inner: " 'a}}b' ", innerStart: 4, closed: true }
    ])
  })

  it("takes one that another one begins in for unclosed", () => {
    const found = templatesOf("${{ a ${{ b }}")
    expect(found.map(({ inner, closed }) => ({ inner, closed }))).toEqual([
      { inner: " a ", closed: false },
      { inner: " b ", closed: true }
    ])
  })

  it("covers the text in order and without overlap", () => {
    fc.assert(
      fc.property(expressionLike, (text) => {
        let at = 0
        for (const template of templatesOf(text)) {
          expect(template.start).toBeGreaterThanOrEqual(at)
          expect(text.startsWith("${{", template.start)).toBe(true)
          expect(text.slice(template.innerStart, template.innerStart + template.inner.length)).toBe(
            template.inner
          )
          if (template.closed) expect(text.slice(template.end - 2, template.end)).toBe("}}")
          at = template.end
        }
      })
    )
  })

  it("takes time in proportion to the text, whatever the quotes", () => {
    // A quadratic scan of these would not end within the limit of a test.
    for (const piece of ["${{ ' ", "${{ [ ", "${{ '' ", "'${{"]) {
      expect(templatesOf(piece.repeat(100_000)).length).toBeGreaterThan(0)
    }
  })
})

describe("read", () => {
  it("tells what an expression refers to, with offsets", () => {
    const { references, calls } = read("contains(steps['a b'].outputs.x, github.ref) && matrix.*[0].y")
    expect(references.map(({ context, path }) => [context, path.map(({ name }) => name)])).toEqual([
      ["steps", ["a b", "outputs", "x"]],
      ["github", ["ref"]],
      ["matrix", [undefined, undefined, "y"]]
    ])
    expect(calls.map(({ name, argumentCount }) => [name, argumentCount])).toEqual([["contains", 2]])
    const [first] = references
    expect([first?.start, first?.end, first?.path[0]?.start, first?.path[0]?.end]).toEqual([9, 14, 16, 19])
  })

  it("counts arguments of calls within calls", () => {
    const { calls } = read("f(g(1, 2), 'x', h())")
    expect(calls.map(({ name, argumentCount, texts }) => [name, argumentCount, texts])).toEqual([
      ["f", 3, [undefined, "x", undefined]],
      ["g", 2, [undefined, undefined]],
      ["h", 0, []]
    ])
  })

  it.each([
    ["", "empty", 0],
    ["a = b", "syntax", 2],
    ['a == "b"', "syntax", 5],
    ["contains('a'", "syntax", 12],
    ["(".repeat(60), "too-deep", 0],
    ["a".repeat(30_000), "too-long", 0]
  ])("says why %j cannot be read", (text, kind, at) => {
    expect(read(text).failure).toMatchObject({ kind, at })
  })

  it("never throws, and points into the text", () => {
    fc.assert(
      fc.property(expressionLike, (text) => {
        const { failure, references } = read(text)
        if (failure !== undefined) expect(failure.at).toBeLessThanOrEqual(text.length)
        for (const { start, end, context } of references) expect(text.slice(start, end)).toBe(context)
      })
    )
  })

  it("reads deep nesting without looking at each level again", () => {
    expect(read("a[".repeat(9_000)).failure?.kind).toBe("too-deep")
    expect(read("f(".repeat(9_000)).failure?.kind).toBe("too-deep")
  })
})

describe("repair", () => {
  it.each([
    [`github.ref == "it's"`, "github.ref == 'it''s'"],
    ["github.ref = 'a'", "github.ref == 'a'"],
    ["github.ref === 'a'", "github.ref == 'a'"],
    ["github.ref !== 'a'", "github.ref != 'a'"],
    ["a & b | c", "a && b || c"],
    ["a and not b or c", "a && !b || c"],
    ["matrix..os", "matrix.os"],
    ["contains(a, b", "contains(a, b)"],
    ["contains(a, b))", "contains(a, b)"],
    ["github.ref.startsWith('a')", "startsWith(github.ref, 'a')"],
    ["a ? b : c", "a && b || c"],
    ["'v' + a", "format('{0}{1}', 'v', a)"],
    ["a <> b", "a != b"],
    ["a == 'b", "a == 'b'"],
    ["$GITHUB_SHA == 'a'", "github.sha == 'a'"],
    ["$MY_VALUE", "env.MY_VALUE"],
    ["${{ a }}", "a"],
    ["success( || failure()", "success() || failure()"],
    ["a &&", "a"]
  ])("makes of %j %j", (text, mended) => {
    expect(repair(read(text))?.text).toBe(mended)
  })

  it.each(["1 + 1", "a b", "==", "a ==", "()"])("leaves %j alone", (text) => {
    expect(repair(read(text))).toBeUndefined()
  })

  it("has nothing to do with what parses", () => {
    expect(repair(read("github.sha"))).toBeUndefined()
  })

  it("always ends in something that parses", () => {
    fc.assert(
      fc.property(expressionLike, (text) => {
        const mended = repair(read(text))
        if (mended === undefined) return
        expect(read(mended.text).failure).toBeUndefined()
        expect(mended.confidence).toBeGreaterThan(0)
        expect(mended.confidence).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 }
    )
  })
})

describe("close", () => {
  const closed = (text: string) => {
    const template = templatesOf(text).find((each) => !each.closed)
    if (template === undefined) return undefined
    const result = close(template, text.slice(0, template.start))
    return result === undefined
      ? undefined
      : text.slice(0, template.start) + result.text + text.slice(template.end)
  }

  it.each([
    ["${{ github.sha }", "${{ github.sha }}"],
    ["${{ github.sha } }", "${{ github.sha }}"],
    ["${{github.sha", "${{github.sha}}"],
    ["${{ github.sha ", "${{ github.sha }}"],
    ["a-${{ env.x -", "a-${{ env.x }}-"],
    ["${{ env.a /${{ env.b }}", "${{ env.a }}/${{ env.b }}"],
    ["docker ${{ env.a --file b", "docker ${{ env.a }} --file b"],
    ["${{ env.a\nmore text", "${{ env.a}}\nmore text".replace("a}}", "a }}")],
    ["${{ contains(env.a, 'b c') tail", "${{ contains(env.a, 'b c') }} tail"]
  ])("closes %j as %j", (text, expected) => {
    expect(closed(text)).toBe(expected)
  })

  it("closes nothing that speaks of no known context", () => {
    expect(closed("${{ whatever")).toBeUndefined()
  })

  it("leaves a text whose templates all close", () => {
    fc.assert(
      fc.property(expressionLike, (text) => {
        const result = closed(text)
        if (result === undefined) return
        const before = templatesOf(text).filter((each) => !each.closed).length
        expect(templatesOf(result).filter((each) => !each.closed).length).toBeLessThan(before)
      }),
      { numRuns: 500 }
    )
  })
})
