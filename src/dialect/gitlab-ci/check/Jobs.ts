/**
 * Jobs: each has something to run, and nothing that goes against it.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { isSlip, likely } from "../../../diagnose/Likely.ts"
import { get } from "../../../document/Node.ts"
import { child } from "../../../document/Pointer.ts"
import type { Job } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { grammar } from "../rules.generated.ts"
import { check, type Say } from "./Say.ts"

export const jobs = check((pipeline, say) => {
  for (const job of pipeline.visible) {
    // That a word is none of this format is said of its key.
    if (foreign.has(job.name) && job.garbled) continue
    if (reserved.has(job.name)) {
      say.problem({
        rule: "reserved-job-name",
        message: `\`${job.name}\` is a word of the format and cannot be the name of a job`,
        pointer: job.pointer,
        at: job.pair.key
      })
      continue
    }
    if (job.name.length > 255) {
      say.problem({
        rule: "job-name-length",
        message: "The name of this job is longer than 255 characters",
        pointer: job.pointer,
        at: job.pair.key
      })
    }
    if (job.node === undefined) continue
    const trigger = job.get("trigger")
    if (trigger !== undefined) {
      notInTriggers(say, job)
      continue
    }
    const [script, run] = [job.get("script"), job.get("run")]
    if (run !== undefined) besidesSteps(say, job)
    if (script !== undefined || run !== undefined || job.garbled) continue
    const open = pipeline.includes || job.unsure
    if (misnamed(pipeline, say, job, open)) continue
    if (open) {
      say.unknown({
        rule: "job-without-script",
        message: `Whether \`${job.name}\` has a \`script\` depends on files outside this one`,
        pointer: job.pointer,
        at: job.pair.key
      })
    } else {
      say.problem({
        rule: "job-without-script",
        message: `The job \`${job.name}\` has nothing to run: no \`script\`, no \`run\` and no \`trigger\``,
        pointer: job.pointer,
        at: job.pair.key,
        fixes: [...withDot(pipeline, say, job), ...somethingToRun(say, job)]
      })
    }
  }
  if (pipeline.visible.length > 0 || pipeline.includes || !pipeline.closed) return
  if (get(pipeline.root, "stages") === undefined && pipeline.jobs.size === 0) return
  say.problem({
    rule: "no-visible-job",
    message: "There is no job that runs: every name begins with a dot",
    pointer: "",
    at: pipeline.root
  })
})

const { root } = grammar.shapes
const rootKeys = (root?.kind === "map" ? root.keys : undefined) ?? {}
const foreign: ReadonlySet<string> = new Set(root?.kind === "map" ? Object.keys(root.foreign ?? {}) : [])

const reserved: ReadonlySet<string> = new Set(["true", "false", "nil", "types", "pages:deploy"])

/** Words of the root whose keys are those of jobs, too. */
const jobLike = ["default", "workflow"] as const

/**
 * A word of the root that is misspelled reads as a job that runs nothing: `defualt` with an image. Where the job may be
 * a part of one in another file (`open`), only a slip of a letter is one.
 */
const misnamed = (pipeline: Pipeline, say: Say, job: Job, open: boolean): boolean => {
  const words = jobLike.filter((word) => {
    const keys = keysOf(word)
    return get(pipeline.root, word) === undefined && job.keys.every((key) => keys.has(key))
  })
  const synonym = words.find((word) => rootKeys[word]?.synonyms?.includes(job.name) === true)
  const [near] = likely(job.name, words)
  const slip = near !== undefined && isSlip(job.name, [near.name])
  if (open ? !slip : synonym === undefined && near === undefined) return false
  const meant = synonym ?? near?.name ?? ""
  const sure = slip || synonym !== undefined
  say.problem({
    rule: "job-without-script",
    message: `\`${job.name}\` has nothing to run, and what a \`${meant}\` has: did you mean that?`,
    pointer: job.pointer,
    at: job.pair.key,
    fixes: [
      say.fix(
        `Rename it to \`${meant}\``,
        [{ op: "move", from: job.pointer, path: child("", meant) }],
        sure ? "safe" : "unsafe",
        sure ? 0.96 : 0.8
      )
    ]
  })
  return true
}

/** The keys of what stands under a word of the root, those that it takes over among them. */
const keysOf = (word: string): ReadonlySet<string> => {
  const keys = new Set<string>()
  const add = (name: string | undefined): void => {
    const shape = name === undefined ? undefined : grammar.shapes[name]
    if (shape?.kind !== "map") return
    for (const key of Object.keys(shape.keys ?? {})) keys.add(key)
    for (const other of shape.extends ?? []) add(other)
  }
  add(rootKeys[word]?.shape)
  return keys
}

/** A job that others extend and that runs nothing itself is a template, whose name has lost its dot. */
const withDot = (pipeline: Pipeline, say: Say, job: Job): ReadonlyArray<Fix> => {
  const name = `.${job.name}`
  if (pipeline.jobs.has(name)) return []
  const uses = pipeline.extensions.filter(({ name: { text } }) => text === job.name || text === name)
  if (uses.length === 0) return []
  const named = uses.filter(({ name: { text } }) => text === job.name)
  return [
    say.fix(
      `Rename it to \`${name}\``,
      [
        ...named.map((use) => ({ op: "replace" as const, path: use.name.pointer, value: name })),
        { op: "move", from: job.pointer, path: child("", name) }
      ],
      // Who extends it with a dot says what it is called.
      named.length === 0 ? "safe" : "unsafe",
      named.length === 0 ? 0.97 : 0.7
    )
  ]
}

/** What the job should run nobody knows; the command that does nothing makes it a job. */
const somethingToRun = (say: Say, job: Job): ReadonlyArray<Fix> => [
  say.fix(
    "Add a `script` that does nothing, to be filled in",
    [{ op: "add", path: `${job.pointer}/script`, value: ["true"] }],
    "unsafe",
    0.3
  )
]

/** The steps of `run` take the place of all scripts. */
const besidesSteps = (say: Say, job: Job): void => {
  for (const key of ["script", "before_script", "after_script"]) {
    const written = job.get(key)
    if (written === undefined) continue
    // A script that is only taken over cannot be taken away here.
    const own = job.own(key)
    const place = own ?? job.own("run") ?? written
    say.problem({
      rule: "script-and-run",
      message: `\`${job.name}\` has \`run\` and cannot have \`${key}\` beside it`,
      pointer: place.pointer,
      at: place.node,
      fixes:
        own === undefined || key === "script"
          ? []
          : [say.fix(`Remove \`${key}\``, [{ op: "remove", path: own.pointer }], "unsafe", 0.5)]
    })
  }
}

/** Keys that only a job on a runner can have. */
const onRunners = [
  "script",
  "run",
  "before_script",
  "after_script",
  "image",
  "services",
  "cache",
  "artifacts",
  "dependencies",
  "tags",
  "timeout",
  "retry",
  "coverage",
  "release",
  "secrets",
  "id_tokens",
  "hooks",
  "pages"
]

const notInTriggers = (say: Say, job: Job): void => {
  for (const key of onRunners) {
    const written = job.own(key)
    if (written === undefined) continue
    say.problem({
      rule: "key-in-trigger-job",
      message: `A job with \`trigger\` starts another pipeline and needs no runner, so it cannot have \`${key}\``,
      pointer: written.pointer,
      at: written.node,
      fixes: [say.fix(`Remove \`${key}\``, [{ op: "remove", path: written.pointer }], "unsafe", 0.6)]
    })
  }
}
