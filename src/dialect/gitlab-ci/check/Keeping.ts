/**
 * Artifacts and caches: something is kept, where it can be kept, for a time that can be read.
 */
import { get, keyText, type Pair, resolve } from "../../../document/Node.ts"
import { durationFault } from "../Duration.ts"
import { isFilledIn, isReference, itemsOf, type Job, type ListItem, textOf, under } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { conditionsOf } from "../model/Rules.ts"
import { grammar } from "../rules.generated.ts"
import { check, type Say } from "./Say.ts"

export const keeping = check((pipeline, say) => {
  const fallback = resolve(get(pipeline.root, "default"))
  const defaults = fallback === undefined ? undefined : { node: fallback, pointer: "/default" }
  for (const settings of [defaults, rootOf(pipeline)]) {
    if (settings === undefined) continue
    duration(say, under(settings, "timeout"))
    artifacts(say, under(settings, "artifacts"))
    caches(say, under(settings, "cache"))
  }
  for (const job of pipeline.jobs.values()) {
    duration(say, job.own("timeout"))
    duration(say, job.own("start_in"))
    duration(say, under(job.own("environment"), "auto_stop_in"))
    duration(say, under(job.own("pages"), "expire_in"))
    artifacts(say, job.own("artifacts"))
    caches(say, job.own("cache"))
    if (!job.hidden) {
      whole(pipeline, say, job)
      cacheOf(pipeline, say, job)
    }
  }
  for (const { rule } of conditionsOf(pipeline)) duration(say, under(rule, "start_in"))
})

const rootOf = ({ root }: Pipeline): ListItem => ({ node: root, pointer: "" })

const duration = (say: Say, written: ListItem | undefined): void => {
  const text = textOf(written)
  if (text === undefined || isFilledIn(text.text)) return
  const fault = durationFault(text.text)
  if (fault === undefined) return
  const { word, repaired } = fault
  say.problem({
    rule: "duration",
    message:
      word === text.text
        ? `\`${word}\` is no length of time, such as \`1 hour 30 minutes\``
        : `\`${word}\` is no unit of time in \`${text.text}\``,
    pointer: text.pointer,
    at: text.node,
    fixes:
      repaired === undefined
        ? []
        : [
            say.fix(
              `Write \`${repaired}\``,
              [{ op: "replace", path: text.pointer, value: repaired }],
              "unsafe",
              0.9
            )
          ]
  })
}

/** What is wrong with artifacts wherever they are written. */
const artifacts = (say: Say, written: ListItem | undefined): void => {
  if (written?.node.kind !== "map") return
  duration(say, under(written, "expire_in"))
  const [open, access] = [under(written, "public"), under(written, "access")]
  if (open !== undefined && access !== undefined) {
    say.problem({
      rule: "public-and-access",
      message: "`public` and `access` cannot be used together",
      pointer: open.pointer,
      at: open.node,
      fixes: [say.fix("Remove `public`", [{ op: "remove", path: open.pointer }], "unsafe", 0.85)]
    })
  }
  for (const path of itemsOf(under(written, "paths"))) outside(say, path)
}

/** Nothing outside of the project's folder can be kept. */
const outside = (say: Say, path: ListItem): void => {
  const text = textOf(path)
  if (text === undefined || !/^(?:\/(?!\/)|\.\.\/|~\/|[A-Za-z]:\\)/.test(text.text)) return
  // Where runners check a project out.
  if (/^\/(?:builds|home\/gitlab-runner)\/|^\/$/.test(text.text)) return
  say.problem({
    rule: "path-outside-project",
    message: `\`${text.text}\` is not in the folder of the project, so that it cannot be kept`,
    pointer: text.pointer,
    at: text.node
  })
}

const caches = (say: Say, written: ListItem | undefined): void => {
  for (const cache of written === undefined || isReference(written.node) ? [] : itemsOf(written)) {
    const key = textOf(under(cache, "key"))
    if (key !== undefined && !isFilledIn(key.text)) {
      const plain = key.text.replaceAll(/\$\{[^}]*\}/g, "")
      if (plain.includes("/") || /^\.+$/.test(plain)) {
        const value = key.text.replaceAll("/", "-")
        say.problem({
          rule: "cache-key",
          message: plain.includes("/")
            ? "The key of a cache cannot contain `/`"
            : "The key of a cache cannot be dots alone",
          pointer: key.pointer,
          at: key.node,
          fixes:
            value === key.text
              ? []
              : [say.fix(`Write \`${value}\``, [{ op: "replace", path: key.pointer, value }], "unsafe", 0.85)]
        })
      }
    }
  }
}

/** What a job keeps in the end, with what it takes over. */
const whole = (pipeline: Pipeline, say: Say, job: Job): void => {
  const written = job.get("artifacts")
  if (written?.node.kind !== "map" || job.unsure || pipeline.includes) return
  const has = (key: string): boolean => job.inside("artifacts", key) !== undefined
  const exposed = job.inside("artifacts", "expose_as")
  if (exposed !== undefined && !has("paths")) {
    say.problem({
      rule: "expose-without-paths",
      message: "`expose_as` needs `paths` beside it, which say what to show",
      pointer: exposed.pointer,
      at: exposed.node
    })
  } else if (!["paths", "untracked", "reports"].some(has) && !job.has("pages") && job.name !== "pages") {
    if (isGarbled(written.node.pairs, artifactKeys)) return
    say.problem({
      rule: "nothing-kept",
      message: `The artifacts of \`${job.name}\` name no \`paths\`, so nothing is saved`,
      pointer: written.pointer,
      at: written.node
    })
  }
}

const cacheOf = (pipeline: Pipeline, say: Say, job: Job): void => {
  const written = job.get("cache")
  if (written === undefined || job.unsure || pipeline.includes || isReference(written.node)) return
  const several = written.node.kind === "seq"
  for (const cache of itemsOf(written)) {
    if (cache.node.kind !== "map" || cache.node.pairs.length === 0) continue
    const has = (key: string): boolean =>
      under(cache, key) !== undefined || (!several && job.inside("cache", key) !== undefined)
    if (has("paths") || has("untracked")) continue
    if (isGarbled(cache.node.pairs, cacheKeys)) continue
    say.problem({
      rule: "nothing-kept",
      message: `The cache of \`${job.name}\` names no \`paths\`, so nothing is saved`,
      pointer: cache.pointer,
      at: cache.node
    })
  }
}

/** Whether a key is misspelled, so that \`paths\` may only seem to be missing. */
const isGarbled = (pairs: ReadonlyArray<Pair>, known: ReadonlySet<string>): boolean =>
  pairs.some((pair) => !known.has(keyText(pair) ?? ""))

const keysOf = (name: string): ReadonlySet<string> => {
  const shape = grammar.shapes[name]
  return new Set(shape?.kind === "map" ? Object.keys(shape.keys ?? {}) : [])
}

const artifactKeys = keysOf("artifacts")
const cacheKeys = keysOf("cacheItem")
