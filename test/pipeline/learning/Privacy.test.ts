import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { memoryOf } from "../../../src/pipeline/learning/Memories.ts"
import { Privacy } from "../../../src/pipeline/learning/Privacy.ts"
import { broken, refined } from "./Refinements.ts"

const letters = fc.constantFrom(..."ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
const random = (length: number) => fc.string({ unit: letters, minLength: length, maxLength: length })

/** A secret, and how it stands in a step. */
const planted = fc.oneof(
  random(36).map((text) => [`ghp_${text}`, `- run: make TOKEN=ghp_${text}`] as const),
  random(12).map((text) => [text, `- { run: make, env: { DB_PASSWORD: ${text} } }`] as const),
  random(20).map((text) => [text, `- run: curl https://user:${text}@example.org`] as const),
  random(24).map((text) => [text, `- run: |\n          make \\\n            --password ${text}`] as const),
  random(40).map((text) => [`sk-${text}`, `- run: make # with sk-${text}`] as const)
)

describe("Privacy", () => {
  it("lets no secret of a file into what is kept of its refinement", () => {
    fc.assert(
      fc.property(fc.array(planted, { minLength: 1, maxLength: 5 }), (secrets) => {
        const steps = secrets.map(([, step]) => `      ${step}\n`).join("")
        const text = broken().replace("      - run: make\n", steps)
        const kept = JSON.stringify(memoryOf(refined(text), "ci.yml", 1))
        for (const [secret] of secrets) expect(kept).not.toContain(secret)
        expect(kept).toContain("runs-on")
      }),
      { numRuns: 60 }
    )
  })

  it("hides everywhere what is a secret in one place", () => {
    const privacy = new Privacy("DB_PASSWORD: correct-horse\n", "print: correct-horse\n")
    expect(privacy.text("print: correct-horse\n")).toBe("print: PIPEWRIGHT_SECRET\n")
    expect(privacy.line("say correct-horse twice")).toBe("say PIPEWRIGHT_SECRET twice")
  })

  it("takes a value for a secret by the name it has", () => {
    const privacy = new Privacy("")
    expect(privacy.value("password", "abc123")).toBe('"PIPEWRIGHT_SECRET"')
    expect(privacy.value("shell", "bash")).toBe('"bash"')
  })

  it("keeps lines and line ends, and the same text the same", () => {
    const text = "a: 1\r\nTOKEN: hunter2hunter2\r\n\r\nb: 2"
    const privacy = new Privacy(text)
    expect(privacy.text(text)).toBe("a: 1\r\nTOKEN: PIPEWRIGHT_SECRET\r\n\r\nb: 2")
    expect(privacy.text(privacy.text(text))).toBe(privacy.text(text))
    const plain = "on: push\njobs: {}\n"
    expect(new Privacy(plain).text(plain)).toBe(plain)
  })
})
