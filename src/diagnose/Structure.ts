/**
 * The schema stage: a tree against a grammar, as diagnostics. A tree that conforms takes the fast path; any other is
 * explained by the cheapest set of edits.
 */
import { type Json, keyText, type Node } from "../document/Node.ts"
import { child as childPointer, format } from "../document/Pointer.ts"
import type { Fitness } from "../document/Salvage.ts"
import { throughAliases } from "../document/SharedNodes.ts"
import { added } from "./Added.ts"
import { concealed } from "./Concealed.ts"
import { Verdict } from "./Conforms.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import { Explainer } from "./Explain.ts"
import { finding } from "./Finding.ts"
import type { Applicability, Fix } from "./Fix.ts"
import type { Plan, Range, Step } from "./Plan.ts"
import { brief, relocate, type Suits, thorough } from "./Relocate.ts"
import { costs, rules } from "./rules.generated.ts"
import type { Shape } from "./Shape.ts"
import type { Shapes } from "./Shapes.ts"
import { sitesOf } from "./Sites.ts"

export interface Structure {
  readonly diagnostics: ReadonlyArray<Diagnostic>
  /** Nats of the cheapest set of edits; 0 where the tree conforms. */
  readonly cost: number
}

const sound: Structure = { diagnostics: [], cost: 0 }

export interface StructureOptions {
  readonly merge: boolean
  /** Where the root stands, where it is a part of the document. */
  readonly base?: string
  /** Which document of a stream. */
  readonly document?: number
  /** Errors that are listed at most. */
  readonly most?: number
  /** The dialect's own idea of what a missing key held. */
  readonly missing?: (root: Node, pointer: string, key: string) => Json | undefined
  /** The dialect's own idea of where a value is at home. */
  readonly suits?: Suits
}

/** What a fix further out does to what is around a step. */
type Outer = "settled" | "renamed" | "reshaped"

/** Explains one document of a stream. */
export const explainStructure = (
  root: Node,
  shape: Shape,
  shapes: Shapes,
  options: StructureOptions
): Structure => {
  const document = options.document ?? 0
  const start = options.base ?? ""
  const most = options.most ?? costs.limits.edits
  const verdict = new Verdict(shapes, options.merge)
  const conforms = verdict.conforms(root, shape)
  if (conforms && !verdict.deprecated) return sound
  const explainer = new Explainer(shapes, options.merge)
  if (conforms) return { diagnostics: deprecations(root, shape, explainer, document), cost: 0 }
  const relocated = relocate(root, shape, explainer.plan(root, shape), explainer, thorough, options.suits)
  const diagnostics: Array<Diagnostic> = shapes.deprecates
    ? [...deprecations(relocated.root, shape, explainer, document)]
    : []
  for (const move of relocated.moves) diagnostics.push(diagnosticOf(move, start, root, document))
  const walk = (plan: Plan, base: string, holder: Range, outer: Outer): void => {
    for (const step of plan.steps) {
      if (step.rule === "stray" || diagnostics.length >= most) continue
      const found = diagnosticOf(withMissing(step, base, root, options.missing), base, holder, document)
      // What an outer fix has yet to bring into form is mended in the round after.
      const later = outer === "reshaped" || (outer === "renamed" && step.stray !== undefined)
      diagnostics.push(later ? { ...found, fixes: [] } : found)
    }
    for (const child of plan.children) {
      if (child.pending === true) continue
      const inner = child.renamed === true && outer === "settled" ? "renamed" : outer
      walk(child.plan, childPointer(base, child.segment), child.holder, inner)
    }
    if (plan.afterwards !== undefined) walk(plan.afterwards, base, holder, "reshaped")
  }
  walk(relocated.plan, start, firstLine(root), "settled")
  if (explainer.exhausted || diagnostics.length >= most) {
    diagnostics.push(
      finding(
        {
          rule: "too-complex",
          stage: "schema",
          message: explainer.exhausted
            ? "The search for the cheapest repair was cut short; there may be better ones than those listed."
            : `More than ${most} errors; the rest is not listed.`,
          document,
          pointer: "",
          at: firstLine(root)
        },
        rules
      )
    )
  }
  return { diagnostics: toldOnce(root, diagnostics, options.merge), cost: Math.max(relocated.cost, 0.01) }
}

/**
 * What several aliases show is written once: it is told once, and mended where it is written. A key that a map has
 * from another by `<<` is told of at its origin only; mended there, it is mended for all that merge it.
 */
const toldOnce = (
  root: Node,
  diagnostics: ReadonlyArray<Diagnostic>,
  merge: boolean
): ReadonlyArray<Diagnostic> => {
  const groups = Map.groupBy(
    diagnostics,
    ({ rule, start, end, message }) => `${rule} ${start} ${end} ${message}`
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || (group.length === 1 && !merge)) return group
    const users = group.length === 1 ? "merges" : "all"
    let shared = false
    const fixes = first.fixes.map((fix): Fix => {
      if (fix.edit._tag !== "patch") return fix
      const operations = throughAliases(root, fix.edit.operations, users)
      shared ||= operations.length > fix.edit.operations.length
      return { ...fix, edit: { ...fix.edit, operations } }
    })
    return shared ? [{ ...first, fixes }] : group
  })
}

