/**
 * One operation of a JSON Patch (RFC 6902).
 */
import type { Json } from "./Node.ts"
import type { Pointer } from "./Pointer.ts"

export type Operation =
  | { readonly op: "add" | "replace" | "test"; readonly path: Pointer; readonly value: Json }
  | { readonly op: "remove"; readonly path: Pointer }
  | { readonly op: "move" | "copy"; readonly from: Pointer; readonly path: Pointer }
