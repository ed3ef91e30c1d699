/**
 * What a part of a schema is called in messages: by its own title, or by the key it stands under.
 */
import type { SchemaObject } from "./Keywords.ts"

/** Where a part of a schema speaks of: the whole, what a key holds, an item of its list, or an entry of its map. */
export type Place = { readonly is: "root" } | { readonly is: "key" | "item" | "value"; readonly of: string }

export const titleOf =
  (schema: SchemaObject, place: Place) =>
  (kind: "map" | "list" | "any"): string => {
    if (typeof schema.title === "string" && schema.title !== "") return schema.title
    if (place.is === "root") return "the document"
    const of = place.of === "the document" ? place.of : `\`${place.of}\``
    if (place.is === "key") return kind === "any" ? of : `the ${kind} ${of}`
    return `a ${kind === "any" ? "value" : kind} ${place.is === "item" ? "in" : "under"} ${of}`
  }
