/**
 * A tree as lines of text, to compare in tests: each node with its value, and the slice of text it came from.
 */
import type { Document } from "../../src/document/Document.ts"
import type { Json, Node, Pair } from "../../src/document/Node.ts"

/**
 * Lines such as `scalar 1 ⟨1⟩`, indented by depth. Properties stand before the slice, and a pair's own slice is shown
 * where it is more than key and value.
 */
export const outline = (document: Document): ReadonlyArray<string> =>
  document.roots.flatMap((root) => lines(root, document.text, ""))

const lines = (node: Node, text: string, pad: string): ReadonlyArray<string> => {
  const properties =
    node.propertiesStart === undefined
      ? ""
      : ` ${JSON.stringify(text.slice(node.propertiesStart, node.start))}`
  const names = `${node.anchor === undefined ? "" : ` &${node.anchor}`}${node.tag === undefined ? "" : ` ${node.tag}`}`
  const tail = `${names}${properties} ⟨${text.slice(node.start, node.end)}⟩@${node.start}`
  switch (node.kind) {
    case "scalar":
      return [`${pad}${node.style} ${show(node.value)}${tail}`]
    case "alias":
      return [`${pad}alias ${node.target === undefined ? "nowhere" : node.target.start}${tail}`]
    case "seq":
      return [
        `${pad}${node.flow ? "flow " : ""}seq${tail}`,
        ...node.items.flatMap((item) => lines(item, text, `${pad}  `))
      ]
    case "map":
      return [
        `${pad}${node.flow ? "flow " : ""}map${tail}`,
        ...node.pairs.flatMap((pair) => [
          ...rangeOf(pair, text, pad),
          ...lines(pair.key, text, `${pad}  `),
          ...lines(pair.value, text, `${pad}    `)
        ])
      ]
  }
}

const rangeOf = (pair: Pair, text: string, pad: string): ReadonlyArray<string> =>
  pair.start === pair.key.start && pair.end === pair.value.end
    ? []
    : [`${pad}  pair ⟨${text.slice(pair.start, pair.end)}⟩@${pair.start}`]

const show = (value: unknown): string =>
  typeof value === "bigint" ? `${value}n` : typeof value === "number" ? String(value) : JSON.stringify(value)

/** What the tree says, for trees without aliases. Keys become text. */
export const plainData = (node: Node | undefined): Json => {
  switch (node?.kind) {
    case "scalar":
      return typeof node.value === "bigint" ? Number(node.value) : node.value
    case "seq":
      return node.items.map(plainData)
    case "map":
      return Object.fromEntries(
        node.pairs.map(({ key, value }) => [key.kind === "scalar" ? String(key.value) : "", plainData(value)])
      )
    default:
      return null
  }
}

export const codes = (document: Document): ReadonlyArray<string> =>
  document.problems.map(({ code, start, end }) => `${code} ⟨${document.text.slice(start, end)}⟩@${start}`)
