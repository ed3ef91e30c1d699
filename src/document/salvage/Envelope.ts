/**
 * What stands around the document: Markdown fences, and the sentences with which a model hands a file over.
 *
 * Called only for text that does not read as expected, so a fence inside a text that is fine is never looked at.
 */
import { type ScannedLine, splitLines } from "./ScannedLine.ts"
import { remove, type Slip, slip } from "./Slip.ts"

/** One choice of what the document is. */
export interface Enclosed {
  readonly slip: Slip
  /** Lines outside that look like a document themselves: they speak against the choice. */
  readonly lost: number
}

/** The choices, the likeliest first; none where nothing stands around the document. */
export const envelopes = (text: string): ReadonlyArray<Enclosed> => {
  const lines = splitLines(text)
  const fences = fencesOf(text, lines)
  // Fences may be texts inside of the document as well.
  return [...(fences.length > 0 ? fenced(text, lines, fences) : []), ...unfenced(text, lines)]
}

interface Fence {
  readonly line: number
  readonly col: number
  /** Its marks: three or more. */
  readonly mark: string
  readonly info: string
}

const fenceLine = /^[ \t]*(?:[-*>] ?[ \t]*)?(`{3,}|~{3,})[ \t]*([\w+.#-]*)[^`~]*$/

const fencesOf = (text: string, lines: ReadonlyArray<ScannedLine>): ReadonlyArray<Fence> => {
  const found: Array<Fence> = []
  for (const [index, line] of lines.entries()) {
    const first = text.charCodeAt(line.start + line.col)
    if (first !== 96 && first !== 126 && first !== 45 && first !== 42 && first !== 62) continue
    const match = fenceLine.exec(text.slice(line.start, Math.min(line.end, line.start + 200)))
    if (match !== null)
      found.push({ line: index, col: line.col, mark: match[1] as string, info: match[2] as string })
  }
  return found
}

interface Block {
  /** First and last line inside. */
  readonly first: number
  readonly last: number
  readonly info: string
}

const fenced = (
  text: string,
  lines: ReadonlyArray<ScannedLine>,
  fences: ReadonlyArray<Fence>
): ReadonlyArray<Enclosed> => {
  const blocks: Array<Block> = []
  let at = 0
  const opening = fences[0] as Fence
  if (opening.info === "" && structure(text, lines, 0, opening.line - 1) > 0 && fences.length % 2 === 1) {
    // Text that is closed by a fence which nothing opened.
    blocks.push({
      first: firstOfDocument(text, lines, 0, opening.line - 1),
      last: opening.line - 1,
      info: ""
    })
    at = 1
  }
  for (; at < fences.length; at++) {
    const open = fences[at] as Fence
    // Fences that stand deeper are texts inside the document.
    let next = at + 1
    while (next < fences.length && (fences[next] as Fence).col > open.col + 3) next++
    const close = fences[next]
    if (close === undefined || close.info !== "" || !close.mark.startsWith(open.mark)) {
      const last = close === undefined ? lastOfDocument(text, lines, open.line + 1) : close.line - 1
      blocks.push({ first: open.line + 1, last, info: open.info })
      at = next - 1
      continue
    }
    blocks.push({ first: open.line + 1, last: close.line - 1, info: open.info })
    at = next
  }
  return blocks
    .filter((block) => block.last >= block.first)
    .map((block) => ({ block, likely: likelihood(text, lines, block) }))
    .sort((a, b) => b.likely - a.likely)
    .slice(0, 4)
    .map(({ block }) => ({
      lost: outside(text, lines, blocks, block),
      slip: slip({
        rule: "markdown-fence",
        message:
          lines[0] !== undefined && block.first > 1
            ? "The document is wrapped in a Markdown fence, with text around it."
            : "The document is wrapped in a Markdown fence.",
        title: "Keep only what is inside the fence",
        edits: around(text, lines, block.first, block.last),
        start: startOf(text, lines, block.first),
        end: endOf(text, lines, block.first)
      })
    }))
}

const likelihood = (text: string, lines: ReadonlyArray<ScannedLine>, block: Block): number => {
  const entries = structure(text, lines, block.first, block.last)
  const named = /^(?:ya?ml|json[c5]?)$/i.test(block.info) ? 3 : block.info === "" ? 1 : 0.3
  return named * entries
}

/** Lines in no block at all that look like a document. */
const outside = (
  text: string,
  lines: ReadonlyArray<ScannedLine>,
  blocks: ReadonlyArray<Block>,
  chosen: Block
): number => {
  let count = 0
  let from = 0
  for (const block of [...blocks, { first: lines.length, last: lines.length, info: "" }]) {
    if (block.first > from)
      count += structure(text, lines, from, Math.min(block.first, lines.length) - 1, true)
    from = block.last + 1
  }
  // Another block is more often an aside than a second half.
  for (const block of blocks) {
    if (block !== chosen) count += 0.4 * structure(text, lines, block.first, block.last, true)
  }
  return count
}

