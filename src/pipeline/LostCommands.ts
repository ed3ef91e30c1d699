/**
 * Lost commands: what the last commit of a file has and the file has not. They are its author's own, and a model may
 * bring them back. Loaded only where a model is asked.
 */
import { keyText, type Node } from "../document/Node.ts"
import { child, type Pointer, parse } from "../document/Pointer.ts"
import { readDocument } from "../document/Reader.ts"
import type { Reading } from "../document/Reading.ts"
import type { Basis } from "./Basis.ts"
import { keysOf, kindOf, kindOfPlace } from "./Sensitive.ts"

/** A command or an action, and where it stands. */
export interface Command {
  readonly pointer: Pointer
  /** What the step is called that it is of, where it has a name. */
  readonly of: string | undefined
  readonly text: string
}

/** The commands and actions of a version; none where it cannot be read. Permissions and secrets are not among them. */
export const commandsIn = (committed: string, reading: Reading): ReadonlyArray<Command> => {
  const { problems, roots } = readDocument(committed, reading)
  const found: Array<Command> = []
  const visit = (node: Node, pointer: Pointer, of: string | undefined): void => {
    if (node.kind === "map") {
      const name = nameIn(node)
      for (const pair of node.pairs) visit(pair.value, child(pointer, keyText(pair) ?? ""), name ?? of)
    } else if (node.kind === "seq") {
      for (const [at, item] of node.items.entries()) visit(item, child(pointer, at), of)
    } else if (node.kind === "scalar" && typeof node.value === "string") {
      const kind = kindOf(keysOf(pointer), node.value)
      if (isOffered(kind)) found.push({ pointer, of, text: node.value })
    }
  }
  if (problems.length === 0) for (const root of roots) visit(root, "", undefined)
  return found
}

/** Of these what the file has no longer, where a problem is that a command or an action is missing; else none. */
export const lostCommands = (commands: ReadonlyArray<Command>, basis: Basis): ReadonlyArray<Command> => {
  if (basis.cutOff.length === 0 && !basis.told.some(missesCommand)) return []
  const root = basis.document.roots[basis.index]
  const left = new Set<string>()
  const visit = (node: Node): void => {
    if (node.kind === "map") for (const { value } of node.pairs) visit(value)
    else if (node.kind === "seq") for (const item of node.items) visit(item)
    else if (node.kind === "scalar") left.add(String(node.value))
  }
  if (root !== undefined) visit(root)
  return commands.filter(({ text }) => !left.has(text))
}

const missesCommand = ({ pointer, fixes }: Basis["told"][number]): boolean =>
  isPlaceOfCommand(pointer) ||
  fixes.some(
    ({ edit }) =>
      edit._tag === "patch" && edit.operations.some(({ op, path }) => op === "add" && isPlaceOfCommand(path))
  )

const isPlaceOfCommand = (pointer: Pointer): boolean => isOffered(kindOfPlace(parse(pointer).slice(-1)))

const isOffered = (kind: string | undefined): boolean => kind === "command" || kind === "action"

const nameIn = (node: Extract<Node, { readonly kind: "map" }>): string | undefined => {
  const name = node.pairs.find((pair) => keyText(pair) === "name")?.value
  return name?.kind === "scalar" && typeof name.value === "string" ? name.value : undefined
}
