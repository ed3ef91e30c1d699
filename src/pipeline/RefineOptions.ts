/**
 * What a refinement of a pipeline is told: when it is done, what it may do, and what it may spend.
 */
import type { Weights } from "../diagnose/Scorer.ts"
import type { ValidateOptions } from "../diagnose/Validator.ts"
import type { Budget } from "../refine/Budget.ts"
import type { Experience } from "./Experience.ts"

export interface RefineOptions extends ValidateOptions {
  readonly maxIterations?: number
  /** 0..1: the overall score from which a text without errors is accepted. */
  readonly threshold?: number
  readonly autoRepairThreshold?: number
  /** Whether what can be repaired by rule is, before a model is asked; so by default. */
  readonly autoRepair?: boolean
  readonly llmRefinementThreshold?: number
  readonly strategy?: "adaptive" | "minimal"
  readonly allowRestructure?: boolean
  readonly unsafe?: boolean
  readonly weights?: Weights
  readonly budget?: Budget
  /** Refuses what a model proposes and loses a job, a step or a command; so by default. */
  readonly preserveIntent?: boolean
  /** What was learned from earlier refinements. */
  readonly experience?: Experience
  /** Lets a model write commands and actions that are missing; not by default. */
  readonly allowCommands?: boolean
  /** The same for permissions and for what refers to secrets; not by default. */
  readonly allowSecrets?: boolean
}

/** What counts where the options say nothing. */
export const refineDefaults = {
  maxIterations: 5,
  threshold: 0.95,
  autoRepairThreshold: 0.8,
  llmRefinementThreshold: 0.6
} as const
