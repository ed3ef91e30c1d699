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
  ],
  ["a value of several words", "env:\n  DB_PASSWORD: correct horse # battery\n", ["correct horse"]],
  [
    "a value that goes on below",
    "env:\n  DB_PASSWORD: first part\n    second part\n",
    ["first part", "second part"]
  ],
  ["a value on the next line", "env:\n  DB_PASSWORD:\n    zebra-crossing\n", ["zebra-crossing"]],
  ["a list of them", "with:\n  tokens:\n    - zebra-1\n    - zebra-2\n", ["zebra-1", "zebra-2"]],
  ["an anchored and a tagged value", "A_TOKEN: &t zebra-1\nB_TOKEN: !!str zebra-2\n", ["zebra-1", "zebra-2"]],
  ["a value beside its name", "- name: API_TOKEN\n  value: zebra-crossing\n", ["zebra-crossing"]],
  ["a value between braces", "env: { DB_PASSWORD: zebra crossing, X: 1 }", ["zebra crossing"]],
  ["a name of another language", "env:\n  пароль: зебра-переход\n", ["зебра-переход"]],
  ["a pass phrase that is digits", "env:\n  PIN: '4711'\n", ["4711"]],
  ["what stands beside a reference", "A_TOKEN: ${PREFIX}zebra-crossing", ["zebra-crossing"]],
  ["what is taken where a reference is empty", "A_TOKEN: ${A:-zebra-crossing}", ["zebra-crossing"]],
  ["what an expression falls back to", "A_TOKEN: ${{ secrets.A || 'zebra-crossing' }}", ["zebra-crossing"]],
  ["what a token is compared with", "if: inputs.token == 'zebra-crossing'", ["zebra-crossing"]],
  ["a password in a query", 'run: curl "https://x.org/?a=b&token=zebra-9&c=d"', ["zebra-9"]],
  ["a password behind another assignment", 'run: x "jdbc:mysql://h/d?user=u&password=zebra-9"', ["zebra-9"]],
  [
    "short options of tools",
    "run: docker login -u bob -p zebra-9 && redis-cli -a zebra-8",
    ["zebra-9", "zebra-8"]
  ],
  ["an element", "run: echo '<password>zebra-crossing</password>'", ["zebra-crossing"]],
  ["JSON inside of a string", String.raw`run: "echo {\"password\":\"zebra-9\"}"`, ["zebra-9"]],
  ["a password in a sentence", "# The password is zebra9crossing, tell nobody", ["zebra9crossing"]],
  [
    "escapes of a shell",
    `run: printf '${[...Buffer.from(token)].map((byte) => `\\x${byte.toString(16)}`).join("")}'`,
    [`\\x${Buffer.from(token)[8]?.toString(16)}\\x`]
  ],
  [
    "numbers that are its characters",
    `run: f(${[...Buffer.from(token)].join(",")})`,
    [[...Buffer.from(token)].join(",")]
  ],
  ["a short encoded one", `run: echo ${base64("hunter2")} | base64 -d`, [base64("hunter2")]],
  ["letters alone", "value: QUdkwEejcXEiUXErsUDKXYXvGFXmLzog", ["QUdkwEejcXEi"]],
  [
    "parts in variables that are put together",
    "run: |\n  ONE=ghp_ZEBRA\n  REST=crossingcrossing\n  curl -d $ONE$REST\n",
    ["ghp_ZEBRA", "crossingcrossing"]
  ],
  ["parts in variables of sides", `env:\n  LEFT: ${token.slice(0, 12)}\n  RIGHT: crossing\n`, ["crossing"]]
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
    ["a key of a cache", "cache:\n  key: npm-cache\n  restore-keys: npm"],
    ["a list of versions", 'python: ["cp38", "cp39", "cp310", "cp311", "pp39"]'],
    ["what follows a reference in JSON", '{ "a_token": "${{ secrets.A }}",\n  "instance-id": "x" }'],
    ["long names", "uses: advanced-security/maven-dependency-submission-action"],
    ["an address with escapes", "# https://example.org/?tabs=in-process%2Cbash%2Cazure-cli"],
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

  it.each([
    ["digits", "A_TOKEN: hunter2x\nB: hunter2x5\nC: hunter2x_5\n"],
    ["a word of the placeholder itself", "PASSWORD: SECRET\nA_TOKEN: PIPEWRIGHT\nB: SECRET_1\n"],
    ["another secret", "A_TOKEN: hunter2x\nB_TOKEN: zebra-9\nC: hunter2xzebra-9\n"]
  ])("brings back a secret that stands before %s", (_, text) => {
    const redactor = new Redactor(text)
    expect(redactor.restore(redactor.redact(text))).toBe(text)
    expect(redactor.restore(redactor.redact(redactor.redact(text)))).toBe(text)
  })

  it("knows a short secret where it is a word of its own", () => {
    const redactor = new Redactor("PIN: '4711'")
    expect(redactor.redact("`4711` is not allowed, 14711 is")).toBe(
      "`PIPEWRIGHT_SECRET_1` is not allowed, 14711 is"
    )
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
