/**
 * Nodes that no text stands behind yet: what a repair would put in a place, with the range of that place.
 */
import type { Json, MapNode, Node, Pair, ScalarNode } from "./Node.ts"

interface Place {
  readonly start: number
  readonly end: number
}

export const scalar = (value: ScalarNode["value"], at: Place): ScalarNode => ({
  kind: "scalar",
  value,
  style: "plain",
  start: at.start,
  end: at.end
})

export const pair = (key: string, value: Node, at: Place): Pair => ({
  key: scalar(key, at),
  value,
  start: at.start,
  end: at.end
})

/** The tree of a JSON value, every node with the one range. */
export const nodeOf = (value: Json, at: Place): Node => {
  if (Array.isArray(value)) {
    return {
      kind: "seq",
      items: value.map((item: Json) => nodeOf(item, at)),
      flow: false,
      start: at.start,
      end: at.end
    }
  }
  if (typeof value === "object" && value !== null) {
    return {
      kind: "map",
      pairs: Object.entries(value).map(([key, item]) => pair(key, nodeOf(item as Json, at), at)),
      flow: false,
      start: at.start,
      end: at.end
    }
  }
  return scalar(value as ScalarNode["value"], at)
}

/** The same map with other pairs. */
export const withPairs = (map: MapNode, pairs: ReadonlyArray<Pair>): MapNode => ({
  kind: "map",
  pairs,
  flow: map.flow,
  start: map.start,
  end: map.end
})
