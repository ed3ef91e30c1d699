/**
 * GitLab CI/CD: `.gitlab-ci.yml`, the files that it includes, and components with a `spec` header.
 *
 * GitLab reads YAML 1.1 with merge keys and the tag `!reference`. A component is a stream of two documents: its header
 * and its configuration.
 */
import type { Dialect } from "../../diagnose/Dialect.ts"
import { get, keyText, type Node, pairOf, resolve } from "../../document/Node.ts"
import { checks } from "./check/Checks.ts"
import { dryRun } from "./DryRun.ts"
import { missing } from "./Missing.ts"
import { reading } from "./Reading.ts"
import { grammar, rules } from "./rules.generated.ts"

export const gitlabCi: Dialect = {
  id: "gitlab-ci",
  title: "GitLab CI/CD",
  reading,
  grammar,
  rules,
  ownsPath: (path) => /(?:^|\/)[^/]*\.gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/ci\/.*\.ya?ml$/i.test(path),
  resembles: (root) => resemblance(root),
  kindOf: () => "pipeline",
  shapesOf: (roots) => {
    const expected = roots.length > 1 && isHeader(roots[0]) ? ["header", "root"] : ["root"]
    return roots.map((_, index) => expected[index])
  },
  missing,
  semantic: checks,
  execution: dryRun
}

/** Whether a document is a header: it has a `spec`, or a misspelled one that holds what a `spec` does. */
const isHeader = (root: Node | undefined): boolean => {
  const map = resolve(root)
  if (map?.kind !== "map") return false
  if (pairOf(map, "spec") !== undefined) return true
  const only = map.pairs.length === 1 ? resolve(map.pairs[0]?.value) : undefined
  return only?.kind === "map" && get(only, "inputs")?.kind === "map"
}

const globals: ReadonlySet<string> = new Set(["stages", "workflow", "include", "default"])
/** Keys that only jobs of this dialect have together with a name of their own at the root. */
const telling: ReadonlySet<string> = new Set([
  "script",
  "stage",
  "before_script",
  "after_script",
  "extends",
  "trigger",
  "rules",
  "only",
  "except",
  "needs",
  "artifacts",
  "allow_failure"
])

const resemblance = (root: Node): number => {
  const map = resolve(root)
  if (map?.kind !== "map") return 0
  if (map.pairs.length > 0 && isHeader(map) && get(get(map, "spec"), "inputs") !== undefined) return 0.9
  // Others have their jobs or steps under one key of the root.
  if (["jobs", "steps", "workflow", "on", "runs", "pipeline"].some((key) => holdsSteps(get(map, key))))
    return 0
  let jobs = 0
  let others = 0
  let known = 0
  for (const pair of map.pairs.slice(0, 200)) {
    const name = keyText(pair)
    const value = resolve(pair.value)
    if (name !== undefined && globals.has(name)) known++
    else if (value?.kind === "map" && value.pairs.some((each) => telling.has(keyText(each) ?? ""))) jobs++
    else if (name?.startsWith(".") !== true && name !== "variables" && name !== "image") others++
  }
  if (jobs === 0) {
    if (others > 0) return 0
    return known >= 2 || includesFiles(get(map, "include")) ? 0.6 : 0
  }
  const share = (jobs + known) / (jobs + known + others)
  const scripted = map.pairs.some((pair) => pairOf(pair.value, "script") !== undefined)
  return share * (scripted ? 1 : known > 0 ? 0.8 : 0.5)
}

/** Whether it names files in one of GitLab's ways. */
const includesFiles = (include: Node | undefined): boolean => {
  const items = include?.kind === "seq" ? include.items : [include]
  return items.some((item) =>
    ["local", "project", "remote", "template", "component"].some((key) => pairOf(item, key) !== undefined)
  )
}

const holdsSteps = (node: Node | undefined): boolean =>
  node?.kind === "seq" ||
  (node?.kind === "map" && (get(node, "steps") !== undefined || pairOf(node, "using") !== undefined))
