/**
 * JSON Patch (RFC 6902): the one form in which a repair of a tree is said.
 *
 * Over data the operations are applied by `fast-json-patch`; over our trees by `Draft`, which does the same and
 * keeps the ranges of all that stays. Either way a patch applies whole or not at all: the first operation that
 * cannot be done, or `test` that does not hold, is a `PatchError`.
 */
import { Result, Schema } from "effect"
import jsonPatch from "fast-json-patch"
import { Draft, type DraftOptions } from "./Draft.ts"
import type { Json, Node } from "./Node.ts"
import type { Operation } from "./Operation.ts"
import { type Pointer, parse, within } from "./Pointer.ts"
import { defaultLimits } from "./Reading.ts"
import { settleAliases } from "./SharedNodes.ts"
import { equalData, indexOf, isList } from "./Tree.ts"

export class PatchError extends Schema.TaggedError<PatchError>()("PatchError", {
  /** Which operation of the patch, from 0. */
  index: Schema.Int,
  op: Schema.String,
  /** The pointer that the trouble is at. */
  path: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `Operation ${this.index + 1} of the patch (${this.op} ${this.path === "" ? "the root" : this.path}): ${this.reason}`
  }
}

/**
 * Applies a patch to a value, which stays as it is. Objects of the result have no prototype, so that a key named
 * `__proto__` is a key like any other.
 */
export const applyToData = (
  data: Json,
  operations: ReadonlyArray<Operation>
): Result.Result<Json, PatchError> => {
  const wrong = malformed(operations)
  if (wrong !== undefined) return Result.fail(wrong)
  let current = ownCopy(data)
  for (const [index, operation] of operations.entries()) {
    for (const step of steps(current, operation)) {
      const trouble = obstacle(current, step)
      if (trouble !== undefined) return Result.fail(failure(index, operation, trouble.path, trouble.reason))
      if (step.op === "test") continue
      // The keys `__proto__` that the library bans are harmless on objects without a prototype.
      current = jsonPatch.applyOperation<Json>(current, step as never, false, true, false, index).newDocument
    }
  }
  return Result.succeed(current)
}

/**
 * Applies a patch to a tree. What stays is shared with `root` and keeps its ranges; what is new has the range of
 * the place where it was put; values that equal a subtree of what they replace are that subtree.
 *
 * An edit speaks of one place: the other users of an anchor keep what they had (see `throughAliases` for an edit
 * meant for all of them).
 */
export const applyToTree = (
  root: Node,
  operations: ReadonlyArray<Operation>,
  options: DraftOptions = {}
): Result.Result<Node, PatchError> => Result.map(draftOf(root, operations, options), (draft) => draft.root)

/** The same, with what the splicer wants to know: where every new node came from. */
export const draftOf = (
  root: Node,
  operations: ReadonlyArray<Operation>,
  options: DraftOptions = {}
): Result.Result<Draft, PatchError> => {
  const wrong = malformed(operations)
  if (wrong !== undefined) return Result.fail(wrong)
  const draft = new Draft(root, options)
  for (const [index, operation] of operations.entries()) {
    const trouble = draft.apply(operation)
    if (trouble !== undefined) return Result.fail(failure(index, operation, trouble.path, trouble.reason))
  }
  settleAliases(draft)
  return Result.succeed(draft)
}

const failure = (index: number, operation: Operation, path: Pointer, reason: string): PatchError =>
  new PatchError({ index, op: operation.op, path, reason })

/** What is wrong with a patch whatever it is applied to. Patches come from models too: nothing is taken for granted. */
const malformed = (operations: ReadonlyArray<Operation>): PatchError | undefined => {
  for (const [index, operation] of operations.entries()) {
    const reason = isPointer(operation.path) ? fault(operation) : "the path is not a JSON Pointer"
    if (reason === undefined) continue
    return new PatchError({ index, op: String(operation.op), path: String(operation.path), reason })
  }
  return undefined
}

