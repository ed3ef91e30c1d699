/**
 * The judge of GitHub workflows: GitHub's own parser, which shares nothing with ours. It judges only; nothing
 * that ships depends on it.
 */
import type * as Parser from "@actions/workflow-parser"
import { allowJsonModules } from "./JsonModules.ts"

export interface WorkflowJudge {
  /** Why the workflow is refused; nothing where it is accepted. */
  readonly refusals: (text: string) => Promise<ReadonlyArray<string>>
  /** Only reads and checks, for measuring speed. */
  readonly parse: (text: string) => void
}

export const workflowJudge = async (): Promise<WorkflowJudge> => {
  allowJsonModules()
  const parser: typeof Parser = await import("@actions/workflow-parser")
  const trace = new parser.NoOperationTraceWriter()
  const parse = (text: string): Parser.ParseWorkflowResult =>
    parser.parseWorkflow({ name: "workflow.yml", content: text }, trace)
  return {
    parse,
    refusals: async (text) => {
      try {
        const { context, value } = parse(text)
        if (value !== undefined && context.errors.getErrors().length === 0)
          await parser.convertWorkflowTemplate(context, value)
        return context.errors.getErrors().map((error) => error.message)
      } catch (error) {
        // It throws on some texts that it cannot read at all.
        return [String(error)]
      }
    }
  }
}
