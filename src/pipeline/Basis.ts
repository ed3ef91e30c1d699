/**
 * The basis of a model's answer: the text that the prompt shows and the answer speaks of. That is the text as it is
 * written, or, where its syntax is hurt, the text as the repairs of its syntax leave it.
 */
import type { Diagnostic } from "../diagnose/Diagnostic.ts"
import { errorsOf } from "../diagnose/Scorer.ts"
import type { Validation } from "../diagnose/Validator.ts"
import type { Document } from "../document/Document.ts"
import { keyText, type Node, type Pair } from "../document/Node.ts"
import { child, type Pointer } from "../document/Pointer.ts"
import { backMapper } from "../document/TextEdit.ts"
import { nodeAt, pairAt } from "../document/Tree.ts"

export interface Basis {
  readonly document: Document
  /** Which document of the stream is asked about. */
  readonly index: number
  /** Those about that document; what is wrong with the syntax is told at the nodes that it touches. */
  readonly diagnostics: ReadonlyArray<Diagnostic>
  /** The same, each of them once: for people and models. */
  readonly told: ReadonlyArray<Diagnostic>
  /** The document is the text as it is written. */
  readonly asWritten: boolean
  /** A patch can speak of it: it parses, and no key stands twice. */
  readonly patchable: boolean
  /**
   * Where the text may have gone on if it was cut off: its last value, and the maps and lists around that, the inner
   * ones first. Empty where nothing says that it was.
   */
  readonly cutOff: ReadonlyArray<Pointer>
}

export const basisOf = (validation: Validation, diagnostics: ReadonlyArray<Diagnostic>): Basis => {
  const { document, salvaged, edits } = validation
  const basis = edits.length > 0 && salvaged.problems.length === 0 ? salvaged : document
  const readable = basis.problems.length === 0 && basis.roots.length > 0
  const index = diagnostics.find(({ stage }) => stage !== "syntax")?.document ?? 0
  const back = backMapper(basis === salvaged ? edits : [])
  const root = basis.roots[index]
  const end = validation.text.trimEnd().length
  const mine = diagnostics.filter((diagnostic) => diagnostic.document === index)
  const placed =
    readable && root !== undefined
      ? mine.map(
          (diagnostic): ReadonlyArray<Diagnostic> =>
            diagnostic.stage === "syntax" ? atNodes(diagnostic, root, back, validation.text) : [diagnostic]
        )
      : mine.map((diagnostic) => [diagnostic])
  // Most files end with a line break; one that does not, with an error right there, may have been cut off.
  const unended = isUnended(validation.text)
  const breaksOff = mine.some(({ stage, severity, pointer, end: to }) => {
    if (stage === "syntax") return to >= end
    if (!unended || severity !== "error" || pointer === "" || root === undefined) return false
    const node = nodeAt(root, pointer)
    return to >= end || (node !== undefined && back(node.end) >= end)
  })
  return {
    document: basis,
    index,
    diagnostics: placed.flat(),
    told: placed.flatMap((places) => places.slice(0, 1)),
    asWritten: basis === document,
    patchable: readable && basis.duplicates.length === 0,
    cutOff: readable && root !== undefined && breaksOff ? wayToEnd(root) : []
  }
}

/** Whether a text breaks off in the middle: it lacks its last line break, and there is an error right there. */
export const isCutOff = (validation: Validation): boolean =>
  isUnended(validation.text) && basisOf(validation, errorsOf(validation.report)).cutOff.length > 0

/** A whole file ends with a line break; most do. */
export const isUnended = (text: string): boolean => text !== "" && !/[\r\n]$/.test(text)

/** The last value, and every map and list that it is in. */
const wayToEnd = (root: Node): ReadonlyArray<Pointer> => {
  const found: Array<Pointer> = []
  let at: Node | undefined = root
  let pointer = ""
  while (at !== undefined) {
    found.push(pointer)
    if (at.kind === "map") {
      const last: Pair | undefined = at.pairs.at(-1)
      pointer = child(pointer, last === undefined ? "" : (keyText(last) ?? ""))
      at = last?.value
    } else if (at.kind === "seq") {
      pointer = child(pointer, at.items.length - 1)
      at = at.items.at(-1)
    } else at = undefined
  }
  return found.reverse()
}

/** Nodes that one slip of the syntax can touch. */
const nodesAtMost = 8

type Range = readonly [start: number, end: number]

/** The diagnostic at each node that it, or one of its repairs, touches; failing that, at what it stands in. */
const atNodes = (
  diagnostic: Diagnostic,
  root: Node,
  back: (offset: number) => number,
  text: string
): ReadonlyArray<Diagnostic> => {
  const found = new Set<Pointer>()
  const at = (range: Range): void => {
    for (const pointer of touched(root, range, back)) if (found.size < nodesAtMost) found.add(pointer)
  }
  at([diagnostic.start, diagnostic.end])
  // Where a repair took something away, what another repair would have taken instead is what is left of it.
  for (const { edit } of diagnostic.fixes)
    if (edit._tag === "text") for (const { start, end } of edit.edits) if (end > start) at([start, end])
  if (found.size === 0) found.add(beside(root, diagnostic, back, text))
  return [...found].map((pointer) => ({ ...diagnostic, pointer }))
}

/** The values that a range of the text as it is written touches. */
const touched = (
  root: Node,
  [start, end]: Range,
  back: (offset: number) => number
): ReadonlyArray<Pointer> => {
  const found: Array<Pointer> = []
  const visit = (node: Node, pointer: Pointer): void => {
    if (found.length >= nodesAtMost) return
    if (back(node.end) < start || back(node.start) > end) return
    if (node.kind === "map")
      for (const pair of node.pairs) {
        if (back(pair.end) < start || back(pair.start) > end) continue
        visit(pair.value, child(pointer, keyText(pair) ?? ""))
      }
    else if (node.kind === "seq")
      for (const [index, item] of node.items.entries()) visit(item, child(pointer, index))
    else found.push(pointer)
  }
  visit(root, "")
  return found
}

/** Of what a repair took away the key of the same name that is left, or else the map or list that it stood in. */
const beside = (
  root: Node,
  { start, fixes }: Diagnostic,
  back: (offset: number) => number,
  text: string
): Pointer => {
  const outer = around(root, start, back)
  for (const { edit } of fixes)
    for (const gone of edit._tag === "text" ? edit.edits : []) {
      const key = /^\s*["']?([\w.-]+)["']?\s*:/.exec(text.slice(gone.start, gone.end))?.[1]
      const pair = key === undefined ? undefined : child(outer, key)
      if (pair !== undefined && pairAt(root, pair) !== undefined) return pair
    }
  return outer
}

/** The innermost map or list around an offset of the text as it is written. */
const around = (root: Node, offset: number, back: (offset: number) => number): Pointer => {
  let pointer = ""
  for (let at: Node | undefined = root; at !== undefined; ) {
    const children: ReadonlyArray<readonly [Pointer, Node]> =
      at.kind === "map"
        ? at.pairs.map((pair) => [child(pointer, keyText(pair) ?? ""), pair.value])
        : at.kind === "seq"
          ? at.items.map((item, index) => [child(pointer, index), item])
          : []
    const next = children.find(
      ([, { kind, start, end }]) =>
        (kind === "map" || kind === "seq") && back(start) <= offset && offset <= back(end)
    )
    if (next === undefined) break
    ;[pointer, at] = next
  }
  return pointer
}
