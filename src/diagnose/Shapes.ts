/**
 * A grammar made ready for use: names resolved, inheritance folded in, patterns compiled. Each shape is made when it
 * is first met, so that a file pays only for the shapes it has.
 */
import type { Grammar, Shape as Source } from "./Grammar.ts"
import { MadeShape } from "./MadeShape.ts"
import type { Shape } from "./Shape.ts"
import { Templates } from "./Templates.ts"

const builtin: Readonly<Record<string, Source>> = {
  string: { kind: "string", title: "a string" },
  number: { kind: "number", title: "a number" },
  integer: { kind: "integer", title: "a whole number" },
  boolean: { kind: "boolean", title: "true or false" },
  null: { kind: "null", title: "nothing" },
  any: { kind: "any", title: "any value" }
}

export class Shapes {
  readonly grammar: Grammar
  readonly templates: Templates
  /** Whether null unsets what stands elsewhere, wherever it is written. */
  readonly unset: boolean
  readonly #made = new Map<string, Shape>()
  #deprecates: boolean | undefined
  #words: ReadonlySet<string> | undefined
  #holders: ReadonlySet<string> | undefined
  #groups: ReadonlyMap<string, ReadonlySet<number>> | undefined

  constructor(grammar: Grammar) {
    this.grammar = grammar
    this.unset = grammar.unset === true
    this.templates = new Templates(grammar.templates ?? [])
  }

  static readonly #of = new WeakMap<Grammar, Shapes>()

  /** The shapes of a grammar, made once. */
  static of(grammar: Grammar): Shapes {
    let shapes = Shapes.#of.get(grammar)
    if (shapes === undefined) {
      shapes = new Shapes(grammar)
      Shapes.#of.set(grammar, shapes)
    }
    return shapes
  }

  /** Whether any key of the grammar is on its way out. */
  get deprecates(): boolean {
    this.#deprecates ??= Object.values(this.grammar.shapes).some(
      (shape) =>
        shape.kind === "map" &&
        Object.values(shape.keys ?? {}).some(({ deprecated }) => deprecated !== undefined)
    )
    return this.#deprecates
  }

  /** All keys that any of its maps knows. */
  get words(): ReadonlySet<string> {
    this.#words ??= new Set(
      Object.values(this.grammar.shapes).flatMap((shape) =>
        shape.kind === "map" ? Object.keys(shape.keys ?? {}) : []
      )
    )
    return this.#words
  }

  /** The keys that hold maps or lists wherever they are known. */
  get holders(): ReadonlySet<string> {
    if (this.#holders === undefined) {
      const holds = (name: string): boolean => {
        const shape = this.grammar.shapes[name]
        return shape?.kind === "oneOf"
          ? shape.of.some(holds)
          : shape?.kind === "map" || shape?.kind === "list"
      }
      const keys = Object.values(this.grammar.shapes).flatMap((shape) =>
        shape.kind === "map" ? Object.entries(shape.keys ?? {}) : []
      )
      const plain = new Set(keys.filter(([, rule]) => !holds(rule.shape)).map(([key]) => key))
      this.#holders = new Set(keys.map(([key]) => key).filter((key) => !plain.has(key)))
    }
    return this.#holders
  }

  /** The shape of that name. A name nobody defined is a mistake in the grammar and throws. */
  named(name: string): Shape {
    const made = this.#made.get(name)
    if (made !== undefined) return made
    const source = this.grammar.shapes[name] ?? builtin[name]
    if (source === undefined) throw new Error(`The grammar has no shape named ${name}.`)
    const shape = this.#make(name, source)
    return shape
  }

  /** Numbers of the synonym groups that a folded word belongs to. */
  groupsOf(folded: string): ReadonlySet<number> | undefined {
    if (this.#groups === undefined) {
      const groups = new Map<string, Set<number>>()
      this.grammar.synonyms?.forEach((words, index) => {
        for (const word of words) {
          const key = word.replaceAll(/[-_.\s]/g, "").toLowerCase()
          const of = groups.get(key)
          if (of === undefined) groups.set(key, new Set([index]))
          else of.add(index)
        }
      })
      this.#groups = groups
    }
    return this.#groups.get(folded)
  }

  #make(id: string, source: Source): Shape {
    const made = new MadeShape(this, id, source)
    const shape = made as Shape
    // Registered before its parts are made: shapes refer to themselves.
    this.#made.set(id, shape)
    made.complete()
    return shape
  }
}
