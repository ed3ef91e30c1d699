/**
 * A damaged place of a large file is mended in a window around it, which does not show what stands far above: the
 * anchors of the whole file hold there all the same.
 */
import { describe, expect, it } from "vitest"
import { validate } from "../../../src/diagnose/Validator.ts"
import { gitlabCi } from "../../../src/dialect/gitlab-ci/GitlabCi.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"

const job = (name: string): string => `${name}:
  <<: *base
  variables:
    TARGET: ${name}
  script:
    - make -j4 "$TARGET"
  artifacts:
    expire_in: 1 month
    paths:
      - out/${name}

`

const whole = `.base: &base
  stage: build
  image: &image alpine:3.22
  tags: [docker]

${Array.from({ length: 60 }, (_, at) => job(`target-${at}`)).join("")}last:
  image: *image
  <<: *base
  script: [make last]
`

const damaged: ReadonlyArray<readonly [what: string, from: string, to: string]> = [
  ["a separator", "expire_in: 1 month", "expire_in => 1 month"],
  ["a colon", "  script:", "  script"],
  ["a colon above a merge", "target-45:", "target-45"],
  ["a comment", "  artifacts:", "  // what is kept\n  artifacts:"]
]

describe.each(damaged)("%s behind the anchors of a large file", (_, from, to) => {
  const at = whole.indexOf(from, whole.length / 2)
  const text = `${whole.slice(0, at)}${to}${whole.slice(at + from.length)}`

  it("is the only fault", () => {
    const errors = validate(text, gitlabCi).report.diagnostics.filter(({ severity }) => severity === "error")
    expect(errors.map(({ rule }) => rule)).toHaveLength(1)
    expect(errors[0]?.start).toBeGreaterThanOrEqual(at - 5)
  })

  it("is mended alone", () => {
    const mended = to.startsWith("  //") ? text.replace("//", "#") : whole
    expect(autoRepair(text, gitlabCi, { unsafe: true }).text).toBe(mended)
  })
})
