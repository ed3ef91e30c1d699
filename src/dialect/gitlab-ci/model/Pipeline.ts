/**
 * The pipeline of a file: its jobs with what they extend, its stages, its includes, its header.
 */
import { get, keyText, type MapNode, type Node, type Pair, resolve } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import { reading } from "../Reading.ts"
import { isReference, itemsOf, Job, type ListItem, type Text, textOf } from "./Job.ts"
import { placesOf } from "./Tree.ts"

/** One name under `extends`, with the job that it names. */
export interface Extension {
  readonly job: Job
  readonly name: Text
  readonly target: Job | undefined
}

export interface Pipeline {
  /** Which document of the stream holds the configuration. */
  readonly document: number
  readonly root: MapNode
  /** The map under `spec` of the header, with its document. */
  readonly spec: { readonly node: MapNode; readonly document: number; readonly pointer: string } | undefined
  /** All jobs by name, hidden ones included. */
  readonly jobs: ReadonlyMap<string, Job>
  /** The jobs that run. */
  readonly visible: ReadonlyArray<Job>
  readonly extensions: ReadonlyArray<Extension>
  /** The stages in their order, with those that are always there. */
  readonly stages: ReadonlyArray<string>
  /** The list of stages as it is written. */
  readonly written: ListItem | undefined
  /** Whether other files take part, so that there may be more jobs and stages than this one shows. */
  readonly includes: boolean
  /**
   * Whether the file stands for itself: it includes nothing, and its place or its stages say that it is the project's
   * own configuration and not a part that another file includes.
   */
  readonly closed: boolean
}

/** Read once for each stream; `undefined` where nothing is a map. */
export const pipelineOf = (roots: ReadonlyArray<Node>, path: string | undefined): Pipeline | undefined => {
  const first = roots[0]
  if (first === undefined) return undefined
  let known = read.get(first)
  if (known === undefined || known.path !== path || known.count !== roots.length) {
    known = { path, count: roots.length, pipeline: readPipeline(roots, path) }
    read.set(first, known)
  }
  return known.pipeline
}

const read = new WeakMap<
  Node,
  { readonly path: string | undefined; readonly count: number; readonly pipeline: Pipeline | undefined }
>()

/** Keys of the root that are no jobs. */
export const globals: ReadonlySet<string> = new Set([
  "default",
  "include",
  "stages",
  "variables",
  "workflow",
  "spec",
  "image",
  "services",
  "cache",
  "before_script",
  "after_script"
])

export const defaultStages: ReadonlyArray<string> = ["build", "test", "deploy"]

const readPipeline = (roots: ReadonlyArray<Node>, path: string | undefined): Pipeline | undefined => {
  const headed = roots.length > 1 && get(roots[0], "spec") !== undefined
  const document = headed ? 1 : 0
  const root = resolve(roots[document])
  if (root?.kind !== "map") return undefined
  const spec = get(roots[0], "spec")
  let places: ReadonlyMap<Node, Pointer> | undefined
  const placeOf = (map: MapNode): Pointer | undefined => {
    places ??= placesOf(root)
    return places.get(map)
  }
  const jobs = new Map<string, Job>()
  const global = new Map<string, Pair>()
  for (const pair of root.pairs) {
    const name = keyText(pair)
    if (name === undefined || name === "<<") continue
    if (globals.has(name)) global.set(name, pair)
    else if (!jobs.has(name)) jobs.set(name, new Job(name, pair, child("", name), reading, placeOf))
  }
  const extensions: Array<Extension> = []
  for (const job of jobs.values()) {
    const own = extendsOf(job, jobs)
    extensions.push(...own)
    // Of several, the last one written is the strongest.
    job.parents = own
      .flatMap(({ target }) => (target === undefined || target === job ? [] : [target]))
      .reverse()
    job.open = own.some(({ target }) => target === undefined) || isReference(job.own("extends")?.node)
  }
  const list = resolve(global.get("stages")?.value)
  const written = list === undefined ? undefined : { node: list, pointer: "/stages" }
  const declared =
    list?.kind === "seq" ? itemsOf(written).flatMap((item) => textOf(item)?.text ?? []) : defaultStages
  const includes = global.has("include")
  return {
    document,
    root,
    spec: spec?.kind === "map" ? { node: spec, document: 0, pointer: "/spec" } : undefined,
    jobs,
    visible: [...jobs.values()].filter((job) => !job.hidden),
    extensions,
    stages: [".pre", ...declared.filter((stage) => stage !== ".pre" && stage !== ".post"), ".post"],
    written,
    includes,
    closed:
      !includes &&
      !headed &&
      ((path !== undefined && ownFile.test(path)) || ["stages", "workflow"].some((key) => global.has(key)))
  }
}

/** The file that GitLab reads first. */
const ownFile = /(?:^|\/)\.gitlab-ci\.ya?ml$/

const extendsOf = (job: Job, jobs: ReadonlyMap<string, Job>): ReadonlyArray<Extension> => {
  const written = job.own("extends")
  if (written === undefined || isReference(written.node)) return []
  return itemsOf(written).flatMap((item) => {
    const name = textOf(item)
    return name === undefined ? [] : [{ job, name, target: jobs.get(name.text) }]
  })
}
