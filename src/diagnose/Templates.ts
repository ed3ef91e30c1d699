/**
 * Templates in texts, as a grammar says they are written: `${{ … }}`, `{{ … }}`, `$[[ … ]]`.
 *
 * They are told by their marks, not by a regular expression: each part of a text is looked at once, however many marks
 * it has and whether they are closed or not.
 */
import type { Grammar } from "./Grammar.ts"

type Marks = NonNullable<Grammar["templates"]>[number]

export class Templates {
  readonly #marks: ReadonlyArray<Marks>

  constructor(marks: ReadonlyArray<Marks>) {
    this.#marks = marks
  }

  /** Whether a template stands anywhere in the text. */
  isIn(text: string): boolean {
    return this.#marks.some((marks) => {
      const open = text.indexOf(marks.open)
      return open >= 0 && endOf(text, open, marks) !== undefined
    })
  }

  /** The text with each of its templates, marks and all, put otherwise. */
  replaced(text: string, otherwise: (template: string) => string): string {
    let made = ""
    let from = 0
    for (let at = 0; at < text.length; ) {
      const marks = this.#marks.find(({ open }) => text.startsWith(open, at))
      const end = marks === undefined ? undefined : endOf(text, at, marks)
      if (end === undefined) at++
      else {
        made += text.slice(from, at) + otherwise(text.slice(at, end))
        from = end
        at = end
      }
    }
    return made + text.slice(from)
  }

  /** Whether the text is nothing but templates, one at least, with blanks around them. */
  isAll(text: string): boolean {
    let at = 0
    let found = false
    for (;;) {
      while (isBlank(text.charCodeAt(at))) at++
      if (at >= text.length) return found
      const marks = this.#marks.find(({ open }) => text.startsWith(open, at))
      const end = marks === undefined ? undefined : endOf(text, at, marks)
      if (end === undefined) return false
      found = true
      at = end
    }
  }
}

/** Where the template ends that opens at `at`. */
const endOf = (text: string, at: number, { open, close, unclosed }: Marks): number | undefined => {
  const end = text.indexOf(close, at + open.length)
  if (end >= 0) return end + close.length
  return unclosed === true ? text.length : undefined
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)
