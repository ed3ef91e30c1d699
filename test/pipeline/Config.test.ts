import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { test } from "vitest"
import { dialectAt, gradeOf, type Layer, resolve } from "../../src/pipeline/Config.ts"
import { fromEnvironment, variables } from "../../src/pipeline/ConfigEnvironment.ts"
import { decodeSettings } from "../../src/pipeline/ConfigError.ts"
import * as ConfigFile from "../../src/pipeline/ConfigFile.ts"
import type { Settings } from "../../src/pipeline/Settings.ts"
import { emptyFolder } from "../Folder.ts"

const layer = (name: string, settings: Settings): Layer => ({ settings, nameOf: (path) => `${name} ${path}` })

describe("presets", () => {
  test("nobody chooses: intermediate", () => {
    expect(resolve([]).config).toMatchObject({
      preset: "intermediate",
      maxIterations: 5,
      threshold: 0.95,
      autoRepairThreshold: 0.8,
      llmRefinementThreshold: 0.6,
      strategy: "adaptive",
      preserveIntent: true,
      allowRestructure: true,
      feedbackEnabled: true,
      weights: { syntax: 0.2, schema: 0.3, semantic: 0.3, execution: 0.2 }
    })
  })

  test("beginner", () => {
    expect(resolve([layer("flag", { preset: "beginner" })]).config).toMatchObject({
      maxIterations: 7,
      threshold: 0.95,
      autoRepairThreshold: 0.9,
      strategy: "adaptive",
      preserveIntent: true,
      allowRestructure: false
    })
  })

  test("expert", () => {
    expect(resolve([layer("flag", { preset: "expert" })]).config).toMatchObject({
      maxIterations: 3,
      autoRepairThreshold: 0.8,
      strategy: "minimal",
      preserveIntent: false,
      allowRestructure: false
    })
  })
})

describe("precedence", () => {
  test("the first layer that sets a value decides, and is named", () => {
    const { config, origins } = resolve([
      layer("flag", { threshold: 0.5 }),
      layer("env", { threshold: 0.6, maxIterations: 9 }),
      layer("file", { threshold: 0.7, maxIterations: 8, jobs: 2, preset: "expert" })
    ])
    expect(config).toMatchObject({
      threshold: 0.5,
      maxIterations: 9,
      jobs: 2,
      strategy: "minimal",
      failOn: "error"
    })
    expect(Object.fromEntries(origins)).toMatchObject({
      threshold: "flag threshold",
      maxIterations: "env maxIterations",
      jobs: "file jobs",
      strategy: "preset expert",
      failOn: "default"
    })
  })

  test("groups are decided key by key", () => {
    const { config, origins } = resolve([
      layer("flag", { limits: { depth: 10 } }),
      layer("file", { limits: { depth: 20, size: 30 }, rules: { a: "off" }, context: { secrets: ["TOKEN"] } })
    ])
    expect(config.limits).toMatchObject({ depth: 10, size: 30 })
    expect(config.context).toEqual({ secrets: ["TOKEN"] })
    expect(config.rules.get("a")).toBe("off")
    expect(origins.get("limits.size")).toBe("file limits.size")
    expect(origins.get("limits.nodes")).toBe("default")
  })
})

describe("rules", () => {
  const { config } = resolve([
    layer("file", {
      rules: { a: "off", b: "warning" },
      dialect: "github-actions",
      overrides: [
        { files: ["legacy/**"], rules: { a: "info" }, dialect: "ai-workflow" },
        { files: ["legacy/worst.yml"], rules: { a: "error", __proto__: "off" } }
      ]
    })
  ])

  test("are graded by path, the last override first", () => {
    expect(gradeOf(config, "ci.yml")("a")).toBe("off")
    expect(gradeOf(config, "legacy/x.yml")("a")).toBe("info")
    expect(gradeOf(config, "legacy/worst.yml")("a")).toBe("error")
    expect(gradeOf(config, "legacy/x.yml")("b")).toBe("warning")
    expect(gradeOf(config, "legacy/x.yml")("c")).toBeUndefined()
    expect(gradeOf(config, "legacy/x.yml")("constructor")).toBeUndefined()
  })

  test("a dialect of a path wins over that of all", () => {
    expect(dialectAt(config, "ci.yml")).toBe("github-actions")
    expect(dialectAt(config, "legacy/x.yml")).toBe("ai-workflow")
  })
})

