/**
 * The header of a component: the inputs that it declares.
 */
import { get, keyText, type Node, type Pair, resolve } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import { itemsOf, type ListItem, textOf, under } from "./Job.ts"
import type { Pipeline } from "./Pipeline.ts"

export interface Input {
  readonly name: string
  readonly pair: Pair
  readonly pointer: Pointer
  /** Its settings; `undefined` where only its name is written. */
  readonly settings: ListItem | undefined
  readonly type: string
}

export interface Header {
  readonly document: number
  readonly inputs: ReadonlyMap<string, Input>
  /** Where the inputs are, or belong. */
  readonly pointer: Pointer
  /** Whether there is a map of inputs. */
  readonly written: boolean
  /** Whether other files declare inputs too. */
  readonly open: boolean
  /** The fields of the component that the file asks for. */
  readonly fields: ReadonlyArray<string>
}

/** `undefined` where the file has no header. */
export const headerOf = ({ spec }: Pipeline): Header | undefined => {
  if (spec === undefined) return undefined
  const { node, document, pointer } = spec
  const map = get(node, "inputs")
  const place = child(pointer, "inputs")
  const inputs = new Map<string, Input>()
  if (map?.kind === "map") {
    for (const pair of map.pairs) {
      const name = keyText(pair)
      if (name === undefined || name === "<<") continue
      inputs.set(name, inputOf(name, pair, child(place, name)))
    }
  }
  return {
    document,
    inputs,
    pointer: place,
    written: map?.kind === "map",
    open: get(node, "include") !== undefined || (map !== undefined && map.kind !== "map" && !isNull(map)),
    fields: itemsOf(under({ node, pointer }, "component")).flatMap((item) => textOf(item)?.text ?? [])
  }
}

export const inputOf = (name: string, pair: Pair, pointer: Pointer): Input => {
  const node = resolve(pair.value)
  const settings = node?.kind === "map" ? { node, pointer } : undefined
  return { name, pair, pointer, settings, type: textOf(under(settings, "type"))?.text ?? "string" }
}

const isNull = (node: Node): boolean => node.kind === "scalar" && node.value === null
