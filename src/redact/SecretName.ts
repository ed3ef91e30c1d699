/**
 * Whether a name says that its value is a secret: `DB_PASSWORD`, `apiKey`, `storepass`, `пароль`.
 */
import { secrets } from "./rules.generated.ts"

export const saysSecret = (name: string): boolean => {
  const known = verdicts.get(name)
  if (known !== undefined) return known
  const verdict = judge(name)
  // The same names come again and again, in one text and in many.
  if (verdicts.size >= namesAtMost) verdicts.clear()
  verdicts.set(name, verdict)
  return verdict
}

const namesAtMost = 10_000
const verdicts = new Map<string, boolean>()

const alternatives = (names: ReadonlyArray<string>): string => names.join("|")
const within = new RegExp(` (?:${alternatives(secrets.names)})s? `, "u")
/** Long enough to be told from the end of another word. */
const ending = new RegExp(
  `(?:${alternatives(secrets.names.filter((name) => name.length > 5).map((name) => name.replaceAll(" ", "")))})$`,
  "u"
)

const judge = (name: string): boolean => {
  if (secrets.exactNames.includes(name)) return true
  const words = wordsOf(name)
  const last = words.at(-1)
  if (last === undefined) return false
  return (
    within.test(` ${words.join(" ")} `) ||
    ending.test(words.join("")) ||
    secrets.lastNames.includes(last) ||
    (last.endsWith("pass") && !secrets.publicNames.includes(last)) ||
    // `MASTER_KEY` opens something, `cache-key` does not.
    (words.length > 1 && last === "key" && !secrets.publicNames.includes(words.at(-2) ?? ""))
  )
}

/** Whether whatever has the name is secret, digits too: a password, not the limit of some tokens. */
export const saysPassword = (name: string): boolean => {
  const together = wordsOf(name).join("")
  return secrets.passwordNames.some((known) => together.endsWith(known))
}

/** Words of a name: `DB_PASSWORD` and `dbPassword` are `db password`. */
const wordsOf = (name: string): ReadonlyArray<string> =>
  name
    .replaceAll(/(\p{Ll}|[0-9])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/[^\p{L}\p{N}]+|(?<=\p{L})(?=[0-9])/gu, " ")
    .toLowerCase()
    .split(" ")
    .filter((word) => word !== "")
