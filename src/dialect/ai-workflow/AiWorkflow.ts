/**
 * AI workflows: pipelines of prompts, loops and data steps under one root key `workflow`.
 */
import type { Dialect } from "../../diagnose/Dialect.ts"
import { get, type Node, resolve } from "../../document/Node.ts"
import { yaml12 } from "../../document/Reading.ts"
import { checks } from "./Checks.ts"
import { dryRun } from "./DryRun.ts"
import { missing } from "./Missing.ts"
import { grammar, rules } from "./rules.generated.ts"

export const aiWorkflow: Dialect = {
  id: "ai-workflow",
  title: "AI workflow",
  reading: yaml12,
  grammar,
  rules,
  // These files live anywhere: only a name that says so claims a file by its place alone.
  ownsPath: (path) => /\.ai-workflow\.(?:ya?ml|json)$/.test(path),
  resembles: (root) => resemblance(root),
  kindOf: () => "workflow",
  missing,
  semantic: checks,
  execution: dryRun
}

const types: ReadonlySet<string> = new Set(
  grammar.shapes.stepType?.kind === "enum" ? grammar.shapes.stepType.values.map(String) : []
)

const resemblance = (root: Node): number => {
  const map = resolve(root)
  if (map?.kind !== "map") return 0
  const flow = get(map, "workflow")
  if (flow?.kind === "map") {
    const steps = get(flow, "steps")
    if (steps?.kind === "seq") return looksLikeSteps(steps) > 0 ? 1 : 0.8
    return get(map, "steps")?.kind === "seq" ? 0.9 : 0.5
  }
  const steps = get(map, "steps") ?? get(get(map, "pipeline"), "steps")
  if (steps?.kind !== "seq") return 0
  const share = looksLikeSteps(steps)
  return share === 0 ? 0 : get(map, "name") === undefined ? 0.6 * share : 0.9 * share
}

/** The share of items that have a type of ours or a prompt. */
const looksLikeSteps = (steps: Extract<Node, { kind: "seq" }>): number => {
  const some = steps.items.slice(0, 20)
  let like = 0
  for (const item of some) {
    const type = get(item, "type")
    if (type?.kind === "scalar" && types.has(String(type.value))) like++
    else if (get(item, "prompt") !== undefined || get(item, "claude_options") !== undefined) like += 0.8
  }
  return some.length === 0 ? 0 : like / some.length
}
