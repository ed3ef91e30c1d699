/**
 * `!reference [job, key, …]`: the path leads to something.
 *
 * GitLab follows the path through what is written in the files, merge keys included, before any `extends` is looked
 * at: what a job only takes over cannot be referred to under its name.
 */
import { isSlip } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { mergedPairs } from "../../../document/MergedPairs.ts"
import { type Node, resolve } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import { isFilledIn, isReference, type Resolved, type Text, textOf } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { walk } from "../model/Tree.ts"
import { reading } from "../Reading.ts"
import { check, renames, type Say } from "./Say.ts"

export const references = check((pipeline, say) => {
  if (!say.view.text.includes("reference")) return
  const found: Array<Reference> = []
  walk(pipeline.root, ({ node, pointer, keyOf }) => {
    if (keyOf !== undefined || node.kind === "alias") return
    if (isReference(node)) {
      if (node.kind === "seq") found.push({ node, pointer: pointer() })
      else malformed(pipeline, say, node, pointer())
    } else if (node.kind === "scalar" && typeof node.value === "string") {
      const names = asText.exec(node.value)?.[1]
      if (names !== undefined) malformed(pipeline, say, node, pointer(), names)
    }
  })
  const targets = new Map<Node, Resolved>()
  for (const reference of found) {
    const target = follow(pipeline, say, reference)
    if (target !== undefined) targets.set(reference.node, target)
  }
  circles(say, found, targets)
})

interface Reference {
  readonly node: Extract<Node, { kind: "seq" }>
  readonly pointer: Pointer
}

/** A reference that is only text: its tag was quoted, or forgotten. */
const asText = /^\s*!?reference\s*\[([^\][]+)\]\s*$/

/** Where the path of a reference leads; says so where it leads nowhere. */
const follow = (pipeline: Pipeline, say: Say, { node, pointer }: Reference): Resolved | undefined => {
  const names: Array<Text> = []
  for (const [index, item] of node.items.entries()) {
    const written = resolve(item)
    const name = written === undefined ? undefined : textOf({ node: written, pointer: child(pointer, index) })
    if (name !== undefined) names.push(name)
  }
  if (names.length === 0 || names.length < node.items.length) {
    say.problem({
      rule: "reference-form",
      message: "The path of a `!reference` is a list of names: of a job, then of the key in it",
      pointer,
      at: node
    })
    return undefined
  }
  let at: Resolved = pipeline.root
  for (const [index, name] of names.entries()) {
    if (isFilledIn(name.text) || isReference(at)) return undefined
    const keys: ReturnType<typeof mergedPairs> | undefined =
      at.kind === "map" ? mergedPairs(at, reading) : undefined
    const next = resolve(keys?.get(name.text)?.pair.value)
    if (next === undefined || (next.kind === "scalar" && next.value === null)) {
      leadsNowhere(pipeline, say, names, index, elsewhere(keys, node))
      return undefined
    }
    at = next
  }
  return at
}

/** The names under which the reference itself does not stand. */
const elsewhere = (
  keys: ReturnType<typeof mergedPairs> | undefined,
  { start, end }: Node
): ReadonlyArray<string> =>
  [...(keys ?? [])].flatMap(([name, { pair }]) =>
    pair.value.start <= start && pair.value.end >= end ? [] : [name]
  )

