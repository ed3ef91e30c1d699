/**
 * Variables that GitLab fills in itself (images, environments, tags, downstream projects): something sets them.
 *
 * Scripts are left to their shell, and `rules` may ask for what is not set.
 */
import { isSlip, likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf } from "../../../diagnose/Spot.ts"
import { get, keyText, type Node, resolve } from "../../../document/Node.ts"
import type { Say } from "../check/Say.ts"
import { itemsOf, type Job, type ListItem, type Text, textOf, under } from "../model/Job.ts"
import { matrixOf } from "../model/Matrix.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { conditionsOf } from "../model/Rules.ts"
import { language } from "../rules.generated.ts"

export const usedVariables = (pipeline: Pipeline, say: Say): void => {
  if (!say.view.text.includes("$")) return
  const everywhere = globalNames(pipeline)
  const fallback = resolve(get(pipeline.root, "default"))
  if (fallback !== undefined) {
    // What a default is filled in with, each job may set.
    const names = new Set(everywhere)
    for (const job of pipeline.jobs.values()) for (const name of jobNames(job)) names.add(name)
    for (const text of textsOf((key) => under({ node: fallback, pointer: "/default" }, key)))
      look(pipeline, say, text, names)
  }
  for (const job of pipeline.visible) {
    const texts = textsOf((key) => job.get(key))
    if (texts.length === 0) continue
    const names = new Set([...everywhere, ...jobNames(job)])
    for (const text of texts) look(pipeline, say, text, names)
  }
}

/** The texts with variables that GitLab fills in. */
const textsOf = (at: (key: string) => ListItem | undefined): ReadonlyArray<Text> => {
  const [environment, trigger] = [at("environment"), at("trigger")]
  const items = [
    at("image"),
    under(at("image"), "name"),
    ...itemsOf(at("services")).flatMap((service) => [service, under(service, "name")]),
    ...itemsOf(at("tags")),
    environment,
    under(environment, "name"),
    trigger,
    under(trigger, "project"),
    at("resource_group")
  ]
  return items.flatMap((item) => {
    const text = textOf(item)
    return text?.text.includes("$") === true ? [text] : []
  })
}

const look = (pipeline: Pipeline, say: Say, text: Text, names: ReadonlySet<string>): void => {
  const declared = say.view.context.variables
  for (const found of text.text.matchAll(use)) {
    const name = found[1] ?? found[2] ?? ""
    if (name === "" || names.has(name) || provided.test(name) || declared?.includes(name) === true) continue
    const start = found.index + found[0].indexOf(name)
    const at = rangeOf(say.view.text, text, { start, end: start + name.length })
    const all = say.among(names.size, () => [...names, ...(declared ?? [])])
    const slip = isSlip(name, all)
    if (declared === undefined && !slip) {
      say.unknown({
        rule: "variable-not-there",
        message: `Whether something sets the variable \`${name}\` is not known here`,
        pointer: text.pointer,
        at
      })
      continue
    }
    if (declared !== undefined && !slip && (pipeline.includes || makesVariables(pipeline))) continue
    say.problem({
      rule: "variable-not-there",
      // The settings of a project may have both.
      severity: declared === undefined ? "warning" : "error",
      message: `Nothing sets the variable \`${name}\`${all.length === 0 ? "" : `: there are ${oneOf(all)}`}`,
      pointer: text.pointer,
      at,
      fixes: likely(name, all)
        .slice(0, 1)
        .map((near) =>
          say.fix(
            `Write \`${near.name}\``,
            [
              {
                op: "replace",
                path: text.pointer,
                value: text.text.slice(0, start) + near.name + text.text.slice(start + name.length)
              }
            ],
            declared === undefined ? "display" : "unsafe",
            near.confidence
          )
        )
    })
  }
}

const use = /\$\{(\w+)\}|(?<!\$)\$(\w+)/g
const provided = new RegExp(`^(?:${language.providedVariables.join("|")})(?:_|$)`)

const keysOf = (node: Node | undefined): ReadonlyArray<string> =>
  node?.kind === "map" ? node.pairs.flatMap((pair) => keyText(pair) ?? []) : []

const globalNames = (pipeline: Pipeline): ReadonlySet<string> => {
  const names = new Set(keysOf(get(pipeline.root, "variables")))
  for (const { rule, place } of conditionsOf(pipeline)) {
    if (place === "workflow") for (const name of keysOf(under(rule, "variables")?.node)) names.add(name)
  }
  return names
}

const jobNames = (job: Job): ReadonlyArray<string> => [
  ...job.lineage.flatMap((each) =>
    ["variables", "secrets", "id_tokens"].flatMap((key) => keysOf(each.own(key)?.node))
  ),
  ...itemsOf(job.get("rules")).flatMap((rule) => keysOf(under(rule, "variables")?.node)),
  ...(matrixOf(job.get("parallel")) ?? []).flatMap(({ axes }) => axes.map(({ name }) => name))
]

/** Whether a job hands variables on that its script makes. */
const makesVariables = (pipeline: Pipeline): boolean =>
  pipeline.visible.some((job) => under(job.inside("artifacts", "reports"), "dotenv") !== undefined)
