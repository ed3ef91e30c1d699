/**
 * The shape of a bench: `<name>.bench.ts` exports one as `bench`, and `npm run bench -- <name>` runs it.
 */
import type { Figure } from "./Figure.ts"
import type { Table } from "./Table.ts"

export interface Arguments {
  /** Folder of the data; it may be absent, and then what needs it is skipped. */
  readonly data: string
  /** All other `--name value` and `--flag` arguments. */
  readonly options: ReadonlyMap<string, string | true>
}

export interface Measured {
  readonly figures: ReadonlyArray<Figure>
  readonly tables: ReadonlyArray<Table>
  /** Text to print below the tables: the failing files. */
  readonly notes: ReadonlyArray<string>
  /** Only a part was asked for, so targets without a figure do not count as skipped. */
  readonly partial: boolean
  /** What the JSON file holds besides the figures. */
  readonly details: unknown
}

export interface Benchmark {
  /** One line each: `--class X   only mutants of class X`. */
  readonly options: ReadonlyArray<string>
  readonly run: (args: Arguments) => Promise<Measured>
}
