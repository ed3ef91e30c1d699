/**
 * What a thread of a batch runs: the errands of the command line, under the config that it is started with.
 */
import { enableCompileCache } from "node:module"
import { workerData } from "node:worker_threads"
import type { Errand } from "./cli/Errand.ts"
import type { Config } from "./pipeline/Config.ts"
import { serveJobs } from "./worker/ThreadSide.ts"

// Compiled code is kept between runs, for threads as for the main program.
enableCompileCache()
const { runErrand } = await import("./cli/Errand.ts")
const { config }: { readonly config: Config } = workerData
const run = runErrand(config)
serveJobs((job) => run(job as Errand))
