/**
 * Unified diffs of two texts, as `patch` and `git apply` take them.
 *
 * Lines are compared by Myers' algorithm (An O(ND) Difference Algorithm and Its Variations, 1986) between the common
 * beginning and the common end. Repairs differ in few lines; where a middle differs in more than a bound, it is
 * replaced as a whole, which is still a correct diff.
 */

/** A unified diff with three lines of context, empty where the texts are equal. `file` names both sides. */
export const unifiedDiff = (file: string, before: string, after: string): string => {
  if (before === after) return ""
  const old = splitLines(before)
  const now = splitLines(after)
  const hunks = hunksOf(compare(old, now), old.length, now.length)
  const name = file.replace(/^\/+/, "")
  let text = `--- ${quoted(`a/${name}`)}\n+++ ${quoted(`b/${name}`)}\n`
  for (const hunk of hunks) text += render(hunk, old, now)
  return text
}

/** Maps a line of `after` to the line of `before` that it came from; inside a change, to the nearest. 1-based. */
export const lineMapper = (before: string, after: string): ((line: number) => number) => {
  const changes = before === after ? [] : compare(splitLines(before), splitLines(after))
  return (line) => {
    let shift = 0
    for (const { oldFrom, oldTo, newFrom, newTo } of changes) {
      if (line - 1 < newFrom) break
      if (line - 1 < newTo) return Math.min(oldFrom + (line - 1 - newFrom), Math.max(oldFrom, oldTo - 1)) + 1
      shift = oldTo - newTo
    }
    return line + shift
  }
}

/** A run of lines that differ: `[oldFrom, oldTo)` became `[newFrom, newTo)`. 0-based. */
interface Change {
  readonly oldFrom: number
  readonly oldTo: number
  readonly newFrom: number
  readonly newTo: number
}

/** Edits that Myers' algorithm looks for before a middle is replaced as a whole; its work is the square of this. */
const bound = 2_000
const context = 3

/** Lines with their line breaks. */
const splitLines = (text: string): ReadonlyArray<string> => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

const compare = (old: ReadonlyArray<string>, now: ReadonlyArray<string>): ReadonlyArray<Change> => {
  let from = 0
  while (from < old.length && from < now.length && old[from] === now[from]) from++
  let oldTo = old.length
  let newTo = now.length
  while (oldTo > from && newTo > from && old[oldTo - 1] === now[newTo - 1]) {
    oldTo--
    newTo--
  }
  const whole: Change = { oldFrom: from, oldTo, newFrom: from, newTo }
  if (from === oldTo || from === newTo) return from === oldTo && from === newTo ? [] : [whole]
  const path = shortest(old.slice(from, oldTo), now.slice(from, newTo))
  return path === undefined ? [whole] : path.map((change) => shift(change, from))
}

const shift = (change: Change, by: number): Change => ({
  oldFrom: change.oldFrom + by,
  oldTo: change.oldTo + by,
  newFrom: change.newFrom + by,
  newTo: change.newTo + by
})

/** The shortest edit between two lists, or undefined where it is longer than the bound. */
const shortest = (
  old: ReadonlyArray<string>,
  now: ReadonlyArray<string>
): ReadonlyArray<Change> | undefined => {
  const most = Math.min(old.length + now.length, bound)
  const middle = most + 1
  // furthest[middle + k]: how far into `old` the best path on diagonal k (old minus new) reaches.
  const furthest = new Int32Array(2 * most + 3)
  const rounds: Array<Int32Array> = []
  for (let d = 0; d <= most; d++) {
    // Only the diagonals of this round can have changed; keeping those alone keeps memory at the square of d.
    rounds.push(furthest.slice(middle - d - 1, middle + d + 2))
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach(furthest, middle + k - 1) < reach(furthest, middle + k + 1))
      let x = down ? reach(furthest, middle + k + 1) : reach(furthest, middle + k - 1) + 1
      let y = x - k
      while (x < old.length && y < now.length && old[x] === now[y]) {
        x++
        y++
      }
      furthest[middle + k] = x
      if (x >= old.length && y >= now.length) return walkBack(rounds, old.length, now.length)
    }
  }
  return undefined
}

