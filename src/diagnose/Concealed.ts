/**
 * What a reading of a text conceals: keys that the format knows, put where anything goes. There nothing can be wrong,
 * so that a reading must not be believed for having moved much of the text there.
 */
import { keyText, type MapNode, type Node, resolve } from "../document/Node.ts"
import { hasHome, isStranger } from "./KeyAssignment.ts"
import type { Planner } from "./Plan.ts"
import { type MapOf, mapsIn, type Shape } from "./Shape.ts"
import { sitesOf } from "./Sites.ts"

const nodesAtMost = 20_000

export interface Concealed {
  /** How many pairs under `any`, or under keys that nobody knows, have keys that are words of the grammar. */
  readonly anywhere: number
  /** How many texts hold a key, with its colon, that their own map knows and lacks; and names that are such a key one level up. */
  readonly swallowed: number
  /**
   * How many names of texts are keys of maps or lists elsewhere (`with` among environment variables), or stand
   * under the key for a map's strays, of which they are none.
   */
  readonly disguised: number
}

export const concealed = (
  root: Node,
  shape: Shape,
  planner: Planner,
  words: ReadonlySet<string>
): Concealed => {
  let count = 0
  let swallowed = 0
  let disguised = 0
  let budget = nodesAtMost
  // The items of a list are alike: what they share counts once.
  const within = (written: Node, met?: Set<string>): void => {
    const node = resolve(written)
    if (node === undefined || node.kind === "scalar" || budget-- <= 0) return
    if (node.kind === "seq") {
      const shared = met ?? new Set()
      for (const item of node.items) within(item, shared)
      return
    }
    for (const pair of node.pairs) {
      const name = keyText(pair) ?? ""
      if (words.has(name) && met?.has(name) !== true) count++
      met?.add(name)
      within(pair.value, met)
    }
  }
  const at = (value: Node, written: Shape, met?: Set<string>): void => {
    const shape = written.kind === "oneOf" ? planner.branch(value, written) : written
    if (shape?.kind === "any") within(value, met)
    const node = resolve(value)
    // Lists of maps are sites of their own; what is left are lists of anything.
    if (shape?.kind !== "list" || node?.kind !== "seq" || shape.item.kind === "map") return
    const shared = met ?? new Set()
    for (const item of node.items) at(item, shape.item, shared)
  }
  for (const { node, shape: map } of sitesOf(root, shape, planner)) {
    if (node.kind !== "map") continue
    for (const pair of node.pairs) {
      if (lacked(node, pair.value, map)) swallowed++
      const name = keyText(pair)
      // What is merged is looked at where it is written.
      if (planner.merge && name === "<<") continue
      const inner = name === undefined ? undefined : (map.keys.get(name)?.shape ?? map.names?.of(name, node))
      if (inner === undefined) {
        // What stands under a key that nobody knows goes with it, and whatever is wrong there.
        within(pair.value)
        continue
      }
      if (name === undefined || map.keys.has(name)) {
        if (name !== undefined && name === map.source.strays?.key) disguised += strangers(pair.value, map)
        at(pair.value, inner)
        continue
      }
      if (isKeyBelow(name, pair.value, inner, planner)) swallowed++
      else if (inner.kind === "string" && planner.shapes.holders.has(name)) disguised++
      at(pair.value, inner)
    }
  }
  return { anywhere: count, swallowed, disguised }
}

/**
 * `artifacts` as the name of a job: it likelier is the key of the job above. Not so a job `release` that is a job: what
 * stands under it fits the name better than the key.
 */
const isKeyBelow = (name: string, value: Node, inner: Shape, planner: Planner): boolean => {
  const as = mapsIn(inner).flatMap(({ keys }) => keys.get(name)?.shape ?? [])
  if (as.length === 0) return false
  const named = planner.plan(value, inner).cost
  return as.some((shape) => planner.plan(value, shape).cost <= named)
}

/** Keys of the map for strays that the map around it says do not belong there, and one that is unlike all others. */
const strangers = (written: Node, map: Extract<Shape, MapOf>): number => {
  const node = resolve(written)
  if (node?.kind !== "map") return 0
  const names = node.pairs.map((pair) => keyText(pair) ?? "")
  const unlike = names.filter((name) => !hasHome(map, name))
  const odd = unlike.length === 1 && names.length > 1 && !isStranger(map, unlike[0] as string) ? 1 : 0
  return odd + names.filter((name) => isStranger(map, name)).length
}

/** A text longer than this is no value with a key behind it. */
const longest = 200

/** `test needs: [build]`: whether a text holds a key that its map knows and lacks. */
const lacked = (node: MapNode, written: Node, { keys }: Extract<Shape, MapOf>): boolean => {
  if (written.kind !== "scalar" || typeof written.value !== "string" || written.value.length > longest)
    return false
  if (!written.value.includes(": ")) return false
  return [...written.value.matchAll(/\s([A-Za-z_][\w-]*):(?=\s)/g)].some(
    ([, word = ""]) => keys.has(word) && !node.pairs.some((pair) => keyText(pair) === word)
  )
}
