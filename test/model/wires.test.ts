/**
 * The real SDKs against the fake server: every protocol, and every way in which a server misbehaves.
 */
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { LanguageModel } from "effect/ai"
import { languageModelLayer } from "../../src/model/LanguageModelLayer.ts"
import { type ClientOptions, ModelClient, type Question } from "../../src/model/ModelClient.ts"
import type { ModelSpec } from "../../src/model/ModelSpec.ts"
import { byName } from "./fake/Behaviours.ts"
import { answer } from "./fake/FakeReply.ts"
import { type FakeServer, startFakeServer } from "./fake/FakeServer.ts"

let server: FakeServer
beforeAll(async () => {
  server = await startFakeServer((request, turn) => {
    if (request.model === "talks") return answer("Good morning to you all, whoever you are.")
    if (request.model === "stutters" || (request.model === "wavers" && turn % 2 === 0))
      return { ...answer(speech), ...(turn % 2 === 0 ? { cutAfter: 1_500 } : {}) }
    return request.model === "wavers" ? answer("Never mind.") : byName(request, turn)
  })
})
afterAll(() => server.close())

/** Long enough to break off in the middle. */
const speech = "Friends, neighbours, all who have come from far away. ".repeat(8)

const wires = ["chat", "responses", "messages"] as const

const specOf = (wire: ModelSpec["wire"], served: string, provider = wire): ModelSpec => ({
  id: `${provider}:${served}`,
  provider,
  wire,
  served,
  baseUrl: wire === "messages" ? server.url : `${server.url}/v1`,
  apiKey: "key-of-the-test",
  keyName: "SOME_KEY",
  price: { input: 1, output: 5 },
  context: 10_000,
  output: 1_000,
  tools: true,
  concurrency: 4,
  perMinute: 60_000
})

const question: Question = {
  system: "You repair.",
  messages: [
    {
      role: "user",
      content: '1. /on: there is no such event\n   1a: replace /on "push"'
    }
  ],
  tools: [{ name: "patch", description: "a patch", parameters: { type: "object" } }],
  toolChoice: { tool: "patch" },
  maxOutputTokens: 500
}

const quick: ClientOptions = { retry: { attempts: 3, pause: 1, longest: 1_000 }, timeout: 120_000 }

const ask = (specs: readonly [ModelSpec, ...ReadonlyArray<ModelSpec>], options = quick, asked = question) =>
  Effect.flatMap(ModelClient, (client) => client.ask(asked)).pipe(
    Effect.provide(ModelClient.layer(specs, options)),
    Effect.result
  )

const made = (served: string): number => server.requests.filter(({ model }) => model === served).length

