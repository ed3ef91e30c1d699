/**
 * The part of the crash bench that asks a model: the built command line refines a project, is killed at a request that
 * the model's server has just got or just answered, and is run again with `--resume`. The server's log is the witness:
 * an answer that was in the journal is not asked for again, one that was in flight once more at most, under the same
 * idempotency key, and the files end as if nothing had happened.
 */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { prompts } from "../../../src/pipeline/rules.generated.ts"
import { Journal } from "../../../src/session/Journal.ts"
import { build, main } from "../../cli/Built.ts"
import { byName } from "../../model/fake/Behaviours.ts"
import { answer } from "../../model/fake/FakeReply.ts"
import type { FakeRequest } from "../../model/fake/FakeRequest.ts"
import { startFakeServer } from "../../model/fake/FakeServer.ts"
import type { Figure } from "../Figure.ts"

const files = 10

/** Two requests a file: what is asked first is answered with prose. */
const requests = 2 * files

export const modelKills = async (
  folder: string,
  points: number
): Promise<{ readonly figures: ReadonlyArray<Figure>; readonly notes: ReadonlyArray<string> }> => {
  await build()
  const undisturbed = await trial(join(folder, "model"), undefined)
  const counts = { hit: 0, repeated: 0, thrice: 0, renamed: 0, different: 0 }
  let inFlight = 0
  let left = 0
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < points) {
      const point = next++
      const moment = Math.floor((point * 2 * requests) / points)
      const made = await trial(join(folder, `model-${point}`), moment)
      if (!made.killed) continue
      counts.hit++
      for (const key of made.after.keys()) if (made.journaled.has(key)) counts.repeated++
      for (const [key, times] of made.after) {
        const all = times + (made.before.get(key) ?? 0)
        if (all > 2) counts.thrice++
        if (all === 2) inFlight++
      }
      counts.renamed += made.renamed
      left += made.left
      if (made.status !== 0 || made.texts !== undisturbed.texts) counts.different++
    }
  }
  await Promise.all([lane(), lane()])
  const figure = (id: keyof typeof counts, title: string, of: number): Figure => ({
    ...{ id: `models.${id}`, title, value: counts[id], unit: "count", of }
  })
  return {
    figures: [
      figure("hit", "runs with a model that were killed", points),
      figure("repeated", "answers in the journal that were asked for again", counts.hit),
      figure("thrice", "requests made more than twice", counts.hit),
      figure("renamed", "repeated requests under another idempotency key", counts.hit),
      figure("different", "projects unlike the undisturbed run's", counts.hit)
    ],
    notes: [
      `${[...undisturbed.before.values()].reduce((sum, times) => sum + times, 0)} requests of an undisturbed run over ${files} files; ${inFlight} were in flight at a kill and made again; ${left} kills came in the middle of writing a file and left a temporary one.`
    ]
  }
}

interface Trial {
  readonly killed: boolean
  /** Requests by their idempotency keys, until the kill and after it. */
  readonly before: ReadonlyMap<string, number>
  readonly after: ReadonlyMap<string, number>
  /** Keys of the answers that the journal holds after the kill. */
  readonly journaled: ReadonlySet<string>
  /** Requests after the kill whose words were sent before it under another key. */
  readonly renamed: number
  /** Of the last run. */
  readonly status: number | null
  /** All files, after it. */
  readonly texts: string
  /** Files beside them that a kill in the middle of writing left. */
  readonly left: number
}

/** `moment`: 2k when the server has request k, 2k+1 when it has answered it; none for an undisturbed run. */
const trial = async (folder: string, moment: number | undefined): Promise<Trial> => {
  const workflows = join(folder, ".github/workflows")
  mkdirSync(workflows, { recursive: true })
  for (let file = 0; file < files; file++) writeFileSync(join(workflows, `${file}.yml`), broken(file))
  let kill = (): void => undefined
  const seen: Array<FakeRequest> = []
  const server = await startFakeServer((request, turn) => {
    seen.push(request)
    const number = seen.length - 1
    if (moment === number * 2) kill()
    if (moment === number * 2 + 1) setImmediate(() => kill())
    return request.prompt.includes(prompts.headings.refused)
      ? byName(request, turn)
      : answer("Look at the first lines.")
  })
  const started = run(folder, `${server.url}/v1`, [])
  kill = started.kill
  const first = await started.ended
  const early = seen.splice(0)
  const killed = first.signal === "SIGKILL"
  const journaled = killed ? await answered(join(folder, ".pipewright/journal.db")) : new Set<string>()
  kill = () => undefined
  const last = killed ? await run(folder, `${server.url}/v1`, ["--resume"]).ended : first
  await server.close()
  const names = readdirSync(workflows).sort()
  const texts = names
    .filter((name) => !name.startsWith("."))
    .map((name) => readFileSync(join(workflows, name), "utf8"))
    .join("\0")
  const left = names.length - files
  rmSync(folder, { recursive: true, force: true })
  const keys = new Map(early.map(({ body, idempotencyKey }) => [body, idempotencyKey]))
  return {
    ...{ killed, journaled, texts, left, status: last.status },
    before: byKey(early),
    after: byKey(seen),
    renamed: seen.filter(({ body, idempotencyKey }) => keys.has(body) && keys.get(body) !== idempotencyKey)
      .length
  }
}

/** Each file says something of its own, so that no two requests have the same words. */
const broken = (file: number): string =>
  `on: pulse-${file}\njobs:\n  build-${file}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make ${file}\n`

const byKey = (requests: ReadonlyArray<FakeRequest>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { idempotencyKey = "" } of requests)
    counts.set(idempotencyKey, (counts.get(idempotencyKey) ?? 0) + 1)
  return counts
}

/** The idempotency keys of the calls that a journal holds an answer to. */
const answered = async (path: string): Promise<ReadonlySet<string>> => {
  if (!existsSync(path)) return new Set()
  const entries = await Effect.runPromise(
    Effect.flatMap(Journal, ({ readAll }) => readAll).pipe(Effect.provide(Journal.layerSqlite(path)))
  )
  return new Set(
    entries.flatMap(({ session, event }) =>
      event._tag === "CallAnswered"
        ? [createHash("sha256").update(`${session} ${event.key}`).digest("base64url")]
        : []
    )
  )
}

const run = (folder: string, url: string, more: ReadonlyArray<string>) => {
  const args = ["refine", "--model", "compatible:fake", "--base-url", url, "--jobs", "3", ...more]
  const child = spawn(process.execPath, [main, ...args, ".github/workflows"], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: "1", PIPEWRIGHT_MODEL_PAUSE: "0.001" },
    stdio: "ignore"
  })
  return {
    kill: () => void child.kill("SIGKILL"),
    ended: new Promise<{ readonly status: number | null; readonly signal: NodeJS.Signals | null }>(
      (resolve, reject) => {
        child.on("error", reject)
        child.on("close", (status, signal) => resolve({ status, signal }))
      }
    )
  }
}
