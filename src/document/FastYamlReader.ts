/**
 * The fast YAML reader: one pass over the YAML that pipeline files are written in, several times faster than the
 * exact reader, with the very same tree.
 *
 * It knows block maps and sequences (compact and without indentation too), plain, quoted and block scalars, flow
 * collections, comments, anchors, aliases, the dialect's own tags and streams of documents. It reads no text that
 * has anything wrong with it: where it answers, the only problem may be a limit that is passed. `FastScan` tells how it gives up.
 */
import type { Anchor } from "./Anchors.ts"
import { hasDuplicates } from "./Duplicates.ts"
import { readBlockScalar } from "./FastBlockScalar.ts"
import { readAlias, readFlow, readName } from "./FastFlow.ts"
import { readQuoted } from "./FastQuoted.ts"
import { char, giveUp, isBlank, isBreak, Scan, unusual } from "./FastScan.ts"
import { Exceeded } from "./Limits.ts"
import type { Node, Pair, ScalarNode } from "./Node.ts"
import type { Parsed } from "./Parsed.ts"
import { readPlain } from "./PlainScalar.ts"
import type { Reading } from "./Reading.ts"
import { isKnownTag } from "./Tag.ts"

/** The documents of the text, or `undefined` where the exact reader has to decide. `text` has no lone CR. */
export const readFastYaml = (text: string, reading: Reading): Parsed | undefined => {
  if (text.includes("\0")) return undefined
  const scan = new Scan(text, reading)
  try {
    return { roots: readStream(scan), problems: [], repeated: scan.repeated }
  } catch (thrown) {
    if (thrown === unusual) return undefined
    if (thrown instanceof Exceeded) return { roots: [], problems: [thrown.problem], repeated: false }
    throw thrown
  }
}

const byteOrderMark = 0xfeff

const readStream = (scan: Scan): ReadonlyArray<Node> => {
  const roots: Array<Node> = []
  if (scan.at(0) === byteOrderMark) scan.pos = 1
  scan.thisLine()
  while (scan.indent >= 0 || scan.atMarker) {
    let empty = scan.pos
    if (scan.atMarker) {
      scan.pos += 3
      empty = scan.pos
      // Gives up on content in the marker's own line.
      scan.nextLine()
    }
    if (scan.at(scan.pos) === char.percent) giveUp()
    scan.anchors.forget()
    roots.push(scan.indent < 0 ? scan.nothing(empty) : readRoot(scan))
    if (scan.indent >= 0) giveUp()
  }
  return roots
}

const readRoot = (scan: Scan): Node => {
  const root = readBlockNode(scan, -1, scan.indent)
  // A scalar as the whole document has rules of its own.
  return root.kind === "scalar" || root.kind === "alias" ? giveUp() : root
}

/**
 * What stands at `pos`, first on its line or behind a dash: a collection at `column`, or a scalar, whose further
 * lines are indented deeper than `parent`.
 */
const readBlockNode = (scan: Scan, parent: number, column: number): Node => {
  const code = scan.at(scan.pos)
  if (code === char.dash && isBlank(scan.at(scan.pos + 1))) return readBlockSeq(scan, column)
  if (code === char.double || code === char.single) {
    const quoted = readQuoted(scan, parent)
    if (!isColon(scan)) return endValue(scan, quoted)
    if (scan.lineStart > quoted.start) giveUp()
    return readBlockMap(scan, column, quoted)
  }
  if (!isPlainStart(scan, code)) return readInline(scan, parent)
  const start = scan.pos
  const stop = scan.plainLine()
  if (stop !== "colon") return readPlainRest(scan, start, parent)
  return readBlockMap(scan, column, plainKey(scan, start))
}

const readBlockSeq = (scan: Scan, column: number): Node => {
  scan.enter()
  const start = scan.pos
  const mark = scan.mark()
  let end = start
  for (let first = true; first || scan.indent === column; first = false) {
    if (scan.at(scan.pos) !== char.dash || !isBlank(scan.at(scan.pos + 1))) break
    scan.pos++
    const item = readAfterIndicator(scan, column, false)
    scan.put(item)
    end = item.end
  }
  if (scan.indent > column) giveUp()
  scan.leave()
  return { kind: "seq", start, end, items: scan.taken<Node>(mark), flow: false }
}

/** `first` is the first key, with `pos` at its colon. */
const readBlockMap = (scan: Scan, column: number, first: ScalarNode): Node => {
  scan.enter()
  const mark = scan.mark()
  let key = first
  let end = first.end
  for (;;) {
    scan.pos++
    const value = readAfterIndicator(scan, column, true)
    end = value.end
    scan.put({ key, value, start: key.start, end })
    if (scan.indent !== column) break
    key = readKey(scan)
  }
  if (scan.indent > column) giveUp()
  const pairs = scan.taken<Pair>(mark)
  if (hasDuplicates(pairs, scan.reading)) scan.repeated = true
  scan.leave()
  return { kind: "map", start: first.start, end, pairs, flow: false }
}

/** The key at `pos`, which moves to its colon. */
const readKey = (scan: Scan): ScalarNode => {
  const code = scan.at(scan.pos)
  if (code === char.double || code === char.single) {
    const key = readQuoted(scan, undefined)
    return isColon(scan) ? key : giveUp()
  }
  if (!isPlainStart(scan, code)) giveUp()
  const start = scan.pos
  return scan.plainLine() === "colon" ? plainKey(scan, start) : giveUp()
}

/** Keys longer than YAML allows for them are left to the exact reader. */
const longestKey = 1000

const plainKey = (scan: Scan, start: number): ScalarNode => {
  if (scan.pos - start > longestKey) giveUp()
  const text = scan.word(start, scan.plainEnd)
  return scan.scalar(start, scan.plainEnd, readPlain(text, scan.reading.yaml), "plain")
}

