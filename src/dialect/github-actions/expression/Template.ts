/**
 * Templates: the `${{ … }}` of a text, found as the engine finds them.
 *
 * A template ends at the first `}}` outside a quoted string. Where that never comes, or another `${{` comes first,
 * the braces are broken, and what the author wrote as two templates reads as one.
 */

export interface Template {
  /** Where `${{` starts. */
  readonly start: number
  /** After `}}`; where the template is not closed, before the next `${{` or at the end of the text. */
  readonly end: number
  /** What stands between the braces. */
  readonly inner: string
  readonly innerStart: number
  readonly closed: boolean
}

const opening = "${{"

/** The templates of a text, in order. A text without `${{` has none and costs one search. */
export const templatesOf = (text: string): ReadonlyArray<Template> => {
  let start = text.indexOf(opening)
  if (start < 0) return none
  const templates: Array<Template> = []
  while (start >= 0) {
    const innerStart = start + opening.length
    const { stop, closed } = extent(text, innerStart)
    const end = closed ? stop + 2 : stop
    templates.push({ start, end, inner: text.slice(innerStart, stop), innerStart, closed })
    start = text.indexOf(opening, end)
  }
  return templates
}

const none: ReadonlyArray<Template> = []

/** Where the template that starts before `from` stops, and whether by its own braces. One pass over what it spans. */
const extent = (text: string, from: number): { readonly stop: number; readonly closed: boolean } => {
  let inString = false
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 39) inString = !inString
    else if (inString) continue
    else if (code === 125 && text.charCodeAt(at + 1) === 125) return { stop: at, closed: true }
    else if (code === 36 && text.startsWith(opening, at)) return { stop: at, closed: false }
  }
  if (!inString) return { stop: text.length, closed: false }
  // A quote that nobody closes swallowed the rest; the braces themselves may be fine. Only the last quote of a text
  // can do this, so the second look costs no more than the text is long.
  const close = text.indexOf("}}", from)
  const next = text.indexOf(opening, from)
  if (close >= 0 && (next < 0 || close < next)) return { stop: close, closed: true }
  return { stop: next < 0 ? text.length : next, closed: false }
}