/** Lines that look like keys or items. */
const structure = (
  text: string,
  lines: ReadonlyArray<ScannedLine>,
  first: number,
  last: number,
  keysOnly = false
): number => {
  let count = 0
  for (let at = first; at <= last; at++) {
    const line = lineAt(lines, at)
    const start = line.start + line.col
    const code = text.charCodeAt(start)
    if (line.kind === "blank" || line.kind === "comment") continue
    if (keysOnly) {
      if (/^(?:- )*[\w.-]+:(?:\s|$)/.test(text.slice(start, Math.min(line.end, start + 200)))) count++
    } else if (code === 123 || code === 91 || code === 34) count++
    else if (/^(?:- )*[^\s:]+:(?:\s|$)|^- /.test(text.slice(start, Math.min(line.end, start + 200)))) count++
  }
  return count
}

/** The edits that leave only those lines. */
const around = (text: string, lines: ReadonlyArray<ScannedLine>, first: number, last: number) => {
  const start = lineAt(lines, first).start
  const next = lines[last + 1]
  const edits = []
  // The byte order mark stays where it is.
  const origin = text.charCodeAt(0) === 0xfeff ? 1 : 0
  if (start > origin) edits.push(remove(origin, start))
  if (next !== undefined && next.start < text.length) edits.push(remove(next.start, text.length))
  return edits
}

const lineAt = (lines: ReadonlyArray<ScannedLine>, index: number): ScannedLine => lines[index] as ScannedLine

/** Where the first thing that goes away stands. */
const startOf = (text: string, lines: ReadonlyArray<ScannedLine>, first: number): number => {
  for (let at = 0; at < first; at++) if (lineAt(lines, at).kind !== "blank") return lineAt(lines, at).start
  for (let at = lines.length - 1; at >= first; at--) {
    const line = lineAt(lines, at)
    if (fenceLine.test(text.slice(line.start, line.end))) return line.start
  }
  return 0
}

/** Where it ends: before the document, or with the line behind it. */
const endOf = (text: string, lines: ReadonlyArray<ScannedLine>, first: number): number => {
  const start = startOf(text, lines, first)
  const before = lineAt(lines, Math.max(0, first - 1)).end
  return before >= start ? before : (lines.find(({ end }) => end >= start)?.end ?? start)
}

const unfenced = (text: string, lines: ReadonlyArray<ScannedLine>): ReadonlyArray<Enclosed> => {
  const first = firstOfDocument(text, lines, 0, lines.length - 1)
  const last = lastOfDocument(text, lines, first)
  const leading = hasText(lines, 0, first - 1)
  const trailing = hasText(lines, last + 1, lines.length - 1)
  if ((!leading && !trailing) || last < first) return []
  const from = leading ? first : 0
  const shownFrom = leading ? 0 : last + 1
  let start = shownFrom
  while (start < lines.length - 1 && lineAt(lines, start).kind === "blank") start++
  return [
    {
      lost: 0,
      slip: slip({
        rule: "surrounding-prose",
        message: leading
          ? "The document starts with text that is not part of it."
          : "The document is followed by text that is not part of it.",
        title: "Keep only the document",
        edits: around(text, lines, from, trailing ? last : lines.length - 1),
        start: lineAt(lines, start).start,
        end: lineAt(lines, start).end
      })
    }
  ]
}

const hasText = (lines: ReadonlyArray<ScannedLine>, first: number, last: number): boolean => {
  for (let at = first; at <= last; at++) if (lineAt(lines, at).kind !== "blank") return true
  return false
}

/** The first line behind the sentences that the text begins with. Comments belong to the document. */
const firstOfDocument = (
  text: string,
  lines: ReadonlyArray<ScannedLine>,
  first: number,
  last: number
): number => {
  let found = first
  for (let at = first; at <= last; at++) {
    const line = lineAt(lines, at)
    if (line.kind === "blank" || line.kind === "comment") continue
    if (!isProse(text.slice(line.start + line.col, line.end), deeperNext(lines, at), "before")) break
    found = at + 1
  }
  while (found > first && found < last && lineAt(lines, found).kind === "blank") found++
  return found
}

const deeperNext = (lines: ReadonlyArray<ScannedLine>, index: number): boolean => {
  const { col } = lineAt(lines, index)
  for (let at = index + 1; at < lines.length; at++) {
    const line = lineAt(lines, at)
    if (line.kind !== "blank") return at === index + 1 && line.col > col
  }
  return false
}

