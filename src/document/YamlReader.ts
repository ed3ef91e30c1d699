/**
 * The exact YAML reader: the `yaml` package decides what the text means and what is wrong with it.
 *
 * From its documents and their concrete tokens (`YamlConcrete`) we make our nodes: only the tokens tell where a colon
 * or an anchor stands. Scalars keep their text until our own rules (`PlainScalar`, `Tag`) say what it means.
 */
import {
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
  type Document as YamlDocument,
  type Pair as YamlPair
} from "yaml"
import { Anchors } from "./Anchors.ts"
import type { Problem } from "./Document.ts"
import { withoutFlowBreaks } from "./FlowBreaks.ts"
import { limitDepth, limitNodes } from "./Limits.ts"
import type { AliasNode, MapNode, Node, Pair, ScalarNode, ScalarStyle, SeqNode } from "./Node.ts"
import type { Parsed } from "./Parsed.ts"
import { readPlain } from "./PlainScalar.ts"
import type { Reading } from "./Reading.ts"
import { isKnownTag, readTagged } from "./Tag.ts"
import { parseConcrete } from "./YamlConcrete.ts"
import { joined, problemOf } from "./YamlProblem.ts"

/** Reads a stream of documents. `text` has no lone CR: the package does not take it for a line break. */
export const readYaml = (text: string, reading: Reading): Parsed => {
  let shown = text
  for (let pass = 0; ; pass++) {
    const parsed = readOnce(shown, reading)
    if (reading.flow === "deeper" || pass === passes) return parsed
    const open = parsed.problems.filter(({ code }) => code === "unclosed-flow")
    const next =
      open.length === 0
        ? undefined
        : withoutFlowBreaks(
            shown,
            open.map(({ start }) => start)
          )
    if (next === undefined) return parsed
    shown = next
  }
}

/** How often a text is read again with collections on one line: one that hides others ends with the first pass. */
const passes = 4

const readOnce = (text: string, reading: Reading): Parsed => {
  const concrete = parseConcrete(text, reading)
  if ("limit" in concrete) return { roots: [], problems: [concrete.limit], repeated: false }
  const roots: Array<Node> = []
  const problems: Array<Problem> = []
  const anchors = new Anchors(reading.anchors)
  for (let i = 0; i < concrete.documents.length; i++) {
    const builder = new Builder(text, reading, anchors)
    const document = concrete.documents[i] as YamlDocument.Parsed
    roots.push(builder.root(document, concrete.tokens[i]))
    if (builder.limit !== undefined) return { roots: [], problems: [builder.limit], repeated: false }
    for (const problem of builder.problemsOf(document.errors)) problems.push(problem)
  }
  for (const error of concrete.errors) problems.push(problemOf(error, text.length))
  return { roots, problems, repeated: true }
}

/** Anchor, tag and indicators before a node, from the tokens before it. */
interface Before {
  readonly anchor: string | undefined
  readonly tag: string | undefined
  /** Where the anchor or tag begins. */
  readonly start: number | undefined
  /** Where a value that is not written would stand. */
  readonly empty: number | undefined
}

const before = (tokens: ReadonlyArray<CST.SourceToken> | undefined, otherwise?: number): Before => {
  let anchor: string | undefined
  let tag: string | undefined
  let start: number | undefined
  let empty = otherwise
  if (tokens !== undefined) {
    for (const token of tokens) {
      if (token.type === "space" || token.type === "newline" || token.type === "comment") continue
      if (token.type === "anchor") anchor = token.source.slice(1)
      if (token.type === "tag") tag = token.source
      if (token.type === "anchor" || token.type === "tag") start ??= token.offset
      empty = token.offset + token.source.length
    }
  }
  return { anchor, tag, start, empty }
}

/** Makes our nodes of one document. */
class Builder {
  readonly #text: string
  readonly #reading: Reading
  readonly #anchors: Anchors
  readonly #problems: Array<Problem> = []
  /** Starts of quotes and of brackets that are not closed, in the order in which the package reports them. */
  readonly #unclosedQuotes: Array<number> = []
  readonly #unclosedFlows: Array<number> = []
  #depth = 0
  limit: Problem | undefined

  constructor(text: string, reading: Reading, anchors: Anchors) {
    this.#text = text
    this.#reading = reading
    this.#anchors = anchors
    anchors.forget()
  }

  root(document: YamlDocument.Parsed, token: CST.Document | undefined): Node {
    return this.#node(document.contents, before(token?.start, document.range[0]))
  }

