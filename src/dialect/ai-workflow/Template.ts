/**
 * Templates in texts: `{{steps.analyze.result}}`.
 *
 * Prompts are prose that may quote any other template language, so a brace is taken for one of ours only where what
 * it holds begins as a path of ours does; the caller says which roots those are.
 */

/** One `{{…}}`. Offsets into the text, end exclusive. */
export interface Hole {
  readonly start: number
  readonly end: number
  readonly inner: string
  readonly innerStart: number
}

/** A hole that is not written as one. */
export interface Torn {
  readonly kind: "unclosed" | "unopened" | "single" | "dollar"
  readonly start: number
  readonly end: number
  /** What should stand between `start` and `end`. */
  readonly repaired: string
}

/** All holes of a text, in order. */
export const holesOf = (text: string): ReadonlyArray<Hole> => {
  let at = text.indexOf("{{")
  if (at < 0) return none
  const holes: Array<Hole> = []
  while (at >= 0) {
    // The innermost opening counts: `{{{{ a }}` or an unclosed one before it are not part of this hole.
    const close = text.indexOf("}}", at + 2)
    if (close < 0) break
    const open = text.lastIndexOf("{{", close - 1)
    const start = Math.max(open, at)
    holes.push({ start, end: close + 2, inner: text.slice(start + 2, close), innerStart: start + 2 })
    at = text.indexOf("{{", close + 2)
  }
  return holes
}

/** Holes of ours that lost a brace, or have another tool's sign. `ours` tells by the first word inside. */
export const tornOf = (text: string, ours: (root: string, rest: string) => boolean): ReadonlyArray<Torn> => {
  if (!text.includes("{") && !text.includes("}}")) return none
  const torn: Array<Torn> = []
  marked.lastIndex = 0
  for (let found = marked.exec(text); found !== null; found = marked.exec(text)) {
    const [all, open = "", lead = "", root = "", rest = "", close = ""] = found
    const kind = kindOf(open, close)
    if (kind === undefined || !ours(root, rest)) continue
    const start = found.index
    torn.push({
      kind,
      start,
      end: start + all.length,
      repaired: `{{${lead}${(root + rest).trimEnd()}${lead === "" ? "" : " "}}}`
    })
  }
  return torn
}

const none: ReadonlyArray<never> = []

// Opening braces, a dotted path, closing braces: each part bounded, so that the time stays linear.
const marked =
  /(\$\{\{|\{\{|\$\{|\{)?([ \t]{0,4})([A-Za-z_][\w-]{0,80})((?:\.[\w-]{1,80}|\[\d{1,6}\]){1,12}[ \t]{0,4})(\}\}|\})?/g

const kindOf = (open: string, close: string): Torn["kind"] | undefined => {
  if (open === "${{" && close === "}}") return "dollar"
  if (open === "{{") return close === "}}" ? undefined : "unclosed"
  if (open === "{") return close === "}}" ? "unopened" : close === "}" ? "single" : undefined
  if (open === "" && close === "}}") return "unopened"
  return undefined
}
