/**
 * The documentation shows what really happens: a comment `<!-- npx pipewright … -->` before a fenced block names the
 * command whose output the block is. `UPDATE_README=1 npx vitest run test/readme.test.ts` writes the blocks anew.
 * The tables of configuration are held to the data they tell of.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { variableOf } from "../src/pipeline/ConfigEnvironment.ts"
import { presets } from "../src/pipeline/rules.generated.ts"
import { Settings } from "../src/pipeline/Settings.ts"
import { build, pipewright, root } from "./cli/Built.ts"

const shown = /<!-- npx pipewright (.*) -->\n```(\w+)\n([\s\S]*?)```\n/g

const read = (name: string): string => readFileSync(join(root, name), "utf8")

describe("README.md", () => {
  beforeAll(() => build())

  test("shows what its commands print", () => {
    const text = read("README.md")
    const now = text.replaceAll(shown, (_, command: string, language: string) => {
      const { stdout } = pipewright(root, command.split(" "))
      // Of a diff, the lines that say how many fixes there are do not belong to the diff.
      const output = language === "diff" ? stdout.replace(/^\d+ fixe?s? would[\s\S]*$/m, "") : stdout
      return `<!-- npx pipewright ${command} -->\n\`\`\`${language}\n${output}\`\`\`\n`
    })
    if (process.env.UPDATE_README === "1") writeFileSync(join(root, "README.md"), now)
    else expect(text).toBe(now)
    expect(text.match(shown)).toHaveLength(2)
  })

  test("names commands that there are", () => {
    const help = pipewright(root, ["--help"]).stdout
    for (const [, command] of read("README.md").matchAll(/^\| `pipewright (\w+)/gm))
      expect(help).toContain(`  ${command} `)
  })
})

describe("docs/configuration.md", () => {
  const text = read("docs/configuration.md")

  test("has every setting and no other", () => {
    const [, table = ""] = text.split("## Settings")
    const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(listed.sort()).toEqual(
      Object.keys(Settings.fields)
        .filter((name) => name !== "$schema")
        .sort()
    )
  })

  test("has the presets' numbers", () => {
    const [, table = ""] = text.split("## Presets")
    for (const [, name = "", row = ""] of table
      .split("## Settings")[0]
      ?.matchAll(/^\| `(\w+)` \|(.*)\|$/gm) ?? []) {
      const cells = row.split("|").map((cell) => cell.trim())
      const of = (settings: object): string =>
        String(Object.entries(settings).find(([key]) => key === name)?.[1] ?? "")
      const { beginner, intermediate, expert } = presets.presets
      expect([name, ...cells]).toEqual([
        name,
        of(presets.defaults),
        of(beginner),
        of(intermediate),
        of(expert)
      ])
    }
  })

  test("names variables as they are read", () => {
    expect(text).toContain(variableOf("maxIterations"))
  })

  test("names options that there are", () => {
    const help = pipewright(root, ["refine", "--help"]).stdout
    for (const [option] of text.matchAll(/--[a-z][a-z-]+/g)) expect(help).toContain(option)
  })
})
