/**
 * How the author of a text writes: what new text follows where it has a choice.
 */
import type { BlockLayout, Collection } from "./BlockLayout.ts"
import { flowLayout, isBracketed } from "./FlowLayout.ts"
import type { Lines } from "./Lines.ts"
import type { Node } from "./Node.ts"

export interface Habits {
  /** Columns by which a level is indented. */
  readonly step: number
  /** Whether the dashes of a list stand at the column of the key above. */
  readonly indentless: boolean
  /** Whether short lists of scalars are written `[a, b]`; undefined where the text does not say. */
  readonly flowLists: boolean | undefined
  /** Whether a key without a value is left alone (`key:`); so it is unless the text writes `null`. */
  readonly bareNull: boolean
  readonly quote: "single" | "double"
  /** Whether keys and strings are quoted as in JSON. */
  readonly json: boolean
  /** What stands between a key's colon and its value, after a comma, and inside of braces, in `{…}` on one line. */
  readonly flowColon: string
  readonly flowComma: string
  readonly flowPad: string
  /** Whether nested collections are spread over lines in JSON. */
  readonly spread: boolean
}

export const habitsOf = (root: Node, layout: BlockLayout, json: boolean): Habits => {
  const steps = new Map<number, number>()
  const count = { indentless: 0, indented: 0, flow: 0, block: 0, single: 0, double: 0, nulls: 0 }
  const isJson = json || isJsonStyle(root, layout.lines)
  const flow: FlowSample = {}
  const rest: Array<Node> = [root]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    if ((at.kind === "map" || at.kind === "seq") && at.flow) sample(at, layout.lines, flow)
    if (at.kind === "scalar") {
      if (at.style === "single" || at.style === "double") count[at.style]++
      if (at.value === null && at.end > at.start) count.nulls++
    } else if (at.kind === "seq") {
      if (at.items.length > 0 && at.items.every((item) => item.kind === "scalar"))
        count[at.flow ? "flow" : "block"]++
      for (const item of at.items) rest.push(item)
    } else if (at.kind === "map") {
      const column = at.flow || at.pairs.length === 0 ? undefined : layout.column(at)
      for (const { key, value } of at.pairs) {
        rest.push(key, value)
        if (column === undefined || (value.kind !== "map" && value.kind !== "seq") || value.flow) continue
        const step = layout.column(value) - column
        if (value.kind === "seq") count[step === 0 ? "indentless" : "indented"]++
        if (step > 0) steps.set(step, (steps.get(step) ?? 0) + 1)
      }
    }
  }
  let step = 2
  for (const [width, times] of steps) if (times > (steps.get(step) ?? 0)) step = width
  return {
    step,
    indentless: count.indentless > count.indented,
    flowLists: count.flow === count.block ? undefined : count.flow > count.block,
    bareNull: count.nulls === 0,
    quote: count.single > count.double ? "single" : "double",
    json: isJson,
    flowColon: flow.colon ?? " ",
    flowComma: flow.comma ?? " ",
    flowPad: flow.pad ?? (isJson ? "" : " "),
    spread: isJson && !layout.lines.sameLine(root.start, root.end)
  }
}

interface FlowSample {
  colon?: string
  comma?: string
  pad?: string
}

/** Notes the blanks of a collection on one line, where they are not known yet. */
const sample = (node: Collection, lines: Lines, found: FlowSample): void => {
  const first = node.kind === "map" ? node.pairs[0] : undefined
  if (first !== undefined && found.colon === undefined && first.value.end > first.value.start) {
    const between = lines.text.slice(first.key.end, first.value.propertiesStart ?? first.value.start)
    if (/^:[ \t]*$/.test(between)) found.colon = between.slice(1)
  }
  if (!lines.sameLine(node.start, node.end) || !isBracketed(lines, node)) return
  const { entries } = flowLayout(lines, node)
  const [one, two] = entries
  if (one !== undefined && node.kind === "map") found.pad ??= lines.text.slice(node.start + 1, one.lead)
  if (two !== undefined && one?.comma !== undefined) found.comma ??= lines.text.slice(one.comma + 1, two.lead)
}

/** A YAML file that is written as JSON goes on as JSON. */
const isJsonStyle = (root: Node, lines: Lines): boolean =>
  (root.kind === "map" || root.kind === "seq") &&
  root.flow &&
  (root.kind === "map"
    ? root.pairs.length > 0 && root.pairs.every(({ key }) => lines.text[key.start] === '"')
    : root.items.every(
        (item) => item.kind !== "scalar" || typeof item.value !== "string" || item.style === "double"
      ))
