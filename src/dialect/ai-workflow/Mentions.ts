/**
 * Every place of a workflow that names something: prompt parts, conditions, templates, data sources, outputs.
 *
 * One walk over the tree collects them all; the checks only look at what it found. Offsets are those of the scalar's
 * value, so that a name can be replaced in the middle of a long prompt.
 */
import { keyText, type MapNode, type Node, resolve, type ScalarNode } from "../../document/Node.ts"
import { child } from "../../document/Pointer.ts"
import { type Expression, each, type Path } from "./Expression.ts"
import { type Reading, read } from "./ExpressionReader.ts"
import { type Step, textOf, type Value } from "./Step.ts"
import { type Hole, holesOf } from "./Template.ts"
import { once, type Workflow, workflowOf } from "./Workflow.ts"

/**
 * `step`: the whole scalar is a step's name. `condition` and `switch`: an expression. `template`: inside `{{…}}`.
 * `source`: `previous_response:step:field` and its kin. `output`: a step inside a nested pipeline.
 */
export type Place = "step" | "condition" | "switch" | "template" | "source" | "output"

/** A name in a scalar: `parts[0]` is its root. */
export interface Mention {
  readonly place: Place
  readonly step: Step
  /** Key of the step or part under which it stands, such as `condition` or `data_source`. */
  readonly key: string
  readonly value: Value
  readonly parts: ReadonlyArray<{ readonly name: string; readonly start: number; readonly end: number }>
  /** Within a prompt's text, where braces may belong to whatever the prompt is about. */
  readonly prose: boolean
  /** Whether bare names are fields of an item (a filter's condition) and say nothing about steps. */
  readonly item: boolean
}

/** A text that is to be read as an expression, with what reading it gave. */
export interface Formula {
  readonly place: "condition" | "switch" | "template"
  readonly step: Step
  readonly key: string
  readonly value: Value
  readonly reading: Reading
  /** What to add to the reading's offsets for offsets of the value. */
  readonly base: number
  readonly prose: boolean
  readonly item: boolean
}

/** A text of a step with everything it holds. */
export interface Text {
  readonly step: Step
  readonly key: string
  readonly value: Value
  readonly holes: ReadonlyArray<Hole>
  readonly prose: boolean
}

export interface Found {
  readonly workflow: Workflow
  readonly mentions: ReadonlyArray<Mention>
  readonly formulas: ReadonlyArray<Formula>
  /** Texts with a brace in them. */
  readonly texts: ReadonlyArray<Text>
}

/** All that a workflow's steps mention. Collected once for each workflow. */
export const mentionsOf = once((workflow) => collect(workflow))

/** The workflow of a tree with its mentions. */
export const foundIn = (root: Node | undefined): Found | undefined => {
  const workflow = workflowOf(root)
  return workflow === undefined ? undefined : mentionsOf(workflow)
}

/** Keys whose value is schema or prose of its own and never rendered. */
const opaque: ReadonlySet<string> = new Set([
  "output_schema",
  "schema",
  "name",
  "type",
  "description",
  "metadata"
])
/** Keys that hold steps, which are visited on their own. */
const bodies: ReadonlySet<string> = new Set(["steps", "cases", "pipeline", "on_error", "error_handler"])
const conditions: ReadonlySet<string> = new Set(["condition", "break_condition", "continue_condition"])
const sources: ReadonlySet<string> = new Set(["data_source", "input_source", "right_source"])
const deepest = 60