/** Whether a colon that makes a key of what was just read comes next; `pos` moves to it. */
const isColon = (scan: Scan): boolean => {
  scan.skipSpaces()
  return scan.at(scan.pos) === char.colon && isBlank(scan.at(scan.pos + 1))
}

/**
 * The value behind a colon (`inMap`) or dash at `pos - 1`, in the same line or below it. `column` is that of the map or
 * sequence; under a colon, a sequence may begin in that very column.
 */
const readAfterIndicator = (scan: Scan, column: number, inMap: boolean): Node => {
  let empty = scan.pos
  scan.skipSpaces()
  const code = scan.at(scan.pos)
  if (code === char.ampersand || code === char.bang) return readProperties(scan, column, inMap)
  if (isBreak(code) || code === char.hash) {
    scan.nextLine()
    return readBelow(scan, column, inMap, empty)
  }
  empty = scan.pos
  return inMap ? readInline(scan, column) : readBlockNode(scan, column, empty - scan.lineStart)
}

/** What the lines below an indicator hold for it. */
const readBelow = (scan: Scan, column: number, inMap: boolean, empty: number): Node => {
  if (scan.indent > column) return readBlockNode(scan, column, scan.indent)
  const dash = inMap && scan.indent === column && scan.at(scan.pos) === char.dash
  return dash && isBlank(scan.at(scan.pos + 1)) ? readBlockSeq(scan, column) : scan.nothing(empty)
}

/** An anchor, a tag of the dialect, or both, and the node they belong to. */
const readProperties = (scan: Scan, column: number, inMap: boolean): Node => {
  const propertiesStart = scan.pos
  let name: string | undefined
  let tag: string | undefined
  let empty = scan.pos
  for (
    let code = scan.at(scan.pos);
    code === char.ampersand || code === char.bang;
    code = scan.at(scan.pos)
  ) {
    if (code === char.ampersand) {
      if (name !== undefined) giveUp()
      name = readName(scan)
    } else {
      if (tag !== undefined) giveUp()
      tag = readTag(scan)
    }
    if (!isBlank(scan.at(scan.pos))) giveUp()
    empty = scan.pos
    scan.skipSpaces()
  }
  const anchor: Anchor | undefined = name === undefined ? undefined : scan.anchors.begin(name, scan.depth)
  const bare = readProperNode(scan, column, inMap, empty)
  // An alias has no properties; what a tag makes of a scalar is for the exact reader.
  if (bare.kind === "alias" || (tag !== undefined && bare.kind === "scalar")) return giveUp()
  const named = name === undefined ? bare : { ...bare, anchor: name }
  const node = { ...named, ...(tag === undefined ? {} : { tag }), propertiesStart }
  if (anchor !== undefined) scan.anchors.end(anchor, node)
  return node
}

const readProperNode = (scan: Scan, column: number, inMap: boolean, empty: number): Node => {
  const code = scan.at(scan.pos)
  if (!isBreak(code) && code !== char.hash) return readInline(scan, column)
  scan.nextLine()
  return readBelow(scan, column, inMap, empty)
}

/** Tags of a dialect's own. Those of YAML itself are for the exact reader. */
const localTag = /^![\w.:/-]+$/

const readTag = (scan: Scan): string => {
  const start = scan.pos
  while (!isBlank(scan.at(scan.pos))) scan.pos++
  const tag = scan.source.slice(start, scan.pos)
  return localTag.test(tag) && isKnownTag(tag, scan.reading) ? tag : giveUp()
}

/** A value that begins in the line of its indicator and is no block collection. Leaves `pos` at the next content. */
const readInline = (scan: Scan, parent: number): Node => {
  const code = scan.at(scan.pos)
  switch (code) {
    case char.double:
    case char.single:
      return endValue(scan, readQuoted(scan, parent))
    case char.openSeq:
    case char.openMap:
      return endValue(scan, readFlow(scan, parent))
    case char.star:
      return endValue(scan, readAlias(scan))
    case char.pipe:
    case char.greater:
      return readBlockScalar(scan, parent)
  }
  if (!isPlainStart(scan, code)) giveUp()
  const start = scan.pos
  return scan.plainLine() === "colon" ? giveUp() : readPlainRest(scan, start, parent)
}

/** The value is complete: only a comment may follow in its line. */
const endValue = (scan: Scan, node: Node): Node => {
  scan.nextLine()
  return node
}

/** A plain scalar whose first line was just walked: what lines below continue it. */
const readPlainRest = (scan: Scan, start: number, parent: number): ScalarNode => {
  let end = scan.plainEnd
  let text = scan.word(start, end)
  scan.nextLine()
  while (scan.indent > parent) {
    if (scan.passedComment) giveUp()
    text += scan.breaks === 1 ? " " : "\n".repeat(scan.breaks - 1)
    const from = scan.pos
    if (scan.plainLine() === "colon") giveUp()
    end = scan.plainEnd
    text += scan.source.slice(from, end)
    scan.nextLine()
  }
  return scan.scalar(start, end, readPlain(text, scan.reading.yaml), "plain")
}

/** Whether plain text may begin with the character at `pos`. */
const isPlainStart = (scan: Scan, code: number): boolean => {
  switch (code) {
    case char.dash:
    case char.question:
    case char.colon:
      return !isBlank(scan.at(scan.pos + 1))
    case char.double:
    case char.single:
    case char.openSeq:
    case char.closeSeq:
    case char.openMap:
    case char.closeMap:
    case char.comma:
    case char.hash:
    case char.ampersand:
    case char.star:
    case char.bang:
    case char.pipe:
    case char.greater:
    case char.percent:
    case char.at:
    case char.backtick:
    case char.tab:
      return false
    default:
      return true
  }
}
