/**
 * What a required key that is missing most likely held.
 */
import type { Json, Node } from "../../document/Node.ts"

export const missing = (_root: Node, _pointer: string, _key: string): Json | undefined => undefined
