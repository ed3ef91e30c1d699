/**
 * Writes nodes in flow style: in brackets, as in JSON.
 */
import type { Collection } from "./BlockLayout.ts"
import { isBracketed } from "./FlowLayout.ts"
import { countOf, type EditsOf, type Ground, propertiesOf } from "./Ground.ts"
import type { MovedComments } from "./MovedComments.ts"
import { keyText, type Node, type Pair, type ScalarNode } from "./Node.ts"
import type { Made } from "./Provenance.ts"
import { applyWithin } from "./TextEdit.ts"
import { shifted } from "./Written.ts"

export interface FlowPlace {
  /** Indentation of the line on which it starts. */
  readonly column: number
  /** Whether collections may go over several lines, where the text does so. */
  readonly spread: boolean
  readonly kind: "value" | "root"
}

export class FlowWriter {
  readonly #ground: Ground
  readonly #moved: MovedComments
  readonly #editsOf: EditsOf

  constructor(ground: Ground, moved: MovedComments, editsOf: EditsOf) {
    this.#ground = ground
    this.#moved = moved
    this.#editsOf = editsOf
  }

  write(node: Node, place: FlowPlace): string {
    const properties = propertiesOf(node)
    const text = this.#moved.within(node, () => this.content(node, place))
    return properties === "" ? text : `${properties} ${text}`
  }

  /** The same without anchor and tag. */
  content(node: Node, place: FlowPlace): string {
    const { lines, made } = this.#ground
    this.#moved.leaveBehind(node)
    if (node.kind === "alias") return `*${node.name}`
    if (node.kind === "scalar") return this.#scalar(node, place)
    const source = made.sourceOf(node)
    if (source?.kind === node.kind && "flow" in source && source.flow && isBracketed(lines, source)) {
      return this.#repeat(source, node, place)
    }
    const inside = this.inside(node, place)
    return node.kind === "map" ? `{${inside}}` : `[${inside}]`
  }

  /** A pair or an item inside of brackets. */
  entry(each: Pair | Node, place: FlowPlace): string {
    this.#moved.leavePlace("key" in each ? each.value : each)
    if (!("key" in each)) return this.write(each, place)
    return `${this.key(each, "flow-key")}:${this.#ground.habits.flowColon}${this.write(each.value, place)}`
  }

  /** The same for a line of its own, with room for comments above it. */
  line(each: Pair | Node, place: FlowPlace): string {
    const text = this.entry(each, place)
    return [...this.#moved.takeDisplaced(), text].join(this.#ground.lines.end + " ".repeat(place.column))
  }

  /** All that goes between the brackets of a new collection. */
  inside(node: Collection, place: FlowPlace): string {
    const { habits, lines, made } = this.#ground
    const each = node.kind === "map" ? node.pairs : node.items
    if (each.length === 0) return ""
    const inner: FlowPlace = { ...place, kind: "value" }
    if (!place.spread || !habits.spread || (node.kind === "seq" && this.isShort(node, made.get(node)))) {
      const pad = node.kind === "map" ? habits.flowPad : ""
      return (
        pad +
        each.map((part) => this.entry(part, { ...inner, spread: false })).join(`,${habits.flowComma}`) +
        pad
      )
    }
    const column = place.column + habits.step
    const rows = each.map((part) => " ".repeat(column) + this.line(part, { ...inner, column }))
    return lines.end + rows.join(`,${lines.end}`) + lines.end + " ".repeat(place.column)
  }

  /** The key of a pair; its own text again, where it has some. */
  key(pair: Pair, place: "key" | "flow-key"): string {
    const { habits, lines, made, origins, scalars } = this.#ground
    const known = made.has(pair.key) ? origins.keyLike(pair, made.sourceOf(pair.value)) : pair.key
    if (known !== undefined && lines.sameLine(known.start, known.end)) {
      const text = lines.text.slice(known.start, known.end)
      const fits = known.kind === "scalar" && scalars.reads(text, known.value, place)
      if (text !== "" && fits && (!habits.json || text.startsWith('"'))) return text
    }
    const like = made.get(pair.key)?.place
    return scalars.write(keyText(pair) ?? "", place, like?.kind === "scalar" ? like.style : "plain")
  }

  /** Whether a new collection belongs on one line: short, of scalars, in the place of something on one line. */
  isShort(node: Collection, made: Made | undefined): boolean {
    const { habits, lines } = this.#ground
    const { place } = made ?? {}
    const wasFlow = place !== undefined && "flow" in place && place.flow && countOf(place) > 0
    if (node.kind === "map") return wasFlow && node.pairs.every(({ value }) => isBrief(value))
    if (!node.items.every((item) => isBrief(item))) return false
    if (habits.json) return node.items.length <= 8
    if (wasFlow) return true
    if (place === undefined) return habits.flowLists === true && node.items.length <= 8
    const inline = place.kind !== "map" && place.kind !== "seq"
    return (
      inline &&
      place.end > place.start &&
      lines.sameLine(place.start, place.end) &&
      habits.flowLists !== false
    )
  }

  #scalar(node: ScalarNode, { kind }: FlowPlace): string {
    const { habits, lines, made, scalars } = this.#ground
    const source = made.sourceOf(node)
    const place = kind === "root" ? "root" : "flow"
    const text = source === undefined ? "" : lines.text.slice(source.start, source.end)
    const fits = text !== "" && source !== undefined && lines.sameLine(source.start, source.end)
    const suits = !habits.json || text.startsWith('"') === (typeof node.value === "string")
    if (fits && suits && scalars.reads(text, node.value, place)) return text
    const replaced = made.get(node)?.place
    return scalars.write(node.value, place, replaced?.kind === "scalar" ? replaced.style : node.style)
  }

  #repeat(source: Collection, node: Collection, { column }: FlowPlace): string {
    const { lines } = this.#ground
    const edits = node === source ? [] : (this.#editsOf(source, node) ?? [])
    this.#moved.claim(source.start, source.end, edits)
    const text = applyWithin(lines.text, source.start, source.end, edits)
    const [head, ...rest] = text.split(/\r?\n/) as [string, ...Array<string>]
    if (rest.length === 0) return text
    const base = lines.skipBlanks(lines.startOf(source.start)) - lines.startOf(source.start)
    return [head, ...shifted(rest, column - base, 0)].join(lines.end)
  }
}

const isBrief = (node: Node): boolean => {
  if (node.kind === "alias") return true
  if (node.kind !== "scalar" || node.anchor !== undefined || node.tag !== undefined) return false
  return typeof node.value !== "string" || (node.value.length <= 60 && !node.value.includes("\n"))
}
