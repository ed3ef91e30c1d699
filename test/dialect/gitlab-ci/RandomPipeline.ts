/**
 * Pipelines made by chance that have nothing wrong with them.
 */
import fc from "fast-check"
import type { Json } from "../../../src/document/Node.ts"

type Data = Record<string, Json>

interface Seed {
  readonly stage: number
  readonly kind: number
  readonly picks: ReadonlyArray<number>
}

const seed: fc.Arbitrary<Seed> = fc.record({
  stage: fc.nat(2),
  kind: fc.nat(9),
  picks: fc.array(fc.nat(50), { minLength: 4, maxLength: 4 })
})

const stages = ["build", "test", "deploy"]
const words = ["compile app", "unit-tests", "lint:all", "Package", "deploy_site", "docs"]
const conditions = [
  '$CI_COMMIT_BRANCH == "main"',
  "$CI_COMMIT_TAG =~ /^v\\d+/i",
  '($A || $B == null) && $CI_PIPELINE_SOURCE != "schedule"',
  "$CI_MERGE_REQUEST_IID"
]

/** The data of a pipeline: hidden jobs to extend, and jobs that need only what is in no later stage. */
export const randomPipeline: fc.Arbitrary<Data> = fc
  .array(seed, { minLength: 1, maxLength: 7 })
  .map((seeds) => pipelineOf(seeds))

const pipelineOf = (seeds: ReadonlyArray<Seed>): Data => {
  const pipeline: Data = {
    stages,
    variables: { REGION: "eu", TARGET: { value: "a", options: ["a", "b"], description: "Where to" } },
    default: { image: "node:22", timeout: "1 hour 30 minutes" },
    ".base": { before_script: ["npm ci"], cache: { key: "npm", paths: ["node_modules/"] } },
    ".kept": { extends: ".base", artifacts: { paths: ["dist/"], expire_in: "2 weeks" } }
  }
  const made: Array<{ readonly name: string; readonly stage: number; readonly kept: boolean }> = []
  for (const { stage, kind, picks } of seeds) {
    const pick = (index: number): number => picks[index] ?? 0
    const name = `${words[pick(0) % words.length]} ${made.length}`
    const job: Data = { stage: stages[stage] as string }
    const kept = pick(1) % 2 === 0
    if (kept) job.extends = pick(2) % 3 === 0 ? [".base", ".kept"] : ".kept"
    if (kind === 0) job.trigger = { project: "group/other", strategy: "depend" }
    else job.script = ["make", `echo "job: ${name}"`]
    if (kind === 0) delete job.extends
    const before = made.filter((each) => each.stage <= stage)
    const other = before[pick(3) % Math.max(1, before.length)]
    if (other !== undefined && kind > 1) {
      job.needs = pick(2) % 2 === 0 ? [other.name] : [{ job: other.name, optional: true }]
      if (other.kept && pick(2) % 2 === 0) job.dependencies = [other.name]
    }
    switch (kind) {
      case 2:
        job.rules = [
          { if: conditions[pick(3) % conditions.length] as string },
          { when: "manual", allow_failure: true }
        ]
        break
      case 3:
        job.only = ["main", "merge_requests", "/^release-/"]
        break
      case 4:
        job.parallel = { matrix: [{ OS: ["linux", "macos"], ARCH: "x64" }] }
        break
      case 5:
        job.environment = { name: "review/$CI_COMMIT_REF_SLUG", auto_stop_in: "1 day" }
        break
      case 6:
        job.when = "delayed"
        job.start_in = "3h 30m"
        break
      case 7:
        job.services = [{ name: "postgres:16", alias: "db" }]
        job.retry = { max: 2, when: ["runner_system_failure"] }
        break
      default:
        break
    }
    pipeline[name] = job
    made.push({ name, stage, kept: kept && kind !== 0 })
  }
  return pipeline
}