const collect = (workflow: Workflow): Found => {
  const mentions: Array<Mention> = []
  const formulas: Array<Formula> = []
  const texts: Array<Text> = []

  const expression = (
    place: Formula["place"],
    step: Step,
    key: string,
    value: Value,
    text: string,
    base: number,
    prose: boolean,
    item: boolean
  ): void => {
    const reading = read(text)
    formulas.push({ place, step, key, value, reading, base, prose, item })
    if (reading.expression === undefined) return
    for (const path of pathsOf(reading.expression)) {
      const parts = path.parts.map(({ name, start, end }) => ({ name, start: start + base, end: end + base }))
      mentions.push({ place, step, key, value, parts, prose, item })
    }
  }

  const templates = (step: Step, key: string, value: Value, prose: boolean, item: boolean): void => {
    if (!value.text.includes("{") && !value.text.includes("}}")) return
    const holes = holesOf(value.text)
    texts.push({ step, key, value, holes, prose })
    for (const hole of holes)
      expression("template", step, key, value, hole.inner, hole.innerStart, prose, item)
  }

  const condition = (
    step: Step,
    key: string,
    node: Node,
    pointer: string,
    item: boolean,
    depth: number
  ): void => {
    const at = resolve(node)
    if (at === undefined || depth > deepest) return
    if (at.kind === "seq") {
      at.items.forEach((each, index) => {
        condition(step, key, each, child(pointer, index), item, depth + 1)
      })
    } else if (at.kind === "map") {
      for (const pair of at.pairs) {
        const name = keyText(pair)
        if (name !== undefined) condition(step, key, pair.value, child(pointer, name), item, depth + 1)
      }
    } else if (typeof at.value === "string") formula("condition", step, key, scalar(at, pointer), item)
  }

  const formula = (
    place: "condition" | "switch",
    step: Step,
    key: string,
    value: Value,
    item: boolean
  ): void => {
    const holes = holesOf(value.text)
    if (holes.length > 0) texts.push({ step, key, value, holes, prose: false })
    else if (value.text.includes("{")) texts.push({ step, key, value, holes, prose: false })
    // Braces around an expression change nothing: blanks keep every offset.
    const text = holes.length === 0 ? value.text : value.text.replaceAll(/\{\{|\}\}/g, "  ")
    expression(place, step, key, value, text, 0, false, item)
  }

  const source = (step: Step, key: string, value: Value): void => {
    if (value.text.includes("{{")) {
      templates(step, key, value, false, false)
      return
    }
    const parts = partsOf(value.text, /[^:.[\]\s]+/g)
    // `range(1, 10)` and the like compute; only plain paths name something.
    if (parts.length > 0 && !value.text.includes("(")) {
      mentions.push({ place: "source", step, key, value, parts, ...plain })
    }
  }

  const visitMap = (step: Step, map: MapNode, pointer: string, depth: number, prose: boolean): void => {
    const part = depth > 0 ? textOf(map, pointer, "type")?.text : undefined
    const filters = depth > 0 && textOf(map, pointer, "operation") !== undefined
    for (const pair of map.pairs) {
      const key = keyText(pair)
      if (key === undefined || (depth === 0 && bodies.has(key)) || (depth === 0 && opaque.has(key))) continue
      const at = child(pointer, key)
      const node = resolve(pair.value)
      if (node === undefined) continue
      if (depth === 0 && key === "default" && step.type === "switch") continue
      if (conditions.has(key)) condition(step, key, node, at, filters, 0)
      else if (node.kind === "scalar" && typeof node.value === "string") {
        const value = scalar(node, at)
        if (key === "step" && part === "previous_response") named("step", step, key, value)
        else if (sources.has(key)) source(step, key, value)
        else if (key === "expression" && depth === 0 && step.type === "switch")
          formula("switch", step, key, value, false)
        else templates(step, key, value, prose || key === "content" || key === "new_prompt", filters)
      } else if (depth === 0 && key === "outputs" && step.inline !== undefined && node.kind === "seq") {
        outputs(step, node.items, at)
      } else if (!opaque.has(key)) visit(step, key, node, at, depth + 1, prose || key === "prompt")
    }
  }

  const outputs = (step: Step, items: ReadonlyArray<Node>, pointer: string): void => {
    items.forEach((item, index) => {
      const node = resolve(item)
      const at = child(pointer, index)
      const path =
        node?.kind === "map"
          ? textOf(node, at, "path")
          : node?.kind === "scalar" && typeof node.value === "string"
            ? scalar(node, at)
            : undefined
      if (path === undefined || path.text.includes("{{")) return
      const parts = partsOf(path.text, /[^.[\]\s]+/g)
      if (parts.length > 0)
        mentions.push({ place: "output", step, key: "outputs", value: path, parts, ...plain })
    })
  }

  const visit = (
    step: Step,
    key: string,
    node: Node,
    pointer: string,
    depth: number,
    prose: boolean
  ): void => {
    const at = resolve(node)
    if (at === undefined || depth > deepest) return
    if (at.kind === "map") visitMap(step, at, pointer, depth, prose)
    else if (at.kind === "seq") {
      at.items.forEach((item, index) => {
        visit(step, key, item, child(pointer, index), depth + 1, prose)
      })
    } else if (typeof at.value === "string") templates(step, key, scalar(at, pointer), prose, false)
  }

  /** A scalar that holds a name and nothing else, unless it is a template. */
  const named = (place: Place, step: Step, key: string, value: Value): void => {
    if (value.text.includes("{{")) {
      templates(step, key, value, false, false)
      return
    }
    const lead = value.text.length - value.text.trimStart().length
    const name = value.text.trim()
    const parts = [{ name, start: lead, end: lead + name.length }]
    mentions.push({ place, step, key, value, parts, ...plain })
  }

  for (const step of workflow.steps) visitMap(step, step.node, step.pointer, 0, false)
  return { workflow, mentions, formulas, texts }
}

const plain = { prose: false, item: false }

const partsOf = (text: string, pattern: RegExp): Mention["parts"] =>
  [...text.matchAll(pattern)].map((found) => ({
    name: found[0],
    start: found.index,
    end: found.index + found[0].length
  }))

const pathsOf = (expression: Expression): ReadonlyArray<Path> => {
  const paths: Array<Path> = []
  each(expression, (at) => {
    if (at.kind === "path") paths.push(at)
  })
  return paths
}

const scalar = (node: ScalarNode, pointer: string): Value => ({ node, pointer, text: String(node.value) })
