/**
 * Random patches that apply: each operation is made against the value as the ones before it leave it.
 */
import { Result } from "effect"
import fc from "fast-check"
import type { Json } from "../../src/document/Node.ts"
import type { Operation } from "../../src/document/Operation.ts"
import { applyToData } from "../../src/document/Patch.ts"
import { child, type Pointer } from "../../src/document/Pointer.ts"
import { isList } from "../../src/document/Tree.ts"

/** Every run tries the same; `FUZZ_SEED=7 FUZZ_RUNS=10000` tries others, and more of them. */
export const fuzz = (runs: number): { readonly seed: number; readonly numRuns: number } => ({
  seed: Number(process.env.FUZZ_SEED ?? 1),
  numRuns: Number(process.env.FUZZ_RUNS ?? runs)
})

const names = [
  "a",
  "b",
  "name",
  "on",
  "run",
  "with space",
  "1",
  "x/y",
  "__proto__",
  "yes",
  "true",
  "-",
  "k: v"
]

export const keyName = fc.oneof(
  fc.constantFrom(...names),
  fc.string({ maxLength: 4, unit: "grapheme-ascii" })
)

export const scalarValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    1,
    -1,
    3.5,
    1e21,
    "",
    "true",
    "yes",
    "1",
    "01",
    "0x1f",
    "1:30",
    "~"
  ),
  fc.constantFrom<Json>(
    "a\nb\n",
    "a\nb",
    "\na",
    "a\n\n",
    " a\nb",
    "# no comment",
    "a # b",
    "a: b",
    "- a",
    "a:",
    "'",
    '"'
  ),
  fc.constantFrom<Json>(
    "$" + "{{ a.b }}",
    "*a",
    "&a",
    "!t",
    "@x",
    "%y",
    "|",
    ">",
    "[a]",
    "{a}",
    "a, b",
    "tab\there",
    "\u00e9\ud83d\ude00",
    "a\r\nb"
  ),
  fc.integer(),
  fc.string({ maxLength: 12, unit: "grapheme-ascii" })
)

export const jsonValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalarValue,
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(keyName, tie("value")), { maxLength: 4, selector: ([key]) => key })
      .map((pairs) => ownObject(pairs))
  )
})).value

const word = fc.constantFrom(
  "build",
  "test",
  "name",
  "run",
  "on",
  "steps",
  "with",
  "env",
  "uses",
  "needs",
  "if",
  "jobs"
)

const phrase = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "))

const script = fc.array(phrase, { minLength: 2, maxLength: 4 }).map((rows) => `${rows.join("\n")}\n`)

/** Deeper, and of the kind that pipelines are: named blocks, lists of small maps, words, scripts. */
export const pipelineValue: fc.Arbitrary<Json> = fc.letrec<{ map: Json; value: Json }>((tie) => ({
  map: fc
    .uniqueArray(fc.tuple(word, tie("value")), { minLength: 1, maxLength: 5, selector: ([key]) => key })
    .map((pairs) => ownObject(pairs)),
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "pipeline" },
    fc.oneof(phrase, phrase, script, fc.boolean(), fc.nat({ max: 99 }), fc.constant(null)),
    tie("map"),
    fc.array(fc.oneof({ depthIdentifier: "pipeline" }, phrase, tie("map")), { maxLength: 4 })
  )
})).map

const ownObject = (pairs: ReadonlyArray<readonly [string, Json]>): Json => {
  const object: Record<string, Json> = Object.create(null)
  for (const [key, value] of pairs) object[key] = value
  return object
}

/** Raw numbers and values that a patch is made of, whatever it meets. */
export interface Seed {
  readonly kind: number
  readonly from: number
  readonly to: number
  readonly key: string
  readonly value: Json
}

export const patchSeeds = (maxLength: number): fc.Arbitrary<ReadonlyArray<Seed>> =>
  fc.array(fc.record({ kind: fc.nat(), from: fc.nat(), to: fc.nat(), key: keyName, value: jsonValue }), {
    minLength: 1,
    maxLength
  })

/** The patch that the seeds make of a value, and the value that it leaves. */
export const patchFor = (
  data: Json,
  seeds: ReadonlyArray<Seed>
): { readonly operations: ReadonlyArray<Operation>; readonly result: Json } => {
  const operations: Array<Operation> = []
  let current = data
  for (const seed of seeds) {
    const operation = operationFor(current, seed)
    const next = applyToData(current, [operation])
    if (Result.isFailure(next)) continue
    operations.push(operation)
    current = next.success
  }
  return { operations, result: current }
}

const operationFor = (data: Json, seed: Seed): Operation => {
  const places = pointers(data)
  const inner = places.filter((place) => place.pointer !== "")
  const pick = <A>(list: ReadonlyArray<A>, n: number): A => list[n % list.length] as A
  const holder = pick(
    places.filter(({ value }) => typeof value === "object" && value !== null).concat(places),
    seed.to
  )
  const place = isList(holder.value)
    ? child(holder.pointer, seed.to % 3 === 0 ? "-" : seed.from % (holder.value.length + 1))
    : child(holder.pointer, seed.key)
  const some = pick(inner.length === 0 ? places : inner, seed.from)
  // Wraps, unwraps, changes one thing inside: what repairs do more often than chance would.
  const related: ReadonlyArray<Json> = [
    seed.value,
    seed.value,
    [some.value],
    ownObject([[seed.key, some.value]]),
    ...innerValues(some.value)
  ]
  switch (seed.kind % 12) {
    case 0:
    case 1:
      return { op: "add", path: place, value: seed.value }
    case 2:
    case 3:
      return { op: "remove", path: some.pointer }
    case 4:
    case 5:
      return { op: "replace", path: some.pointer, value: pick(related, seed.to) }
    case 6:
      return { op: "copy", from: some.pointer, path: place }
    case 7:
      return { op: "test", path: some.pointer, value: some.value }
    case 8:
    case 9:
      return {
        op: "move",
        from: some.pointer,
        path: child(some.pointer.slice(0, some.pointer.lastIndexOf("/")), seed.key)
      }
    default:
      return { op: "move", from: some.pointer, path: place }
  }
}

const innerValues = (value: Json): ReadonlyArray<Json> => {
  if (typeof value !== "object" || value === null) return []
  if (isList(value))
    return [...value.slice(0, 1), [...value].reverse(), ownObject(value.map((item, i) => [`k${i}`, item]))]
  const entries = Object.entries(value)
  return [entries.map(([key, item]) => ownObject([[key, item]])), entries.map(([, item]) => item)]
}

const pointers = (data: Json): ReadonlyArray<{ readonly pointer: Pointer; readonly value: Json }> => {
  const found: Array<{ readonly pointer: Pointer; readonly value: Json }> = []
  const walk = (value: Json, pointer: Pointer): void => {
    found.push({ pointer, value })
    if (typeof value !== "object" || value === null) return
    if (isList(value)) value.forEach((item, i) => void walk(item, child(pointer, i)))
    else for (const key of Object.keys(value)) walk(value[key] as Json, child(pointer, key))
  }
  walk(data, "")
  return found
}
