/**
 * A file that ends right behind the colon of a key: it parses, and fits where nothing may be written, but where the key
 * takes a word or a number the file was cut off before it.
 */
import { keyText, type Node, resolve } from "../document/Node.ts"
import { format } from "../document/Pointer.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { Explainer } from "./Explain.ts"
import { finding } from "./Finding.ts"
import type { Shape } from "./Shape.ts"
import type { Shapes } from "./Shapes.ts"
import { sitesOf } from "./Sites.ts"
import { rules } from "./text.generated.ts"

/** `settled`: no repair of the text is outstanding, so that its lines may be edited. */
export const cutEnd = (
  root: Node,
  text: string,
  shape: Shape,
  shapes: Shapes,
  merge: boolean,
  document: number,
  settled: boolean
): ReadonlyArray<Diagnostic> => {
  if (!text.endsWith(":")) return []
  for (const { node, shape: map, path } of sitesOf(root, shape, new Explainer(shapes, merge))) {
    const pair = node.kind === "map" && !node.flow ? node.pairs.at(-1) : undefined
    if (pair === undefined || pair.key.end !== text.length - 1 || isWritten(pair.value)) continue
    const name = keyText(pair) ?? ""
    const under = map.keys.get(name)?.shape ?? (node.kind === "map" ? map.names?.of(name, node) : undefined)
    if (under === undefined || !takesWord(under)) continue
    const start = text.lastIndexOf("\n", pair.key.start)
    const from = text.slice(0, Math.max(start, 0)).trimEnd().length
    const alone = start >= 0 && text.slice(start, pair.key.start).trim() === ""
    return [
      finding(
        {
          rule: "truncated",
          stage: "syntax",
          message: `The file ends behind \`${name}:\`, before its value.`,
          document,
          pointer: format([...path, name]),
          at: pair.key,
          fixes:
            settled && alone
              ? [
                  {
                    title: "Remove the unfinished line",
                    edit: { _tag: "text", edits: [{ start: from, end: text.length, text: "" }] },
                    applicability: "unsafe",
                    confidence: 0.7
                  }
                ]
              : []
        },
        rules
      )
    ]
  }
  return []
}

const isWritten = (written: Node): boolean => {
  const node = resolve(written)
  return node?.kind !== "scalar" || node.value !== null || node.end > node.start
}

/** Whether a word or a number belongs there, and no map or list. */
const takesWord = (shape: Shape): boolean =>
  shape.kind === "oneOf"
    ? shape.of.length > 0 && shape.of.every((one) => one.kind === "null" || takesWord(one))
    : words.has(shape.kind)

const words: ReadonlySet<Shape["kind"]> = new Set(["string", "number", "integer", "enum", "boolean"])
