/**
 * Files as GitLab's reference allows them, one for each keyword or group of them: nothing is wrong with them, and
 * neither fix touches them. A new one is a new file in `valid/`.
 */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { Fit } from "../../../src/diagnose/Fit.ts"
import { validate } from "../../../src/diagnose/Validator.ts"
import { gitlabCi } from "../../../src/dialect/gitlab-ci/GitlabCi.ts"
import { readDocument } from "../../../src/document/Reader.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"

const folder = fileURLToPath(new URL("valid", import.meta.url))

describe.each(readdirSync(folder))("%s", (name) => {
  const text = readFileSync(`${folder}/${name}`, "utf8")

  it("is valid", () => {
    const { report } = validate(text, gitlabCi, { path: ".gitlab-ci.yml" })
    const errors = report.diagnostics.filter(({ severity }) => severity === "error")
    expect(errors.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
  })

  it("fits, so that no other reading of it is looked for", () => {
    expect(new Fit(gitlabCi, "pipeline").fitness(readDocument(text, gitlabCi.reading))).toEqual({
      misfit: 0,
      hidden: 0
    })
  })

  it("is left as it is", () => {
    expect(autoRepair(text, gitlabCi, { unsafe: true }).text).toBe(text)
  })
})
