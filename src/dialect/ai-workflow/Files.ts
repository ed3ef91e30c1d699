/**
 * The files that a workflow reads and makes.
 */
import { nearest } from "../../diagnose/Nearest.ts"
import { get } from "../../document/Node.ts"
import { child } from "../../document/Pointer.ts"
import { type Step, textOf, type Value } from "./Step.ts"
import type { Workflow } from "./Workflow.ts"

export interface Needed {
  readonly value: Value
  /** What it is, to begin a sentence with. */
  readonly what: string
}

export class Files {
  readonly #known: ReadonlySet<string> | undefined
  readonly #folders: ReadonlySet<string>
  readonly #made = new Set<string>()
  /** Folders that models write into as they like. */
  readonly #open: ReadonlyArray<string>

  /** `known`: the paths that exist, relative to the project's root; `undefined` where nobody said. */
  constructor(workflow: Workflow, known: ReadonlyArray<string> | undefined) {
    this.#known = known === undefined ? undefined : new Set(known.map(normal))
    const folders = new Set<string>()
    for (const file of this.#known ?? []) {
      for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1))
        folders.add(file.slice(0, at))
    }
    this.#folders = folders
    const open = new Set(["workspace", "outputs", "checkpoints"])
    for (const flow of workflow.flows) {
      const defaults = get(flow.node, "defaults")
      for (const [map, pointer] of [
        [flow.node, flow.pointer],
        [defaults, child(flow.pointer, "defaults")]
      ] as const) {
        if (map?.kind !== "map") continue
        for (const key of ["workspace_dir", "output_dir", "checkpoint_dir"]) {
          const folder = textOf(map, pointer, key)?.text
          if (folder !== undefined) open.add(normal(folder))
        }
      }
    }
    this.#open = [...open].filter((folder) => folder !== "" && folder !== ".")
  }

  /** The files that a step reads. */
  readBy(step: Step): ReadonlyArray<Needed> {
    const needed: Array<Needed> = []
    const need = (what: string, value: Value | undefined): void => {
      if (value !== undefined && value.text.trim() !== "") needed.push({ what, value })
    }
    for (const part of step.parts) {
      if (part.type === "file") need("The file", textOf(part.node, part.pointer, "path"))
    }
    for (const task of step.tasks) need("The file", textOf(task.node, task.pointer, "file"))
    if (step.type === "pipeline") need("The pipeline", step.text("pipeline_file"))
    if (step.type === "file_ops" && step.text("operation")?.text !== "list") {
      need("The file", step.text("source"))
      for (const { node, pointer } of step.items("source")) {
        if (node.kind === "scalar" && typeof node.value === "string") {
          need("The file", { node, pointer, text: node.value })
        }
      }
    }
    return needed
  }

  /** Notes what a step writes. */
  made(step: Step): void {
    for (const { node, pointer } of [step, ...step.tasks]) {
      const output = textOf(node, pointer, "output_to_file")
      if (output !== undefined) this.#made.add(normal(output.text))
    }
    const destination = step.text("destination")
    if (destination !== undefined) this.#made.add(normal(destination.text))
  }

  /** Whether a path can be read at this moment of the walk. */
  state(written: string): "there" | "missing" | "unknown" {
    if (/\{\{|\$\{|\$[A-Z]|[*?[\]]/.test(written) || written.startsWith("/") || written.startsWith("~"))
      return "unknown"
    const path = normal(written)
    for (const made of this.#made) if (path === made || path.endsWith(`/${made}`)) return "there"
    if (this.#known === undefined) return "unknown"
    if (this.#known.has(path) || this.#folders.has(path) || path === "" || path === ".") return "there"
    if (
      path.startsWith("../") ||
      this.#open.some((folder) => path === folder || path.startsWith(`${folder}/`))
    ) {
      return "unknown"
    }
    return "missing"
  }

  /** The known file that a path was likely meant to be. */
  like(written: string): string | undefined {
    const path = normal(written)
    const known = [...(this.#known ?? [])]
    const name = path.slice(path.lastIndexOf("/") + 1)
    const moved = known.filter((file) => file.slice(file.lastIndexOf("/") + 1) === name)
    return moved.length === 1 ? moved[0] : nearest(path, known)[0]?.name
  }
}

const normal = (path: string): string => {
  const at: Array<string> = []
  for (const segment of path.trim().split("/")) {
    if (segment === ".." && at.length > 0 && at.at(-1) !== "..") at.pop()
    else if (segment !== "." && segment !== "") at.push(segment)
  }
  return at.join("/")
}
