/**
 * The `|` of a text over several lines: text behind it, one that was forgotten, and a value where a block follows.
 */
import { costs, words } from "../rules.generated.ts"
import { plainEnd } from "./KeyScan.ts"
import { comparison } from "./PlainValue.ts"
import {
  after,
  before,
  contentCol,
  lineBreak,
  opensBelow,
  partsOf,
  type Site,
  stepOf,
  subtreeEnd
} from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

/** `run: | npm ci`: text behind the marker. */
export const header = (site: Site): ReadonlyArray<Slip> => {
  if (site.trouble !== "block-header") return []
  const { scan, index } = site
  const parts = partsOf(scan, index)
  const compares = comparison.test(scan.text.slice(parts.value, parts.end))
  const found = /^[|>][+-]?[ \t]*/.exec(scan.text.slice(parts.value, parts.end))
  if (found === null) return []
  const at = parts.value + found[0].length
  const next = scan.lines[index + 1]
  const dash = parts.dashes.at(-1)
  const col =
    parts.colon === -1 && dash !== undefined ? dash - site.line.start : contentCol(scan, index, parts)
  const indent = next !== undefined && next.kind === "text" && next.col > col ? next.col : col + stepOf(scan)
  return [
    slip({
      rule: "block-header",
      message: "The string starts on the line of its `|`, where YAML allows only a comment.",
      title: "Start the string on the next line",
      edits: [
        replace(parts.value + found[0].trimEnd().length, at, `${lineBreak(scan.text)}${" ".repeat(indent)}`)
      ],
      start: parts.value,
      end: parts.end,
      extra: compares ? 2.5 : 0
    })
  ]
}

/** A text over several lines whose `|` is missing. */
export const marker = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const own = partsOf(scan, index)
  const owner = scan.continued.get(index)
  const owners = new Set([owner === undefined ? before(scan, index) : owner.line])
  if (owner === undefined && own.colon !== -1 && own.value < own.end) owners.add(index)
  // The lines above may be text as well, though they look like keys.
  let frame = site.line.frame
  for (let level = 0; level < 2 && frame !== undefined; level++, frame = frame.parent) {
    if (frame.line < index) owners.add(before(scan, frame.line))
  }
  return [...owners].flatMap((at) => markerAt(site, at))
}

const markerAt = (site: Site, at: number): ReadonlyArray<Slip> => {
  const { scan } = site
  if (at < 0) return []
  const line = scan.lines[at] as (typeof scan.lines)[number]
  const parts = partsOf(scan, at)
  if (parts.colon === -1 && parts.dashes.length === 0) return []
  const next = after(scan, at)
  const deeper = next === -1 ? undefined : (scan.lines[next] as (typeof scan.lines)[number])
  const col = contentCol(scan, at, parts)
  if (deeper === undefined || deeper.col <= (parts.colon === -1 ? line.col : col)) return []
  // Below stand keys or items, not text.
  const dash = /^-[ \t]*\S/.test(scan.text.slice(deeper.start + deeper.col, deeper.end))
  const below = keysBelow(site, at)
  const keys = below > 0 ? 3.5 + 0.5 * Math.min(below - 1, 12) + (dash ? 4 : 0) : dash ? 2 : 0
  const words = {
    rule: "missing-block-marker" as const,
    message: "This string has several lines, but no `|` to start it.",
    start: line.start + line.col,
    end: line.end
  }
  if (opensBelow(parts)) {
    const colonEnd = parts.colon === -1 ? (parts.dashes.at(-1) as number) + 1 : parts.colon + 1
    return [
      slip({ ...words, title: "Put a `|` after the colon", edits: [insert(colonEnd, " |")], extra: keys })
    ]
  }
  if (parts.colon === -1 || /^[|>]/.test(scan.text.slice(parts.value, parts.end))) return []
  if (/^[-+]$/.test(scan.text.slice(parts.value, parts.end)))
    return [
      slip({
        ...words,
        title: "Put a `|` after the colon",
        edits: [insert(parts.value, "|")],
        extra: keys - 1
      })
    ]
  const title = "Put a `|` after the colon and start the string below it"
  return [
    slip({
      ...words,
      title,
      edits: [replace(parts.colon + 1, parts.value, ` |${lineBreak(scan.text)}${" ".repeat(deeper.col)}`)],
      extra: costs.extra.group + keys
    })
  ]
}

/**
 * How many of the lines below look like keys, rather than like text with a colon in it; none where no early one does.
 */
const keysBelow = (site: Site, index: number): number => {
  const end = subtreeEnd(site.scan, index)
  let at = index
  let found = 0
  for (let seen = 0; seen < 20; seen++) {
    at = after(site.scan, at)
    if (at === -1 || at > end || (seen >= 3 && found === 0)) break
    if (/^[\w.-]+:?$/.test(keyOf(site, at))) found++
  }
  return found
}

/** The key that a line has, or would have with a space behind its colon. */
const keyOf = (site: Site, index: number): string => {
  const parts = partsOf(site.scan, index)
  if (parts.colon !== -1) return site.scan.text.slice(parts.from, parts.colon)
  return /^[A-Za-z][\w-]*:(?=\S)/.exec(site.scan.text.slice(parts.from, parts.end))?.[0] ?? " "
}

/** `permissions: {}` with keys below it. */
export const valueBeforeBlock = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, trouble } = site
  if (trouble !== "below-value" && trouble !== "indent" && trouble !== "no-colon" && trouble !== "dash")
    return []
  const above = before(scan, index)
  if (above < 0) return []
  const parts = partsOf(scan, above)
  if (parts.colon === -1 || parts.value >= parts.end) return []
  if (contentCol(scan, above, parts) > site.line.col) return []
  const line = scan.lines[above] as { end: number; kind: string }
  if (line.kind !== "entry" || subtreeEnd(scan, above) < index) {
    if (trouble !== "dash") return []
  }
  const end = plainEnd(scan.text, parts.value, line.end)
  const value = scan.text.slice(parts.value, end)
  const empty = /^(?:\{\s*\}|\[\s*\]|null|~|""|'')$/.test(value)
  const message = "This key has a value on its own line and a block below it: it can have only one."
  const indent = `${lineBreak(scan.text)}${" ".repeat(site.line.col)}`
  // Where names are free they are mostly capitals, and the value is no entry of theirs.
  const named = /[A-Z]/.test(keyOf(site, index))
  const moved =
    empty || named
      ? []
      : words.telling.map((key) =>
          slip({
            rule: "value-before-block",
            message,
            title: `Put the value under \`${key}\``,
            edits: [replace(parts.colon + 1, parts.value, `${indent}${key}: `)],
            start: parts.value,
            end,
            extra: 0.5
          })
        )
  return [
    ...moved,
    slip({
      rule: "value-before-block",
      message,
      title: `Remove \`${value.length > 30 ? `${value.slice(0, 29)}…` : value}\``,
      edits: [remove(parts.colon + 1, end)],
      start: parts.value,
      end,
      extra: empty ? -1.5 : 2,
      lossy: !empty
    })
  ]
}
