/**
 * GitHub Actions: workflow files and the metadata of actions.
 *
 * A workflow lives in `.github/workflows/`, an action in a file called `action.yml` anywhere. Both are YAML 1.2
 * without merge keys; anchors and aliases are read.
 */
import type { Dialect } from "../../diagnose/Dialect.ts"
import { keyText, type Node, resolve } from "../../document/Node.ts"
import { yaml12 } from "../../document/Reading.ts"
import { checks } from "./check/Checks.ts"
import { dryRun } from "./DryRun.ts"
import { missing } from "./Missing.ts"
import { takes } from "./model/Action.ts"
import { asksForMatrix } from "./model/MatrixUse.ts"
import { grammar, rules } from "./rules.generated.ts"

const workflowPath = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i
const actionPath = /(?:^|\/)action\.ya?ml$/i

export const githubActions: Dialect = {
  id: "github-actions",
  title: "GitHub Actions",
  reading: yaml12,
  grammar,
  rules,
  ownsPath: (path) => workflowPath.test(path) || actionPath.test(path),
  resembles: (root) => Math.max(likeWorkflow(keysOf(root)), likeAction(keysOf(root))),
  kindOf: (path, root) => {
    if (path !== undefined && workflowPath.test(path)) return "workflow"
    const keys = keysOf(root)
    const action = likeAction(keys)
    if (path !== undefined && actionPath.test(path))
      return likeWorkflow(keys) > action ? "workflow" : "action"
    return action > likeWorkflow(keys) ? "action" : "workflow"
  },
  missing,
  suits: (map, key, value) =>
    key === "with" ? takes(map, value) : key === "strategy" ? asksForMatrix(map) : undefined,
  semantic: checks,
  execution: dryRun
}

/** The root's keys in lower case. `true` is what YAML 1.1 makes of `on`. */
const keysOf = (root: Node | undefined): ReadonlySet<string> => {
  const map = resolve(root)
  return new Set(map?.kind === "map" ? map.pairs.map((pair) => keyText(pair)?.toLowerCase() ?? "") : [])
}

/** Root keys of other systems that have jobs as well. */
const strangers = [
  "workflows",
  "orbs",
  "stages",
  "pool",
  "trigger",
  "pr",
  "stage",
  "script",
  "language",
  "services"
]

const likeWorkflow = (keys: ReadonlySet<string>): number => {
  const on = keys.has("on") || keys.has("true")
  if (on && keys.has("jobs")) return 1
  if (strangers.some((key) => keys.has(key))) return on || keys.has("jobs") ? 0.3 : 0
  if (keys.has("jobs")) return 0.6
  return on ? 0.4 : 0
}

const likeAction = (keys: ReadonlySet<string>): number => {
  if (!keys.has("runs")) {
    // What belongs under `runs` stands beside what only actions have.
    const loose = keys.has("using") && !keys.has("on") && !keys.has("jobs")
    return loose ? 0.8 : keys.has("branding") ? 0.5 : 0
  }
  return keys.has("name") || keys.has("inputs") || keys.has("description") ? 0.95 : 0.5
}
