/**
 * Excerpt: the lines of a file that show some of its places: each place itself, the keys that lead to it, what stands
 * right around it, and of what is long the outline. The rest is left out, and a mark stands for it.
 */
import type { LineIndex } from "../document/LineIndex.ts"
import { type Node, type Pair, resolve } from "../document/Node.ts"
import { child, type Pointer, parse } from "../document/Pointer.ts"
import { childOf, pairAt } from "../document/Tree.ts"
import { prompts } from "./rules.generated.ts"

export interface Place {
  readonly pointer: Pointer
  /** Lines shown before and after; 0 where it is enough to know that the place is there. */
  readonly context: number
}

/** 1-based numbers of the lines, in order. A pointer that leads nowhere is shown by where it would lead from. */
export const linesShowing = (
  root: Node,
  index: LineIndex,
  lines: ReadonlyArray<string>,
  places: ReadonlyArray<Place>
): ReadonlyArray<number> => {
  const shown = new Set<number>()
  const blank = (line: number): boolean => (lines[line - 1] ?? "").trim() === ""
  for (const { pointer, context } of places) {
    const { target, way } = follow(root, pointer)
    for (const offset of way) shown.add(index.at(offset).line)
    const first = index.at(target.start).line
    const last = Math.max(first, index.at(Math.max(target.start, target.end - 1)).line)
    const most = 2 * context + 3
    if (last - first < most) for (let line = first; line <= last; line++) shown.add(line)
    else if (context > 0 || way.length === 0)
      for (const line of outline(target, index, first, last, most)) shown.add(line)
    for (let line = first - 1, left = context; line >= 1 && left > 0; line--)
      if (!blank(line)) {
        shown.add(line)
        left--
      }
    for (let line = last + 1, left = context; line <= lines.length && left > 0; line++)
      if (!blank(line)) {
        shown.add(line)
        left--
      }
  }
  return [...shown].sort((a, b) => a - b)
}

/** Lines as a text, with a mark for what is left out between them. */
export const excerpt = (
  lines: ReadonlyArray<string>,
  numbers: ReadonlyArray<number>,
  cut: (line: string, number: number) => string
): string => {
  const parts: Array<string> = []
  let previous = 0
  for (const number of numbers) {
    const skipped = lines.slice(previous, number - 1)
    if (skipped.some((line) => line.trim() !== "")) parts.push("…")
    parts.push(cut(lines[number - 1] ?? "", number))
    previous = number
  }
  if (lines.slice(previous).some((line) => line.trim() !== "")) parts.push("…")
  return parts.join("\n")
}

/** The node at a pointer, or the last one on the way to it, with the offsets of the keys and items that lead there. */
const follow = (
  root: Node,
  pointer: Pointer
): { readonly target: Node; readonly way: ReadonlyArray<number> } => {
  const way: Array<number> = []
  let target = root
  for (const segment of parse(pointer)) {
    const next = childOf(target, segment)
    if (next === undefined) break
    const pair: Pair | undefined = pairAt(target, child("", segment))
    way.push(pair?.start ?? next.start)
    target = next
  }
  return { target, way }
}

/** Of a map or a list the first lines of its children; of a long text its two ends. */
const outline = (
  node: Node,
  index: LineIndex,
  first: number,
  last: number,
  most: number
): ReadonlyArray<number> => {
  const at = resolve(node)
  const children = at?.kind === "map" ? at.pairs : at?.kind === "seq" ? at.items : []
  if (children.length > 0)
    return children.slice(0, prompts.limits.outline).map(({ start }) => index.at(start).line)
  const head = Array.from({ length: Math.max(1, most - 1) }, (_, line) => first + line)
  return [...head, last]
}
