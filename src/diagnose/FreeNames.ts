/**
 * The names that a map takes beside its keys, and what stands under each.
 *
 * A schema may tell thousands of names by as many patterns. The same names are asked for again in each reading of a
 * text, so what was found out is remembered where finding out takes long.
 */
import { keyText, type MapNode, type Node, pairOf, resolve } from "../document/Node.ts"
import type { MapShape } from "./Grammar.ts"
import type { Makings, NamesOf, Shape } from "./Shape.ts"

type Names = NonNullable<MapShape["names"]>

/** What stands under names of some form. */
interface Other {
  readonly form: RegExp
  readonly shape: string
  readonly named: { readonly under: string; readonly shape: string } | undefined
}

interface Answer {
  readonly takes: boolean
  readonly other: Other | undefined
}

/** Patterns that are tried without a memory. */
const fewPatterns = 8
/** Names remembered for one map. */
const remembered = 20_000

export class FreeNames implements NamesOf {
  readonly title: string
  readonly patternTitle: string | undefined
  readonly #pattern: RegExp | undefined
  readonly #shapes: Makings
  readonly #usual: string
  readonly #others: ReadonlyArray<Other>
  readonly #answers: Map<string, Answer> | undefined
  #shape: Shape | undefined

  constructor(shapes: Makings, names: Names) {
    this.title = names.title ?? "a name"
    this.patternTitle = names.patternTitle
    this.#pattern = names.pattern === undefined ? undefined : formOf(names.pattern)
    this.#shapes = shapes
    this.#usual = names.shape ?? "any"
    this.#others = (names.others ?? []).map(({ pattern, shape, named }) => ({
      form: formOf(pattern),
      shape,
      named
    }))
    this.#answers = this.#others.length > fewPatterns ? new Map() : undefined
  }

  /** The usual of what stands under names. */
  get shape(): Shape {
    this.#shape ??= this.#shapes.named(this.#usual)
    return this.#shape
  }

  /** Whether a name is one that the map takes. */
  takes(name: string): boolean {
    return this.#answers === undefined ? this.#tests(name) : this.#answer(name, this.#answers).takes
  }

  /** What stands under a name of this map. */
  of(name: string, map?: MapNode): Shape {
    const other = this.#answers === undefined ? this.#find(name) : this.#answer(name, this.#answers).other
    if (other === undefined) return this.shape
    const { named } = other
    const asked = named !== undefined && map !== undefined && namedIn(map, named.under).has(name)
    return this.#shapes.named(asked ? named.shape : other.shape)
  }

  /** Whether what entries say under that key decides of which shape others are. */
  asks(key: string): boolean {
    return this.#others.some(({ named }) => named !== undefined && (key === "<<" || named.under === key))
  }

  #tests(name: string): boolean {
    return this.#pattern === undefined || this.#pattern.test(name)
  }

  #find(name: string): Other | undefined {
    return this.#others.length === 0 ? undefined : this.#others.find(({ form }) => form.test(name))
  }

  #answer(name: string, answers: Map<string, Answer>): Answer {
    const before = answers.get(name)
    if (before !== undefined) return before
    const answer = { takes: this.#tests(name), other: this.#find(name) }
    if (answers.size >= remembered) answers.clear()
    answers.set(name, answer)
    return answer
  }
}

const formOf = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, "su")

const known = new WeakMap<MapNode, Map<string, ReadonlySet<string>>>()

/**
 * The names that the values of a map give under a key, one or a list of them, and those of the values that another
 * one merges by `<<`: either way they become a part of it.
 */
const namedIn = (map: MapNode, under: string): ReadonlySet<string> => {
  const before = known.get(map)
  const found = before?.get(under)
  if (found !== undefined) return found
  const names = new Set<string>()
  const merged = new Set<Node | undefined>()
  for (const { value } of map.pairs) {
    for (const item of itemsUnder(value, under)) {
      const name = resolve(item)
      if (name?.kind === "scalar") names.add(String(name.value))
    }
    for (const item of itemsUnder(value, "<<")) if (item.kind === "alias") merged.add(item.target)
  }
  if (merged.size > 0)
    for (const pair of map.pairs) {
      const name = keyText(pair)
      if (name !== undefined && merged.has(pair.value)) names.add(name)
    }
  if (before === undefined) known.set(map, new Map([[under, names]]))
  else before.set(under, names)
  return names
}

const itemsUnder = (map: Node, key: string): ReadonlyArray<Node> => {
  const written = pairOf(map, key)?.value
  return written === undefined ? [] : written.kind === "seq" ? written.items : [written]
}