  /** The package's errors with our own, where quotes and brackets are reported at the start of what is unclosed. */
  problemsOf(errors: ReadonlyArray<YAMLError>): ReadonlyArray<Problem> {
    const read = errors.map((error) => problemOf(error, this.#text.length))
    this.#place(read, "unclosed-quote", this.#unclosedQuotes)
    this.#place(read, "unclosed-flow", this.#unclosedFlows)
    return [...joined(read, this.#text), ...this.#problems]
  }

  #place(problems: Array<Problem>, code: string, starts: ReadonlyArray<number>): void {
    if (problems.filter((problem) => problem.code === code).length !== starts.length) return
    let next = 0
    for (let i = 0; i < problems.length; i++) {
      const problem = problems[i] as Problem
      if (problem.code !== code) continue
      const start = starts[next++] as number
      problems[i] = { ...problem, start, end: start + 1 }
    }
  }

  #node(node: unknown, at: Before): Node {
    if (isScalar(node)) return this.#scalar(node, at)
    if (isMap(node)) return this.#collection(node, at)
    if (isSeq(node)) return this.#collection(node, at)
    if (isAlias(node)) return this.#alias(node.source, (node.range as Range)[0], at)
    return this.#finish(
      { kind: "scalar", start: at.empty ?? 0, end: at.empty ?? 0, value: null, style: "plain" },
      at
    )
  }

  #scalar(node: Scalar, at: Before): Node {
    const token = node.srcToken
    const source = node.source ?? ""
    const style = styles[node.type ?? "PLAIN"] ?? "plain"
    const [start, end] = this.#scalarRange(node, style, at)
    if (token !== undefined && (style === "single" || style === "double") && !isClosed(token)) {
      this.#unclosedQuotes.push(start)
    }
    const value = this.#value(source, style, at)
    return this.#finish({ kind: "scalar", start, end, value, style }, at)
  }