const leadsNowhere = (
  pipeline: Pipeline,
  say: Say,
  names: ReadonlyArray<Text>,
  index: number,
  keys: ReadonlyArray<string>
): void => {
  const name = names[index] as Text
  const place = { rule: "unknown-reference", pointer: name.pointer, at: name.node }
  const first = names[0] as Text
  const job = pipeline.jobs.get(first.text)
  // What only an ancestor has is referred to under the ancestor's name.
  const source = index === 1 ? job?.get(name.text)?.job : undefined
  if (source !== undefined && source !== job) {
    say.problem({
      ...place,
      message: `\`${first.text}\` only takes \`${name.text}\` over from \`${source.name}\`, and a \`!reference\` does not follow \`extends\``,
      fixes: [
        say.fix(
          `Refer to \`${source.name}\``,
          [{ op: "replace", path: first.pointer, value: source.name }],
          "unsafe",
          0.95
        )
      ]
    })
    return
  }
  const likely = say.among(keys.length, () => keys)
  const fixes = renames(say, name, likely)
  const elsewhere = index === 0 ? !pipeline.closed : pipeline.includes
  if (elsewhere && !isSlip(name.text, likely)) {
    say.unknown({
      rule: place.rule,
      message: `Whether there is a \`${name.text}\` depends on the files that belong with this one`,
      pointer: name.pointer,
      at: name.node
    })
    return
  }
  const holder = names
    .slice(0, index)
    .map(({ text }) => text)
    .join(" → ")
  say.problem({
    ...place,
    message:
      index === 0
        ? `There is no \`${name.text}\` that could be referred to: there are ${oneOf(keys)}`
        : `\`${holder}\` has no \`${name.text}\`: ${keys.length === 0 ? "it has no keys" : `it has ${oneOf(keys)}`}`,
    fixes
  })
}

/** A reference whose path is no list: `!reference .setup.script`, or one that is quoted or lacks its `!`. */
const malformed = (
  pipeline: Pipeline,
  say: Say,
  node: Resolved,
  pointer: Pointer,
  written = node.kind === "scalar" ? String(node.value ?? "") : ""
): void => {
  const path = pathIn(pipeline, written)
  if (path === undefined && node.tag === undefined) return
  say.problem({
    rule: "reference-form",
    message:
      node.tag === undefined
        ? "This is text, and no `!reference`"
        : "The path of a `!reference` is a list of names: of a job, then of the key in it",
    pointer,
    at: node,
    fixes:
      path === undefined
        ? []
        : [
            say.rewrite(
              `Write \`!reference [${path.join(", ")}]\``,
              [
                {
                  start: node.propertiesStart ?? node.start,
                  end: node.end,
                  text: `!reference [${path.join(", ")}]`
                }
              ],
              "unsafe",
              0.95
            )
          ]
  })
}

/** The path that a text spells, where it leads somewhere. */
const pathIn = (pipeline: Pipeline, text: string): ReadonlyArray<string> | undefined => {
  const bare = text.replaceAll(/["'[\]]/g, "").trim()
  for (const separator of [/\s*,\s*/, /\s+/, /(?<=.)\./, /\s*(?:->|\/|:)\s*/]) {
    const path = bare.split(separator)
    const job = pipeline.jobs.get(path[0] as string)
    if (job !== undefined && path.slice(1, 2).every((key) => job.own(key) !== undefined)) return path
  }
  return undefined
}

/** References that lead into each other. */
const circles = (say: Say, found: ReadonlyArray<Reference>, targets: ReadonlyMap<Node, Resolved>): void => {
  // What a reference leads to holds the references that begin within it.
  const starts = [...found].sort((a, b) => a.node.start - b.node.start)
  const within = ({ start, end }: Node): ReadonlyArray<Reference> => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] as Reference).node.start < start) low = middle + 1
      else high = middle
    }
    let stop = low
    while (stop < starts.length && (starts[stop] as Reference).node.start < end) stop++
    return starts.slice(low, stop)
  }
  const state = new Map<Reference, "open" | "done">()
  let steps = 0
  const enter = (reference: Reference, depth: number): void => {
    if (state.has(reference) || depth > deepest || ++steps > most) return
    state.set(reference, "open")
    const target = targets.get(reference.node)
    for (const next of target === undefined ? [] : within(target)) {
      if (state.get(next) === "open") {
        say.problem({
          rule: "cyclic-reference",
          message: "This `!reference` leads back to itself",
          pointer: reference.pointer,
          at: reference.node
        })
      } else enter(next, depth + 1)
    }
    state.set(reference, "done")
  }
  for (const reference of starts) enter(reference, 0)
}

const deepest = 100
const most = 20_000
