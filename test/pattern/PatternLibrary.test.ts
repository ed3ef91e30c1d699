import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { patternFrom, readPatterns } from "../../src/pattern/PatternFolder.ts"
import { layerNone, layerWith, libraryOf, PatternLibrary } from "../../src/pattern/PatternLibrary.ts"
import { emptyFolder } from "../Folder.ts"

const own = `title: Our own
summary: As we do it.
file: .gitlab-ci.yml
identify: { signs: [our tool] }
requiredSteps: [test]
stepTypes: { test: job }
connections: sequential
example: |
  test:
    script: [our tool]
`

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = emptyFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

describe("PatternLibrary", () => {
  it("has ours by itself, and none where none are wanted", async () => {
    const names = Effect.map(PatternLibrary, (library) => library.of("gitlab-ci").map(({ name }) => name))
    expect(await Effect.runPromise(names)).toContain("docker_image")
    expect(await Effect.runPromise(Effect.provide(names, layerNone))).toEqual([])
  })

  it("takes those of a folder, which win over ours", async () => {
    const folder = folderWith({
      "gitlab-ci/ours.yaml": own,
      "gitlab-ci/docker-image.yml": own,
      "gitlab-ci/notes.txt": "x"
    })
    const library = await Effect.runPromise(Effect.provide(PatternLibrary, layerWith(folder)))
    expect(library.named("ours")).toMatchObject([{ dialect: "gitlab-ci", title: "Our own" }])
    expect(library.named("docker_image").map(({ dialect, title }) => [dialect, title])).toEqual([
      ["github-actions", "Build and publish a container image"],
      ["gitlab-ci", "Our own"]
    ])
    expect(library.digest).not.toBe(libraryOf([]).digest)
  })

  it("finds names whatever their case and separators, and says what may have been meant", () => {
    const library = libraryOf([])
    expect(library.named("Data-Processing").map(({ name }) => name)).toEqual(["data_processing"])
    expect(library.named("constructor")).toEqual([])
    expect(library.of("__proto__")).toEqual([])
    expect(library.suggestions("rag_pipline")[0]).toBe("rag_pipeline")
  })

  it("names the file that is no pattern, and why", async () => {
    const errorIn = async (files: Readonly<Record<string, string>>): Promise<string> => {
      const failed = await Effect.runPromise(Effect.result(readPatterns(folderWith(files))))
      return Result.isFailure(failed) ? failed.failure.message : "none"
    }
    expect(await errorIn({ "gitlab-ci/a.yaml": "title: [\n" })).toMatch(/a\.yaml: line 1: .*bracket/)
    expect(await errorIn({ "gitlab-ci/a.yaml": "" })).toMatch(/a\.yaml: the file is empty/)
    expect(await errorIn({ "gitlab-ci/a.yaml": `${own}more: 1\n` })).toMatch(/it is no pattern: .*more/s)
    expect(await errorIn({ "gitlab-ci/a.yaml": own.replace("[test]", "[test, deploy]") })).toContain(
      "the example has no step named `deploy`"
    )
    expect(await errorIn({ "gitlab-ci/a.yaml": own.replace("{ test: job }", "{ tests: job }") })).toContain(
      "`tests` is none of its steps"
    )
    expect(await errorIn({ "jenkins/a.yaml": own })).toContain("`jenkins` is no dialect that has patterns")
    expect(await errorIn({})).toBe("none")
  })

  it("says that a folder is not there", async () => {
    const failed = await Effect.runPromise(Effect.result(readPatterns(join(emptyFolder(), "nope"))))
    expect(Result.isFailure(failed) && failed.failure.problem).toBe("there is no such folder.")
  })

  it("follows links to files and folders, and names those that lead nowhere", async () => {
    const elsewhere = folderWith({ "ci/ours.yaml": own, "one.yaml": own })
    const folder = folderWith({ "gitlab-ci/mine.yaml": own })
    symlinkSync(join(elsewhere, "one.yaml"), join(folder, "gitlab-ci/linked.yaml"))
    symlinkSync("nowhere", join(folder, "gitlab-ci/notes"))
    const names = (await Effect.runPromise(readPatterns(folder))).map(({ name }) => name)
    expect(names).toEqual(["linked", "mine"])
    const other = emptyFolder()
    symlinkSync(join(elsewhere, "ci"), join(other, "gitlab-ci"))
    expect(await Effect.runPromise(readPatterns(other))).toMatchObject([{ name: "ours" }])
    symlinkSync("nowhere.yaml", join(folder, "gitlab-ci/lost.yaml"))
    const failed = await Effect.runPromise(Effect.flip(readPatterns(folder)))
    expect(failed.message).toBe(
      `${join(folder, "gitlab-ci/lost.yaml")}: it is a symbolic link to nothing. Mend it, or remove it.`
    )
  })

  it("is not misled by keys of a hostile file", () => {
    const read = patternFrom(
      own.replace("stepTypes: { test: job }", "stepTypes: { __proto__: job, test: job }"),
      "gitlab-ci",
      "a",
      "a.yaml"
    )
    expect(Result.isFailure(read)).toBe(true)
    expect(({} as Record<string, unknown>).test).toBeUndefined()
  })
})
