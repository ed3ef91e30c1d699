import { execFileSync } from "node:child_process"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { find, type Search } from "../../src/cli/Inputs.ts"
import { emptyFolder } from "../Folder.ts"

/** A folder with these files; a name that ends in `/` is a folder. */
const tree = (files: Readonly<Record<string, string>>): string => {
  const folder = emptyFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    if (name.endsWith("/")) mkdirSync(join(folder, name), { recursive: true })
    else writeFileSync(join(folder, name), text)
  }
  return folder
}

const search = (folder: string, more: Partial<Search> = {}): Search => ({
  folder,
  all: false,
  exclude: [],
  stdinPath: undefined,
  ...more
})

const shown = (args: ReadonlyArray<string>, search: Search) =>
  Effect.map(find(args, search), ({ inputs }) => inputs.map(({ shown }) => shown))

it.effect("a folder is searched for YAML and JSON, hidden folders too, in order", () =>
  Effect.gen(function* () {
    const folder = tree({
      ".github/workflows/b.yml": "",
      ".github/workflows/a.YAML": "",
      "x.json": "",
      "x.txt": "",
      "z/y.yml": ""
    })
    expect(yield* shown(["."], search(folder))).toEqual([
      "x.json",
      ".github/workflows/a.YAML",
      ".github/workflows/b.yml",
      "z/y.yml"
    ])
    expect(yield* shown([".github/"], search(folder))).toEqual([
      ".github/workflows/a.YAML",
      ".github/workflows/b.yml"
    ])
    expect(yield* shown([join(folder, "z")], search("/"))).toEqual([join(folder, "z/y.yml")])
  })
)

it.effect("what git ignores is left out, unless everything is asked for", () =>
  Effect.gen(function* () {
    const folder = tree({
      ".gitignore": "out/\n*.gen.yml\n",
      "a.yml": "",
      "b.gen.yml": "",
      "out/c.yml": "",
      "sub/.gitignore": "!b.gen.yml\nd.yml\n",
      "sub/b.gen.yml": "",
      "sub/d.yml": "",
      "node_modules/p/e.yml": ""
    })
    execFileSync("git", ["init", "-q"], { cwd: folder })
    expect(yield* shown(["."], search(folder))).toEqual(["a.yml", "sub/b.gen.yml"])
    // The files of the folders above hold as well.
    expect(yield* shown(["."], search(join(folder, "sub")))).toEqual(["b.gen.yml"])
    expect(yield* shown(["."], search(folder, { all: true }))).toEqual([
      "a.yml",
      "b.gen.yml",
      "out/c.yml",
      "sub/b.gen.yml",
      "sub/d.yml"
    ])
    expect(yield* shown(["out/c.yml"], search(folder))).toEqual(["out/c.yml"])
  })
)

it.effect("excluded paths are left out of a search, not when they are named", () =>
  Effect.gen(function* () {
    const folder = tree({ "a.yml": "", "old/b.yml": "" })
    expect(yield* shown(["."], search(folder, { exclude: ["old/**"] }))).toEqual(["a.yml"])
    expect(yield* shown(["old/b.yml"], search(folder, { exclude: ["old/**"] }))).toEqual(["old/b.yml"])
  })
)

it.effect("globs take what they match, whatever it ends in; a file of that very name comes first", () =>
  Effect.gen(function* () {
    const folder = tree({ "a.yml": "", "b.pipeline": "", "sub/c.pipeline": "", "[x].yml": "" })
    expect(yield* shown(["**/*.pipeline"], search(folder))).toEqual(["b.pipeline", "sub/c.pipeline"])
    expect(yield* shown(["./*.{yml,pipeline}"], search(folder))).toEqual(["[x].yml", "a.yml", "b.pipeline"])
    expect(yield* shown(["[x].yml"], search(folder))).toEqual(["[x].yml"])
    const none = yield* find(["*.toml"], search(folder))
    expect(none.inputs).toEqual([])
    expect(none.notes).toEqual(["*.toml matches no file"])
  })
)

it.effect("each file is taken once", () =>
  Effect.gen(function* () {
    const folder = tree({ "a.yml": "" })
    expect(yield* shown(["a.yml", "./a.yml", ".", "*.yml"], search(folder))).toEqual(["a.yml"])
  })
)

