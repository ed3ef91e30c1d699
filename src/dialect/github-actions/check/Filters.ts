/**
 * Filters of events: pairs that exclude each other, and patterns that GitHub refuses or that match nothing.
 */

import type { Fix, Operation } from "../../../diagnose/Fix.ts"
import { get, type MapNode, type Node } from "../../../document/Node.ts"
import type { Pointer } from "../../../document/Pointer.ts"
import { isBare } from "../model/Event.ts"
import { type Slip, slipOf } from "../model/Glob.ts"
import { type Trigger, type Word, wordsOf } from "../model/Workflow.ts"
import { platform } from "../rules.generated.ts"
import { check, edit, replace, type Say } from "./Say.ts"

export const filters = check(({ workflow }, say) => {
  const pushed = workflow.triggers.some(({ name }) => name === "push")
  for (const trigger of workflow.triggers) {
    if (isBare(trigger.name)) {
      bare(say, trigger, pushed)
      continue
    }
    if (trigger.settings === undefined) continue
    for (const [wanted, unwanted] of platform.exclusiveFilters) {
      exclusive(say, trigger, trigger.settings, wanted ?? "", unwanted ?? "")
    }
    for (const key of filterKeys) patterns(say, trigger, trigger.settings, key)
  }
})

const filterKeys = ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"]

/** GitHub refuses any setting below an event that has none, even an empty map. */
const bare = (say: Say, trigger: Trigger, pushed: boolean): void => {
  const value = trigger.value
  if (value === undefined || (value.kind === "scalar" && value.value === null)) return
  const path = trigger.pointer
  const empty = value.kind === "map" && value.pairs.length === 0
  const fixes: Array<Fix> = []
  // A branch or a tag is created by a push, and a push has filters.
  const filtered =
    trigger.name === "create" &&
    ["branches", "branches-ignore", "tags", "tags-ignore"].some((key) => get(value, key) !== undefined)
  if (filtered && !pushed) {
    fixes.push(edit("Start on `push` instead", [{ op: "move", from: path, path: "/on/push" }], "unsafe", 0.7))
  }
  fixes.push(
    edit(
      "Remove the settings",
      [{ op: "replace", path, value: null }],
      empty ? "safe" : "unsafe",
      empty ? 0.95 : 0.6
    )
  )
  say.problem({
    rule: "event-settings",
    message: `The event \`${trigger.name}\` has no settings.`,
    pointer: path,
    at: value,
    fixes
  })
}

const exclusive = (say: Say, trigger: Trigger, settings: MapNode, wanted: string, unwanted: string): void => {
  const yes = get(settings, wanted)
  if (yes === undefined) return
  const no = get(settings, unwanted)
  if (no === undefined) return
  const path = `${trigger.pointer}/${wanted}`
  const positive = wordsOf(yes, path)
  const negative = wordsOf(no, "")
  const fixes: Array<Fix> = []
  if (positive.length > 0) {
    const value = [...positive.map(({ text }) => text), ...negative.map(({ text }) => `!${text}`)]
    fixes.push(
      edit(
        `Exclude them with \`!\` in \`${wanted}\``,
        [
          { op: "replace", path, value },
          { op: "remove", path: `${trigger.pointer}/${unwanted}` }
        ],
        "unsafe",
        0.85
      )
    )
  }
  say.problem({
    rule: "filters-exclusive",
    message: `\`${trigger.name}\` has both \`${wanted}\` and \`${unwanted}\`: GitHub takes only one of them.`,
    pointer: `${trigger.pointer}/${unwanted}`,
    at: no,
    fixes
  })
}

const patterns = (say: Say, trigger: Trigger, settings: MapNode, key: string): void => {
  const node = get(settings, key)
  if (node === undefined) return
  const pointer: Pointer = `${trigger.pointer}/${key}`
  const words = wordsOf(node, pointer)
  if (words.length === 0) return
  const ofPaths = key.startsWith("paths")
  for (const word of words) {
    const slip = slipOf(word.text, ofPaths)
    if (slip !== undefined) pattern(say, word, slip)
  }
  if (!key.endsWith("-ignore") && words.every(({ text }) => text.startsWith("!"))) {
    negativeOnly(say, node, pointer, key, words)
  }
}

const pattern = (say: Say, word: Word, slip: Slip): void => {
  say.problem({
    ...(slip.maybe === true ? { severity: "warning" as const } : {}),
    rule: slip.refused ? "glob-invalid" : "glob-matches-nothing",
    message: `\`${word.text}\` ${slip.message}`,
    pointer: word.pointer,
    at: word.node,
    fixes:
      slip.instead === undefined
        ? severalIn(word)
        : [
            replace(
              `Write \`${slip.instead}\``,
              word.pointer,
              slip.instead,
              slip.maybe === true ? "display" : slip.sure ? "safe" : "unsafe",
              slip.confidence
            )
          ]
  })
}

/** `main, develop`: names with commas between them, as a list. */
const severalIn = ({ text, pointer }: Word): ReadonlyArray<Fix> => {
  const names = text.split(",").map((name) => name.trim())
  if (names.length < 2 || names.some((name) => name === "" || /[\s{}]/.test(name))) return []
  const index = /^(.*)\/(\d+)$/.exec(pointer)
  const operations: ReadonlyArray<Operation> =
    index === null
      ? [{ op: "replace", path: pointer, value: names }]
      : [
          { op: "replace", path: pointer, value: names[0] as string },
          ...names.slice(1).map((name, at) => ({
            op: "add" as const,
            path: `${index[1]}/${Number(index[2]) + 1 + at}`,
            value: name
          }))
        ]
  return [edit("Write the names as a list", operations, "unsafe", 0.95)]
}

const negativeOnly = (
  say: Say,
  node: Node,
  pointer: Pointer,
  key: string,
  words: ReadonlyArray<Word>
): void => {
  const value = ["**", ...words.map(({ text }) => text)]
  say.problem({
    rule: "filter-only-negative",
    message: `\`${key}\` only leaves things out: without a pattern that takes some in, nothing matches.`,
    pointer,
    at: node,
    fixes: [edit("Include everything else", [{ op: "replace", path: pointer, value }], "unsafe", 0.85)]
  })
}
