/**
 * How deep a text is nested as it is written, whatever a reader that stumbles over it makes of it.
 */
import type { Limits } from "../Reading.ts"
import { scan } from "./Scan.ts"
import type { Frame } from "./ScannedLine.ts"

/** Whether lines are in disorder, but neither their levels nor their brackets are nested deeper than is allowed. */
export const disordered = (text: string, limits: Limits): boolean => {
  const { lines, anomalies } = scan(text)
  if (anomalies.length === 0) return false
  const depths = new Map<Frame, number>()
  let brackets = 0
  for (const { start, end, kind, frame } of lines) {
    if (frame !== undefined && !depths.has(frame)) {
      // Frames are met from the outside in, one or two at a time.
      let depth = 1
      for (let outer = frame.parent; outer !== undefined; outer = outer.parent) {
        const known = depths.get(outer)
        depth += known ?? 1
        if (known !== undefined || depth > limits.depth) break
      }
      if (depth > limits.depth) return false
      depths.set(frame, depth)
    }
    if (kind === "entry") brackets = 0
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === 91 || code === 123) brackets++
      else if ((code === 93 || code === 125) && brackets > 0) brackets--
      if (brackets > limits.depth) return false
    }
  }
  return true
}
