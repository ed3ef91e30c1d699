import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { Admission, Mailbox } from "../../src/supervise/Mailbox.ts"

type Step = { readonly push: number } | { readonly take: number | "first" }

const steps = fc.array(
  fc.oneof(
    fc.record({ push: fc.nat({ max: 9 }) }),
    fc.record({ take: fc.oneof(fc.constant("first" as const), fc.nat({ max: 9 })) })
  ),
  { maxLength: 300 }
)

describe("Mailbox", () => {
  it("is a queue from which one may also be picked", () => {
    fc.assert(
      fc.property(steps, (all: ReadonlyArray<Step>) => {
        const mailbox = new Mailbox()
        const model: Array<number> = []
        for (const step of all) {
          if ("push" in step) {
            mailbox.push(step.push)
            model.push(step.push)
          } else if (step.take === "first") {
            if (model.length > 0) assert.strictEqual(mailbox.shift(), model.shift())
          } else {
            const index = model.indexOf(step.take)
            const expected = index < 0 ? undefined : { message: model.splice(index, 1)[0] }
            assert.deepStrictEqual(
              mailbox.takeFirst((message) => message === step.take),
              expected
            )
          }
          assert.strictEqual(mailbox.size, model.length)
        }
      })
    )
  })

  it("stays a queue over a long backlog", () => {
    const mailbox = new Mailbox()
    let next = 0
    for (let i = 0; i < 50_000; i++) {
      mailbox.push(i)
      if (i % 3 !== 0) assert.strictEqual(mailbox.shift(), next++)
    }
    while (mailbox.size > 0) assert.strictEqual(mailbox.shift(), next++)
    assert.strictEqual(next, 50_000)
  })
})

describe("Admission", () => {
  it("never lets more in than there is room for, and loses nobody who waits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), steps, (capacity, all: ReadonlyArray<Step>) => {
        const mailbox = new Mailbox()
        const admission = new Admission({ capacity, overflow: "suspend" }, () => true)
        const sent: Array<number> = []
        const taken: Array<unknown> = []
        const take = () => {
          const message = mailbox.shift()
          taken.push(message)
          admission.taken(message)
        }
        for (const step of all) {
          if ("push" in step) {
            sent.push(step.push)
            admission.offer(mailbox, {
              message: step.push,
              push: (message) => mailbox.push(message),
              admitted: () => {}
            })
          } else if (mailbox.size > 0) take()
          assert.isAtMost(mailbox.size, capacity)
        }
        while (mailbox.size > 0) take()
        assert.deepStrictEqual(taken, sent)
      })
    )
  })

  it("refuses to be without room", () => {
    assert.throws(() => new Admission({ capacity: 0, overflow: "suspend" }, () => true))
  })
})
