/**
 * Lines that stand at the wrong column: a key, an item, a whole block, or the lines above that drew it along.
 *
 * Where a line fits no level, either it is off or the lines before it are. Both are offered; how they read decides.
 */
import { costs } from "../rules.generated.ts"
import type { Frame } from "./ScannedLine.ts"
import {
  after,
  before,
  contentCol,
  opensBelow,
  partsOf,
  type Site,
  shift,
  stepOf,
  subtreeEnd,
  weight
} from "./Site.ts"
import { replace, type Slip, slip } from "./Slip.ts"
import { sentence } from "./Strays.ts"

export const indentation = (site: Site): ReadonlyArray<Slip> => {
  if (site.line.kind === "blank") return []
  return hasTab(site) ? tabbed(site) : [...moved(site), ...drawnAlong(site), ...interrupted(site)]
}

const { column, line: perLine, group } = costs.extra

/** Being off by a step is about as common as by a column; by more is rare, but then by anything. */
const distance = (site: Site, by: number): number => {
  const step = Math.max(2, stepOf(site.scan))
  const columns = Math.abs(by)
  const far = Math.min(Math.max(0, columns - step), 2)
  return column * Math.min(columns, step) + costs.extra.farColumn * far
}

/** The columns at which this line would stand on a level. */
const targetsOf = (site: Site): ReadonlySet<number> => {
  const { scan, index, line } = site
  const parts = partsOf(scan, index)
  const dash = parts.dashes.length > 0
  const targets = new Set<number>()
  for (let frame: Frame | undefined = line.frame; frame !== undefined; frame = frame.parent) {
    if (frame.kind === (dash ? "seq" : "map")) targets.add(frame.col)
  }
  const previous = before(scan, index)
  if (previous >= 0 && scan.lines[previous]?.kind !== "text") {
    const above = partsOf(scan, previous)
    const col = contentCol(scan, previous, above)
    if (opensBelow(above)) {
      targets.add(col + stepOf(scan))
      if (dash) targets.add(col)
    }
  }
  const next = after(scan, subtreeEnd(scan, index))
  if (next !== -1) {
    const sibling = partsOf(scan, next)
    if (sibling.dashes.length > 0 === dash && (dash || sibling.colon !== -1)) {
      targets.add((scan.lines[next] as { col: number }).col)
    }
    if (!dash && sibling.dashes.length === 0 && site.line.frame === undefined) targets.add(0)
  }
  targets.delete(line.col)
  return targets
}

const moved = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const slips: Array<Slip> = []
  const last = subtreeEnd(scan, index)
  const run = runEnd(site, last)
  const previous = before(scan, index)
  const block = scan.blocks.get(previous)
  for (const target of targetsOf(site)) {
    // A key that moves into the text above is lost in it.
    if (block !== undefined && block.last >= previous && target > block.col && line.kind === "entry") continue
    const by = target - line.col
    const far = distance(site, by) + (odd(site, target) ? group : 0)
    slips.push(wrongIndent(site, index, index, by, far + (last > index ? strange(site, target) : 0)))
    if (last > index) slips.push(wrongIndent(site, index, last, by, far + group))
    if (run > last) slips.push(wrongIndent(site, index, run, by, far + group + perLine))
    if (by > 0 && run > last) slips.push(...prefixes(site, last, run, by, far + group))
  }
  return slips
}

/** The first few of the siblings, moved together: a block that lost its indentation. */
const prefixes = (site: Site, first: number, run: number, by: number, extra: number): ReadonlyArray<Slip> => {
  const { scan, index } = site
  const previous = before(scan, index)
  if (previous < 0 || !opensBelow(partsOf(scan, previous))) return []
  const slips: Array<Slip> = []
  let end = first
  for (let more = 1; more <= 8; more++) {
    const next = after(scan, end)
    if (next === -1 || next > run) break
    end = subtreeEnd(scan, next)
    if (end >= run) break
    slips.push(wrongIndent(site, index, end, by, extra + 0.2 * perLine * more))
  }
  return slips
}

/** Whether the level at that column is itself not a step below the one around it: then it may be the one that is off. */
const odd = (site: Site, target: number): boolean => {
  const step = stepOf(site.scan)
  for (let frame: Frame | undefined = site.line.frame; frame !== undefined; frame = frame.parent) {
    if (frame.col !== target || frame.parent === undefined) continue
    const below = frame.col - frame.parent.col
    return below !== step && below !== 2 && below !== 0
  }
  return false
}

/** A line that moves without its block leaves an odd step between them. */
const strange = (site: Site, target: number): number => {
  const { scan, index } = site
  const below = scan.lines[after(scan, index)] as { col: number } | undefined
  if (below === undefined || below.col <= target) return 0
  return Math.min(1.5, Math.abs(below.col - target - stepOf(scan)) * 0.2)
}

/** The last line of the siblings that follow at the same column. */
const runEnd = (site: Site, last: number): number => {
  const { scan, line } = site
  let end = last
  for (let at = after(scan, end); at !== -1; at = after(scan, end)) {
    if ((scan.lines[at] as { col: number }).col !== line.col) break
    end = subtreeEnd(scan, at)
  }
  return end
}

