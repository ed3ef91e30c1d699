/**
 * What a value looks like in a new place: lines that an edit is made of.
 */

export interface Written {
  /** Comments for lines of their own above the entry, without indentation. */
  readonly above: ReadonlyArray<string>
  /** What follows the colon or dash on its line. */
  readonly head: string
  /** The lines below, with their indentation. */
  readonly body: ReadonlyArray<string>
  /**
   * Where a comment on the whole has room: at the end of the first line; at the end of the last one, where the lines
   * continue a scalar or brackets; or not at all, where the first line is that of an entry inside.
   */
  readonly room: "head" | "end" | "none"
}

/** What is written on one line. */
export const line = (head: string): Written => ({ above: [], head, body: [], room: "head" })

/** Text in brackets, which may go over several lines. */
export const split = (text: string): Written => {
  const [head, ...body] = text.split(/\r?\n/) as [string, ...Array<string>]
  return { ...line(head), body, room: body.length > 0 ? "end" : "head" }
}

/** The lines of an entry from its colon or dash on, the first without indentation; the comment where it has room. */
export const linesOf = (
  written: Written,
  label: string,
  comment: string | undefined
): { readonly above: ReadonlyArray<string>; readonly rows: readonly [string, ...Array<string>] } => {
  const head = written.head === "" ? label : `${label} ${written.head}`.trimStart()
  const rows: [string, ...Array<string>] = [head, ...written.body]
  if (comment === undefined) return { above: written.above, rows }
  if (written.room === "none") return { above: [...written.above, comment], rows }
  const at = written.room === "end" ? rows.length - 1 : 0
  rows[at] = rows[at] === "" ? comment : `${rows[at]} ${comment}`
  return { above: written.above, rows }
}

/** Lines moved by so many columns, none to the left of `least`; empty lines stay empty. */
export const shifted = (rows: ReadonlyArray<string>, by: number, least: number): ReadonlyArray<string> =>
  rows.map((row) => {
    if (row === "") return row
    const indent = row.length - row.trimStart().length
    const spaces = /^ */.exec(row)?.[0].length ?? 0
    const wanted = Math.max(0, spaces + by, indent === row.length ? 0 : least)
    return " ".repeat(wanted) + row.slice(spaces)
  })
