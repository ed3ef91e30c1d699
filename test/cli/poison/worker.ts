/**
 * A thread of a batch for which some texts are poison, others to compare with patterns, and some answers of models: it
 * never comes back from them.
 */
import { workerData } from "node:worker_threads"
import { type Errand, runErrand } from "../../../src/cli/Errand.ts"
import { serveJobs } from "../../../src/worker/ThreadSide.ts"

const run = runErrand(workerData.config)

serveJobs((job) => {
  const errand = job as Errand
  while (isPoison(errand));
  return run(errand)
})

const isPoison = (errand: Errand): boolean =>
  ("text" in errand && errand.text.includes("# poison")) ||
  (errand._tag === "mend" && errand.text.includes("# no pattern")) ||
  (errand._tag === "answer" && JSON.stringify(errand.reply).includes("poison"))
