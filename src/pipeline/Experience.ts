/**
 * Experience: what earlier refinements taught, as far as a refinement asks for it. The Controller knows this port and
 * not where the experience comes from; without one everything is as it comes out of the box.
 */
import type { ValidateOptions } from "../diagnose/Validator.ts"
import type { Approach, ErrorPattern } from "./AdaptiveStrategy.ts"

export interface Experience {
  /** Fixes as experience judges them, for validation. */
  readonly revise: NonNullable<ValidateOptions["revise"]>
  /** How problems of these rules were solved before, a line each, the most telling first. */
  readonly precedents: (dialect: string, rules: ReadonlyArray<string>) => ReadonlyArray<string>
  /** The approach that has done better than `instead` for errors of a kind; `undefined` where none surely has. */
  readonly prefer: (dialect: string, pattern: ErrorPattern, instead: Approach) => Approach | undefined
}
