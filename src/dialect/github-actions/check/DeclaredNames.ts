/**
 * What a name without its context was meant to be, where the file declares one such name that can be read in the place:
 * `os` for `matrix.os`, `build.outputs.image` for `needs.build.outputs.image`.
 */
import { get } from "../../../document/Node.ts"
import type { Reference } from "../expression/Expression.ts"
import type { Place } from "../expression/Place.ts"
import type { Use } from "../model/Analysis.ts"
import { entriesOf, flatten, type Workflow } from "../model/Workflow.ts"

export const declaredAs = (
  workflow: Workflow,
  use: Use,
  reference: Reference,
  place: Place
): string | undefined => {
  const word = reference.context
  const part = reference.path[0]?.name
  const job = workflow.job.get(String(use.site.path[1]))
  const found: Array<string> = []
  const look = (context: string, names: Iterable<string>): void => {
    if (!place.contexts.has(context)) return
    for (const name of names) if (name.toLowerCase() === word.toLowerCase()) found.push(`${context}.${name}`)
  }
  const namesIn = (node: Parameters<typeof entriesOf>[0]): ReadonlyArray<string> =>
    entriesOf(node, "").map(({ name }) => name)
  if (reference.path.length === 0) {
    if (job?.matrix !== undefined && job.matrix !== "open")
      look("matrix", [
        ...job.matrix.keys.map(({ name }) => name),
        ...rowNames(get(job.matrix.node, "include"))
      ])
    look("env", new Set([...namesIn(get(workflow.root, "env")), ...namesIn(job?.env)]))
    look("inputs", [
      ...new Set([
        ...workflow.triggers.flatMap(({ settings }) => namesIn(get(settings, "inputs"))),
        ...(workflow.kind === "action" ? namesIn(get(workflow.root, "inputs")) : [])
      ])
    ])
  } else if (/^(?:outputs|outcome|conclusion|result)$/.test(part ?? "")) {
    look("needs", part === "outputs" || part === "result" ? (job?.needs ?? []).map(({ text }) => text) : [])
    if (part !== "result")
      look(
        "steps",
        flatten(job?.steps ?? workflow.steps).flatMap(({ id }) => id?.text ?? [])
      )
  }
  const [only, other] = new Set(found)
  return other === undefined ? only : undefined
}

/** The keys of the rows that `include` adds. */
const rowNames = (rows: ReturnType<typeof get>): ReadonlyArray<string> =>
  rows?.kind !== "seq" ? [] : rows.items.flatMap((row) => entriesOf(row, "").map(({ name }) => name))
