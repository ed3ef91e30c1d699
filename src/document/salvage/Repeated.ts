/**
 * Keys that are written twice in one map: the same again, two halves of one, or two that contradict.
 */
import type { Duplicate } from "../Document.ts"
import { type Pair, resolve } from "../Node.ts"
import { costs } from "../rules.generated.ts"
import type { TextEdit } from "../TextEdit.ts"
import { dataOf, equalData } from "../Tree.ts"
import type { Scan } from "./Scan.ts"
import { lineBreak, lineOf, shown } from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

export const repeated = (scan: Scan, duplicate: Duplicate): ReadonlyArray<Slip> => {
  const { first, again } = duplicate
  const name = shown(scan.text.slice(again.key.start, again.key.end))
  const words = { rule: "duplicate-key" as const, start: again.start, end: again.key.end }
  const same = equalData(dataOf(first.value), dataOf(again.value))
  if (same) {
    return [
      slip({
        ...words,
        message: `\`${name}\` is repeated with the same value.`,
        title: "Remove the second one",
        edits: [removal(scan, duplicate, again)],
        extra: -1.5
      })
    ]
  }
  const slips: Array<Slip> = []
  // Two spellings of one value are a slip; two values of their own may be two items that lost their dash.
  const near = alike(
    scan.text.slice(first.value.start, first.value.end),
    scan.text.slice(again.value.start, again.value.end)
  )
  const apart = near ? -0.6 : isItem(scan, duplicate) && says(first) && says(again) ? costs.extra.twoItems : 0
  const both = joined(scan, duplicate)
  if (both !== undefined) {
    slips.push(
      slip({
        ...words,
        message: `\`${name}\` is repeated; each of the two has a part.`,
        title: "Merge both parts",
        edits: both,
        extra: 0.3
      })
    )
  }
  const message = `\`${name}\` is repeated with different values.`
  slips.push(
    slip({
      ...words,
      message,
      title: "Keep the last one",
      edits: [removal(scan, duplicate, first)],
      extra: 0.8 + apart + loss(scan, first),
      lossy: true
    }),
    slip({
      ...words,
      message,
      title: "Keep the first one",
      edits: [removal(scan, duplicate, again)],
      extra: 1.1 + apart + loss(scan, again),
      lossy: true
    })
  )
  return slips
}

/** Of giving up a pair: what goes with it on further lines was written for something. */
const loss = (scan: Scan, pair: Pair): number =>
  costs.left.lost * (lineOf(scan, Math.max(pair.start, pair.end - 1)) - lineOf(scan, pair.start))

/** Whether anything is written as the value. */
const says = ({ value }: Pair): boolean => {
  const node = resolve(value)
  return node?.kind !== "scalar" || (node.value !== null && String(node.value).trim() !== "")
}

/** Whether the keys are those of an item of a list, and other items begin with the one that is written twice. */
const isItem = (scan: Scan, { map, again }: Duplicate): boolean => {
  const from = map.pairs[0]?.start ?? map.start
  const line = scan.lines[lineOf(scan, from)] as { start: number }
  if (map.flow || !/-[ \t]+$/.test(scan.text.slice(line.start, from))) return false
  const around = scan.text.slice(Math.max(0, from - nearby), from + nearby)
  return around.includes(`- ${scan.text.slice(again.key.start, again.key.end)}:`)
}

/** Characters on either side in which other items are looked for. */
const nearby = 20_000

/** Whether two short texts share most of their pairs of letters. */
const alike = (a: string, b: string): boolean => {
  if (a.length > 200 || b.length > 200) return false
  const pairs = (text: string): Set<string> => {
    const set = new Set<string>()
    for (let at = 0; at + 1 < text.length; at++) set.add(text.slice(at, at + 2).toLowerCase())
    return set
  }
  const one = pairs(a)
  const two = pairs(b)
  let shared = 0
  for (const pair of one) if (two.has(pair)) shared++
  return shared * 2 >= 0.5 * (one.size + two.size)
}

/** The edit that takes one pair of the map away. */
const removal = (scan: Scan, duplicate: Duplicate, pair: Pair): TextEdit => {
  const { pairs, flow } = duplicate.map
  const at = pairs.indexOf(pair)
  const next = pairs[at + 1]
  const previous = pairs[at - 1]
  if (flow) {
    if (next !== undefined) return remove(pair.start, next.start)
    return remove(previous === undefined ? pair.start : previous.end, pair.end)
  }
  const first = lineOf(scan, pair.start)
  const line = scan.lines[first] as { start: number; col: number }
  if (line.start + line.col < pair.start) {
    // Behind a dash: the next key takes its place.
    return next === undefined ? remove(pair.start, pair.end) : remove(pair.start, next.start)
  }
  const last = lineOf(scan, Math.max(pair.start, pair.end - 1))
  const below = scan.lines[last + 1]
  if (below !== undefined) return remove(line.start, below.start)
  const above = scan.lines[first - 1] as { end: number } | undefined
  return remove(above === undefined ? line.start : above.end, pair.end)
}

/** The edits that put the second block below the first, where both are maps without a key in common, or lists. */
const joined = (scan: Scan, duplicate: Duplicate): ReadonlyArray<TextEdit> | undefined => {
  const { first, again } = duplicate
  const one = resolve(first.value)
  const two = resolve(again.value)
  if (one === undefined || two === undefined || one.kind !== two.kind) return undefined
  if (one.kind === "scalar" || two.kind === "scalar" || one.flow || two.flow) return undefined
  if (first.value.kind === "alias" || again.value.kind === "alias") return undefined
  if (one.kind === "map" && two.kind === "map") {
    const data = dataOf(one) as Readonly<Record<string, unknown>>
    if (Object.keys(dataOf(two) as object).some((key) => Object.hasOwn(data, key))) return undefined
  }
  const head = lineOf(scan, again.start)
  const line = scan.lines[head] as { start: number; col: number; end: number }
  if (line.start + line.col < again.start || two.start <= line.end) return undefined
  const last = lineOf(scan, Math.max(again.start, again.end - 1))
  const body = scan.lines[head + 1] as { start: number }
  const end = scan.lines[last] as { end: number }
  const target = scan.lines[lineOf(scan, Math.max(first.start, first.end - 1))] as { end: number }
  const by =
    (scan.lines[lineOf(scan, one.start)] as { col: number }).col -
    (scan.lines[lineOf(scan, two.start)] as { col: number }).col
  const { pairs } = duplicate.map
  if (pairs.indexOf(again) === pairs.indexOf(first) + 1 && by === 0) return [remove(line.start, body.start)]
  const moved = scan.text
    .slice(body.start, end.end)
    .split("\n")
    .map((row) =>
      row.trim() === "" ? row : by >= 0 ? " ".repeat(by) + row : row.slice(Math.min(-by, row.search(/\S/)))
    )
    .join("\n")
  const next = scan.lines[last + 1] as { start: number } | undefined
  return [
    insert(target.end, `${lineBreak(scan.text)}${moved}`),
    next === undefined ? replace(line.start, end.end, "") : remove(line.start, next.start)
  ]
}