/** Repairs of the lines above, where those are off and this line is not. */
const drawnAlong = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const slips: Array<Slip> = []
  for (let frame: Frame | undefined = line.frame; frame !== undefined; frame = frame.parent) {
    const first = frame.line
    if (frame.col === line.col || first >= index) continue
    if ((scan.lines[first] as { col: number }).col !== frame.col) continue
    const by = line.col - frame.col
    const far = distance(site, by)
    // The first line of the level above stands too deep: what follows it stands right.
    if (by < 0) slips.push(wrongIndent(site, first, first, by, far))
    const lines = weight(scan, first, index - 1)
    if (lines > 1 || by > 0) {
      const last = before(scan, index)
      slips.push(wrongIndent(site, first, last, by, far + perLine * Math.min(lines - 1, 8)))
    }
    if (by > 0 && line.frame !== frame) break
    if (by > 0) break
  }
  // The line right above, which this one should stand beside or below.
  const previous = before(scan, index)
  const above = scan.lines[previous]
  if (above !== undefined && above.kind === "entry" && above.col !== line.col) {
    const by = line.col - above.col
    if (Math.abs(by) <= 4) slips.push(wrongIndent(site, previous, previous, by, distance(site, by) + group))
  }
  return slips
}

/** How far above a level may have been closed by mistake. */
const reach = 60

/**
 * A level that this line would continue was open above, until a line too far left closed it: that one belongs into
 * the level, or into its last item.
 */
const interrupted = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const dash = partsOf(scan, index).dashes.length > 0
  let closer = -1
  for (let at = before(scan, index); at >= 0 && index - at <= reach; at = before(scan, at)) {
    const above = scan.lines[at] as (typeof scan.lines)[number]
    if (above.kind !== "entry") continue
    const parts = partsOf(scan, at)
    if (above.col < line.col || (dash && above.col === line.col && parts.dashes.length === 0)) {
      closer = at
      continue
    }
    if (above.col !== line.col || parts.dashes.length > 0 !== dash) {
      const opener = closer === -1 ? -1 : before(scan, closer)
      if (dash || opener !== at || !opensBelow(parts)) continue
      // The key above opens a level, whose first entry stands too far left.
      const by = line.col - (scan.lines[closer] as { col: number }).col
      const last = subtreeEnd(scan, closer)
      if (by <= 0 || last >= index) return []
      return [wrongIndent(site, closer, last, by, distance(site, by) + group)]
    }
    if (closer === -1) return []
    const target = dash ? contentCol(scan, at, parts) : line.col
    const by = target - (scan.lines[closer] as { col: number }).col
    if (by <= 0) return []
    const far = distance(site, by)
    const last = subtreeEnd(scan, closer)
    const slips = [wrongIndent(site, closer, closer, by, far + group)]
    if (last > closer && last < index) slips.push(wrongIndent(site, closer, last, by, far + group))
    const end = before(scan, index)
    if (end > last) slips.push(wrongIndent(site, closer, end, by, far + group + perLine))
    return slips
  }
  return []
}

const wrongIndent = (site: Site, first: number, last: number, by: number, extra: number): Slip => {
  const { scan } = site
  const line = scan.lines[first] as { start: number; end: number; col: number }
  const columns = Math.abs(by) === 1 ? "1 column" : `${Math.abs(by)} columns`
  const which = last > first ? "these lines" : "this line"
  const target = line.col + by
  return slip({
    rule: "wrong-indent",
    message:
      by < 0
        ? `This line is indented ${columns} too far for the lines around it.`
        : `This line is indented ${columns} too little for the lines around it.`,
    title:
      target === 0
        ? `Do not indent ${which}`
        : `Indent ${which} with ${target} space${target === 1 ? "" : "s"}`,
    edits: shift(scan, first, last, by),
    start: line.start,
    end: line.end,
    // A sentence is no key, wherever it stands.
    extra:
      extra + (sentence.test(scan.text.slice(line.start + line.col, line.end)) ? costs.extra.unlikelyKey : 0)
  })
}

const hasTab = (site: Site): boolean => {
  const { scan, line } = site
  return scan.text.slice(line.start, line.start + line.col).includes("\t")
}

/** A line, or its whole block, whose indentation has tabs in it. */
const tabbed = (site: Site): ReadonlyArray<Slip> => {
  const { scan, index, line } = site
  const lead = scan.text.slice(line.start, line.start + line.col)
  const step = stepOf(scan)
  const widths = [step, ...[2, 4, 8].filter((width) => width !== step)]
  const targets = new Map<number, number>()
  for (const [rank, width] of widths.entries()) {
    const col = expand(lead, width)
    if (!targets.has(col)) targets.set(col, rank * 0.5)
  }
  for (const target of targetsOf(site)) if (!targets.has(target)) targets.set(target, 2)
  const block = site.scan.blocks.get(index)
  if (block !== undefined && block.content > 0 && !targets.has(block.content)) targets.set(block.content, 0.8)
  return [...targets].map(([target, extra]) =>
    slip({
      rule: "tab-indent",
      message: "A tab indents this line; YAML allows only spaces.",
      title: `Indent this line with ${target} spaces`,
      edits: [replace(line.start, line.start + line.col, " ".repeat(target))],
      start: line.start,
      end: line.start + line.col,
      extra
    })
  )
}

/** The columns that blanks and tabs take up where a tab always takes `width`. */
export const expand = (lead: string, width: number): number => {
  let col = 0
  for (let at = 0; at < lead.length; at++) col += lead.charCodeAt(at) === 9 ? width : 1
  return col
}
