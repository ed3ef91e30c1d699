/**
 * Secrets by their name: `DB_PASSWORD: hunter2`, `"apiKey": "…"`, `--password …`, `name: TOKEN` beside `value: …`. What
 * only refers to one (`${{ secrets.X }}`, `$TOKEN`) is none, what stands beside the reference may be.
 */
import { type Assignment, assignments } from "./Assignment.ts"
import { secrets } from "./rules.generated.ts"
import { saysPassword, saysSecret } from "./SecretName.ts"
import type { Range } from "./SecretView.ts"

/**
 * Ranges of the values that have the name of a secret. `beside`: whether what stands beside a reference counts too, which
 * it does not where the text was put together.
 */
export const namedValues = (text: string, beside = true): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  const literals = (range: Range, quoted: boolean, digits: number | undefined): void => {
    const said = literalsIn(text, range, quoted, digits)
    if (beside || said.every(({ start, end }) => start === range.start && end === range.end))
      found.push(...said)
  }
  const all = assignments(text)
  for (const [index, { name, values, quoted, compared }] of all.entries()) {
    if (saysSecret(name)) {
      const least = compared || !saysPassword(name) ? undefined : 4
      for (const value of values) literals(value, quoted, least)
    }
    if (pairNames.has(name.toLowerCase())) found.push(...pairedWith(text, all, index))
  }
  for (const pattern of [options, settings, bare])
    for (const match of text.matchAll(pattern)) {
      const { name = "" } = match.groups ?? {}
      if (
        secrets.exactNames.includes(name) ||
        !saysSecret(name) ||
        secrets.publicEndings.some((ending) => name.toLowerCase().endsWith(ending))
      )
        continue
      const [start, end] = match.indices?.groups?.quoted ?? match.indices?.groups?.secret ?? [0, 0]
      literals({ start, end }, match.groups?.quoted !== undefined, undefined)
    }
  return found
}

/** Whether a text is an assignment to the name of a secret. */
export const isNamedSecret = (text: string): boolean => namedValues(text).length > 0

/** Values whose names differ from that of a secret only in a short ending: the other parts of one that was split. */
export const siblingsOf = (text: string, known: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const stems = new Set<string>()
  const others: Array<{ readonly stem: string; readonly value: Range; readonly quoted: boolean }> = []
  for (const { name, values, quoted } of assignments(text)) {
    const stem = stemOf(name)
    if (stem === undefined) continue
    for (const value of values)
      if (touches(known, value)) stems.add(stem)
      else others.push({ stem, value, quoted })
  }
  return others.flatMap(({ stem, value, quoted }) =>
    stems.has(stem) ? literalsIn(text, value, quoted, undefined) : []
  )
}

/** Whether any of these ranges, which are in order, overlaps another one. */
export const touches = (ranges: ReadonlyArray<Range>, { start, end }: Range): boolean => {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle] as Range).end <= start) low = middle + 1
    else high = middle
  }
  const next = ranges[low]
  return next !== undefined && next.start < end
}

/** `KEY_PART1`, `keyA` and `KEY_2` come from one; so do `LEFT` and `RIGHT`. */
const stemOf = (name: string): string | undefined => {
  const stem = name.replace(
    /[_.-]?(?:(?:part|half|piece|chunk|seg)?[_-]?(?:[0-9]{1,2}|[A-Da-d])|one|two|three|four|first|second|third|last|prefix|suffix|head|tail|start|begin|end|left|right|front|back|lo|hi|low|high)$/i,
    ""
  )
  return stem === name ? undefined : stem.toLowerCase()
}

const pairNames: ReadonlySet<string> = new Set(["name", "key", "variable", "var", "env", "id", "field"])
const pairValues: ReadonlySet<string> = new Set(["value", "val", "default", "content", "data", "secret"])

/** The value that stands beside a name, as lists of variables have it. */
const pairedWith = (text: string, all: ReadonlyArray<Assignment>, index: number): ReadonlyArray<Range> => {
  const pair = all[index] as Assignment
  const [value] = pair.values
  if (value === undefined || !saysSecret(text.slice(value.start, value.end))) return []
  return [all[index - 1], all[index + 1]].flatMap((other) =>
    other !== undefined &&
    pairValues.has(other.name.toLowerCase()) &&
    text.slice(Math.min(other.at, pair.at), Math.max(other.at, pair.at)).split("\n").length <= 2
      ? other.values.flatMap((range) => literalsIn(text, range, other.quoted, 4))
      : []
  )
}

