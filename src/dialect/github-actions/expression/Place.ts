/**
 * Places: where in a file expressions may stand, and what is at hand there.
 *
 * The table of the documentation (`rules/github-actions/contexts.yaml`) becomes a trie over keys, so that one walk
 * of the tree finds all texts with expressions, each with its place. Texts below keys that are not the format's own
 * have none, and are left to the grammar.
 */
import type { MapNode, Node, ScalarNode } from "../../../document/Node.ts"
import { keyText, resolve } from "../../../document/Node.ts"
import { format, type Pointer, type Segment } from "../../../document/Pointer.ts"
import type { PlaceRule } from "../RuleData.ts"
import { contexts as data } from "../rules.generated.ts"

export interface Place {
  /** No expression may stand here. */
  readonly plain: boolean
  /** As the documentation calls it: `jobs.<job_id>.steps.run`. */
  readonly name: string
  readonly contexts: ReadonlySet<string>
  /** Special functions, in lower case. */
  readonly functions: ReadonlySet<string>
  readonly condition: boolean
  readonly anyStatus: boolean
}

/** A text in which an expression stands, or something that looks like one. */
export interface Site {
  readonly node: ScalarNode
  readonly text: string
  readonly path: ReadonlyArray<Segment>
  readonly pointer: Pointer
  readonly place: Place
}

/** Deeper than any text may be nested: only a collection that holds itself gets here. */
const deepest = 1000

/** All texts below `root` that hold expressions or are conditions, in the order of the text. */
export const sitesOf = (root: Node, kind: string): ReadonlyArray<Site> => {
  const sites: Array<Site> = []
  const path: Array<Segment> = []
  const visit = (written: Node, at: Branch | undefined, place: Place | undefined): void => {
    const node = resolve(written)
    if (node === undefined || path.length > deepest) return
    if (node.kind === "scalar") {
      const text = node.value
      if (typeof text !== "string" || place === undefined) return
      if (place.condition ? text.trim() !== "" : marked(text)) {
        const here = [...path]
        sites.push({ node, text, path: here, pointer: format(here), place })
      }
      return
    }
    // A collection may be reached through aliases more than once, from different places.
    if (node.kind === "seq") {
      const branch = at?.below.get("*")
      for (let index = 0; index < node.items.length; index++) {
        path.push(index)
        visit(node.items[index] as Node, branch, branch?.place ?? place)
        path.pop()
      }
    } else visitMap(node, at, place)
  }
  const visitMap = (node: MapNode, at: Branch | undefined, place: Place | undefined): void => {
    for (const pair of node.pairs) {
      const key = keyText(pair)
      if (key === undefined) continue
      const branch = at?.below.get(key) ?? at?.below.get("*")
      path.push(key)
      visit(pair.value, branch, branch?.place ?? place)
      path.pop()
    }
  }
  visit(root, tries.get(kind), undefined)
  return sites
}

interface Branch {
  place: Place | undefined
  readonly below: Map<string, Branch>
}

const placeOf = (name: string, rule: PlaceRule): Place => ({
  plain: false,
  name,
  contexts: new Set(rule.contexts),
  functions: new Set(rule.functions?.map((each) => each.toLowerCase())),
  condition: rule.condition === true,
  anyStatus: rule.anyStatus === true
})

const branch = (): Branch => ({ place: undefined, below: new Map() })

const nowhere = (name: string): Place => ({
  plain: true,
  name,
  contexts: new Set(),
  functions: new Set(),
  condition: false,
  anyStatus: false
})

const build = (kind: string): Branch => {
  const root = branch()
  const put = (path: string, place: Place): void => {
    let at = root
    for (const key of path.split(".")) {
      let next = at.below.get(key)
      if (next === undefined) {
        next = branch()
        at.below.set(key, next)
      }
      at = next
    }
    at.place = place
  }
  for (const path of data.plain[kind] ?? []) put(path, nowhere(path))
  for (const [name, rule] of Object.entries(data.places)) {
    if ((rule.kind ?? "workflow") !== kind) continue
    const place = placeOf(name, rule)
    for (const path of rule.at) put(path, place)
  }
  if (kind === "workflow") {
    // Steps that run side by side are steps like all others.
    const step = root.below.get("jobs")?.below.get("*")?.below.get("steps")?.below.get("*")
    if (step !== undefined) step.below.set("parallel", { place: undefined, below: new Map([["*", step]]) })
  }
  return root
}

const tries: ReadonlyMap<string, Branch> = new Map(["workflow", "action"].map((kind) => [kind, build(kind)]))

/** Whether a text may hold an expression, or marks that somebody took for those of one. */
const marked = (text: string): boolean =>
  text.includes("{{") || text.includes("}}") || (text.length <= 300 && /^(?:\$[{[(]|\{%)/.test(text))
