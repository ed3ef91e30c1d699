/**
 * Makes diagnostics: fills in what a check need not say each time.
 */
import type { Node } from "../document/Node.ts"
import type { Diagnostic, Severity, Stage } from "./Diagnostic.ts"
import type { Applicability, Fix, Operation } from "./Fix.ts"
import type { Rules } from "./Rule.ts"

export interface Finding {
  readonly rule: string
  readonly stage: Stage
  readonly severity?: Severity
  readonly message: string
  readonly why?: string
  readonly help?: string
  /** Which document of a stream; the first by default. */
  readonly document?: number
  readonly pointer: string
  /** The place: a node's range, or offsets. */
  readonly at: Node | { readonly start: number; readonly end: number }
  readonly fixes?: ReadonlyArray<Fix>
}

/** Messages are sentences; a check need not end them. */
export const sentence = (message: string): string => (/[.?!…]$/.test(message) ? message : `${message}.`)

/** A diagnostic of a rule; why and help come from the rule's text where the case has nothing better to say. */
export const finding = (from: Finding, rules?: Rules): Diagnostic => {
  const rule = rules?.[from.rule]
  const why = from.why ?? rule?.why
  const help = from.help ?? rule?.help
  return {
    stage: from.stage,
    rule: from.rule,
    severity: from.severity ?? rule?.severity ?? "error",
    message: sentence(from.message),
    ...(why === undefined ? {} : { why }),
    ...(help === undefined ? {} : { help }),
    document: from.document ?? 0,
    pointer: from.pointer,
    start: from.at.start,
    end: from.at.end,
    fixes: from.fixes ?? []
  }
}

/** A fix by JSON Patch. */
export const patchFix = (
  title: string,
  operations: ReadonlyArray<Operation>,
  applicability: Applicability,
  confidence: number,
  document = 0
): Fix => ({ title, edit: { _tag: "patch", document, operations }, applicability, confidence })
