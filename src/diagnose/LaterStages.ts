/**
 * The stages that need a tree (schema, semantic, execution), each on the tree as the safe fixes of the earlier ones
 * would leave it: one mistake must not set off a cascade.
 */
import { Result } from "effect"
import type { Document } from "../document/Document.ts"
import type { Node } from "../document/Node.ts"
import { applyToTree } from "../document/Patch.ts"
import { within } from "../document/Pointer.ts"
import type { Reading } from "../document/Reading.ts"
import { cutEnd } from "./CutEnd.ts"
import type { Diagnostic } from "./Diagnostic.ts"
import type { Dialect, Findings, PipelineContext, View } from "./Dialect.ts"
import { finding } from "./Finding.ts"
import { shapesOf } from "./Fit.ts"
import { ordered } from "./FixOrder.ts"
import { misread } from "./Misread.ts"
import { rules } from "./rules.generated.ts"
import { Shapes } from "./Shapes.ts"
import { explainStructure } from "./Structure.ts"

/** What the stages judge, and with what. */
export interface Basis {
  /** The text as it is written, and the document as the repairs of the syntax stage leave it. */
  readonly text: string
  readonly document: Document
  readonly kind: string
  readonly path: string | undefined
  readonly context: PipelineContext
  /** Errors of the structure that are listed at most. */
  readonly most: number | undefined
  /** The structure was found without fault already. */
  readonly sound: boolean
  /** What is known of fixes from elsewhere, said before anybody takes one for safe. */
  readonly revised: (diagnostics: ReadonlyArray<Diagnostic>) => ReadonlyArray<Diagnostic>
}

/** Calls `found` with what each stage and check finds, in order. Positions are those of `document`. */
export const laterStages = (
  { text, document, kind, path, context, most, sound, revised }: Basis,
  dialect: Dialect,
  found: (findings: Findings) => void
): void => {
  const shapes = Shapes.of(dialect.grammar)
  const names = shapesOf(document.roots, dialect, kind)
  const { merge } = dialect.reading
  const roots: Array<Node> = [...document.roots]
  const seen = new Set<string>()
  const say = (findings: Findings): void => {
    if (findings.diagnostics.length === 0) {
      if (findings.unknowns.length > 0) found(findings)
      return
    }
    // A complaint of an earlier stage about the same place stands for those of the later ones.
    const fresh = findings.diagnostics.filter(
      (each) => !(each.stage === "execution" && seen.has(`${each.document} ${each.pointer}`))
    )
    for (const each of fresh) if (each.severity === "error") seen.add(`${each.document} ${each.pointer}`)
    found({ diagnostics: fresh, unknowns: findings.unknowns })
  }
  document.roots.forEach((root, index) => {
    const name = names[index]
    if (name === undefined) {
      say({ diagnostics: [extraDocument(root, index)], unknowns: [] })
      return
    }
    if (sound) return
    if (dialect.accepts?.(root) === true) return
    const { missing, suits } = dialect
    const explained = explainStructure(root, shapes.named(name), shapes, {
      merge,
      document: index,
      ...(most === undefined ? {} : { most }),
      ...(missing === undefined ? {} : { missing }),
      ...(suits === undefined ? {} : { suits })
    }).diagnostics
    const diagnostics = revised(
      explained.length === 0
        ? (dialect.rootCauses?.(root, index) ?? [])
        : [...explained, ...behind(root, explained, dialect, index)]
    )
    say({ diagnostics, unknowns: [] })
    roots[index] = repairedTree(root, diagnostics, dialect.reading)
  })
  let view: View = { text, roots, kind, path, context }
  roots.forEach((root, index) => {
    if (dialect.accepts !== undefined) return
    const settled = document.text === text
    const name = names[index]
    const slips = [
      ...misread(root, document.text, index, settled),
      ...(name === undefined
        ? []
        : cutEnd(root, document.text, shapes.named(name), shapes, merge, index, settled))
    ]
    say({ diagnostics: revised(slips), unknowns: [] })
  })
  for (const check of [...dialect.semantic, dialect.execution]) {
    const raised = check(view)
    if (raised.diagnostics.length === 0) {
      say(raised)
      continue
    }
    const diagnostics = revised(raised.diagnostics)
    say({ diagnostics, unknowns: raised.unknowns })
    // Some checks mend the structure too: the ones behind them see what they would leave.
    const structural = diagnostics.filter(({ stage }) => stage === "schema")
    if (structural.length > 0) {
      const mended = view.roots.map((root, index) =>
        repairedTree(
          root,
          structural.filter(({ document }) => document === index),
          dialect.reading
        )
      )
      view = { ...view, roots: mended }
    }
  }
}

/**
 * What is still wrong once all that is explained is mended, elsewhere than there. Its fixes hold only then, so that it
 * has none yet.
 */
const behind = (
  root: Node,
  explained: ReadonlyArray<Diagnostic>,
  dialect: Dialect,
  index: number
): ReadonlyArray<Diagnostic> => {
  const { accepts, rootCauses, reading } = dialect
  // What nobody can mend would only be told twice.
  if (accepts === undefined || rootCauses === undefined || explained.some(({ fixes }) => fixes.length === 0))
    return []
  const mended = treeAfter(root, explained, reading)
  if (mended === root || accepts(mended)) return []
  return rootCauses(mended, index)
    .filter(({ pointer }) => explained.every((each) => !within(pointer, each.pointer)))
    .map((each) => ({ ...each, fixes: [] }))
}

const extraDocument = (root: Node, index: number): Diagnostic =>
  finding(
    {
      rule: "extra-document",
      stage: "schema",
      message: `This is document ${index + 1} of the file; only the first is read.`,
      document: index,
      pointer: "",
      at: { start: root.start, end: Math.min(root.end, root.start + 1) }
    },
    rules
  )

/** Fixes that are tried one by one where they do not go together. */
const singlesAtMost = 50

/** The tree as the safe fixes leave it. */
const repairedTree = (root: Node, diagnostics: ReadonlyArray<Diagnostic>, reading: Reading): Node =>
  treeAfter(
    root,
    diagnostics.filter(({ fixes }) => fixes[0]?.applicability === "safe"),
    reading
  )

/** The tree as the likeliest fix of each leaves it. A fix that does not go with the others is left out. */
const treeAfter = (root: Node, diagnostics: ReadonlyArray<Diagnostic>, reading: Reading): Node => {
  const fixes = ordered(diagnostics.flatMap(({ fixes }) => fixes.slice(0, 1)))
  if (fixes.length === 0) return root
  const operations = fixes.map(({ edit }) => (edit._tag === "patch" ? edit.operations : []))
  const together = applyToTree(root, operations.flat(), { reading })
  if (Result.isSuccess(together)) return together.success
  let tree = root
  for (const each of operations.slice(0, singlesAtMost)) {
    const next = applyToTree(tree, each, { reading })
    if (Result.isSuccess(next)) tree = next.success
  }
  return tree
}
