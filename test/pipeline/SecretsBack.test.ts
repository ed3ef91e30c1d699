import { describe, expect, it } from "vitest"
import { exposes } from "../../src/pipeline/SecretsBack.ts"
import { Redactor } from "../../src/redact/Redactor.ts"

const redactor = new Redactor("url: postgres://bob:zebra-9@db.example.org/x\nPIN: '4711'\n")
const before = { url: "postgres://bob:zebra-9@db.example.org/x", PIN: "4711", name: "x" }

describe("exposes", () => {
  it.each<readonly [string, typeof before, boolean]>([
    ["nothing", before, false],
    ["what says the same otherwise", { ...before, url: "postgres://bob:zebra-9@db.example.org" }, false],
    ["a secret in another place", { ...before, name: "zebra-9" }, true],
    ["a short secret in another place", { ...before, name: "pin 4711" }, true],
    [
      "the same password for another host",
      { ...before, url: "postgres://bob:zebra-9@evil.example.org/x" },
      true
    ]
  ])("tells of %s", (_, after, told) => {
    expect(exposes(before, after, redactor)).toBe(told)
  })

  it("lets through what a fix writes", () => {
    const after = { ...before, url: "postgresql://bob:zebra-9@db.example.org/x" }
    expect(exposes(before, after, redactor)).toBe(true)
    expect(exposes(before, after, redactor, JSON.stringify([{ value: after.url }]))).toBe(false)
  })
})
