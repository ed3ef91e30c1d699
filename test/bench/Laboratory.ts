/**
 * What trials need: the dialects under test, and an independent judge for each that has one.
 */
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { dialects } from "../../src/dialect/Dialects.ts"
import type { Sample } from "./Corpus.ts"
import { type WorkflowJudge, workflowJudge } from "./judge/WorkflowJudge.ts"
import type { Data, Leaves } from "./PlainData.ts"

export interface Laboratory {
  readonly dialects: ReadonlyMap<string, Dialect>
  readonly judges: ReadonlyMap<string, WorkflowJudge>
  /** Data and leaves of originals, since many mutants share one. */
  readonly originals: Map<Sample, { readonly data: Data; readonly leaves: Leaves }>
}

export const openLaboratory = async (): Promise<Laboratory> => ({
  dialects: new Map(dialects.map((dialect) => [dialect.id, dialect])),
  judges: new Map([["github-actions", await workflowJudge()]]),
  originals: new Map()
})