for (const wire of wires) {
  describe(wire, () => {
    it.live("calls the tool and says what it took", () =>
      Effect.gen(function* () {
        const answer = Result.getOrThrow(yield* ask([specOf(wire, "fake")]))
        expect(answer.reply.toolCalls[0]).toMatchObject({
          name: "patch",
          arguments: '{"take":["1a"]}'
        })
        expect(answer.reply.finish).toBe("tool-calls")
        const { inputTokens, outputTokens, estimated } = answer.reply.usage
        expect(estimated).toBe(false)
        expect(answer.spent).toEqual({
          calls: 1,
          tokens: inputTokens + outputTokens,
          cost: (inputTokens + 5 * outputTokens) / 1e6
        })
      })
    )

    it.live(
      "sends the key, the same idempotency key for every attempt, and nothing that others retry with",
      () =>
        Effect.gen(function* () {
          const name = "fake-500-once"
          const before = server.requests.length
          Result.getOrThrow(yield* ask([specOf(wire, name)]))
          const sent = server.requests.slice(before)
          const turns = sent.map(({ idempotencyKey }) => idempotencyKey)
          expect(new Set(turns).size).toBe(1)
          expect(turns[0]).toMatch(/^[\w-]{43}$/)
          expect(sent.every(({ apiKey }) => apiKey === "key-of-the-test")).toBe(true)
        })
    )

    it.live("asks for a format where there is one", () =>
      Effect.gen(function* () {
        const format = { name: "patch", schema: { type: "object" } }
        const asked: Question = { ...question, tools: [], toolChoice: "none", format }
        const { reply } = Result.getOrThrow(yield* ask([specOf(wire, "fake")], quick, asked))
        expect(JSON.parse(reply.text)).toEqual({ take: ["1a"] })
        expect(server.requests.at(-1)?.body).toContain("json_schema")
      })
    )

    it.live.each<readonly [name: string, attempts: number, words: RegExp]>([
      ["401", 1, /refused the key.*SOME_KEY/],
      ["404", 1, /does not take the request.*pipewright models/],
      ["429", 3, /too much is asked/],
      ["429-bare", 3, /too much is asked/],
      ["429-long", 1, /wants a pause of 1 day/],
      ["500", 3, /trouble of its own/],
      ["529", 3, /trouble of its own/],
      ["drop", 3, /cannot be reached/],
      ["cut", 3, /cannot be reached/]
    ])("gives up at %s after %i attempts, and says what to do", ([name, attempts, words]) =>
      Effect.gen(function* () {
        const served = `fake-${name}`
        const before = made(served)
        const failure = yield* Effect.flip(Effect.fromResult(yield* ask([specOf(wire, served)])))
        expect(made(served) - before).toBe(attempts)
        expect(failure.message).toMatch(words)
        expect(failure.message).not.toContain("key-of-the-test")
        expect(failure.spent.calls).toBe(attempts)
      })
    )

    it.live("gives up a server that hangs", () =>
      Effect.gen(function* () {
        const options = { ...quick, timeout: 100, retry: { attempts: 2, pause: 1, longest: 10 } }
        const failure = yield* Effect.flip(
          Effect.fromResult(yield* ask([specOf(wire, "fake-hang")], options))
        )
        expect(failure.message).toMatch(/nothing came within 0.1 s/)
      })
    )

    it.live.each([
      ["refusal", "content-filter-or-refusal"],
      ["length", "length"]
    ])("tells %s from an answer", ([name]) =>
      Effect.gen(function* () {
        const { reply } = Result.getOrThrow(yield* ask([specOf(wire, `fake-${name}`)]))
        expect(name === "refusal" ? reply.refusal : reply.finish).toBe(
          name === "refusal" ? "I cannot help with that." : "length"
        )
      })
    )

    it.live.each<readonly [name: string, text: string | undefined]>([
      ["talks", "Good morning to you all, whoever you are."],
      ["stutters", speech],
      ["wavers", undefined]
    ])("streams what %s says once, or fails where it cannot go on", ([name, text]) =>
      Effect.gen(function* () {
        let heard = ""
        const ended = yield* Effect.result(
          Stream.runForEach(LanguageModel.streamText({ prompt: "Hello" }), (part) =>
            Effect.sync(() => {
              if (part.type === "text-delta") heard += part.delta
            })
          )
        )
        expect(Result.isSuccess(ended)).toBe(text !== undefined)
        if (text === undefined) expect(speech.startsWith(heard) && heard !== "").toBe(true)
        else expect(heard).toBe(text)
      }).pipe(
        Effect.provide(
          languageModelLayer.pipe(
            Layer.provide(Layer.suspend(() => ModelClient.layer([specOf(wire, name)], quick)))
          )
        )
      )
    )

    it.live("answers Effect's own LanguageModel, in one piece and streamed", () =>
      Effect.gen(function* () {
        const response = yield* LanguageModel.generateText({ prompt: "Hello" })
        expect(response.text).toBe("Good morning to you all, whoever you are.")
        expect(response.usage.outputTokens.total).toBeGreaterThan(5)
      }).pipe(
        Effect.provide(
          languageModelLayer.pipe(
            Layer.provide(Layer.suspend(() => ModelClient.layer([specOf(wire, "talks")])))
          )
        )
      )
    )
  })
}

describe("ModelClient", () => {
  it.live("goes on with a fallback where a model cannot be reached, and counts both", () =>
    Effect.gen(function* () {
      const answer = Result.getOrThrow(
        yield* ask([specOf("chat", "fake-500", "chat"), specOf("messages", "fake")])
      )
      expect(answer.model).toBe("messages:fake")
      expect(answer.spent.calls).toBe(4)
    })
  )

  it.live("leaves a provider alone that failed many times in a row", () =>
    Effect.gen(function* () {
      const client = yield* ModelClient
      const before = made("fake-529")
      yield* Effect.result(client.ask(question))
      const failure = yield* Effect.flip(client.ask(question))
      expect(made("fake-529") - before).toBe(3)
      expect(failure.message).toMatch(/left alone/)
    }).pipe(
      Effect.provide(
        Layer.suspend(() =>
          ModelClient.layer([specOf("chat", "fake-529")], {
            ...quick,
            breaker: { failures: 3, rest: 60_000 }
          })
        )
      )
    )
  )

  it.live("overspends by one call at most, with fifty sessions at once", () =>
    Effect.gen(function* () {
      const client = yield* ModelClient
      const asked = yield* Effect.forEach(
        Array.from({ length: 50 }),
        () => Effect.result(client.ask(question)),
        {
          concurrency: "unbounded"
        }
      )
      const spent = yield* client.spent
      const one = Math.max(...asked.map((each) => (Result.isSuccess(each) ? each.success.spent.tokens : 0)))
      expect(spent.tokens).toBeLessThanOrEqual(2_000 + one)
      expect(spent.tokens).toBeGreaterThan(1_000)
      expect(asked.some((each) => Result.isFailure(each) && each.failure.budget)).toBe(true)
    }).pipe(
      Effect.provide(
        Layer.suspend(() =>
          ModelClient.layer([specOf("chat", "fake")], { ...quick, budget: { tokens: 2_000 } })
        )
      )
    )
  )

  it.live("keeps to a number of calls exactly", () =>
    Effect.gen(function* () {
      const client = yield* ModelClient
      const before = made("fake")
      yield* Effect.forEach(Array.from({ length: 20 }), () => Effect.result(client.ask(question)), {
        concurrency: "unbounded"
      })
      expect(made("fake") - before).toBe(7)
    }).pipe(
      Effect.provide(
        Layer.suspend(() => ModelClient.layer([specOf("chat", "fake")], { ...quick, budget: { calls: 7 } }))
      )
    )
  )
})
