/**
 * Rules: what goes together, and rules that can be reached.
 */
import { presentKeys } from "../../../diagnose/Conforms.ts"
import { keyText } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { dataOf } from "../../../document/Tree.ts"
import type { ListItem } from "../model/Job.ts"
import { textOf, under } from "../model/Job.ts"
import { conditionsOf, isUnconditional } from "../model/Rules.ts"
import { check, type Say } from "./Say.ts"

export const rules = check((pipeline, say) => {
  for (const job of pipeline.visible) {
    const ruled = job.get("rules")
    if (ruled !== undefined) {
      for (const key of ["only", "except", "start_in"]) {
        const written = job.get(key)
        if (written === undefined) continue
        const own = job.own(key) ?? job.own("rules") ?? written
        say.problem({
          rule: "rules-with-only",
          message: `\`${job.name}\` has both \`rules\` and \`${key}\`, which cannot be used together`,
          pointer: own.pointer,
          at: own.node,
          // What others take over as well is not for this job to change.
          fixes: [
            say.fix(
              `Remove \`${key}\``,
              [{ op: "remove", path: written.pointer }],
              job.own(key) === undefined ? "display" : "unsafe",
              0.6
            )
          ]
        })
      }
    } else
      delayed(say, job.pointer, job.own("when"), job.own("start_in"), job.get("when"), job.get("start_in"))
  }
  const closed = new Set<string>()
  let above: ListItem | undefined
  for (const { rule, place, index, count } of conditionsOf(pipeline)) {
    const before = index === 0 ? undefined : above
    above = rule
    const [when, start] = [under(rule, "when"), under(rule, "start_in")]
    delayed(say, rule.pointer, when, start, when, start, true)
    const list = rule.pointer.slice(0, rule.pointer.lastIndexOf("/"))
    if (closed.has(list)) {
      say.problem({
        rule: "unreachable-rule",
        message: "This rule is never reached: the one before it always matches",
        pointer: rule.pointer,
        at: rule.node
      })
      closed.delete(list)
    } else if (isUnconditional(rule) && index < count - 1 && place !== "include") {
      if (before !== undefined && isPartOf(rule, before)) torn(say, rule, before)
      else closed.add(list)
    }
  }
})

/** Whether a rule without a condition, in the midst of others, is what the one above it lacks: `- when: never`. */
const isPartOf = ({ node }: ListItem, { node: above }: ListItem): boolean => {
  if (
    node.kind !== "map" ||
    above.kind !== "map" ||
    node.pairs.length === 0 ||
    isUnconditional({ node: above, pointer: "" })
  )
    return false
  const present = presentKeys(above, true)
  return ["when", ...node.pairs.map((pair) => keyText(pair) ?? "")].every((key) => !present.has(key))
}

const torn = (say: Say, rule: ListItem, above: ListItem): void => {
  const pairs = rule.node.kind === "map" ? rule.node.pairs : []
  const names = pairs.map((pair) => `\`${keyText(pair)}\``).join(", ")
  say.problem({
    rule: "unreachable-rule",
    severity: "error",
    message: `This rule has no condition, so that those below are never reached: ${names} ${pairs.length === 1 ? "belongs" : "belong"} to the rule above`,
    pointer: rule.pointer,
    at: rule.node,
    fixes: [
      say.fix(
        "Make it a part of the rule above",
        [
          ...pairs.map((pair) => ({
            op: "add" as const,
            path: child(above.pointer, keyText(pair) ?? ""),
            value: dataOf(pair.value)
          })),
          { op: "remove", path: rule.pointer }
        ],
        "unsafe",
        0.9
      )
    ]
  })
}

/** `when: delayed` and `start_in` need each other. */
const delayed = (
  say: Say,
  pointer: string,
  when: ListItem | undefined,
  start: ListItem | undefined,
  anyWhen = when,
  anyStart = start,
  inRule = false
): void => {
  const value = textOf(anyWhen)?.text
  if (start !== undefined && value !== "delayed" && !(value?.includes("$[[") ?? false)) {
    say.problem({
      rule: "start-in-without-delay",
      message: "`start_in` needs `when: delayed` beside it",
      pointer: start.pointer,
      at: start.node,
      fixes:
        when === undefined
          ? [
              say.fix(
                "Write `when: delayed`",
                [{ op: "add", path: `${pointer}/when`, value: "delayed" }],
                "unsafe",
                0.85
              )
            ]
          : [say.fix("Remove `start_in`", [{ op: "remove", path: start.pointer }], "unsafe", 0.6)]
    })
  } else if (when !== undefined && value === "delayed" && anyStart === undefined) {
    say.problem({
      rule: "start-in-without-delay",
      // In rules GitLab's own examples leave it out.
      ...(inRule ? { severity: "warning" as const } : {}),
      message: "`when: delayed` also needs `start_in`, which says how long to wait",
      pointer: when.pointer,
      at: when.node,
      fixes: [
        say.fix(
          "Wait 30 minutes",
          [{ op: "add", path: `${pointer}/start_in`, value: "30 minutes" }],
          "unsafe",
          0.4
        )
      ]
    })
  }
}
