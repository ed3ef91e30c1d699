/**
 * A specimen: a valid file taken apart, so that a mutator can break one place of it.
 */
import {
  keyText,
  type Node,
  type Pair,
  resolve,
  type ScalarNode,
  type SeqNode
} from "../../../src/document/Node.ts"
import { readDocument } from "../../../src/document/Reader.ts"
import { yaml12 } from "../../../src/document/Reading.ts"
import type { Sample } from "../Corpus.ts"
import { type Data, dataOf } from "../PlainData.ts"

/** A key with what stands around it. */
export interface Place {
  readonly pair: Pair
  readonly name: string
  /** Keys and indexes down to this one. */
  readonly path: ReadonlyArray<string | number>
  /** Whether it stands inside `{…}` or `[…]`. */
  readonly flow: boolean
}

/** What a mutator made. */
export interface Mutation {
  readonly text: string
  /** 1-based lines of the broken text; none where the damage has no line of its own. */
  readonly lines: ReadonlyArray<number>
  readonly detail: string
  /** Values that are right too. */
  readonly alsoAccept?: ReadonlyArray<unknown>
}

export class Specimen {
  readonly sample: Sample
  readonly text: string
  readonly places: ReadonlyArray<Place>
  /** The block lists, with the path to each. */
  readonly lists: ReadonlyArray<{ readonly node: SeqNode; readonly path: ReadonlyArray<string | number> }>
  /** Of its first document. */
  readonly data: Data
  /** Whether that is all of it; not so where the text does not parse, or says more than its data. */
  readonly single: boolean

  constructor(sample: Sample) {
    this.sample = sample
    this.text = sample.text
    const places: Array<Place> = []
    const lists: Array<{ node: SeqNode; path: ReadonlyArray<string | number> }> = []
    const walk = (written: Node, path: ReadonlyArray<string | number>, flow: boolean): void => {
      const node = resolve(written)
      if (node?.kind === "map")
        for (const pair of node.pairs) {
          const name = keyText(pair) ?? ""
          places.push({ pair, name, path: [...path, name], flow: flow || node.flow })
          if (pair.value.kind !== "alias") walk(pair.value, [...path, name], flow || node.flow)
        }
      else if (node?.kind === "seq") {
        if (!node.flow) lists.push({ node, path })
        node.items.forEach((item, at) => {
          if (item.kind !== "alias") walk(item, [...path, at], flow || node.flow)
        })
      }
    }
    for (const root of readDocument(sample.text, yaml12).roots.slice(0, 1)) walk(root, [], false)
    this.places = places
    this.lists = lists
    const data = dataOf(sample.text, sample.dialect)
    // A tag of GitLab's is no part of the data.
    this.single = Array.isArray(data) && data.length <= 1 && !sample.text.includes("!reference")
    this.data = Array.isArray(data) ? (data[0] as Data) : null
  }

  line(offset: number): number {
    return this.text.slice(0, offset).split("\n").length
  }

  /** Columns before the offset in its line. */
  column(offset: number): number {
    return offset - (this.text.lastIndexOf("\n", offset - 1) + 1)
  }

  /** The text of a node as it is written. */
  written(node: Node): string {
    return this.text.slice(node.start, node.end)
  }

  /** Keys in block style that hold such a scalar. */
  scalars(
    fits: (value: ScalarNode, place: Place) => boolean
  ): ReadonlyArray<Place & { readonly value: ScalarNode }> {
    return this.places.flatMap((place) => {
      const { value } = place.pair
      return value.kind === "scalar" && !place.flow && fits(value, place) ? [{ ...place, value }] : []
    })
  }

  /** Keys with a list in brackets that is not empty. */
  get flowLists(): ReadonlyArray<Place> {
    return this.places.filter(
      ({ pair }) => pair.value.kind === "seq" && pair.value.flow && pair.value.items.length > 0
    )
  }

  /** Exchanges a range of the text. */
  exchange(start: number, end: number, by: string, detail: string): Mutation {
    return { text: this.text.slice(0, start) + by + this.text.slice(end), lines: [this.line(start)], detail }
  }
}
