import { describe, expect, it } from "vitest"
import { itemsOf, type Job, textOf } from "../../../src/dialect/gitlab-ci/model/Job.ts"
import { countOf, matrixOf } from "../../../src/dialect/gitlab-ci/model/Matrix.ts"
import { needsOf, stageIndex } from "../../../src/dialect/gitlab-ci/model/Needs.ts"
import { type Pipeline, pipelineOf } from "../../../src/dialect/gitlab-ci/model/Pipeline.ts"
import { reading } from "../../../src/dialect/gitlab-ci/Reading.ts"
import { readDocument } from "../../../src/document/Reader.ts"

const pipelineIn = (text: string, path?: string): Pipeline => {
  const pipeline = pipelineOf(readDocument(text, reading).roots, path)
  if (pipeline === undefined) throw new Error("no pipeline")
  return pipeline
}

const jobIn = (pipeline: Pipeline, name: string): Job => {
  const job = pipeline.jobs.get(name)
  if (job === undefined) throw new Error(`no job ${name}`)
  return job
}

const extended = `
.node:
  image: node:22
  variables: { A: "1" }
  environment: { url: https://example.com }
.cached:
  extends: .node
  cache: { paths: [node_modules/] }
  image: node:20
unit:
  extends: [.cached, .node]
  environment: { name: review }
  script: npm test
lint:
  extends: [.node, .cached, .elsewhere]
`

describe("a job", () => {
  const pipeline = pipelineIn(extended)

  it("has what it takes over, the last one written first", () => {
    const unit = jobIn(pipeline, "unit")
    expect(textOf(unit.get("image"))?.text).toBe("node:22")
    expect(textOf(jobIn(pipeline, "lint").get("image"))?.text).toBe("node:20")
    expect(unit.has("cache")).toBe(true)
    expect(unit.own("cache")).toBeUndefined()
    expect(unit.get("cache")?.pointer).toBe("/.cached/cache")
  })

  it("merges maps key by key", () => {
    const unit = jobIn(pipeline, "unit")
    expect(textOf(unit.inside("environment", "name"))?.text).toBe("review")
    expect(unit.inside("environment", "url")?.pointer).toBe("/.node/environment/url")
  })

  it("is unsure where it extends what is not there", () => {
    expect(jobIn(pipeline, "unit").unsure).toBe(false)
    expect(jobIn(pipeline, "lint").unsure).toBe(true)
    expect(
      pipeline.extensions.filter(({ target }) => target === undefined).map(({ name }) => name.text)
    ).toEqual([".elsewhere"])
  })

  it("says of merged keys where they are written", () => {
    const merged = pipelineIn(`
.a: &a
  stage: build
  needs: [x]
.list:
  - &inner
    tags: [docker]
b:
  <<: [*a, *inner]
  stage: test
`)
    const job = jobIn(merged, "b")
    expect(job.own("needs")?.pointer).toBe("/.a/needs")
    expect(job.own("tags")?.pointer).toBe("/.list/0/tags")
    expect(job.own("stage")?.pointer).toBe("/b/stage")
  })

  it("does not lose itself in circles", () => {
    const circle = pipelineIn(`
a: { extends: b }
b: { extends: [c, a] }
c: { extends: a, script: x }
`)
    expect(jobIn(circle, "a").has("script")).toBe(true)
    expect(jobIn(circle, "a").has("image")).toBe(false)
  })

  it("is looked up in time even where everything extends everything", () => {
    const names = Array.from({ length: 60 }, (_, index) => `.j${index}`)
    const text = names
      .map((name, index) => `${name}: { extends: [${names.slice(0, index).join(", ")}] }`)
      .join("\n")
    const job = jobIn(pipelineIn(`${text}\n`), ".j59")
    expect(job.get("script")).toBeUndefined()
    expect(job.lineage).toHaveLength(60)
  })
})

describe("a pipeline", () => {
  it("knows its stages, written or not", () => {
    expect(pipelineIn("a: { script: x }").stages).toEqual([".pre", "build", "test", "deploy", ".post"])
    const written = pipelineIn(
      "stages: [.post, one, [two]]\na: { stage: two, script: x }\nb: { script: x }\n"
    )
    expect(written.stages).toEqual([".pre", "one", "two", ".post"])
    expect(stageIndex(written, jobIn(written, "a"))).toBe(2)
    expect(stageIndex(written, jobIn(written, "b"))).toBeUndefined()
  })

  it("stands for itself only where nothing else takes part", () => {
    expect(pipelineIn("a: { script: x }").closed).toBe(false)
    expect(pipelineIn("a: { script: x }", "sub/.gitlab-ci.yml").closed).toBe(true)
    expect(pipelineIn("a: { script: x }", "ci/jobs.gitlab-ci.yml").closed).toBe(false)
    expect(pipelineIn("stages: [a]\na: { script: x }").closed).toBe(true)
    expect(pipelineIn("stages: [a]\ninclude: b.yml\na: { script: x }").closed).toBe(false)
    expect(pipelineIn("spec: { inputs: {} }\n---\nstages: [a]\n").closed).toBe(false)
  })

  it("is the second document where there is a header", () => {
    const pipeline = pipelineIn("spec:\n  inputs:\n    a:\n---\nunit: { script: x }\n")
    expect(pipeline.document).toBe(1)
    expect([...pipeline.jobs.keys()]).toEqual(["unit"])
    expect(pipeline.spec?.document).toBe(0)
  })

  it("takes keys like __proto__ for names like any other", () => {
    const pipeline = pipelineIn("__proto__: { script: x }\nconstructor: { needs: [__proto__, toString] }\n")
    expect([...pipeline.jobs.keys()]).toEqual(["__proto__", "constructor"])
    const needs = needsOf(pipeline, jobIn(pipeline, "constructor"))
    expect(needs.map(({ target }) => target?.name)).toEqual(["__proto__", undefined])
  })
})

describe("needs and matrices", () => {
  it("are read in every form", () => {
    const pipeline = pipelineIn(`
a: { script: x }
b:
  script: x
  needs:
    - a
    - { job: a, optional: true }
    - [a]
    - { project: g/p, job: a, ref: main }
    - { pipeline: $ID, job: a }
    - $JOB
    - $[[ inputs.job ]]
`)
    const needs = needsOf(pipeline, jobIn(pipeline, "b"))
    expect(needs.map(({ name, optional }) => [name.pointer, optional])).toEqual([
      ["/b/needs/0", false],
      ["/b/needs/1/job", true],
      ["/b/needs/2/0", false]
    ])
  })

  it("count what a matrix makes", () => {
    const pipeline = pipelineIn(`
a:
  script: x
  parallel:
    matrix:
      - PROVIDER: aws
        STACK: [monitoring, app1, app2]
      - PROVIDER: [gcp, vultr]
        STACK: [data, processing]
b:
  script: x
  parallel: { matrix: $[[ inputs.matrix ]] }
`)
    const entries = matrixOf(jobIn(pipeline, "a").get("parallel"))
    expect(entries === undefined ? undefined : countOf(entries)).toBe(7)
    expect(matrixOf(jobIn(pipeline, "b").get("parallel"))).toBeUndefined()
  })

  it("flatten lists in lists and keep references whole", () => {
    const pipeline = pipelineIn("a:\n  script:\n    - x\n    - [y, [z]]\n    - !reference [b, script]\n")
    expect(itemsOf(jobIn(pipeline, "a").get("script")).map(({ pointer }) => pointer)).toEqual([
      "/a/script/0",
      "/a/script/1/0",
      "/a/script/1/1/0",
      "/a/script/2"
    ])
  })
})
