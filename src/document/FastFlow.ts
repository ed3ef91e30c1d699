/**
 * Flow collections (`[…]`, `{…}`) for the fast YAML reader: scalars, aliases and collections in them, over any number of
 * lines. Pairs in lists, keys that are collections, anchors and plain text over several lines are left to the exact
 * reader.
 */
import { hasDuplicates } from "./Duplicates.ts"
import { readQuoted } from "./FastQuoted.ts"
import { char, giveUp, isBlank, type Scan } from "./FastScan.ts"
import type { AliasNode, MapNode, Node, Pair, ScalarNode, SeqNode } from "./Node.ts"
import { readPlain } from "./PlainScalar.ts"

/** Reads the collection at `pos`. Its further lines must be indented deeper than `parent`. */
export const readFlow = (scan: Scan, parent: number): MapNode | SeqNode => readCollection(scan, parent, true)

/** The alias at `pos`. */
export const readAlias = (scan: Scan): AliasNode => {
  const start = scan.pos
  const name = readName(scan)
  const followed = scan.anchors.follow(name, scan.depth)
  if (followed.kind !== "node") return giveUp()
  scan.check()
  return { kind: "alias", start, end: scan.pos, name, target: followed.node }
}

/** The name behind the `&` or `*` at `pos`. */
export const readName = (scan: Scan): string => {
  const start = scan.pos + 1
  let pos = start
  for (;;) {
    const code = scan.at(pos)
    if (isBlank(code) || isFlowMark(code)) break
    pos++
  }
  const name = scan.source.slice(start, pos)
  if (name === "" || name.endsWith(":")) giveUp()
  scan.pos = pos
  return name
}

const readCollection = (scan: Scan, parent: number, outermost: boolean): MapNode | SeqNode => {
  scan.enter()
  const made =
    scan.at(scan.pos) === char.openSeq ? readSeq(scan, parent, outermost) : readMap(scan, parent, outermost)
  scan.leave()
  return made
}

const readSeq = (scan: Scan, parent: number, outermost: boolean): SeqNode => {
  const start = scan.pos++
  const mark = scan.mark()
  for (;;) {
    skipLayout(scan, parent, outermost)
    if (scan.at(scan.pos) === char.closeSeq) break
    scan.put(readNode(scan, parent))
    skipLayout(scan, parent, outermost)
    if (scan.at(scan.pos) === char.comma) scan.pos++
    else if (scan.at(scan.pos) !== char.closeSeq) giveUp()
  }
  return { kind: "seq", start, end: ++scan.pos, items: scan.taken<Node>(mark), flow: true }
}

const readMap = (scan: Scan, parent: number, outermost: boolean): MapNode => {
  const start = scan.pos++
  const mark = scan.mark()
  for (;;) {
    skipLayout(scan, parent, outermost)
    if (scan.at(scan.pos) === char.closeMap) break
    scan.put(readPair(scan, parent, outermost))
    skipLayout(scan, parent, outermost)
    if (scan.at(scan.pos) === char.comma) scan.pos++
    else if (scan.at(scan.pos) !== char.closeMap) giveUp()
  }
  const pairs = scan.taken<Pair>(mark)
  if (hasDuplicates(pairs, scan.reading)) scan.repeated = true
  return { kind: "map", start, end: ++scan.pos, pairs, flow: true }
}

const readPair = (scan: Scan, parent: number, outermost: boolean): Pair => {
  const code = scan.at(scan.pos)
  const quoted = code === char.double || code === char.single
  const key = quoted ? readQuoted(scan, undefined) : readPlainWord(scan)
  scan.skipSpaces()
  const next = scan.at(scan.pos + 1)
  if (scan.at(scan.pos) !== char.colon || !(quoted || isBlank(next) || isFlowMark(next))) {
    return { key, value: scan.nothing(key.end), start: key.start, end: key.end }
  }
  const empty = ++scan.pos
  skipLayout(scan, parent, outermost)
  const after = scan.at(scan.pos)
  const value = after === char.comma || after === char.closeMap ? scan.nothing(empty) : readNode(scan, parent)
  return { key, value, start: key.start, end: value.end }
}

const readNode = (scan: Scan, parent: number): Node => {
  switch (scan.at(scan.pos)) {
    case char.double:
    case char.single:
      return readQuoted(scan, parent)
    case char.openSeq:
    case char.openMap:
      return readCollection(scan, parent, false)
    case char.star:
      return readAlias(scan)
    default:
      return readPlainWord(scan)
  }
}

/** Plain text up to what ends it within its line. */
const readPlainWord = (scan: Scan): ScalarNode => {
  const { source, pos: start } = scan
  checkFirst(scan)
  let pos = start
  let end = start
  for (;;) {
    const code = source.charCodeAt(pos)
    if (code === char.space) {
      pos++
      if (source.charCodeAt(pos) === char.hash) break
      continue
    }
    if (isBlank(code) || isFlowMark(code)) break
    if (code === char.colon) {
      const next = source.charCodeAt(pos + 1)
      if (isBlank(next) || isFlowMark(next)) break
    }
    end = ++pos
  }
  scan.pos = pos
  return scan.scalar(start, end, readPlain(scan.word(start, end), scan.reading.yaml), "plain")
}

/** Gives up on a character that cannot begin plain text, or does so only in some company. */
const checkFirst = (scan: Scan): void => {
  switch (scan.at(scan.pos)) {
    case char.dash:
    case char.question: {
      const next = scan.at(scan.pos + 1)
      if (isBlank(next) || isFlowMark(next)) giveUp()
      return
    }
    case char.openSeq:
    case char.openMap:
    case char.closeSeq:
    case char.closeMap:
    case char.comma:
    case char.colon:
    case char.hash:
    case char.ampersand:
    case char.star:
    case char.bang:
    case char.pipe:
    case char.greater:
    case char.percent:
    case char.at:
    case char.backtick:
    case char.end:
      giveUp()
  }
}

const isFlowMark = (code: number): boolean =>
  code === char.comma ||
  code === char.openSeq ||
  code === char.closeSeq ||
  code === char.openMap ||
  code === char.closeMap

/** Over blanks, breaks and comments between the parts of a collection. */
const skipLayout = (scan: Scan, parent: number, outermost: boolean): void => {
  scan.skipSpaces()
  const code = scan.at(scan.pos)
  if (code !== char.lineFeed && code !== char.carriageReturn && code !== char.hash) {
    if (code === char.tab) giveUp()
    return
  }
  scan.nextLine()
  if (scan.indent > parent || (scan.reading.flow === "anywhere" && scan.indent >= 0)) return
  // The outermost collection may close in the column of what it belongs to; nothing else may stand there.
  const closing = scan.at(scan.pos)
  const closes = closing === char.closeSeq || closing === char.closeMap
  if (!outermost || !closes || scan.indent !== parent) giveUp()
}
