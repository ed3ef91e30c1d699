/**
 * Dashes of list items that are missing, or that cut one item in two.
 */
import { costs } from "../rules.generated.ts"
import type { Frame } from "./Scan.ts"
import { after, before, contentCol, opensBelow, partsOf, type Site, shift, subtreeEnd } from "./Site.ts"
import { insert, remove, replace, type Slip, slip } from "./Slip.ts"

export const dashes = (site: Site): ReadonlyArray<Slip> => [
  ...bullets(site),
  ...missing(site),
  ...stray(site)
]

const bullet = /^(?:[*+•‣◦·–—]|\d{1,3}[.)])(?=[ \t]+\S)/

/** Items with another mark than a dash: all of that kind at once, as one habit made them. */
export const bullets = (site: Site): ReadonlyArray<Slip> => {
  const { scan, line } = site
  const mark = bullet.exec(scan.text.slice(line.start + line.col, line.end))?.[0]
  if (mark === undefined) return []
  const numbered = /\d/.test(mark)
  const edits = scan.lines.flatMap((other) => {
    if (other.kind === "blank" || other.kind === "comment" || other.kind === "text") return []
    const at = other.start + other.col
    const found = bullet.exec(scan.text.slice(at, other.end))?.[0]
    if (found === undefined || (numbered ? !/\d/.test(found) : found !== mark)) return []
    return [replace(at, at + found.length, "-")]
  })
  return [
    slip({
      rule: "wrong-bullet",
      message: `Items of a list start with \`-\`, not with \`${mark}\`.`,
      title: "Write a dash",
      edits,
      start: line.start + line.col,
      end: line.start + line.col + mark.length
    })
  ]
}

const draft = (site: Site) => ({
  rule: "missing-dash" as const,
  message: "This line starts a new item of the list, but its dash is missing.",
  start: site.line.start + site.line.col,
  end: site.line.end
})

const missing = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const parts = partsOf(scan, index)
  if (parts.dashes.length > 0 || line.kind === "blank") return []
  const slips: Array<Slip> = []
  const at = line.start + line.col
  const lists = new Set<number>()
  for (let frame: Frame | undefined = line.frame; frame !== undefined; frame = frame.parent) {
    if (frame.kind === "seq") lists.add(frame.col)
  }
  for (const col of lists) {
    const by = col - line.col
    if (by === 0) {
      slips.push(slip({ ...draft(site), title: "Put a dash before it", edits: [insert(at, "- ")] }))
      const rest = siblingsEnd(site)
      if (rest > index) {
        // Its other keys stand at the same column: they move along.
        slips.push(
          slip({
            ...draft(site),
            title: "Put a dash before it and indent the rest of the item",
            edits: [insert(at, "- "), ...shift(scan, index + 1, rest, 2)],
            extra: costs.extra.group
          })
        )
      } else {
        const last = subtreeEnd(scan, index)
        if (last > index) {
          slips.push(
            slip({
              ...draft(site),
              title: "Put a dash before it and indent the rest of the item",
              edits: [insert(at, "- "), ...shift(scan, index + 1, last, 2)],
              extra: costs.extra.group
            })
          )
        }
      }
    } else if (by === -2) {
      slips.push(slip({ ...draft(site), title: "Put a dash before it", edits: [replace(at - 2, at, "- ")] }))
    } else if (by < 0 && by > -6) {
      slips.push(
        slip({
          ...draft(site),
          title: "Put a dash before it",
          edits: [replace(line.start + col, at, `-${" ".repeat(-by - 1)}`)],
          extra: costs.extra.column
        })
      )
    }
  }
  const previous = before(scan, index)
  if (previous >= 0) {
    const above = partsOf(scan, previous)
    // The first item of a list.
    if (opensBelow(above) && !lists.has(line.col) && line.col >= contentCol(scan, previous, above)) {
      const rest = siblingsEnd(site)
      slips.push(
        slip({
          ...draft(site),
          title: "Put a dash before it",
          edits: [insert(at, "- "), ...(rest > index ? shift(scan, index + 1, rest, 2) : [])],
          extra: rest > index ? costs.extra.group : 0
        })
      )
      if (line.col >= contentCol(scan, previous, above) + 2) {
        slips.push(
          slip({ ...draft(site), title: "Put a dash before it", edits: [replace(at - 2, at, "- ")] })
        )
      }
    }
  }
  return slips
}

/** The last line of the keys that follow at the same column, up to the next dash. */
const siblingsEnd = (site: Site): number => {
  const { scan, line } = site
  let end = subtreeEnd(scan, site.index)
  let more = site.index
  for (let at = after(scan, end); at !== -1; at = after(scan, end)) {
    if ((scan.lines[at] as { col: number }).col !== line.col) break
    if (partsOf(scan, at).dashes.length > 0) break
    end = subtreeEnd(scan, at)
    more = end
  }
  return more
}

/** A dash before a key that belongs to the item above. */
const stray = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const parts = partsOf(scan, index)
  const dash = parts.dashes[0]
  if (dash === undefined || parts.colon === -1 || before(scan, index) === -1) return []
  const slips: Array<Slip> = []
  const words = {
    rule: "stray-dash" as const,
    message: "The dash makes a new item of what belongs to the lines above.",
    start: dash,
    end: line.end
  }
  slips.push(slip({ ...words, title: "Take the dash away", edits: [replace(dash, dash + 1, " ")] }))
  const last = subtreeEnd(scan, index)
  slips.push(
    slip({
      ...words,
      title: "Take the dash away",
      edits: [
        remove(dash, parts.from),
        ...(last > index ? shift(scan, index + 1, last, dash - parts.from) : [])
      ],
      extra: last > index ? costs.extra.group : 0
    })
  )
  return slips
}
