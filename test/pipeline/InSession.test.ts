import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { githubActions } from "../../src/dialect/github-actions/GithubActions.ts"
import { Controller } from "../../src/pipeline/Controller.ts"
import { GivenUp } from "../../src/pipeline/GivenUp.ts"
import { inSession, type SessionHostOptions } from "../../src/pipeline/InSession.ts"
import { RefinementHost } from "../../src/pipeline/RefinementHost.ts"
import { here, Workbench } from "../../src/pipeline/Workbench.ts"
import { Journal } from "../../src/session/Journal.ts"
import { Sessions } from "../../src/session/Sessions.ts"

const workflow = (name: string): string =>
  `name: ${name}\non: push\njobs:\n  build:\n    run-on: ubuntu-latest\n    steps: [{ run: make }]\n`

/** Refines a text in a session, on a bench that gives some texts up. */
const refine = Effect.fnUntraced(function* (text: string, options: SessionHostOptions) {
  const sessions = yield* Sessions
  const controller = yield* Controller
  return yield* controller.refine(text, githubActions).pipe(
    Effect.provideService(RefinementHost, inSession(sessions, options)),
    Effect.provideService(Workbench, {
      ...here,
      repair: (text, dialect, given) =>
        text.includes("poison")
          ? Effect.fail(new GivenUp({ reason: "it takes longer than 1 second" }))
          : here.repair(text, dialect, given)
    })
  )
})

const services = Layer.merge(
  Sessions.layer.pipe(Layer.provideMerge(Journal.layerMemory)),
  Controller.layerOffline
)

describe("refinements in sessions", () => {
  it.live("fail with the reason why their text was given up; the others go on", () =>
    Effect.gen(function* () {
      const names = ["one", "poison", "two", "three"]
      const results = yield* Effect.forEach(
        names,
        (name) => Effect.result(refine(workflow(name), { title: name })),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        results.map((result) => (result._tag === "Success" ? result.success.status : result.failure.reason)),
        ["accepted", "it takes longer than 1 second", "accepted", "accepted"]
      )
      const states = yield* Effect.flatMap(Sessions, (sessions) => sessions.states)
      assert.deepStrictEqual(
        new Map(
          [...states.values()].map(({ opened, status, reason }) => [opened.title, [status, reason]])
        ).get("poison"),
        ["failed", "it takes longer than 1 second"]
      )
    }).pipe(Effect.provide(services))
  )

  it.live("give the result of the session that they take up", () =>
    Effect.gen(function* () {
      const first = yield* refine(workflow("one"), { title: "one" })
      const [[id, { opened }] = assert.fail("no session")] = [
        ...(yield* Effect.flatMap(Sessions, (sessions) => sessions.states))
      ]
      const asked: Array<readonly [settings: string, text: string]> = []
      const again = yield* refine(workflow("one"), {
        title: "one",
        takeUp: (settings, text) => {
          asked.push([settings, text])
          return id
        }
      })
      assert.deepStrictEqual(asked, [[opened.settings, workflow("one")]])
      assert.strictEqual(again.text, first.text)
      assert.strictEqual((yield* Effect.flatMap(Sessions, (sessions) => sessions.states)).size, 1)
    }).pipe(Effect.provide(services))
  )
})
