/**
 * `!reference [job, key, …]`: the path leads to something.
 *
 * GitLab follows the path once `extends` is done: what a job takes over can be referred to under its name.
 */
import { isSlip } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { mergedPairs } from "../../../document/MergedPairs.ts"
import { keyText, type MapNode, type Node, resolve } from "../../../document/Node.ts"
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
  const targets = new Map<Node, Layers>()
  const keys = keysIn()
  for (const reference of found) targets.set(reference.node, follow(pipeline, say, keys, reference))
  circles(say, found, targets)
})

interface Reference {
  readonly node: Extract<Node, { kind: "seq" }>
  readonly pointer: Pointer
}

/** A reference that is only text: its tag was quoted, or forgotten. */
const asText = /^\s*!?reference\s*\[([^\][]+)\]\s*$/

/** Values of one key, the strongest first: a map merges key by key with those that it stands above. */
type Layers = ReadonlyArray<Resolved>
type Keys = (node: MapNode) => ReturnType<typeof mergedPairs>

/** What stands under the keys of a map, looked up once for each map. */
const keysIn = (): Keys => {
  const known = new Map<MapNode, ReturnType<typeof mergedPairs>>()
  return (node) => {
    let keys = known.get(node)
    if (keys === undefined) {
      keys = mergedPairs(node, reading)
      known.set(node, keys)
    }
    return keys
  }
}

/** Where the path of a reference leads; says so where it leads nowhere. */
const follow = (pipeline: Pipeline, say: Say, keys: Keys, { node, pointer }: Reference): Layers => {
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
    return []
  }
  let at: Layers = [pipeline.root]
  for (const [index, name] of names.entries()) {
    if (isFilledIn(name.text) || isReference(at[0])) return []
    const job = index === 0 ? pipeline.jobs.get(name.text) : undefined
    const next =
      job?.node === undefined ? under(keys, at, name.text) : job.lineage.flatMap((each) => each.node ?? [])
    if (next.length === 0) {
      leadsNowhere(pipeline, say, names, index, elsewhere(keys, at, node))
      return []
    }
    at = next
  }
  return at
}

const under = (keys: Keys, layers: Layers, name: string): Layers => {
  const values: Array<Resolved> = []
  for (const layer of layers) {
    const value = layer.kind === "map" ? resolve(keys(layer).get(name)?.pair.value) : undefined
    if (value === undefined || (value.kind === "scalar" && value.value === null)) continue
    if (value.kind !== "map") return values.length === 0 ? [value] : values
    values.push(value)
  }
  return values
}

/** The names under which the reference itself does not stand. */
const elsewhere = (keys: Keys, layers: Layers, { start, end }: Node): ReadonlyArray<string> => {
  const names = new Set<string>()
  for (const layer of layers) {
    if (layer.kind !== "map") continue
    for (const [name, { pair }] of keys(layer))
      if (pair.value.start > start || pair.value.end < end) names.add(name)
  }
  return [...names]
}

const leadsNowhere = (
  pipeline: Pipeline,
  say: Say,
  names: ReadonlyArray<Text>,
  index: number,
  keys: ReadonlyArray<string>
): void => {
  const name = names[index] as Text
  const likely = say.among(keys.length, () => keys)
  const job = pipeline.jobs.get((names[0] as Text).text)
  const open = index === 0 ? !pipeline.closed : pipeline.includes || job?.unsure === true
  if (open && !isSlip(name.text, likely)) {
    say.unknown({
      rule: "unknown-reference",
      message: `Whether there is a \`${name.text}\` depends on files outside this one`,
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
    rule: "unknown-reference",
    message:
      index === 0
        ? `There is no \`${name.text}\` that could be referred to: there are ${oneOf(keys)}`
        : `\`${holder}\` has no \`${name.text}\`: ${keys.length === 0 ? "it has no keys" : `it has ${oneOf(keys)}`}`,
    pointer: name.pointer,
    at: name.node,
    fixes: renames(say, name, likely)
  })
}

/** `!reference {.setup, script}`: the names between braces. */
const inBraces = (node: Resolved): ReadonlyArray<string> | undefined => {
  if (node.kind !== "map" || !node.flow || node.pairs.length < 2) return undefined
  const names = node.pairs.flatMap((pair) => {
    const value = resolve(pair.value)
    const name = keyText(pair)
    return name !== undefined && value?.kind === "scalar" && value.value === null ? [name] : []
  })
  return names.length === node.pairs.length ? names : undefined
}

/** A reference whose path is no list: `!reference .setup.script`, or one that is quoted or lacks its `!`. */
const malformed = (
  pipeline: Pipeline,
  say: Say,
  node: Resolved,
  pointer: Pointer,
  written = node.kind === "scalar" ? String(node.value ?? "") : ""
): void => {
  const path = inBraces(node) ?? pathIn(pipeline, written)
  if (path === undefined && node.tag === undefined) return
  say.problem({
    rule: "reference-form",
    message:
      node.tag === undefined
        ? "This is a string, not a `!reference`"
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
    if (job !== undefined && path.slice(1, 2).every((key) => job.has(key))) return path
  }
  return undefined
}

/** References that lead into each other. */
const circles = (say: Say, found: ReadonlyArray<Reference>, targets: ReadonlyMap<Node, Layers>): void => {
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
    for (const next of (targets.get(reference.node) ?? []).flatMap(within)) {
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
