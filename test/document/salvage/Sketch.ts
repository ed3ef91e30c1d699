/**
 * A small expectation for tests of salvage: pipelines with jobs, jobs with steps. Salvage knows no dialect, so that
 * this is as good to it as a grammar.
 */
import type { Document } from "../../../src/document/Document.ts"
import { keyText, type Node, resolve } from "../../../src/document/Node.ts"
import type { Fault, Misfit } from "../../../src/document/Salvage.ts"

type Shape =
  | { readonly kind: "text" | "any" }
  | { readonly kind: "list"; readonly item: Shape }
  | { readonly kind: "either"; readonly of: ReadonlyArray<Shape> }
  | {
      readonly kind: "map"
      readonly keys: Readonly<Record<string, Shape>>
      readonly names?: Shape
      readonly needs?: ReadonlyArray<string>
      readonly oneOf?: ReadonlyArray<string>
    }

const text: Shape = { kind: "text" }
const names: Shape = { kind: "map", keys: {}, names: text }
const texts: Shape = { kind: "either", of: [text, { kind: "list", item: text }] }

const step: Shape = {
  kind: "map",
  keys: { name: text, uses: text, run: text, if: text, with: names, env: names, shell: text },
  oneOf: ["uses", "run"]
}

const job: Shape = {
  kind: "map",
  keys: { "runs-on": text, needs: texts, env: names, steps: { kind: "list", item: step }, timeout: text },
  needs: ["steps"]
}

const filter: Shape = { kind: "map", keys: { branches: texts, tags: texts } }
const events: Shape = { kind: "map", keys: { push: filter, pull_request: filter } }

const pipeline: Shape = {
  kind: "map",
  keys: {
    name: text,
    on: { kind: "either", of: [texts, events] },
    env: names,
    jobs: { kind: "map", keys: {}, names: job }
  },
  needs: ["jobs"]
}

const strange = 5
const missing = 4.5
const mismatch = 6

const faultsAt = (written: Node, shape: Shape): ReadonlyArray<Fault> => {
  const node = resolve(written)
  const fault = (cost: number): ReadonlyArray<Fault> => [{ start: written.start, cost }]
  if (node === undefined) return fault(mismatch)
  switch (shape.kind) {
    case "any":
      return []
    case "text":
      return node.kind === "scalar" && node.value !== null ? [] : fault(mismatch)
    case "list":
      if (node.kind !== "seq") return fault(mismatch)
      return node.items.flatMap((item) => faultsAt(item, shape.item))
    case "either": {
      const tries = shape.of.map((one) => faultsAt(node, one))
      return tries.reduce((best, one) => (sum(one) < sum(best) ? one : best))
    }
    case "map": {
      if (node.kind !== "map") return fault(mismatch)
      const found: Array<Fault> = []
      const present = new Set<string>()
      for (const pair of node.pairs) {
        const key = keyText(pair) ?? ""
        const inner = Object.hasOwn(shape.keys, key) ? shape.keys[key] : shape.names
        present.add(key)
        if (inner === undefined) found.push({ start: pair.start, cost: strange })
        else found.push(...faultsAt(pair.value, inner))
      }
      for (const key of shape.needs ?? []) if (!present.has(key)) found.push(...fault(missing))
      const chosen = shape.oneOf?.filter((key) => present.has(key)).length
      if (chosen !== undefined && chosen !== 1) found.push(...fault(missing))
      return found
    }
  }
}

const sum = (found: ReadonlyArray<Fault>): number => found.reduce((total, { cost }) => total + cost, 0)

export const faults = (document: Document): ReadonlyArray<Fault> => {
  const [root, ...others] = document.roots
  if (root === undefined) return [{ start: 0, cost: 40 }]
  return [...faultsAt(root, pipeline), ...others.map(({ start }) => ({ start, cost: 10 }))]
}

export const misfit: Misfit = (document) => ({ misfit: sum(faults(document)), hidden: 0 })
