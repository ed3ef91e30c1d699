/**
 * `${{ job.inputs.name }}`: a job names only inputs of its own.
 */
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf } from "../../../diagnose/Spot.ts"
import { keyText } from "../../../document/Node.ts"
import type { Job } from "../model/Job.ts"
import { walk } from "../model/Tree.ts"
import { check, renames, type Say } from "./Say.ts"

export const jobInputs = check((pipeline, say) => {
  if (!say.view.text.includes("job.inputs.")) return
  for (const job of pipeline.visible) {
    if (job.node === undefined) continue
    const names = namesOf(job)
    walk(job.node, ({ node, pointer, keyOf }) => {
      if (keyOf !== undefined || node.kind !== "scalar" || typeof node.value !== "string") return
      const text = node.value
      if (!text.includes("job.inputs.")) return
      const value = { node, pointer: job.pointer + pointer(), text }
      for (const found of text.matchAll(use)) {
        const name = found[1] as string
        if (names.has(name)) continue
        const end = found.index + found[0].length
        const part = { start: end - name.length, end }
        const at = rangeOf(say.view.text, value, part)
        const fixes = renames(
          say,
          { ...value, text: name },
          names,
          (meant) => text.slice(0, part.start) + meant + text.slice(end)
        )
        report(say, job, { names, name, pointer: value.pointer, at, fixes }, pipeline.includes)
      }
    })
  }
})

interface Use {
  readonly names: ReadonlySet<string>
  readonly name: string
  readonly pointer: string
  readonly at: { readonly start: number; readonly end: number }
  readonly fixes: ReturnType<typeof renames>
}

const report = (say: Say, job: Job, { names, name, fixes, ...place }: Use, includes: boolean): void => {
  if (fixes.length === 0 && (job.unsure || includes)) {
    say.unknown({
      rule: "unknown-job-input",
      message: `Whether \`${job.name}\` has an input \`${name}\` depends on files outside this one`,
      ...place
    })
    return
  }
  say.problem({
    rule: "unknown-job-input",
    message:
      names.size === 0
        ? `\`${job.name}\` has no \`inputs\`, so that there is no \`${name}\``
        : `\`${job.name}\` has no input \`${name}\`: it has ${oneOf([...names])}`,
    ...place,
    fixes
  })
}

const namesOf = (job: Job): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const each of job.lineage) {
    const own = each.own("inputs")?.node
    if (own?.kind !== "map") continue
    for (const pair of own.pairs) names.add(keyText(pair) ?? "")
  }
  return names
}

const use = /(?<![\w.])job\.inputs\.([\w-]+)/g
