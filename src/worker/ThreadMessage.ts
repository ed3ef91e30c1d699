/**
 * What a thread and its server say to each other. Everything crosses by structured clone: plain data, maps and sets.
 */

/** To the thread. */
export interface Order {
  /** Tells the answers apart. */
  readonly number: number
  readonly job: object
}

/** From the thread. */
export type Notice =
  /** Its code is loaded. */
  | { readonly _tag: "ready" }
  | { readonly _tag: "done"; readonly number: number; readonly result: unknown }
  /** The work threw; `report` is for people, with its stack. */
  | { readonly _tag: "threw"; readonly number: number; readonly report: string }
