import { describe, expect, it } from "vitest"
import { dialects } from "../../src/dialect/Dialects.ts"
import { undefinedShapes, unknownKinds } from "../../src/tooling/GrammarFaults.ts"

describe("a grammar", () => {
  it("that names shapes nobody defined is told where", () => {
    expect(
      undefinedShapes({
        start: { file: "rot" },
        shapes: {
          root: { kind: "map", keys: { steps: { shape: "stepz" }, name: { shape: "string" } } },
          steps: { kind: "list", item: "root" },
          either: { kind: "oneOf", of: ["steps", "gone"] }
        }
      })
    ).toEqual([
      "start.file names the shape `rot`, which is not defined",
      "shapes.root.keys.steps names the shape `stepz`, which is not defined",
      "shapes.either.of names the shape `gone`, which is not defined"
    ])
  })

  it("with kinds that there are not is told which there are", () => {
    expect(unknownKinds({ shapes: { a: { kind: "enm" }, b: { kind: "map" }, c: {} } })).toEqual([
      expect.stringContaining("shapes.a has the kind `enm`; there are string,"),
      expect.stringContaining("shapes.c has no kind; there are string,")
    ])
  })

  it.each(dialects.map(({ id, grammar }) => [id, grammar] as const))(
    "of ours has neither: %s",
    (_, grammar) => {
      expect([...unknownKinds(grammar), ...undefinedShapes(grammar)]).toEqual([])
    }
  )
})
