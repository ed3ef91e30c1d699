/**
 * A scenario of the trace format: a tree of supervisors and workers that behave as told, and the actions done
 * to them one after the other.
 */

/** How a worker or supervisor is specified. Defaults are OTP's. */
export interface Node {
  readonly id: string
  readonly label?: string
  readonly type?: "worker" | "supervisor" | "dynamic"
  readonly restart?: "permanent" | "transient" | "temporary"
  readonly shutdown?: number | "brutal_kill" | "infinity"
  readonly significant?: boolean
  readonly strategy?: "one_for_one" | "one_for_all" | "rest_for_one"
  readonly max_restarts?: number
  readonly max_seconds?: number
  readonly max_children?: number
  readonly auto_shutdown?: "never" | "any_significant" | "all_significant"
  readonly children?: ReadonlyArray<Node>
  readonly init_result?: string
  /** Outcomes of `init`, one for each start; the last repeats. */
  readonly init?: ReadonlyArray<string>
  readonly trap_exit?: boolean
  /** What `terminate` does. */
  readonly term?: string
  readonly start_timeout?: number
}

/** What a server is asked to do by a call, a cast or a message. */
export interface Op {
  readonly op: string
  readonly v?: unknown
  readonly ms?: number
  readonly reason?: string
  readonly reply?: unknown
  readonly msg?: string
  readonly [other: string]: unknown
}

export interface Action {
  readonly do: string
  readonly sup?: string
  readonly child?: string
  readonly proc?: string
  readonly from?: string
  readonly to?: string
  readonly id?: string
  readonly how?: string
  readonly reason?: string
  readonly children?: ReadonlyArray<string>
  readonly spec?: Node
  readonly op?: Op | string
  readonly msgs?: ReadonlyArray<unknown>
  readonly timeout?: number
  readonly ms?: number
  readonly trap?: boolean
  readonly no_settle?: boolean
  readonly sort?: boolean
  readonly time_q?: number
  readonly [other: string]: unknown
}

export interface Scenario {
  readonly id: string
  readonly needs?: ReadonlyArray<string>
  readonly tree?: Node
  readonly actions: ReadonlyArray<Action>
}

export const label = (node: Node): string => node.label ?? node.id

export const op = (action: Action): Op => {
  const given = action.op
  if (given === undefined) return { op: "noop" }
  return typeof given === "string" ? { ...action, op: given } : given
}
