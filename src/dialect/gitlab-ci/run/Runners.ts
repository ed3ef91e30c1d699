/**
 * Runners: there is one with the tags that a job asks for.
 */
import { nearest, oneOf } from "../../../diagnose/Nearest.ts"
import { get, resolve } from "../../../document/Node.ts"
import type { Say } from "../check/Say.ts"
import { isFilledIn, isReference, itemsOf, type ListItem, textOf } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"

export const runners = (pipeline: Pipeline, say: Say): void => {
  const labels = say.view.context.runnerLabels
  for (const tags of tagsOf(pipeline)) {
    if (labels === undefined) {
      say.unknown({
        rule: "no-runner",
        message: "Whether there is a runner with these tags is not known here",
        pointer: tags.pointer,
        at: tags.node
      })
      continue
    }
    for (const item of itemsOf(tags)) {
      const tag = textOf(item)
      if (tag === undefined || isFilledIn(tag.text) || tag.text.includes("$") || labels.includes(tag.text))
        continue
      const near = nearest(tag.text, labels)[0]
      say.problem({
        rule: "no-runner",
        message: `No runner has the tag \`${tag.text}\`: there are ${oneOf(labels)}`,
        pointer: tag.pointer,
        at: tag.node,
        fixes:
          near === undefined
            ? []
            : [
                say.fix(
                  `Write \`${near.name}\``,
                  [{ op: "replace", path: tag.pointer, value: near.name }],
                  "unsafe",
                  0.85
                )
              ]
      })
    }
  }
}

/** The tags of the jobs that run, and those that they have by default. */
const tagsOf = (pipeline: Pipeline): ReadonlyArray<ListItem> => {
  const lists: Array<ListItem> = []
  const fallback = resolve(get(get(pipeline.root, "default"), "tags"))
  if (fallback !== undefined) lists.push({ node: fallback, pointer: "/default/tags" })
  for (const job of pipeline.visible) {
    const tags = job.get("tags")
    if (tags !== undefined) lists.push(tags)
  }
  return lists.filter(({ node }) => node.kind === "seq" && node.items.length > 0 && !isReference(node))
}
