/**
 * How many slips of a letter lie between two words: Damerau–Levenshtein (optimal string alignment), in which a swapped
 * pair of letters is one slip.
 */

/** Three rows of the table, made once: most calls compare two short words, and there are very many. */
const rowsOf = (width: number) => ({
  width,
  before: new Uint32Array(width),
  last: new Uint32Array(width),
  row: new Uint32Array(width)
})

let rows = rowsOf(128)

/**
 * Slips between two words, or `limit + 1` where there are more. Takes the product of their lengths at most, and ends
 * early where no more than `limit` can be reached.
 */
export const distance = (a: string, b: string, limit: number): number => {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  const width = b.length + 1
  if (width > rows.width) rows = rowsOf(2 * width)
  let { before, last, row } = rows
  for (let index = 0; index < width; index++) {
    before[index] = 0
    last[index] = index
  }
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1)
      )
      if (
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      ) {
        cost = Math.min(cost, (before[j - 2] as number) + 1)
      }
      row[j] = cost
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    const free = before
    before = last
    last = row
    row = free
  }
  return last[b.length] as number
}
