/**
 * What a thread and its server say to each other. Everything crosses by structured clone: plain data, maps and sets.
 */

/** To the thread. */
export interface Order {
  /** Tells the answers apart. */
  readonly number: number
  readonly job: object
}

/** From the thread, with the milliseconds of a processor that it has had in all, where that can be known. */
export type Notice = { readonly computed: number | undefined } & Said

export type Said =
  /** Its code is loaded. */
  | { readonly _tag: "ready" }
  | { readonly _tag: "done"; readonly number: number; readonly result: unknown }
  /** The work threw; `report` is for people, with its stack. */
  | { readonly _tag: "threw"; readonly number: number; readonly report: string }