/** The last line before sentences that go on to the end. */
const lastOfDocument = (text: string, lines: ReadonlyArray<ScannedLine>, first: number): number => {
  const base = lines[first]?.col ?? 0
  let last = lines.length - 1
  let seen = false
  let candidate = lines.length
  for (let at = lines.length - 1; at > first; at--) {
    const line = lineAt(lines, at)
    if (line.kind === "blank") continue
    const written = text.slice(line.start + line.col, line.end)
    if (line.col > base + 3) break
    // Comments in a row, or behind the last line of all, are a part of the file that was switched off, no headings.
    if (line.kind === "comment" && (inARow(lines, at) || !seen)) {
      if (seen) continue
      break
    }
    if (isProse(written, deeperNext(lines, at), seen ? "among" : "after")) {
      candidate = at
      seen = true
      continue
    }
    if (line.kind === "comment" && seen) continue
    // A list that explains: its items are sentences, and a sentence introduces it.
    if (/^(?:[-*+]|\d+[.)])\s/.test(written) && words(written) >= 4) continue
    break
  }
  if (candidate < lines.length) {
    last = candidate - 1
    while (last > first && lineAt(lines, last).kind === "blank") last--
  }
  return last
}

/** Whether a comment has another right above or below it. */
const inARow = (lines: ReadonlyArray<ScannedLine>, index: number): boolean =>
  lines[index - 1]?.kind === "comment" || lines[index + 1]?.kind === "comment"

const words = (text: string): number => text.split(/\s+/).length

const opener =
  /^(?:here|sure|certainly|of course|okay|ok|below|above|this|these|the|i|i've|i'm|i'll|let|note|notes|explanation|you|your|please|now|then|next|make|remember|hope|feel|as|if|in|to|for|with|key|what|changes?|summary|usage|output|result|file|filename|save|create|add|copy|alternatively|finally|great|absolutely|hi|hello|thanks?)\b/i

/** A line of the shell that shows or writes the file. */
const shellLine =
  /^(?:\$ )?(?:(?:sudo )?tee |cat +(?:<<|>)|mkdir +-|touch +\S+$|git +(?:add|commit|push)\b|cd +\S+$)|^\$ \S/

/** Whether a line is a sentence rather than a line of the document. */
const isProse = (line: string, opensBlock: boolean, where: "before" | "among" | "after"): boolean => {
  const text = line.trim()
  if (/^<\/?[A-Za-z][\w-]*(?:\s[^<>]*)?>$/.test(text)) return true
  // A small word between stars is a key that was made bold.
  if (/^(\*\*|__)[a-z][\w-]*\1:(?:\s|$)/.test(text)) return false
  if (/^(?:\*\*|__)\S/.test(text) || /^#{2,6} +\S/.test(text)) return true
  if (/^\|.*\|$/.test(text)) return true
  if (shellLine.test(text) || /^(?:EOF|YAML|\$)$/.test(text)) return true
  if (/^[`*"']?(?:[\w.-]+\/)*[\w.-]+\.(?:ya?ml|json)[`*"']?:?[`*"']?$/.test(text) && where === "before")
    return !opensBlock
  if (/^[-*+]\s+(?:\*\*|__|`)/.test(text)) return true
  const bare = text.replace(/^(?:[-*+>]|\d+[.)])\s+/, "")
  const bullet = bare !== text
  if (/^(?:ya?ml|json|plaintext|text)$/i.test(text)) return where === "before"
  const count = words(bare)
  if (/^[{[]/.test(bare) || /^["'][^"']*["']\s*:/.test(bare)) return false
  if (/^(?:- )?[\w.$/-]+:(?:\s|$)/.test(text)) {
    // One word and a colon is a key, unless it introduces a sentence.
    const [key, rest] = [bare.slice(0, bare.indexOf(":")), bare.slice(bare.indexOf(":") + 1).trim()]
    return (
      !opensBlock &&
      /^(?:notes?|explanation|summary|changes|usage|output|disclaimer|tips?)$/i.test(key) &&
      (rest === "" || words(rest) >= 4)
    )
  }
  if (count < 2) return where === "before" ? /^[A-Z][a-z]+[!.:]$/.test(bare) : /^[A-Z][a-z]+[!.]$/.test(bare)
  if (opensBlock && !/[.!?]$/.test(bare)) return count >= 5 && opener.test(bare)
  const spoken = /^[A-Z*"'`(]/.test(bare) || opener.test(bare)
  const sentence = spoken && (/[.!?:…]["')*]*$/.test(bare) || opener.test(bare) || /[,;]\s/.test(bare))
  if (bullet) return where !== "before" && sentence && count >= 4 && /^[A-Z`*]/.test(bare)
  return sentence && (count >= 3 || opener.test(bare))
}
