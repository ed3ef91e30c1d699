/**
 * How many lines two texts differ in: lines deleted plus lines inserted in the shortest script between them.
 */

/** Lines are compared without their ends, so a file that only changes CRLF to LF differs in none. */
export const changedLines = (before: string, after: string): number => {
  if (before === after) return 0
  const a = before.split(/\r\n|\r|\n/)
  const b = after.split(/\r\n|\r|\n/)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  return shortestScript(a.slice(start, endA), b.slice(start, endB))
}

/** Length of Myers' shortest edit script: O((n + m) · differences). */
const shortestScript = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  const most = a.length + b.length
  // furthest[k + most]: how far down `a` one gets on diagonal k with the edits so far.
  const furthest = new Int32Array(2 * most + 2)
  for (let edits = 0; edits <= most; edits++) {
    for (let k = -edits; k <= edits; k += 2) {
      const left = furthest[k - 1 + most] ?? 0
      const right = furthest[k + 1 + most] ?? 0
      let x = k === -edits || (k !== edits && left < right) ? right : left + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      furthest[k + most] = x
      if (x >= a.length && x - k >= b.length) return edits
    }
  }
  return most
}