it.effect("what is no file is named as what it is, and the rest goes on", () =>
  Effect.gen(function* () {
    const folder = tree({ "a.yml": "", "file/x": "" })
    execFileSync("mkfifo", [join(folder, "pipe.yml")])
    const { inputs, problems } = yield* find(
      ["missing.yml", "pipe.yml", "/dev/null", "a.yml/b.yml", "a.yml"],
      search(folder)
    )
    expect(inputs.map(({ shown }) => shown)).toEqual(["a.yml"])
    expect(problems.map(({ message }) => message)).toEqual([
      "missing.yml: there is no such file.",
      "pipe.yml: it is a named pipe, not a file. Use - to read from a pipe.",
      "/dev/null: it is a device, not a file. Use - to read from a pipe.",
      "a.yml/b.yml: a part of its path is no folder."
    ])
  })
)

it.effect("links that leave the project are refused, those within are followed", () =>
  Effect.gen(function* () {
    const outside = tree({ "secret.yml": "", "dir/x.yml": "" })
    const folder = tree({ "a.yml": "" })
    symlinkSync(join(outside, "secret.yml"), join(folder, "out.yml"))
    symlinkSync(join(outside, "dir"), join(folder, "outdir"))
    writeFileSync(join(folder, "real.txt"), "")
    symlinkSync("real.txt", join(folder, "in.yml"))
    symlinkSync("nowhere.yml", join(folder, "broken.yml"))
    symlinkSync("loop.yml", join(folder, "loop.yml"))
    const named = yield* find(["out.yml", "outdir", "outdir/x.yml", "in.yml", "loop.yml"], search(folder))
    expect(named.inputs.map(({ shown }) => shown)).toEqual(["in.yml"])
    expect(named.problems.map(({ path, problem }) => [path, problem])).toEqual([
      ["out.yml", "it is a symbolic link that leads out of the project."],
      ["outdir", "it is a symbolic link that leads out of the project."],
      ["outdir/x.yml", "it is a symbolic link that leads out of the project."],
      ["loop.yml", "its symbolic links go in a circle."]
    ])
    const found = yield* find(["."], search(folder))
    expect(found.inputs.map(({ shown }) => shown)).toEqual(["a.yml", "in.yml"])
    expect(found.notes).toHaveLength(3)
  })
)

it.effect("standard input stands for the path that is given for it", () =>
  Effect.gen(function* () {
    const folder = tree({})
    const { inputs } = yield* find(["-"], search(folder, { stdinPath: ".github/workflows/ci.yml" }))
    expect(inputs).toEqual([
      { shown: ".github/workflows/ci.yml", path: undefined, place: ".github/workflows/ci.yml", named: true }
    ])
  })
)

it.effect("places are relative to the repository, wherever the command runs", () =>
  Effect.gen(function* () {
    const folder = tree({ ".github/workflows/ci.yml": "" })
    execFileSync("git", ["init", "-q"], { cwd: folder })
    const { inputs } = yield* find(["ci.yml"], search(join(folder, ".github/workflows")))
    expect(inputs[0]?.place).toBe(".github/workflows/ci.yml")
  })
)

it.effect("a file is one input, whatever links lead to it, and under its own name", () =>
  Effect.gen(function* () {
    const folder = tree({ "b.yml": "", "c/d.yml": "" })
    symlinkSync("b.yml", join(folder, "a.yml"))
    symlinkSync("c", join(folder, "e"))
    expect(yield* shown(["."], search(folder))).toEqual(["b.yml", "c/d.yml"])
    expect(yield* shown([".", "e"], search(folder))).toEqual(["b.yml", "c/d.yml"])
    expect(yield* shown(["a.yml", "."], search(folder))).toEqual(["a.yml", "c/d.yml"])
  })
)

it.effect("a file that is named is taken as named, though a search has found it before", () =>
  Effect.gen(function* () {
    const { inputs } = yield* find([".", "a.yml"], search(tree({ "a.yml": "", "b.yml": "" })))
    expect(inputs.map(({ shown, named }) => [shown, named])).toEqual([
      ["a.yml", true],
      ["b.yml", false]
    ])
  })
)

it.effect("links that lead nowhere are passed over, and noted on one line", () =>
  Effect.gen(function* () {
    const folder = emptyFolder()
    symlinkSync("b.yml", join(folder, "a.yml"))
    symlinkSync("a.yml", join(folder, "b.yml"))
    symlinkSync("nowhere", join(folder, "c\n\u001b[31m.yml"))
    const { inputs, notes } = yield* find(["."], search(folder))
    expect(inputs).toEqual([])
    expect(notes).toEqual([
      "a.yml is a symbolic link in a circle; passed over",
      "b.yml is a symbolic link in a circle; passed over",
      "c \\u{1b}[31m.yml is a symbolic link to nothing; passed over"
    ])
  })
)