  #scalarRange(node: Scalar, style: ScalarStyle, at: Before): readonly [number, number] {
    const token = node.srcToken
    if (token?.type === "block-scalar") return blockScalarRange(token, node.source ?? "")
    const [start, end] = node.range as Range
    if (style === "plain" && start === end) return [at.empty ?? start, at.empty ?? start]
    return [start, end]
  }

  #value(source: string, style: ScalarStyle, at: Before): ScalarNode["value"] {
    if (at.tag !== undefined) {
      const value = readTagged(at.tag, source, style, this.#reading)
      if (value !== undefined) return value
      this.#report(
        "bad-tag",
        `The value does not match its tag \`${at.tag}\`.`,
        at.start as number,
        at.tag.length
      )
    }
    return style === "plain" ? readPlain(source, this.#reading.yaml) : source
  }

  #alias(name: string, start: number, at: Before): Node {
    const followed = this.#anchors.follow(name, this.#depth)
    const target = followed.kind === "node" ? followed.node : undefined
    if (followed.kind === "unknown") {
      this.#report("unknown-alias", `No anchor \`&${name}\` comes before this alias.`, start, name.length + 1)
    } else if (followed.kind === "cyclic") {
      this.#report(
        "cyclic-alias",
        `The alias is inside the value that \`&${name}\` names.`,
        start,
        name.length + 1
      )
    }
    const alias: AliasNode = { kind: "alias", start, end: start + name.length + 1, name, target }
    this.#limits(alias)
    return at.start === undefined ? alias : { ...alias, propertiesStart: at.start }
  }

  #collection(node: YAMLMap | YAMLSeq, at: Before): Node {
    const anchor = at.anchor === undefined ? undefined : this.#anchors.begin(at.anchor, this.#depth)
    this.#depth++
    this.#anchors.deepest = Math.max(this.#anchors.deepest, this.#depth)
    const made = isMap(node) ? this.#map(node) : this.#seq(node)
    this.#depth--
    const token = node.srcToken
    if (token?.type === "flow-collection" && !isFlowClosed(token)) this.#unclosedFlows.push(made.start)
    const finished = this.#finish(made, at, false)
    if (anchor !== undefined) this.#anchors.end(anchor, finished)
    return finished
  }

  #map(node: YAMLMap): MapNode {
    const pairs = node.items.map((item) => this.#pair(item as YamlPair))
    const flow = node.flow === true
    const [start, end] = node.range as Range
    // A flow map without a token of its own is the one pair in `[ key: value ]`.
    if (flow && node.srcToken !== undefined) return { kind: "map", start, end, pairs, flow }
    return { kind: "map", start: pairs[0]?.start ?? start, end: pairs.at(-1)?.end ?? start, pairs, flow }
  }

  #pair(pair: YamlPair): Pair {
    const item = pair.srcToken
    const atKey = before(
      item?.start.filter((token) => token.type !== "comma"),
      rangeOf(pair.key)?.[0]
    )
    const key = this.#node(pair.key, atKey)
    const value = this.#node(pair.value, before(item?.sep, key.end))
    const explicit = item?.start.find((token) => token.type === "explicit-key-ind")?.offset
    return { key, value, start: explicit ?? key.propertiesStart ?? key.start, end: value.end }
  }

  #seq(node: YAMLSeq): SeqNode {
    const flow = node.flow === true
    const [start, end] = node.range as Range
    const token = node.srcToken
    const written =
      token === undefined || !("items" in token) ? [] : token.items.filter(flow ? isFlowItem : isBlockItem)
    const items = node.items.map((item, i) => {
      const tokens = written[i]?.start.filter((token) => token.type !== "comma")
      // The properties before a pair in `[ key: value ]` are its key's.
      const own = isMap(item) && item.srcToken === undefined ? undefined : tokens
      return this.#node(item, before(own, rangeOf(item)?.[0]))
    })
    if (flow) return { kind: "seq", start, end, items, flow }
    const dash = written.at(-1)?.start.find((token) => token.type === "seq-item-ind")
    const last = items.at(-1)?.end ?? (dash === undefined ? start : dash.offset + 1)
    return { kind: "seq", start, end: last, items, flow }
  }

  /** Gives a node its properties, counts it and registers its anchor, unless the caller did so before its items. */
  #finish(node: ScalarNode | MapNode | SeqNode, at: Before, declare = true): Node {
    const anchor =
      at.anchor === undefined || !declare ? undefined : this.#anchors.begin(at.anchor, this.#depth)
    this.#anchors.size++
    const made =
      at.start === undefined
        ? node
        : {
            ...node,
            ...(at.anchor === undefined ? {} : { anchor: at.anchor }),
            ...(at.tag === undefined ? {} : { tag: at.tag }),
            propertiesStart: at.start
          }
    if (at.tag !== undefined && !isKnownTag(at.tag, this.#reading)) {
      this.#report(
        "unknown-tag",
        `The tag \`${at.tag}\` has no meaning here.`,
        at.start as number,
        at.tag.length
      )
    }
    if (anchor !== undefined) this.#anchors.end(anchor, made)
    this.#limits(made)
    return made
  }

  #limits(node: Node): void {
    if (this.limit !== undefined) return
    if (this.#anchors.size > this.#reading.limits.nodes) {
      this.limit = limitNodes(this.#reading.limits, node.start, node.end)
    } else if (this.#anchors.deepest > this.#reading.limits.depth) {
      this.limit = limitDepth(this.#reading.limits, node.start, node.start + 1)
    }
  }

  #report(code: string, message: string, start: number, length: number): void {
    this.#problems.push({ code, message, start, end: start + length })
  }
}

type Range = readonly [number, number, number]

const rangeOf = (node: unknown): Range | undefined =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range as Range) : undefined

const styles: { readonly [type: string]: ScalarStyle } = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded"
}

/** Ends with the last line of content; see the conventions in `Node`. */
const blockScalarRange = (token: CST.BlockScalar, value: string): readonly [number, number] => {
  const start = token.offset
  const header = token.props[0] as CST.SourceToken
  const headerEnd = start + header.source.length
  if (value === "") return [start, headerEnd]
  let end = start + token.source.length
  for (const prop of token.props) end += "source" in prop ? prop.source.length : 0
  const source = token.source
  if (source.endsWith("\r\n")) end -= 2
  else if (source.endsWith("\n")) end -= 1
  return [start, end]
}

const isClosed = (token: CST.Token): boolean =>
  "source" in token && token.source.length > 1 && token.source.endsWith(token.source[0] as string)

const isFlowClosed = (token: CST.FlowCollection): boolean =>
  token.end[0]?.source === (token.start.source === "{" ? "}" : "]")

/** Whether an item of a concrete sequence is more than the blanks and comments after the last one. */
const isBlockItem = (item: CST.CollectionItem): boolean =>
  item.value !== undefined ||
  item.start.some((token) => token.type === "seq-item-ind" || token.type === "anchor" || token.type === "tag")

const isFlowItem = (item: CST.CollectionItem): boolean =>
  item.value !== undefined ||
  item.sep !== undefined ||
  item.start.some(
    (token) => token.type === "explicit-key-ind" || token.type === "anchor" || token.type === "tag"
  )
