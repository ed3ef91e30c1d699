/**
 * How a flow collection is to be read.
 */

export interface FlowRules {
  /** Strict JSON: quoted keys, no comments, no trailing commas. Otherwise the flow style of YAML. */
  readonly strict: boolean
  /** Where the text to be read ends. */
  readonly end: number
  /** Lines at this column or left of it are outside; -1 where there is no outside. */
  readonly owner: number
}
