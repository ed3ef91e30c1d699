/**
 * Aliases of anchors that do not exist: the anchor was misspelled here, or there.
 */
import { distance } from "../EditDistance.ts"
import type { Scan } from "./Scan.ts"
import type { Site } from "./Site.ts"
import { insert, replace, type Slip, slip } from "./Slip.ts"

const alias = /(?<=^|[\s[,])\*([\w.-]+)/g
const anchor = /(?<=^|[\s[{,])&([^\s,[\]{}]+)/g
/** A merge of a bare word. */
const merge = /(?<=^|[\s{])<<\s*:\s+([\w.-]+)(?=\s*(?:#|$))/
/** Anchors that are looked at, and aliases of one line that are mended. */
const most = 200
const mended = 20
/** Letters of a name that is compared. */
const longest = 80
/** The share of the letters of a name that may be wrong. */
const share = 0.34

/** The anchors above a line's aliases whose names are nearest to theirs. */
export const aliases = ({ scan, line }: Site): ReadonlyArray<Slip> => {
  if (line.kind === "blank" || line.kind === "comment") return []
  const { text } = scan
  const start = line.start + line.col
  const written = [...text.slice(start, line.end).matchAll(alias)]
  if (written.length === 0) return starless(scan, start, line.end)
  const anchors = anchorsIn(text.slice(0, line.end))
  const likely = [...anchors].filter(({ length }) => length <= longest)
  const unknown = written.filter((found) => !anchors.has(found[1] as string))
  return unknown.slice(0, mended).flatMap((found) => {
    const name = found[1] as string
    if (name.length > longest) return []
    const at = start + found.index
    return likely.flatMap((known) => {
      const limit = Math.floor(share * Math.max(name.length, known.length))
      const slips = distance(name.toLowerCase(), known.toLowerCase(), limit)
      if (slips > limit) return []
      return slip({
        rule: "unknown-alias",
        message: `No anchor \`&${name}\` comes before this alias; did you mean \`*${known}\`?`,
        title: `Write \`*${known}\``,
        edits: [replace(at, at + 1 + name.length, `*${known}`)],
        start: at,
        end: at + 1 + name.length,
        extra: 0.7 * slips
      })
    })
  })
}

/** `<<: defaults`: only an alias can be merged, and there is an anchor of this name. */
const starless = ({ text }: Scan, start: number, end: number): ReadonlyArray<Slip> => {
  const found = merge.exec(text.slice(start, end))
  const name = found?.[1]
  if (found === null || name === undefined || !anchorsIn(text.slice(0, start)).has(name)) return []
  const at = start + found.index + found[0].length - name.length
  return [
    slip({
      rule: "unknown-alias",
      message: `This is the word \`${name}\`, not the alias \`*${name}\`: only a map can be merged.`,
      title: `Write \`*${name}\``,
      edits: [insert(at, "*")],
      start: at,
      end: at + name.length
    })
  ]
}

const anchorsIn = (text: string): ReadonlySet<string> => {
  const anchors = new Set<string>()
  for (const found of text.matchAll(anchor)) {
    if (anchors.size < most) anchors.add(found[1] as string)
    else break
  }
  return anchors
}
