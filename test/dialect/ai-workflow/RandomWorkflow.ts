/**
 * Workflows made by chance that have nothing wrong with them.
 */
import fc from "fast-check"
import type { Json } from "../../../src/document/Node.ts"

type Seed = {
  readonly kind: number
  readonly picks: ReadonlyArray<number>
  readonly inner: ReadonlyArray<Seed>
}

const seed: fc.Arbitrary<Seed> = fc.letrec<{ seed: Seed }>((tie) => ({
  seed: fc.record({
    kind: fc.nat(7),
    picks: fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }),
    inner: fc.oneof(
      { depthSize: "small" },
      fc.constant([]),
      fc.array(tie("seed"), { minLength: 1, maxLength: 3 })
    )
  })
})).seed

/** The data of a workflow: steps of several types, each naming only what ran before it. */
export const randomWorkflow: fc.Arbitrary<Json> = fc
  .array(seed, { minLength: 1, maxLength: 6 })
  .map((seeds) => ({
    workflow: { name: "random", variables: { limit: 3 }, steps: stepsOf(seeds, { count: 0 }, [], undefined) }
  }))

const words = ["collect", "Draft", "rate_it", "edit-text", "sumUp", "check"]

const stepsOf = (
  seeds: ReadonlyArray<Seed>,
  state: { count: number },
  before: ReadonlyArray<string>,
  iterator: string | undefined
): Array<Json> => {
  const ran = [...before]
  return seeds.map(({ kind, picks, inner }) => {
    const name = `${words[(picks[0] ?? 0) % words.length]}${state.count++}`
    const pick = (index: number): string | undefined => ran[(picks[index] ?? 0) % Math.max(ran.length, 1)]
    const named = pick(1)
    const other = pick(2)
    const prompt: Array<Json> = [
      {
        type: "static",
        content: [
          "Do it",
          ...(other === undefined ? [] : [`{{steps.${other}.result}}`]),
          ...(iterator === undefined ? [] : [`{{loop.${iterator}}} {{loop.index}}`]),
          "{{state.limit}}"
        ].join(" with ")
      },
      ...(named === undefined ? [] : [{ type: "previous_response", step: named }])
    ]
    const condition: { readonly [key: string]: Json } =
      named !== undefined && (picks[2] ?? 0) % 3 === 0
        ? { condition: { and: [`${named}.score >= 8`, { not: `steps.${other}.failed` }] } }
        : {}
    const body = (of: string | undefined): Array<Json> =>
      stepsOf(inner.length === 0 ? [{ kind: 0, picks, inner: [] }] : inner, state, ran, of)
    const step = ((): { readonly [key: string]: Json } => {
      switch (kind) {
        case 1:
          return { type: "gemini", model: "gemini-2.5-flash", prompt, ...condition }
        case 2:
          return {
            type: "parallel_claude",
            parallel_tasks: [
              { id: "a", prompt },
              { id: "b", prompt }
            ]
          }
        case 3:
          return {
            type: "for_loop",
            iterator: "entry",
            data_source: named === undefined ? ["x", "y"] : `previous_response:${named}:items`,
            steps: body("entry")
          }
        case 4:
          return named === undefined
            ? { type: "claude", prompt }
            : {
                type: "switch",
                expression: `steps.${named}.kind`,
                cases: { left: body(iterator), right: body(iterator) }
              }
        case 5:
          return { type: "set_variable", variables: { seen: "{{state.limit}}" } }
        default:
          return {
            type: "claude",
            claude_options: { max_turns: 3, allowed_tools: ["Read"] },
            prompt,
            ...condition
          }
      }
    })()
    ran.push(name)
    return { name, ...step }
  })
}
