import { describe, expect, it } from "vitest"
import { Templates } from "../../src/diagnose/Templates.ts"
import { freeName, transplanted } from "../../src/pattern/Transplant.ts"

const names = {
  renames: new Map([
    ["build", "compile"],
    ["load", "read-in"]
  ]),
  references: ["needs", "input_source", "condition"],
  templates: new Templates([{ open: "{{", close: "}}" }])
}

describe("transplanted", () => {
  it("changes names where they are names, and nowhere else", () => {
    const value = {
      needs: ["build", "test"],
      name: "build",
      run: "make build && echo {{needs.build.result}} {{build}}",
      input_source: "previous_response:load:rows",
      condition: "load.count > 0 and reload.count > 0",
      list: [{ needs: "build" }, 3, null, true]
    }
    expect(transplanted(value, names)).toEqual({
      needs: ["compile", "test"],
      name: "build",
      run: "make build && echo {{needs.compile.result}} {{build}}",
      input_source: "previous_response:read-in:rows",
      condition: "read-in.count > 0 and reload.count > 0",
      list: [{ needs: "compile" }, 3, null, true]
    })
  })

  it("leaves the value that it is given alone", () => {
    const value = { needs: ["build"] }
    transplanted(value, names)
    expect(value).toEqual({ needs: ["build"] })
  })
})

describe("freeName", () => {
  it.each([
    ["test", ["build"], "test"],
    ["test", ["Test"], "test_2"],
    ["unit-test", ["unit_test", "unit-test-2"], "unit-test-3"]
  ])("%s beside %j", (name, taken, free) => {
    expect(freeName(name, taken)).toBe(free)
  })
})
