/**
 * What stands between a key and its value, or between a dash and its item: the colon that is missing, the space
 * behind it, another sign in its place.
 */
import { costs } from "../rules.generated.ts"
import type { ScannedLine } from "./ScannedLine.ts"
import { after, before, partsOf, type Site, shown, subtreeEnd } from "./Site.ts"
import { insert, replace, type Slip, slip } from "./Slip.ts"

/** Repairs of the text between `from` and `end`, which has no colon that YAML would take for one. */
export const separators = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const parts = partsOf(scan, index)
  const slips: Array<Slip> = touchingDashes(site)
  if (parts.colon === -1 && parts.from < parts.end) slips.push(...colons(site, parts.from, parts.end))
  // `name:"a: b"`, `env { A: b }`: the colon inside the value was taken for the one of the key.
  else if (/^[\w.-]+(?::["'\w]|[ \t]+["'{[])/.test(scan.text.slice(parts.from, parts.colon))) {
    slips.push(...colons(site, parts.from, parts.end))
  }
  const owner = scan.continued.get(index)
  if (owner !== undefined && owner.line < index) {
    // This line goes on with a text above, which was meant to be its key.
    const start = owner.start
    const line = lineOf(site, start)
    const above = partsOf(scan, line)
    if (above.colon === -1 && start < above.end) slips.push(...colons(site, above.from, above.end))
    else if (above.end > above.value) slips.push(...colons(site, above.value, above.end, true))
  }
  return slips
}

const lineOf = (site: Site, offset: number): number => {
  let at = site.index
  while (at > 0 && (site.scan.lines[at] as { start: number }).start > offset) at--
  return at
}

const keyLike = /^[A-Za-z_$][\w$.-]*$/
const word = /^(?:"[^"]*"|'[^']*'|[^\s:"'#[\]{},]+)/
const other = /^([\w$.-]+|"[^"]*"|'[^']*')[ \t]*(=>|->|:=|=|;|：)[ \t]*/

const colons = (site: Site, from: number, end: number, nested = false): ReadonlyArray<Slip> => {
  const text = site.scan.text.slice(from, end)
  const slips: Array<Slip> = []
  const key = word.exec(text)?.[0]
  const sign = other.exec(text)
  if (sign !== null && !nested) {
    const [all, name, written] = sign as unknown as [string, string, string]
    slips.push(
      slip({
        rule: "wrong-separator",
        message: `\`${name}\` and its value are separated by \`${written}\` instead of a colon.`,
        title: `Write \`${name}: …\``,
        edits: [replace(from + name.length, from + all.length, all.length === text.length ? ":" : ": ")],
        start: from,
        end: from + all.length
      })
    )
    return slips
  }
  if (key === undefined) return slips
  const next = text.charCodeAt(key.length)
  const plain = key.replaceAll(/^["']|["']$/g, "")
  const unlikely = keyLike.test(plain) || key !== plain ? 0 : costs.extra.unlikelyKey
  if (next === 58 && key.length + 1 < text.length && !nested) {
    slips.push(
      slip({
        rule: "missing-space",
        message: `The colon after \`${plain}\` has no space after it, so YAML does not read it as a key.`,
        title: "Put a space after the colon",
        edits: [insert(from + key.length + 1, " ")],
        start: from,
        end: from + key.length + 1,
        extra: unlikely + (text.startsWith("//", key.length + 1) ? 2 : 0)
      })
    )
    // A name with a colon in it, such as jobs have: `test:unit`.
    if (/^[\w-]+(?::[\w-]+)+$/.test(text) && opensLines(site, from))
      slips.push(behindWords(text, from, end, 0))
    return slips
  }
  const space = /^[ \t]+:(?=\S)/.exec(text.slice(key.length))
  if (space !== null && !nested) {
    slips.push(
      slip({
        rule: "missing-space",
        message: `The colon after \`${plain}\` has no space after it, so YAML does not read it as a key.`,
        title: "Put the space after the colon",
        edits: [replace(from + key.length, from + key.length + space[0].length, ": ")],
        start: from,
        end: from + key.length + space[0].length,
        extra: unlikely
      })
    )
    return slips
  }
  if (
    next !== 58 &&
    (key.length === text.length || next === 32 || next === 9 || next === 91 || next === 123 || next === 34)
  ) {
    const attached = key.length < text.length && next !== 32 && next !== 9
    slips.push(
      slip({
        rule: "missing-colon",
        message: `The colon after \`${plain}\` is missing.`,
        title: `Put a colon after \`${plain}\``,
        edits: [insert(from + key.length, attached ? ": " : ":")],
        start: from,
        end: from + key.length,
        extra: unlikely + wordy(text, key) + (nested ? 1.5 : 0)
      })
    )
  }
  // Several words that open a block below them: `build and test`.
  if (key.length < text.length && opensLines(site, from)) {
    slips.push(behindWords(text, from, end, costs.extra.unlikelyKey))
  }
  return slips
}

/** The colon behind all that a line says. */
const behindWords = (text: string, from: number, end: number, extra: number): Slip =>
  slip({
    rule: "missing-colon",
    message: `The colon after \`${shown(text)}\` is missing.`,
    title: `Put a colon after \`${shown(text)}\``,
    edits: [insert(end, ":")],
    start: from,
    end,
    extra
  })

/** Text that reads like a sentence is no key and value. */
const wordy = (text: string, key: string): number => {
  if (/^[A-Z][a-z]+$/.test(key) && text.length > key.length) return 1
  return 0
}

const opensLines = (site: Site, from: number): boolean => {
  const { scan } = site
  const index = lineOf({ ...site, index: scan.lines.length - 1 }, from)
  const next = after(scan, index)
  const line = scan.lines[index] as { col: number }
  return next !== -1 && (scan.lines[next] as { col: number }).col > line.col
}

/** `-name: x`: a dash that touches its item, on this line or on the one that opened the level it stands on. */
const touchingDashes = (site: Site): Array<Slip> => {
  const { scan, index } = site
  const lines = new Set([index, before(scan, index)])
  for (let frame = site.line.frame; frame !== undefined; frame = frame.parent) lines.add(frame.line)
  return [...lines].flatMap((at) => (at < 0 ? [] : dashSpace(site, scan.lines[at] as ScannedLine)))
}

const dashSpace = (site: Site, line: ScannedLine): ReadonlyArray<Slip> => {
  const { scan } = site
  const at = line.start + line.col
  if (scan.text.charCodeAt(at) !== 45 || at + 1 >= line.end) return []
  const next = scan.text.charCodeAt(at + 1)
  if (next === 45 || next === 32 || next === 9) return []
  const index = lineOf({ ...site, index: scan.lines.length - 1 }, line.start)
  // Another item stands in the same column.
  const aligned = [before(scan, index), after(scan, subtreeEnd(scan, index))].some((at) => {
    const other = scan.lines[at]
    return other?.col === line.col && scan.text.startsWith("- ", other.start + other.col)
  })
  return [
    slip({
      rule: "missing-space",
      message: "The dash has no space after it, so YAML does not read it as a list item.",
      title: "Put a space after the dash",
      edits: [insert(at + 1, " ")],
      start: at,
      end: at + 2,
      extra: aligned ? -1 : 0
    })
  ]
}