describe("environment", () => {
  test("names follow the settings", () => {
    expect(variables).toContain("PIPEWRIGHT_MAX_ITERATIONS")
    expect(variables).toContain("PIPEWRIGHT_LLM_REFINEMENT_THRESHOLD")
    expect(variables).toContain("PIPEWRIGHT_CONTEXT_RUNNER_LABELS")
  })

  test("values are read as what they are", () => {
    const layer = Result.getOrThrow(
      fromEnvironment({
        PIPEWRIGHT_UNSAFE: "yes",
        PIPEWRIGHT_THRESHOLD: "0.5",
        PIPEWRIGHT_EXCLUDE: "a/**, b.yml,",
        PIPEWRIGHT_LIMITS_DEPTH: "50",
        PIPEWRIGHT_PRESET: "",
        OTHER: "1"
      })
    )
    expect(layer.settings).toEqual({
      unsafe: true,
      threshold: 0.5,
      exclude: ["a/**", "b.yml"],
      limits: { depth: 50 }
    })
    expect(layer.nameOf("limits.depth")).toBe("PIPEWRIGHT_LIMITS_DEPTH")
  })

  test("what cannot be read names its variable", () => {
    const error = Result.getOrThrow(Result.flip(fromEnvironment({ PIPEWRIGHT_THRESHOLD: "high" })))
    expect(error.message).toContain("`PIPEWRIGHT_THRESHOLD`")
    expect(error.message).toContain('"high"')
  })
})

describe("what is wrong with settings", () => {
  const problems = (data: unknown): ReadonlyArray<string> =>
    Result.match(decodeSettings(data, "x"), { onFailure: ({ problems }) => problems, onSuccess: () => [] })

  test("names the place, what is allowed and what was meant", () => {
    expect(
      problems({
        treshold: 1,
        preset: "novice",
        threshold: 7,
        rules: { a: "of" },
        limits: { dept: 1 },
        overrides: [{}]
      })
    ).toEqual([
      "`treshold` is no setting; did you mean `threshold`?",
      '`preset`: Expected "beginner" | "intermediate" | "expert", got "novice"',
      "`threshold`: Expected a value between 0 and 1, got 7",
      '`rules.a`: Expected "error" | "warning" | "info" | "off", got "of"',
      "`overrides.0.files`: Missing key",
      "`limits.dept` is no setting; did you mean `depth`?"
    ])
  })

  test.each([[[]], [3], ["x"]])("%j is no config", (data) => {
    expect(problems(data)[0]).toContain("a config is a map of settings")
  })

  test("keys of objects' own are data", () => {
    expect(problems(JSON.parse('{"__proto__":{"threshold":2}}'))).toEqual(["`__proto__` is no setting"])
    expect(({} as Record<string, unknown>).threshold).toBeUndefined()
  })
})

describe("config files", () => {
  const folder = (files: Readonly<Record<string, string>>): string => {
    const path = emptyFolder()
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    return path
  }

  it.effect("are found in each of their forms", () =>
    Effect.gen(function* () {
      for (const [name, text] of [
        ["pipewright.config.yaml", "threshold: 0.5\n"],
        ["pipewright.config.json", '\ufeff{"threshold":0.5}'],
        ["pipewright.config.js", "export default { threshold: 0.5 }"],
        ["pipewright.config.ts", "const threshold: number = 0.5\nexport default { threshold }"]
      ] as const) {
        // A folder of its own for each, without a package.json: `.js` has to be read as a module all the same.
        const found = yield* ConfigFile.search(folder({ [name]: text }))
        expect(found?.settings.threshold).toBe(0.5)
        expect(found?.nameOf("threshold")).toBe(name)
      }
    })
  )

  it.effect("of parents and of folders below are never looked at", () =>
    Effect.gen(function* () {
      const parent = folder({ "pipewright.config.js": "throw new Error('it was run')" })
      const child = join(parent, "child")
      mkdirSync(child)
      expect(yield* ConfigFile.search(child)).toBeUndefined()
    })
  )

  it.effect("that are empty set nothing", () =>
    Effect.gen(function* () {
      expect((yield* ConfigFile.search(folder({ "pipewright.config.yaml": "" })))?.settings ?? {}).toEqual({})
    })
  )

  it.effect("that cannot be read say which and why", () =>
    Effect.gen(function* () {
      for (const [name, text] of [
        ["pipewright.config.yaml", "a: [\n"],
        ["pipewright.config.json", "{"],
        ["pipewright.config.js", "export const x = 1"],
        ["pipewright.config.ts", "throw new Error('no luck')"]
      ] as const) {
        const error = yield* Effect.flip(ConfigFile.search(folder({ [name]: text })))
        expect(error.where).toBe(name)
        expect(error.problems[0]).toMatch(/^it cannot be read: ./)
      }
    })
  )

  it.effect("that are named have to be there, and end as a config does", () =>
    Effect.gen(function* () {
      const path = folder({ "other.toml": "" })
      expect((yield* Effect.flip(ConfigFile.load(path, "none.yaml"))).message).toContain("none.yaml")
      expect((yield* Effect.flip(ConfigFile.load(path, "other.toml"))).message).toContain(".yaml")
    })
  )
})
