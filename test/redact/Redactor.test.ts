import { describe, expect, it } from "vitest"
import { Redactor } from "../../src/redact/Redactor.ts"
import { findSecrets } from "../../src/redact/Secrets.ts"

const key = "Zx9Qw3Er7Ty1Ui5Op2As8Df4"
const token = `ghp_${key}${key}`.slice(0, 40)
const base64 = (text: string): string => Buffer.from(text).toString("base64")

const cases: ReadonlyArray<readonly [name: string, text: string, hidden: ReadonlyArray<string>]> = [
  ["a token by its form", `run: curl -H "X: ${token}" example.org`, [token]],
  ["a value by its name", "env:\n  DB_PASSWORD: hunter2-and-more\n", ["hunter2-and-more"]],
  ["a quoted value with an escape", String.raw`"apiKey": "aa\"bb-cc"`, [String.raw`aa\"bb-cc`]],
  ["a password in an address", "url: postgres://app:s3cretpw@db/x", ["s3cretpw"]],
  [
    "a block of lines",
    "env:\n  SSH_KEY: |\n    first line\n    second line\n  OTHER: x\n",
    ["first line", "second line"]
  ],
  ["an option", "run: tool --password hunter2xyz --verbose", ["hunter2xyz"]],
  ["an encoded pair", `auth: "${base64("user:hunter2-pw")}"`, [base64("user:hunter2-pw")]],
  ["hexadecimal", `X: ${Buffer.from(token).toString("hex")}`, [Buffer.from(token).toString("hex")]],
  [
    "two halves of a string",
    `run: T="${token.slice(0, 12)}" + "${token.slice(12)}"`,
    [token.slice(0, 12), token.slice(12)]
  ],
  [
    "a line that goes on",
    `run: |\n  T=${token.slice(0, 16)}\\\n    ${token.slice(16)}\n`,
    [token.slice(0, 16), token.slice(16)]
  ],
  ["a folded scalar", `note: >\n  ${token.slice(0, 20)}\n  ${token.slice(20)}\n`, [token.slice(0, 20)]],
  [
    "parts under numbered names",
    `env:\n  PIECE_1: ${token.slice(0, 14)}\n  PIECE_2: abcdefgh\n`,
    [token.slice(0, 14), "abcdefgh"]
  ],
  [
    "a secret said again encoded",
    `A_TOKEN: hunter2pw\nrun: echo ${base64("hunter2pw")}`,
    ["hunter2pw", base64("hunter2pw")]
  ]
]

describe("Redactor", () => {
  it.each(cases)("hides %s, and brings it back", (_, text, hidden) => {
    const redactor = new Redactor(text)
    const redacted = redactor.redact(text)
    for (const secret of hidden) expect(redacted).not.toContain(secret)
    expect(redactor.restore(redacted)).toBe(text)
  })

  it.each([
    ["a reference", "token: ${{ secrets.GITHUB_TOKEN }}"],
    ["a variable", "PASSWORD=$DB_PASSWORD make"],
    ["a permission", "permissions:\n  id-token: write"],
    ["a commit", "uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8"],
    ["what is inherited", "secrets: inherit"],
    ["a number of tokens", "token_budget: 2048"],
    ["prose", "# This is a basic workflow that uses the Bearer scheme"]
  ])("leaves %s alone", (_, text) => {
    expect(findSecrets(text)).toEqual([])
  })

  it("hides in other texts what the source gave away by its place", () => {
    const redactor = new Redactor("password: correct-horse")
    expect(redactor.redact("The text `correct-horse` is not allowed here")).toBe(
      "The text `PIPEWRIGHT_SECRET_1` is not allowed here"
    )
  })

  it("does not take a text for its placeholder", () => {
    const text = "a: PIPEWRIGHT_SECRET_1\npassword: correct-horse\n"
    const redactor = new Redactor(text)
    expect(redactor.restore(redactor.redact(text))).toBe(text)
  })

  it("tells ten placeholders from one", () => {
    const text = Array.from({ length: 12 }, (_, i) => `k${i}_token: value-number-${i}x`).join("\n")
    const redactor = new Redactor(text)
    expect(redactor.restore(redactor.redact(text))).toBe(text)
  })

  it("takes time in proportion to the text", () => {
    const text = `${'a: "b" + "c", password=x:'.repeat(20_000)}\n${"A".repeat(100_000)}`
    expect(findSecrets(text).length).toBeGreaterThan(0)
  }, 10_000)
})
