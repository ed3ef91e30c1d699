/**
 * Variables: names that a shell can take, and a value that is one of the options.
 */
import { oneOf } from "../../../diagnose/Nearest.ts"
import { get, keyText, resolve } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import { isFilledIn, itemsOf, type ListItem, under } from "../model/Job.ts"
import { conditionsOf } from "../model/Rules.ts"
import { check, renames, type Say } from "./Say.ts"

export const variables = check((pipeline, say) => {
  const global = resolve(get(pipeline.root, "variables"))
  if (global !== undefined) {
    const written = { node: global, pointer: "/variables" }
    names(say, written)
    options(say, written)
  }
  for (const job of pipeline.jobs.values()) names(say, job.own("variables"))
  for (const { rule } of conditionsOf(pipeline)) names(say, under(rule, "variables"))
})

const names = (say: Say, written: ListItem | undefined): void => {
  if (written?.node.kind !== "map") return
  for (const pair of written.node.pairs) {
    const name = keyText(pair)
    if (name === undefined || name === "<<" || /^\w+$/.test(name) || isFilledIn(name)) continue
    say.problem({
      rule: "variable-name",
      message: `\`${name}\` is no name that a shell can take: only letters, digits and \`_\``,
      pointer: child(written.pointer, name),
      at: pair.key
    })
  }
}

const options = (say: Say, written: ListItem): void => {
  if (written.node.kind !== "map") return
  for (const pair of written.node.pairs) {
    const name = keyText(pair)
    const variable = name === undefined ? undefined : under(written, name)
    const list = under(variable, "options")
    if (variable === undefined || list === undefined) continue
    const texts = itemsOf(list).flatMap(({ node }) => (node.kind === "scalar" ? [String(node.value)] : []))
    const value = under(variable, "value")
    if (value === undefined) {
      say.problem({
        rule: "variable-options",
        message: `\`${name}\` has options but no \`value\`, which is the one that is chosen first`,
        pointer: list.pointer,
        at: list.node,
        fixes:
          texts[0] === undefined
            ? []
            : [
                say.fix(
                  `Choose \`${texts[0]}\``,
                  [{ op: "add", path: child(variable.pointer, "value"), value: texts[0] }],
                  "unsafe",
                  0.7
                )
              ]
      })
    } else if (value.node.kind === "scalar") {
      const text = String(value.node.value)
      if (texts.length === 0 || texts.includes(text) || text.includes("$")) continue
      say.problem({
        rule: "variable-options",
        message: `The value \`${text}\` of \`${name}\` is not one of its options: ${oneOf(texts)}`,
        pointer: value.pointer,
        at: value.node,
        fixes: renames(say, { node: value.node, pointer: value.pointer, text }, texts)
      })
    }
  }
}
