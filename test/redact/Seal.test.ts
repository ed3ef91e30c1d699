import { describe, expect, it } from "vitest"
import { isSealed, Seal, withoutSeals } from "../../src/redact/Seal.ts"

const source = "on: pulse\nenv:\n  DB_PASSWORD: zebra-crossing\n  PIN: '4711'\nneeds: zebra-crossing\n"

describe("Seal", () => {
  it("closes a text of its source, and opens it again", () => {
    const text = source.replace("pulse", "push")
    const closed = new Seal(source).close(text)
    expect(closed).not.toContain("zebra")
    expect(closed).not.toContain("4711")
    expect(closed).toContain("on: push")
    expect(new Seal(source).open(closed)).toBe(text)
  })

  it("is opened by a later state of its source that has the secrets", () => {
    const closed = new Seal(source).close(source)
    expect(new Seal(`# later\n${source.replace("pulse", "push")}`).open(closed)).toBe(source)
  })

  it("is the same each time, and not opened by who has not the secrets", () => {
    const closed = new Seal(source).close(source)
    expect(new Seal(source).close(source)).toBe(closed)
    const other = source.replaceAll("zebra", "lemur")
    expect(new Seal(other).open(closed)).toContain("PIPEWRIGHT_SEALED_")
    expect(new Seal(other).open(closed)).not.toContain("DB_PASSWORD: lemur")
    expect(isSealed(closed)).toBe(true)
    expect(withoutSeals(closed, "X")).toContain("DB_PASSWORD: X")
  })

  it("closes whatever texts a value has", () => {
    const value = {
      title: "Remove `zebra-crossing`",
      edit: [{ path: "/needs", value: "zebra-crossing" }],
      at: 3
    }
    const closed = new Seal(source).closeAll(value)
    expect(JSON.stringify(closed)).not.toContain("zebra")
    expect(new Seal(source).openAll(closed)).toEqual(value)
  })

  it("leaves a text without secrets as it is", () => {
    const text = "on: push\njobs: {}\n"
    expect(new Seal(text).close(text)).toBe(text)
  })

  it("leaves a secret alone that its source does not have", () => {
    expect(new Seal("on: push\n").close("A_TOKEN: zebra-crossing")).toBe("A_TOKEN: zebra-crossing")
  })
})
