/**
 * The key of a map that a bare word or a list stands for (`pull_request: [opened]` where `types: [opened]` below it is
 * meant): one that knows these very words, or else the one that the grammar names.
 */
import { type Json, type Node, resolve, type ScalarNode, type SeqNode } from "../document/Node.ts"
import { nodeOf } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import { scalarAsMap } from "./ExplainScalar.ts"
import type { Planner } from "./Plan.ts"
import type { MapOf, Shape } from "./Shape.ts"

type Map_ = Extract<Shape, MapOf>

/** A word that no closed set of words has. */
const nonsense = "\u0000"

/** The key that is told by the node, and whether by its very words. */
export const toldBy = (
  planner: Planner,
  node: ScalarNode | SeqNode,
  shape: Map_
): { readonly key: string; readonly byWord: boolean } | undefined => {
  const { scalarKey } = shape.source
  if (scalarKey === undefined || (node.kind === "seq" && node.items.length === 0)) return undefined
  const any = nodeOf(node.kind === "seq" ? [nonsense] : nonsense, node)
  const known = shape.keys.get(scalarKey)
  for (const each of known === undefined ? shape.keys.values() : [known, ...shape.keys.values()]) {
    if (each.rule.required === true) continue
    if (planner.conforms(node, each.shape) && !planner.conforms(any, each.shape))
      return { key: each.name, byWord: true }
  }
  if (known === undefined || !planner.conforms(node, known.shape) || !formed(node, shape)) return undefined
  return { key: scalarKey, byWord: false }
}

/** The map that a list stands for: under its telling key, or the telling key of what stands there (`on: [main]`). */
export const listMeant = (
  planner: Planner,
  node: SeqNode,
  shape: Map_
): { readonly key: string; readonly value: Json } | undefined => {
  const told = toldBy(planner, node, shape)
  if (told !== undefined) return { key: told.key, value: dataOf(node) }
  const known = shape.keys.get(shape.source.scalarKey ?? "")
  if (known?.shape.kind !== "map" || node.items.length === 0 || !formed(node, shape)) return undefined
  const inner = toldBy(planner, node, known.shape)
  return inner === undefined ? undefined : { key: known.name, value: { [inner.key]: dataOf(node) } }
}

/** Whether each word has the form that the grammar asks for. */
const formed = (node: Node, { source: { scalarForm } }: Map_): boolean => {
  if (scalarForm === undefined) return true
  const form = new RegExp(`^(?:${scalarForm})$`, "su")
  const items = node.kind === "seq" ? node.items.map((item) => resolve(item)) : [node]
  return items.every((item) => item?.kind === "scalar" && form.test(String(item.value)))
}

/** The map that a scalar stands for. */
export const scalarMeant = (planner: Planner, node: ScalarNode, shape: Map_): Json | undefined => {
  if (node.value === null || typeof node.value === "bigint") return undefined
  const told = toldBy(planner, node, shape)
  return told?.byWord === true ? { [told.key]: node.value } : scalarAsMap(node, shape)
}
