/**
 * Labels of runners: those GitHub has switched off, slips in the names of its own, and labels no runner has together.
 */

import { get } from "../../../document/Node.ts"
import { type Meant, meant } from "../expression/Names.ts"
import { hostedSystem, labelsOf, matrixLabelsOf } from "../model/Runner.ts"
import type { Job, Word } from "../model/Workflow.ts"
import { platform } from "../rules.generated.ts"
import { allOf, check, edit, orMeant, rename, replace, type Say } from "./Say.ts"

export const runners = check(({ workflow }, say) => {
  const told = new Set<string>()
  for (const job of workflow.jobs) {
    const labels = labelsOf(job)
    for (const label of labels) one(say, label, told)
    for (const label of matrixLabelsOf(job)) one(say, label, told)
    if (labels.length > 1) together(say, job, labels)
  }
})

const hosted = Object.keys(platform.runners)
const systems: ReadonlySet<string> = new Set(hosted.map((name) => name.slice(0, name.indexOf("-") + 1)))

/** Whether it is named like GitHub's own runners, which may be newer than this list. */
const mayBeHosted = (label: string): boolean => systems.has(label.slice(0, label.indexOf("-") + 1))

const own: ReadonlySet<string> = new Set(platform.selfHosted)

const one = (say: Say, label: Word, told: Set<string>): void => {
  const lower = label.text.toLowerCase()
  if (Object.hasOwn(platform.runners, lower) || own.has(lower)) return
  if (say.view.context.runnerLabels?.some((each) => each.toLowerCase() === lower) === true) return
  if (Object.hasOwn(platform.retired, lower)) {
    const system = platform.retired[lower]
    const latest =
      { linux: "ubuntu-latest", windows: "windows-latest", macos: "macos-latest" }[system ?? "linux"] ??
      "ubuntu-latest"
    say.problem({
      rule: "runner-retired",
      message: `GitHub has no \`${label.text}\` runners any more: unless a runner of your own has that label, the job waits until it is cancelled.`,
      pointer: label.pointer,
      at: label.node,
      fixes: [replace(`Run on \`${latest}\``, label.pointer, latest, "display", 0.7)]
    })
    return
  }
  const better = meantLabel(label.text)
  if (better !== undefined) {
    say.problem({
      rule: "runner-label",
      message: `GitHub has no runner \`${label.text}\`${orMeant(better)}`,
      pointer: label.pointer,
      at: label.node,
      fixes: rename(label.pointer, better, "unsafe", "Run on")
    })
    return
  }
  const declared = say.view.context.runnerLabels
  if (declared === undefined && Object.hasOwn(platform.runners, `${lower}-latest`)) {
    // No default label of a runner of one's own either; but somebody may have given it.
    say.problem({
      rule: "runner-label",
      severity: "warning",
      message: `GitHub has no runner \`${label.text}\`: it is called \`${lower}-latest\`.`,
      pointer: label.pointer,
      at: label.node,
      fixes: [replace(`Run on \`${lower}-latest\``, label.pointer, `${lower}-latest`, "unsafe", 0.85)]
    })
    return
  }
  if (declared !== undefined && !mayBeHosted(lower)) {
    const near = meant(label.text, declared)
    say.problem({
      rule: "runner-label",
      message: `\`${label.text}\` is not among the labels of the runners.`,
      help: `Available: ${allOf([...declared, ...hosted])}.`,
      pointer: label.pointer,
      at: label.node,
      fixes: rename(label.pointer, near, "unsafe", "Run on")
    })
    return
  }
  if (told.has(lower)) return
  told.add(lower)
  say.unknown({
    rule: "runner-label",
    message: `Whether a runner has the label \`${label.text}\` depends on the settings of the repository.`,
    pointer: label.pointer,
    at: label.node
  })
}

/**
 * The label of GitHub's own that was meant. Any other label may belong to a runner of the author's, so only a slip
 * of letters counts, never another number: `ubuntu-26.04` may be newer than this list.
 */
const meantLabel = (text: string): Meant | undefined => {
  const better = meant(text, hosted, platform.runnerSynonyms)
  if (better?.sure !== true) return undefined
  const digits = text.replaceAll(/\D/g, "")
  const same = digits === "" || digits === better.name.replaceAll(/\D/g, "")
  return same || versionOf(text) === versionOf(better.name) ? better : undefined
}

/** `22.4` and `22.04` are one version. */
const versionOf = (label: string): string => (label.match(/\d+/g) ?? []).map(Number).join(".")

/** A job that asks for two systems at once never gets a runner. */
const together = (say: Say, job: Job, labels: ReadonlyArray<Word>): void => {
  const [first, ...others] = labels.filter(({ text }) => hostedSystem(text) !== undefined)
  const other = others.find(({ text }) => text.toLowerCase() !== first?.text.toLowerCase())
  if (first === undefined || other === undefined) return
  const all = [first, ...others]
  // Who lists several systems mostly wants the job on each of them.
  const each =
    get(job.node, "strategy") === undefined && all.length === labels.length
      ? [
          edit(
            "Run the job on each of them",
            [
              {
                op: "add",
                path: `${job.pointer}/strategy`,
                value: { matrix: { os: all.map(({ text }) => text) } }
              },
              { op: "replace", path: `${job.pointer}/runs-on`, value: "${{ matrix.os }}" }
            ],
            "unsafe",
            0.75
          )
        ]
      : []
  say.problem({
    rule: "runner-conflict",
    message: `No runner is both \`${first.text}\` and \`${other.text}\`: a runner must have all labels of the list.`,
    pointer: other.pointer,
    at: other.node,
    fixes: each
  })
}
