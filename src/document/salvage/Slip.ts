/**
 * A slip: one way in which a text may have gone wrong, and the edits that undo it.
 *
 * Repairs are searched as sequences of slips: each speaks of the text as the slips before it left it.
 */
import { costs } from "../rules.generated.ts"
import type { TextEdit } from "../TextEdit.ts"

export type SlipRule = keyof typeof costs.slips

export interface Slip {
  readonly rule: SlipRule
  /** What is wrong, one sentence. */
  readonly message: string
  /** What the edits do. */
  readonly title: string
  readonly edits: ReadonlyArray<TextEdit>
  /** The damage. */
  readonly start: number
  readonly end: number
  /** What is wrong with each further line that is edited, where each is at fault by itself. */
  readonly further?: string
  /** Nats. */
  readonly cost: number
  /** Something that was written is gone afterwards. */
  readonly lossy: boolean
}

interface Draft {
  readonly rule: SlipRule
  readonly message: string
  readonly title: string
  readonly edits: ReadonlyArray<TextEdit>
  readonly start: number
  readonly end: number
  readonly further?: string
  /** Nats on top of the rule's own. */
  readonly extra?: number
  readonly lossy?: boolean
}

export const slip = (draft: Draft): Slip => ({
  rule: draft.rule,
  message: draft.message,
  title: draft.title,
  edits: draft.edits,
  start: draft.start,
  end: draft.end,
  ...(draft.further === undefined ? {} : { further: draft.further }),
  cost: costs.slips[draft.rule].cost + (draft.extra ?? 0),
  lossy: draft.lossy ?? false
})

export const insert = (at: number, text: string): TextEdit => ({ start: at, end: at, text })
export const remove = (start: number, end: number): TextEdit => ({ start, end, text: "" })
export const replace = (start: number, end: number, text: string): TextEdit => ({ start, end, text })
