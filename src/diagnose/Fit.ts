/**
 * How well a reading of a text fits what a dialect expects of that kind of file: the yardstick by which one reading is
 * preferred to another.
 */
import type { Document } from "../document/Document.ts"
import type { Node } from "../document/Node.ts"
import type { Fault, Fitness } from "../document/Salvage.ts"
import type { Verdict } from "./Conforms.ts"
import type { Dialect } from "./Dialect.ts"
import type { Shape } from "./Shape.ts"
import { Shapes } from "./Shapes.ts"
import { disguised, explainStructure, faults, fitness, recognised } from "./Structure.ts"

/** The shape that each document of a stream is to have; none for one that should not be there. */
export const shapesOf = (
  roots: ReadonlyArray<Node>,
  dialect: Dialect,
  kind: string
): ReadonlyArray<string | undefined> =>
  dialect.shapesOf?.(roots, kind) ??
  roots.map((_, index) => (index === 0 ? dialect.grammar.start[kind] : undefined))

/** What a document costs for which the file has no place: worse than any misspelling. */
const extra = 10

export class Fit {
  readonly shapes: Shapes
  readonly #dialect: Dialect
  readonly #kind: string

  constructor(dialect: Dialect, kind: string) {
    this.shapes = Shapes.of(dialect.grammar)
    this.#dialect = dialect
    this.#kind = kind
  }

  /** The fast verdict: whether there is nothing to explain. */
  holds(document: Document, verdict: Verdict): boolean {
    const { accepts } = this.#dialect
    return this.#each(document).every(([root, shape]) =>
      shape === undefined ? false : accepts === undefined ? verdict.conforms(root, shape) : accepts(root)
    )
  }

  /** How badly the reading fits, in nats and roughly: fast enough for every candidate of a search. */
  fitness(document: Document): Fitness {
    if (document.roots.length === 0) return { misfit: 50, hidden: 0 }
    const { accepts } = this.#dialect
    let hidden = 0
    const misfit = this.#sum(document, (root, shape) => {
      const own = fitness(root, shape, this.shapes, this.#merge)
      if (accepts?.(root) === true) return 0
      hidden += own.hidden
      return accepts === undefined ? own.misfit : Math.max(1, own.misfit)
    })
    return { misfit, hidden }
  }

  /** Where it does not fit. */
  faults(document: Document): ReadonlyArray<Fault> {
    return this.#each(document).flatMap(([root, shape]) =>
      shape === undefined
        ? [{ start: root.start, cost: extra }]
        : faults(root, shape, this.shapes, this.#merge)
    )
  }

  /** The cost of explaining the reading, as thoroughly as for its diagnosis. */
  cost(document: Document): number {
    const merge = this.#merge
    return this.#sum(document, (root, shape) => explainStructure(root, shape, this.shapes, { merge }).cost)
  }

  /** Pairs of the reading whose keys the grammar knows where they stand. */
  recognised(document: Document): number {
    return this.#each(document).reduce(
      (count, [root, shape]) =>
        shape === undefined ? count : count + recognised(root, shape, this.shapes, this.#merge),
      0
    )
  }

  /** Keys of the format that the reading takes for names of texts. */
  disguised(document: Document): number {
    return this.#each(document).reduce(
      (count, [root, shape]) =>
        shape === undefined ? count : count + disguised(root, shape, this.shapes, this.#merge),
      0
    )
  }

  get #merge(): boolean {
    return this.#dialect.reading.merge
  }

  #each(document: Document): ReadonlyArray<readonly [root: Node, shape: Shape | undefined]> {
    const names = shapesOf(document.roots, this.#dialect, this.#kind)
    return document.roots.map((root, index) => {
      const name = names[index]
      return [root, name === undefined ? undefined : this.shapes.named(name)]
    })
  }

  #sum(document: Document, of: (root: Node, shape: Shape) => number): number {
    return this.#each(document).reduce(
      (cost, [root, shape]) => cost + (shape === undefined ? extra : of(root, shape)),
      0
    )
  }
}
