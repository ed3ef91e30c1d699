/**
 * Files with so many names that are wrong, beside as many that are right: what compares each with each takes the
 * square of their number, and what mends one in each round takes longer still.
 */
import { Result } from "effect"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { jsonSchema } from "../../src/dialect/json-schema/JsonSchema.ts"

export interface ManyNames {
  readonly name: string
  readonly make: (count: number) => { readonly dialect: Dialect; readonly text: string }
}

const each = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join("")

const steps = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n"

const named = <A>(count: number, key: (at: number) => string, value: (at: number) => A): Record<string, A> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [key(at), value(at)]))

const github: Readonly<Record<string, (count: number) => string>> = {
  "needs of jobs that are not there": (count) =>
    `on: push\njobs:\n${each(
      count,
      (at) =>
        `  job-${at}:\n    needs: [task-${at}]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`
    )}`,
  "outputs of steps that are not there": (count) =>
    steps +
    each(
      count,
      (at) => `      - id: step-${at}\n        run: echo \${{ steps.task-${at}.outputs.result }}\n`
    ),
  "variables that are not there": (count) =>
    steps + each(count, (at) => `      - run: echo \${{ env.NAME_${at} }}\n        env: { WORD_${at}: x }\n`),
  "steps of one id": (count) => steps + each(count, () => "      - id: same\n        run: make\n"),
  "values of a matrix that are not there": (count) =>
    `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        kind: [${each(count, (at) => `k${at}, `)}]\n        exclude:\n${each(count, (at) => `          - kind: no-${at}\n`)}    steps:\n      - run: make\n`
}

const gitlab: Readonly<Record<string, (count: number) => string>> = {
  "stages that are not there": (count) =>
    `stages: [${each(count, (at) => `stage-${at}, `)}]\n${each(count, (at) => `job-${at}:\n  stage: part-${at}\n  script: make\n`)}`
}

const schemas: Readonly<
  Record<string, (count: number) => { readonly schema: object; readonly text: string }>
> = {
  "keys told by patterns, each twice": (count) => ({
    schema: {
      type: "object",
      patternProperties: named(
        count,
        (at) => `^key-${at}-`,
        () => ({ type: "integer" })
      ),
      additionalProperties: false
    },
    text: each(count, (at) => `key-${at}-a: x\nkey-${at}-a: 2\n`)
  }),
  "words of a choice": (count) => ({
    schema: {
      type: "array",
      items: { anyOf: Array.from({ length: count }, (_, at) => ({ const: `word-${at}` })) }
    },
    text: each(count, (at) => `- wrod-${at}\n`)
  })
}

export const manyNames = (dialects: ReadonlyMap<string, Dialect>): ReadonlyArray<ManyNames> => {
  const of = (id: string, files: Readonly<Record<string, (count: number) => string>>) => {
    const dialect = dialects.get(id)
    if (dialect === undefined) return []
    return Object.entries(files).map(
      ([name, text]): ManyNames => ({ name, make: (count) => ({ dialect, text: text(count) }) })
    )
  }
  return [
    ...of("github-actions", github),
    ...of("gitlab-ci", gitlab),
    ...Object.entries(schemas).map(
      ([name, made]): ManyNames => ({
        name,
        make: (count) => {
          const { schema, text } = made(count)
          return { dialect: Result.getOrThrow(jsonSchema(schema as never)), text }
        }
      })
    )
  ]
}
