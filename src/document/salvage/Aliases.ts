/**
 * Aliases of anchors that do not exist: the anchor was misspelled here, or there.
 */
import { distance } from "../EditDistance.ts"
import type { Site } from "./Site.ts"
import { replace, type Slip, slip } from "./Slip.ts"

const alias = /(?<=^|[\s[,])\*([\w.-]+)/g
const anchor = /(?<=^|[\s[{,])&([^\s,[\]{}]+)/g
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
  if (written.length === 0) return []
  const anchors = new Set<string>()
  for (const found of text.slice(0, line.end).matchAll(anchor)) {
    if (anchors.size < most) anchors.add(found[1] as string)
    else break
  }
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