const reach = (furthest: Int32Array, at: number): number => furthest[at] as number

/** From the end to the start along the rounds, joining steps that touch into one change. */
const walkBack = (
  rounds: ReadonlyArray<Int32Array>,
  oldEnd: number,
  newEnd: number
): ReadonlyArray<Change> => {
  const changes: Array<Change> = []
  let x = oldEnd
  let y = newEnd
  for (let d = rounds.length - 1; d > 0; d--) {
    const furthest = rounds[d] as Int32Array
    const k = x - y
    // Index of diagonal k in the slice of this round.
    const at = k + d + 1
    const down = k === -d || (k !== d && reach(furthest, at - 1) < reach(furthest, at + 1))
    const fromX = reach(furthest, down ? at + 1 : at - 1)
    const fromY = fromX - (down ? k + 1 : k - 1)
    const change: Change = down
      ? { oldFrom: fromX, oldTo: fromX, newFrom: fromY, newTo: fromY + 1 }
      : { oldFrom: fromX, oldTo: fromX + 1, newFrom: fromY, newTo: fromY }
    const next = changes.at(-1)
    if (next !== undefined && next.oldFrom === change.oldTo && next.newFrom === change.newTo) {
      changes[changes.length - 1] = { ...change, oldTo: next.oldTo, newTo: next.newTo }
    } else changes.push(change)
    x = fromX
    y = fromY
  }
  return changes.reverse()
}

/** Changes that share context, with their ranges of lines. */
interface Hunk extends Change {
  readonly changes: ReadonlyArray<Change>
}

const hunksOf = (
  changes: ReadonlyArray<Change>,
  oldLength: number,
  newLength: number
): ReadonlyArray<Hunk> => {
  const groups: Array<Array<Change>> = []
  for (const change of changes) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group !== undefined && last !== undefined && change.oldFrom - last.oldTo <= 2 * context)
      group.push(change)
    else groups.push([change])
  }
  return groups.map((group) => {
    const first = group[0] as Change
    const last = group.at(-1) as Change
    const before = Math.min(context, first.oldFrom)
    const after = Math.min(context, oldLength - last.oldTo, newLength - last.newTo)
    return {
      changes: group,
      oldFrom: first.oldFrom - before,
      newFrom: first.newFrom - before,
      oldTo: last.oldTo + after,
      newTo: last.newTo + after
    }
  })
}

const render = (hunk: Hunk, old: ReadonlyArray<string>, now: ReadonlyArray<string>): string => {
  let text = `@@ -${range(hunk.oldFrom, hunk.oldTo)} +${range(hunk.newFrom, hunk.newTo)} @@\n`
  let at = hunk.oldFrom
  for (const { oldFrom, oldTo, newFrom, newTo } of hunk.changes) {
    for (; at < oldFrom; at++) text += row(" ", old[at])
    for (; at < oldTo; at++) text += row("-", old[at])
    for (let i = newFrom; i < newTo; i++) text += row("+", now[i])
  }
  for (; at < hunk.oldTo; at++) text += row(" ", old[at])
  return text
}

/** 1-based start and length; an empty range names the line before it. */
const range = (from: number, to: number): string => {
  const length = to - from
  const start = length === 0 ? from : from + 1
  return length === 1 ? String(start) : `${start},${length}`
}

const row = (sign: string, line = ""): string =>
  line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`

/** A name as git writes it: quoted where it has characters that would break the line. */
const quoted = (name: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!/[\u0000-\u001f"\\\u007f]/.test(name)) return name.includes(" ") ? `${name}\t` : name
  return `"${name.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u001f"\\\u007f]/g,
    (character) =>
      character === '"' || character === "\\"
        ? `\\${character}`
        : `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`
  )}"`
}