const value =
  /(?:"(?<quoted>[^"\n]{1,400})"|'(?<quoted>[^'\n]{1,400})'|(?<secret>[^\s"'|;&<>)`-][^\s"'|;&)`]{1,400}))/
    .source

/** `--db-password x`, `-Dgpg.passphrase=x`, `-storepass x` */
const options = new RegExp(
  `(?<![\\w-])--?(?:D|P)?(?<name>[A-Za-z][\\w.-]{1,60})(?:[ \\t]{1,4}|=)${value}`,
  "dg"
)

/** `set -x API_TOKEN x`, `config set aws_secret_access_key x`: a name of several words, then what is none itself. */
const settings = new RegExp(
  `\\b(?<name>[A-Za-z]{1,40}(?:[_:.]{1,2}[A-Za-z]{1,40}){1,6})[ \\t]{1,4}(?=[^\\s]{0,80}[0-9!@#%^*])${value}`,
  "dg"
)

/** `DB_PASSWORD x` as a line of its own: a colon was lost. */
const bare = new RegExp(
  `^[ \\t]{0,60}(?:-[ \\t]{1,8})?(?<name>[A-Za-z]{1,40}(?:[_-][A-Za-z]{1,40}){0,6})[ \\t]{1,8}${value}[ \\t]*\\r?$`,
  "dgm"
)

const harmless: ReadonlySet<string> = new Set(secrets.harmless)

/** What refers to a value that is elsewhere. Names of variables are of one kind of letters. */
const references =
  /\$\{\{(?<expression>[\s\S]{0,400}?)\}\}|\$\{\{?[^'"\n}]{0,400}$|\$\{[A-Za-z_0-9]*(?::?-(?<otherwise>[^}\n]{0,200}))?[^}\n]{0,200}\}|\$\([^)\n]{0,400}\)|\$env:\w+|\$\$?(?:[A-Z_][A-Z0-9_]*|[a-z_][a-z0-9_]*|[a-z]+(?:[A-Z][a-z]+)*|[0-9@*?])(?![A-Za-z0-9_])|\{\{[\s\S]{0,400}?\}\}|%[A-Za-z_]\w{0,60}%|<[A-Za-z][\w -]{0,60}>/dg

/** What of a value is said in so many words. `digits`: from how many on they are a secret by themselves. */
const literalsIn = (
  text: string,
  { start, end }: Range,
  quoted: boolean,
  digits: number | undefined
): ReadonlyArray<Range> => {
  const whole = text.slice(start, end)
  if (!quoted && /^(?:[*&!<]|\[|\{(?!\{)|[|>][+-]?$)/.test(whole)) return []
  const found: Array<Range> = []
  let at = 0
  let referred = false
  const take = (from: number, to: number): void => {
    const piece = whole.slice(from, to)
    const lead = piece.length - piece.trimStart().length
    const words = piece.trim()
    if (isLiteral(words, referred || to < whole.length, digits))
      found.push({ start: start + from + lead, end: start + from + lead + words.length })
  }
  for (const match of whole.matchAll(references)) {
    take(at, match.index)
    referred = true
    at = match.index + match[0].length
    const otherwise = match.indices?.groups?.otherwise
    if (otherwise !== undefined) take(...otherwise)
    const expression = match.indices?.groups?.expression
    if (expression !== undefined)
      for (const literal of whole
        .slice(...expression)
        .matchAll(/(?<before>[=[(,][ \t]{0,4})?'(?<said>[^'\n]{0,200})'/dg)) {
        const [from, to] = literal.indices?.groups?.said ?? [0, 0]
        // What is compared or looked up is none.
        if (literal.groups?.before === undefined) take(expression[0] + from, expression[0] + to)
      }
  }
  take(at, whole.length)
  return found
}

const isLiteral = (words: string, beside: boolean, digits: number | undefined): boolean => {
  if (words === "" || harmless.has(words.toLowerCase())) return false
  if (beside) return words.length >= 4 && /[\p{L}\p{N}]{3}/u.test(words)
  return /^[0-9.]+$/.test(words)
    ? words.length >= (digits ?? 8)
    : /[\p{L}\p{N}]/u.test(words) || words.length > 3
}
