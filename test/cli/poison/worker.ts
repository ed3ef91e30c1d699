/**
 * A thread of a batch for which some texts are poison: it never comes back from them.
 */
import { workerData } from "node:worker_threads"
import { type Errand, runErrand } from "../../../src/cli/Errand.ts"
import { serveJobs } from "../../../src/worker/ThreadSide.ts"

const run = runErrand(workerData.config)

serveJobs((job) => {
  const errand = job as Errand
  while ("text" in errand && errand.text.includes("# poison"));
  return run(errand)
})
