/**
 * The side of the thread: does one job after the other and answers. What a job does, it does not know.
 */
import { parentPort } from "node:worker_threads"
import type { Notice, Order, Said } from "./ThreadMessage.ts"

/** Serves the one who started this thread. A job that throws is answered so; the thread lives on. */
export const serveJobs = (work: (job: object) => unknown): void => {
  if (parentPort === null) throw new Error("This is no thread: start it with Workers.")
  const port = parentPort
  const say = (said: Said): void => port.postMessage({ ...said, computed: computed() } satisfies Notice)
  port.on("message", async ({ number, job }: Order) => {
    try {
      say({ _tag: "done", number, result: await work(job) })
    } catch (error) {
      say({ _tag: "threw", number, report: reportOf(error) })
    }
  })
  say({ _tag: "ready" })
}

const reportOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

/** Node 22 does not tell. */
const computed = (): number | undefined => {
  if (process.threadCpuUsage === undefined) return undefined
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