/** The cost alone, and what is hidden, for weighing readings of a text. */
export const fitness = (root: Node, shape: Shape, shapes: Shapes, merge: boolean): Fitness => {
  const explainer = new Explainer(shapes, merge)
  const plan = explainer.plan(root, shape)
  const meant =
    plan.cost < costs.move.near ? { root, cost: plan.cost } : relocate(root, shape, plan, explainer, brief)
  const { anywhere, swallowed } = concealed(meant.root, shape, explainer, shapes.words)
  const hidden = Math.max(0, anywhere - costs.remove.few) + costs.remove.swallowed * swallowed
  return { misfit: meant.cost, hidden: hidden * costs.remove.hidden }
}

/** Where a tree departs from what the grammar expects, with what each departure costs; for the search of repairs. */
export const faults = (
  root: Node,
  shape: Shape,
  shapes: Shapes,
  merge: boolean
): ReadonlyArray<{ readonly start: number; readonly cost: number }> => {
  const found: Array<{ readonly start: number; readonly cost: number }> = []
  const walk = (plan: Plan, holder: Range): void => {
    for (const step of plan.steps) {
      found.push({ start: (step.at === "holder" ? holder : step.at).start, cost: step.cost })
    }
    for (const child of plan.children) walk(child.plan, child.holder)
    if (plan.afterwards !== undefined) walk(plan.afterwards, holder)
  }
  walk(new Explainer(shapes, merge).plan(root, shape), firstLine(root))
  return found
}

/** How many names of a reading hardly were meant as names: elsewhere they are keys that hold maps or lists. */
export const disguised = (root: Node, shape: Shape, shapes: Shapes, merge: boolean): number =>
  concealed(root, shape, new Explainer(shapes, merge), shapes.words).disguised

/** How many pairs of a tree stand where the grammar knows their keys by name. */
export const recognised = (root: Node, shape: Shape, shapes: Shapes, merge: boolean): number =>
  sitesOf(root, shape, new Explainer(shapes, merge)).reduce(
    (count, { node, shape }) =>
      node.kind === "map"
        ? count + node.pairs.filter((pair) => shape.keys.has(keyText(pair) ?? "")).length
        : count,
    0
  )

/** A map's complaint stands at its first key where nothing else names it. */
const firstLine = (root: Node): Range =>
  root.kind === "map" ? (root.pairs[0]?.key ?? root) : { start: root.start, end: root.start }

/** The dialect may know what the missing key held, where the grammar has only a constant. */
const withMissing = (step: Step, base: string, root: Node, missing: StructureOptions["missing"]): Step => {
  const key = step.lacks
  const value = key === undefined ? undefined : missing?.(root, base, key)
  if (key === undefined || value === undefined) return step
  return {
    ...step,
    fix: {
      title: () => added(key, value as Json),
      operations: (at) => [{ op: "add", path: childPointer(at, key), value: value as never }],
      confidence: 0.6,
      limit: "unsafe"
    }
  }
}

const pointerOf = (base: string, step: Step): string =>
  step.path.reduce<string>((at, segment) => childPointer(at, segment), base)

const diagnosticOf = (step: Step, base: string, holder: Range, document: number): Diagnostic => {
  const fixes: Array<Fix> = []
  if (step.fix !== undefined) {
    fixes.push({
      title: step.fix.title(),
      edit: { _tag: "patch", document, operations: step.fix.operations(base) },
      applicability: applicabilityOf(step.fix.confidence, step.fix.limit),
      confidence: step.fix.confidence
    })
  }
  for (const other of step.alternatives?.() ?? []) {
    if (other.confidence < worthTelling) continue
    fixes.push({
      title: other.title,
      edit: { _tag: "patch", document, operations: other.operations(base) },
      applicability: "unsafe",
      confidence: other.confidence
    })
  }
  const help = step.help?.()
  return finding(
    {
      rule: step.rule,
      stage: "schema",
      ...(step.severity === undefined ? {} : { severity: step.severity }),
      message: step.message(),
      ...(help === undefined ? {} : { help }),
      document,
      pointer: pointerOf(base, step),
      at: step.at === "holder" ? holder : step.at,
      fixes
    },
    rules
  )
}

/** Confidence below which another way is not listed. */
const worthTelling = 0.005

const applicabilityOf = (confidence: number, limit: Applicability | undefined): Applicability =>
  limit ?? (confidence >= costs.applicability.safe ? "safe" : "unsafe")

/** Keys that are on their way out; grammars without such keys pay nothing. */
const deprecations = (
  root: Node,
  shape: Shape,
  explainer: Explainer,
  document: number
): ReadonlyArray<Diagnostic> =>
  sitesOf(root, shape, explainer).flatMap(({ node, shape, path }) =>
    node.kind !== "map"
      ? []
      : node.pairs.flatMap((pair) => {
          const name = keyText(pair) ?? ""
          const why = shape.keys.get(name)?.rule.deprecated
          if (why === undefined) return []
          return finding(
            {
              rule: "deprecated-key",
              stage: "schema",
              message: `\`${name}\` is deprecated: ${why}`,
              document,
              pointer: format([...path, name]),
              at: pair.key
            },
            rules
          )
        })
  )
