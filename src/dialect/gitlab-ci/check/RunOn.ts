/**
 * Items that run into each other: a plain text goes on over deeper lines, so that an item without its dash, or with a
 * dash that stands too deep, becomes the end of the item above. Nothing is wrong then for GitLab, but two commands are
 * one that nobody meant.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import type { Node, ScalarNode } from "../../../document/Node.ts"
import { child, parse } from "../../../document/Pointer.ts"
import { walk } from "../model/Tree.ts"
import { check, type Say } from "./Say.ts"

export const runOn = check((_, say) => {
  for (const [document, root] of say.view.roots.entries()) look(root, document, say)
})

const look = (root: Node, document: number, say: Say): void =>
  walk(root, ({ node, pointer }) => {
    if (node.kind !== "seq" || node.flow) return
    let single: number | undefined
    node.items.forEach((item, index) => {
      const lines = linesOf(item, say.view.text)
      if (lines === undefined) return
      const list = pointer()
      single ??= node.items.filter(isName).length
      const found = isScript(list) ? commands(lines) : names(lines, node.items.length, single)
      if (found === undefined) return
      const [first = "", ...rest] = found.items
      say.problem({
        rule: "run-on-item",
        document,
        message: `\`${rest[0]}\` is meant as an item of its own, but reads as the end of the one above`,
        pointer: child(list, index),
        at: lineIn(item as ScalarNode, say.view.text, found.line),
        fixes: [
          marker(item as ScalarNode, say) ??
            say.fix(
              rest.length === 1 ? "Make it an item of its own" : "Make them items of their own",
              [
                { op: "replace", path: child(list, index), value: first },
                ...rest.map((value, offset) => ({
                  op: "add" as const,
                  path: child(list, index + 1 + offset),
                  value
                }))
              ],
              "safe",
              found.confidence,
              document
            )
        ]
      })
    })
  })

/** A text that begins on the line below its dash lost the `|` that would keep its lines apart. */
const marker = (item: ScalarNode, say: Say): Fix | undefined => {
  const { text } = say.view
  const above = /-((?:[ \t]*(?:#[^\n]*)?\r?\n)+[ \t]*)$/.exec(
    text.slice(Math.max(0, item.start - farthest), item.start)
  )
  if (above === null) return undefined
  const at = item.start - (above[1] as string).length
  const edit = { start: at, end: at, text: " |" }
  return say.rewrite("Put a `|` behind the dash", [edit], "safe", 0.95)
}

/** Signs above a text among which its dash is looked for. */
const farthest = 400

interface Split {
  readonly items: ReadonlyArray<string>
  /** The line that begins the second of them. */
  readonly line: number
  readonly confidence: number
}

const scripts: ReadonlySet<string> = new Set([
  "script",
  "before_script",
  "after_script",
  "pre_get_sources_script"
])

const isScript = (list: string): boolean => scripts.has(String(parse(list).at(-1)))

/** The lines of a plain text that runs over several; `undefined` for any other, and where the text reads otherwise. */
const linesOf = (item: Node, text: string): ReadonlyArray<string> | undefined => {
  if (item.kind !== "scalar" || item.style !== "plain" || typeof item.value !== "string") return undefined
  const first = text.indexOf("\n", item.start)
  if (first < 0 || first >= item.end) return undefined
  const lines = text.slice(item.start, item.end).split(/\r?\n/)
  const trimmed = lines.map((line) => line.trim())
  return trimmed.join(" ") === item.value ? trimmed : undefined
}

/** The range of one of its lines. */
const lineIn = (item: ScalarNode, text: string, line: number): { start: number; end: number } => {
  let start = item.start
  for (let at = 0; at < line; at++) start = text.indexOf("\n", start) + 1
  while (text.charCodeAt(start) === 32) start++
  const end = text.indexOf("\n", start)
  return { start, end: end < 0 || end > item.end ? item.end : end }
}

/** The items that the lines are, where some of them begin one. */
const splitAt = (
  lines: ReadonlyArray<string>,
  begins: (line: string, index: number) => boolean,
  confidence: number
): Split | undefined => {
  const items: Array<Array<string>> = []
  let second = -1
  lines.forEach((line, index) => {
    if (index > 0 && !begins(line, index)) {
      items.at(-1)?.push(line)
      return
    }
    if (items.length === 1 && second < 0) second = index
    items.push([line])
  })
  return items.length < 2
    ? undefined
    : {
        items: items.map((parts) => parts.join(" ").replace(/^-\s+/, "")),
        line: second,
        confidence
      }
}

const dashed = (lines: ReadonlyArray<string>): Split | undefined =>
  splitAt(lines, (line) => /^-\s+\S/.test(line), 0.98)

const commands = (lines: ReadonlyArray<string>): Split | undefined =>
  dashed(lines) ??
  // A command that is called again on the next line is no argument of itself.
  splitAt(
    lines,
    (line, index) => {
      const before = lines[index - 1] as string
      const command = /^[a-z[][^\s=]*/.exec(line)?.[0]
      return command !== undefined && before.startsWith(`${command} `) && isComplete(before)
    },
    0.95
  )

/** Whether a line of the shell is whole: nothing in it waits for the next one. */
const isComplete = (line: string): boolean =>
  !/(?:[\\&|;({,]|\b(?:then|do|else|in))$/.test(line) &&
  count(line, /"/g) % 2 === 0 &&
  count(line, /'/g) % 2 === 0 &&
  count(line, /\(/g) === count(line, /\)/g) &&
  count(line, /\{/g) === count(line, /\}/g)

const count = (text: string, sign: RegExp): number => text.match(sign)?.length ?? 0

/** Items that are single words, as all the others of the list are: so many `single` ones among so many `items`. */
const names = (lines: ReadonlyArray<string>, items: number, single: number): Split | undefined =>
  dashed(lines) ??
  (single === items - 1 && lines.every((line) => !/\s/.test(line))
    ? splitAt(lines, () => true, items > 1 ? 0.96 : 0.8)
    : undefined)

/** Whether an item is one word, or quoted, or no text. */
const isName = (item: Node): boolean =>
  item.kind === "scalar" &&
  (item.style !== "plain" || typeof item.value !== "string" || !item.value.includes(" "))
