/**
 * Secrets by their name: `DB_PASSWORD: hunter2`, `"apiKey": "…"`, `export TOKEN=…`. A value that only refers to one
 * (`${{ secrets.X }}`, `$TOKEN`) is none.
 */
import { secrets } from "./rules.generated.ts"
import type { Range } from "./SecretView.ts"

/** Ranges of the values that have the name of a secret. */
export const namedValues = (text: string): ReadonlyArray<Range> => {
  const found: Array<Range> = []
  for (const { name, value } of assignments(text)) {
    if (!saysSecret(name)) continue
    const block = blockAfter(text, value)
    if (block !== undefined) found.push(block)
    else if (isValue(text.slice(value.start, value.end))) found.push(value)
  }
  return found
}

/** Whether a text is an assignment to the name of a secret. */
export const isNamedSecret = (text: string): boolean => namedValues(text).length > 0

/** Values whose names differ from that of a secret only in a short ending: the other parts of one that was split. */
export const siblingsOf = (text: string, known: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const stems = new Set<string>()
  const others: Array<{ readonly stem: string; readonly value: Range }> = []
  let at = 0
  for (const { name, value } of assignments(text)) {
    const stem = stemOf(name)
    if (stem === undefined || value.end === value.start) continue
    while (at < known.length && (known[at] as Range).end <= value.start) at++
    const secret = known[at]
    if (secret !== undefined && secret.start < value.end) stems.add(stem)
    else others.push({ stem, value })
  }
  return others.flatMap(({ stem, value }) =>
    stems.has(stem) && isValue(text.slice(value.start, value.end)) ? [value] : []
  )
}

/** `KEY_PART1`, `keyA` and `KEY_2` come from one. */
const stemOf = (name: string): string | undefined => {
  const stem = name.replace(
    /[_.-]?(?:(?:part|half|piece|chunk|seg)?[_-]?(?:[0-9]{1,2}|[A-Da-d])|first|second|third|prefix|suffix|head|tail|start|end|left|right)$/i,
    ""
  )
  return stem === name || stem === "" ? undefined : stem.toLowerCase()
}

interface Assignment {
  readonly name: string
  readonly value: Range
}

const assignment =
  /(?<![A-Za-z0-9_.-])["']?(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,79})["']?[ \t]{0,8}(?:=|:(?=[ \t"'\r\n]|$))[ \t]{0,8}(?<value>"(?:[^"\\\n]|\\.){0,4000}"|'(?:[^'\n]){0,4000}'|[^\s"',#&;|)}\]][^\s,;)}\]]{0,4000}|[|>][+-]?(?=[ \t]*\r?\n)|)/dg

const assignments = function* (text: string): Generator<Assignment> {
  for (const match of text.matchAll(assignment)) {
    const [start, end] = match.indices?.groups?.value ?? [0, 0]
    const quoted = end - start >= 2 && (text[start] === '"' || text[start] === "'")
    yield {
      name: match.groups?.name ?? "",
      value: quoted ? { start: start + 1, end: end - 1 } : { start, end }
    }
  }
}

/** Words of a name: `DB_PASSWORD` and `dbPassword` are `db password`. */
const wordsOf = (name: string): string =>
  ` ${name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[^A-Za-z0-9]+|(?<=[A-Za-z])(?=[0-9])/g, " ")
    .toLowerCase()
    .trim()} `

const saysSecret = (name: string): boolean => {
  const words = wordsOf(name)
  const together = words.replaceAll(" ", "")
  return secrets.names.some(
    (known) =>
      words.includes(` ${known} `) ||
      words.includes(` ${known}s `) ||
      (known.length > 5 && together.endsWith(known.replaceAll(" ", "")))
  )
}

const harmless: ReadonlySet<string> = new Set(secrets.harmless)

const isValue = (value: string): boolean =>
  value !== "" &&
  !harmless.has(value.toLowerCase()) &&
  !/^(?:[$<%&*!]|\{\{|\{|\[|[|>][+-]?$)/.test(value) &&
  !/^[0-9.]{1,5}$/.test(value) &&
  !/^[\s\S]{0,20}\$\{\{[^}]*\}\}[\s\S]{0,3}$/.test(value)

/** A block of lines after `name: |`: a key or a certificate. */
const blockAfter = (text: string, { start, end }: Range): Range | undefined => {
  if (!/^[|>][+-]?$/.test(text.slice(start, end))) return undefined
  const lineStart = text.lastIndexOf("\n", start) + 1
  const indent = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0].length ?? 0
  let at = text.indexOf("\n", end) + 1
  if (at === 0) return undefined
  const from = at
  let to = at
  while (at < text.length) {
    const lineEnd = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at)
    const line = text.slice(at, lineEnd)
    if (line.trim() !== "") {
      if ((/^[ \t]*/.exec(line)?.[0].length ?? 0) <= indent) break
      to = at + line.trimEnd().length
    }
    at = lineEnd + 1
  }
  // The indentation of the first line stays, so that the text keeps its shape.
  const first = from + (/^[ \t]*/.exec(text.slice(from, to))?.[0].length ?? 0)
  return to > first ? { start: first, end: to } : undefined
}
