/**
 * A table for the terminal and its columns: text to the left, numbers to the right.
 */

export interface Table {
  readonly title: string
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string | number | undefined>>
}

export const render = (table: Table): string => {
  const rows = table.rows.map((row) => row.map((cell) => (cell === undefined ? "" : String(cell))))
  const widths = table.columns.map((column, at) =>
    rows.reduce((width, row) => Math.max(width, (row[at] ?? "").length), column.length)
  )
  const numeric = table.columns.map(
    (_, at) =>
      rows.some((row) => row[at] !== "" && row[at] !== undefined) &&
      rows.every((row) => /^$|^[-\d]/.test(row[at] ?? ""))
  )
  const line = (cells: ReadonlyArray<string>): string =>
    cells
      .map((cell, at) => (numeric[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd()
  const rule = widths.map((width) => "─".repeat(width)).join("  ")
  return [table.title, line(table.columns), rule, ...rows.map(line)].join("\n")
}
