/**
 * References of a schema: what a name, an anchor or a path inside it leads to. Nothing outside it is ever looked at.
 */
import { isObject, isSchema, type SchemaObject, type SchemaValue } from "./Keywords.ts"

const deepest = 64

export class References {
  readonly #root: SchemaValue
  readonly #anchors = new Map<string, SchemaValue>()

  constructor(root: SchemaValue) {
    this.#root = root
    this.#collect(root, 0)
  }

  #collect(schema: unknown, depth: number): void {
    if (depth > deepest || typeof schema !== "object" || schema === null) return
    if (isObject(schema)) {
      for (const key of ["$anchor", "$dynamicAnchor", "$id"]) {
        const name = schema[key]
        if (typeof name === "string") this.#anchors.set(key === "$id" ? name : `#${name}`, schema)
      }
    }
    for (const value of Object.values(schema)) this.#collect(value, depth + 1)
  }

  resolve(reference: string): SchemaValue | undefined {
    const own = isObject(this.#root) && typeof this.#root.$id === "string" ? this.#root.$id : undefined
    const within =
      own !== undefined && reference.startsWith(`${own.replace(/#$/, "")}#`)
        ? reference.slice(reference.indexOf("#"))
        : reference
    if (within === "#" || within === "") return this.#root
    const anchored = this.#anchors.get(within) ?? this.#byName(within)
    if (anchored !== undefined) return anchored
    if (!within.startsWith("#/")) return undefined
    let at: unknown = this.#root
    for (const part of within.slice(2).split("/")) {
      const name = decode(part)
      if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined
      at = (at as SchemaObject)[name]
    }
    return isSchema(at) ? at : undefined
  }

  /** A schema of the bundle, by a name that is relative to the bundle's own. */
  #byName(reference: string): SchemaValue | undefined {
    if (reference.startsWith("#")) return undefined
    const [name = "", fragment] = reference.split("#")
    if (fragment !== undefined && fragment !== "") return undefined
    for (const [id, schema] of this.#anchors) {
      if (!id.startsWith("#") && (id === name || id.endsWith(`/${name.replace(/^\.?\//, "")}`))) return schema
    }
    return undefined
  }
}

const decode = (part: string): string => {
  const plain = part.replaceAll("~1", "/").replaceAll("~0", "~")
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}
