/**
 * What the threads of the tests run: does as it is told, the worst included.
 */
import { threadId } from "node:worker_threads"
import { serveJobs } from "../../src/worker/ThreadSide.ts"

export type Told =
  | { readonly what: "echo"; readonly value: unknown }
  | { readonly what: "who" }
  | { readonly what: "rest"; readonly milliseconds: number }
  | { readonly what: "for ever" }
  | { readonly what: "grow" }
  | { readonly what: "throw" }
  | { readonly what: "exit" }
  | { readonly what: "no clone" }

serveJobs((job) => {
  const told = job as Told
  switch (told.what) {
    case "echo":
      return told.value
    case "who":
      return threadId
    case "rest":
      return new Promise((resolve) => setTimeout(resolve, told.milliseconds))
    case "for ever":
      for (;;);
    case "grow": {
      const kept: Array<Array<number>> = []
      for (;;) kept.push(Array.from({ length: 100_000 }, (_, at) => at / 3))
    }
    case "throw":
      throw new Error("as told")
    case "exit":
      return process.exit(7)
    case "no clone":
      return () => undefined
  }
})
