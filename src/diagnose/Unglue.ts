/**
 * Takes keys apart that ran together because a colon was lost between them: `jobs build: …` was `jobs:` with `build:`
 * below it, `name Run tests run: …` was `name: Run tests` and `run: …` beside it.
 */
import { keyText, type MapNode, type Pair, resolve } from "../document/Node.ts"
import { child as childPointer } from "../document/Pointer.ts"
import { pair as makePair, scalar, withPairs } from "../document/Synthetic.ts"
import { dataOf } from "../document/Tree.ts"
import type { Operation } from "./Fix.ts"
import { type Plan, type Planner, type Step, share } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import { type MapOf, mapsIn, type Shape } from "./Shape.ts"

type Map_ = Extract<Shape, MapOf>

interface Apart {
  /** What stands in place of the glued pair. */
  readonly pairs: ReadonlyArray<Pair>
  readonly title: string
  readonly operations: (base: string) => ReadonlyArray<Operation>
}

/** The cheapest plan after taking one glued key apart, where that is cheaper than `limit`. */
export const unglue = (planner: Planner, node: MapNode, shape: Map_, limit: number): Plan | undefined => {
  let best: Plan | undefined
  node.pairs.forEach((glued, index) => {
    const name = keyText(glued)
    if (name === undefined || name.length > 200) return
    const apartOnes = shape.keys.has(name)
      ? spilled(glued, name, node, shape)
      : readings(glued, name, node, shape)
    for (const apart of apartOnes) {
      const pairs = [...node.pairs.slice(0, index), ...apart.pairs, ...node.pairs.slice(index + 1)]
      const rest = planner.plan(withPairs(node, pairs), shape)
      const cost = costs.shape.unglue + rest.cost
      if (cost >= (best?.cost ?? limit)) continue
      const step: Step = {
        rule: "glued-keys",
        cost: costs.shape.unglue,
        at: glued.key,
        path: [name],
        message: () => `\`${name}\` is two keys in one: a colon is missing between them.`,
        fix: {
          title: () => apart.title,
          operations: apart.operations,
          confidence: share(cost, [limit]),
          limit: "unsafe"
        }
      }
      best = { cost, steps: [step], children: [], afterwards: rest }
    }
  })
  return best
}

const readings = (glued: Pair, name: string, node: MapNode, shape: Map_): ReadonlyArray<Apart> => {
  const words = wordsOf(name)
  const [first, ...others] = words
  const known = first === undefined ? undefined : shape.keys.get(first)
  if (known === undefined || others.length === 0 || node.pairs.some((pair) => keyText(pair) === first))
    return []
  const found: Array<Apart> = []
  const inner = others.join(" ")
  if (mapsIn(known.shape).length > 0) {
    const map = withPairs(node, [makePair(inner, glued.value, glued.key)])
    found.push({
      pairs: [makePair(known.name, map, glued.key)],
      title: `Put \`${inner}\` under \`${known.name}\``,
      operations: (base) => [
        { op: "add", path: childPointer(base, known.name), value: dataOf(map) as never },
        { op: "remove", path: childPointer(base, name) }
      ]
    })
  }
  const last = others.at(-1) as string
  const text = others.slice(0, -1).join(" ")
  const second = shape.keys.get(last)
  if (second !== undefined && text !== "" && resolve(glued.value) !== undefined) {
    found.push({
      pairs: [
        makePair(known.name, scalar(text, glued.key), glued.key),
        makePair(last, glued.value, glued.key)
      ],
      title: `Write \`${known.name}: ${text}\` and \`${last}\``,
      operations: (base) => [
        { op: "add", path: childPointer(base, known.name), value: text },
        { op: "move", from: childPointer(base, name), path: childPointer(base, last) }
      ]
    })
  }
  return found
}

/** Words of a glued key; the space behind a colon may be lost as well. */
const wordsOf = (name: string): ReadonlyArray<string> =>
  name
    .replace(/^([\w-]+):/, "$1 ")
    .split(/\s+/)
    .filter((word) => word !== "")

/**
 * `name: { "Run tests run": … }`: the value of a text ran into the key that follows it.
 */
const spilled = (glued: Pair, name: string, node: MapNode, shape: Map_): ReadonlyArray<Apart> => {
  const known = shape.keys.get(name)
  const value = resolve(glued.value)
  const only = value?.kind === "map" && value.pairs.length === 1 ? value.pairs[0] : undefined
  const inner = only === undefined ? undefined : keyText(only)
  if (known === undefined || only === undefined || inner === undefined || mapsIn(known.shape).length > 0)
    return []
  const words = wordsOf(inner)
  const last = words.at(-1)
  const text = words.slice(0, -1).join(" ")
  if (last === undefined || text === "" || !shape.keys.has(last)) return []
  if (node.pairs.some((pair) => keyText(pair) === last)) return []
  return [
    {
      pairs: [makePair(name, scalar(text, only.key), glued.key), makePair(last, only.value, only.key)],
      title: `Write \`${name}: ${text}\` and \`${last}\``,
      operations: (base) => [
        { op: "add", path: childPointer(base, last), value: dataOf(only.value) as never },
        { op: "replace", path: childPointer(base, name), value: text }
      ]
    }
  ]
}