const fault = (operation: Operation): string | undefined => {
  switch (operation.op) {
    case "remove":
      return undefined
    case "move":
    case "copy":
      if (!isPointer(operation.from)) return "`from` is not a JSON Pointer"
      return operation.op === "move" &&
        operation.path !== operation.from &&
        within(operation.path, operation.from)
        ? "a value cannot be moved into itself"
        : undefined
    case "add":
    case "replace":
    case "test":
      if (operation.value === undefined) return "the value is missing"
      return isShallow(operation.value, defaultLimits.depth)
        ? undefined
        : `the value is nested more than ${defaultLimits.depth} deep`
    default:
      return "there is no such operation"
  }
}

const isPointer = (pointer: unknown): boolean =>
  typeof pointer === "string" && (pointer === "" || pointer.startsWith("/")) && !/~(?![01])/.test(pointer)

const isShallow = (value: Json, depth: number): boolean => {
  if (typeof value !== "object" || value === null) return true
  return (
    depth > 0 && (isList(value) ? value : Object.values(value)).every((item) => isShallow(item, depth - 1))
  )
}

type Step = Exclude<Operation, { readonly op: "move" | "copy" }>

/**
 * `move` and `copy` in the terms by which RFC 6902 defines them. The library would clone through JSON text, which
 * costs, and gives objects their prototype back.
 */
const steps = (data: Json, operation: Operation): ReadonlyArray<Step> => {
  if (!("from" in operation))
    return ["value" in operation ? { ...operation, value: ownCopy(operation.value) } : operation]
  const { from, op, path } = operation
  const value = at(data, from)
  // Nothing to take from: the step that says so.
  if (value === undefined) return [{ op: "remove", path: from }]
  if (op === "copy") return [{ op: "add", path, value: ownCopy(value) }]
  return from === path
    ? []
    : [
        { op: "remove", path: from },
        { op: "add", path, value }
      ]
}

interface Obstacle {
  readonly path: Pointer
  readonly reason: string
}

/** Why a step cannot be applied to this value; asked first, since the library is lenient in places. */
const obstacle = (data: Json, step: Step): Obstacle | undefined => {
  const { path } = step
  if (step.op === "add") return placeFor(data, path)
  const found = at(data, path)
  if (found === undefined) return { path, reason: "there is nothing here" }
  return step.op === "test" && !equalData(found, step.value)
    ? { path, reason: "the value here is another one" }
    : undefined
}

const at = (data: Json, pointer: Pointer): Json | undefined => {
  let value: Json | undefined = data
  for (const segment of parse(pointer)) value = below(value, segment)
  return value
}

const below = (value: Json | undefined, segment: string): Json | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  if (!isList(value)) return Object.hasOwn(value, segment) ? value[segment] : undefined
  const index = indexOf(segment)
  return index === undefined ? undefined : value[index]
}

const placeFor = (data: Json, path: Pointer): Obstacle | undefined => {
  const segments = parse(path)
  const last = segments.at(-1)
  if (last === undefined) return undefined
  let holder: Json | undefined = data
  for (const segment of segments.slice(0, -1)) holder = below(holder, segment)
  if (typeof holder !== "object" || holder === null)
    return { path, reason: "there is no map or list to put it in" }
  if (!isList(holder)) return undefined
  const index = indexOf(last)
  return last === "-" || (index !== undefined && index <= holder.length)
    ? undefined
    : { path, reason: `the list has ${holder.length} items, so there is no such place` }
}

/** A deep copy in which every object is without prototype and `__proto__` is an own key. */
const ownCopy = (value: Json): Json => {
  if (typeof value !== "object" || value === null) return value
  if (isList(value)) return value.map(ownCopy)
  const object: Record<string, Json> = Object.create(null)
  for (const key of Object.keys(value)) object[key] = ownCopy(value[key] as Json)
  return object
}
