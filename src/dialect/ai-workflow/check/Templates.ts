/**
 * Templates: braces that are whole, and roots that exist.
 */

import type { Diagnostic, Unknown } from "../../../diagnose/Diagnostic.ts"
import type { Check, View } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { fold, oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, replaced } from "../../../diagnose/Spot.ts"
import { foundIn, type Mention, type Text } from "../Mentions.ts"
import { Names, type Part } from "../Names.ts"
import { rules } from "../rules.generated.ts"
import { type Torn, tornOf } from "../Template.ts"

export const templates: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const names = Names.of(found.workflow)
  const diagnostics: Array<Diagnostic> = []
  const unknowns: Array<Unknown> = []
  for (const text of found.texts) diagnostics.push(...tornBraces(view, text, names))
  for (const mention of found.mentions) {
    if (mention.place !== "template" && mention.place !== "condition" && mention.place !== "switch") continue
    const target = names.target(mention)
    if (target.kind === "borrowed") {
      diagnostics.push(otherRoot(view, mention, target.part, target.meant, target.iterator))
    } else if (target.kind === "unknown") {
      const wrong = unknownRoot(view, mention, target.part, target.fields, names)
      if (wrong !== undefined) diagnostics.push(wrong)
      else if (mention.place === "template") unknowns.push(unknownName(view, mention, target.part))
    }
  }
  return { diagnostics, unknowns }
}

const tornBraces = (view: View, text: Text, names: Names): ReadonlyArray<Diagnostic> => {
  const { value, step } = text
  const loops = step.loops.length > 0
  const ours = (root: string, rest: string): boolean => {
    const second = /^\.([\w-]+)/.exec(rest)?.[1] ?? ""
    if (root === "steps") return names.named(step.scope.flow, second).length > 0
    if (root === "state" || root === "variables") return names.variables.has(second)
    if (root === "loop") return loops
    if (root === "workflow") return second === "name"
    return names.named(step.scope.flow, root).length > 0
  }
  const torn = tornOf(value.text, ours).filter(
    (each) =>
      !text.holes.some((hole) => hole.start < each.end && each.start < hole.end) || each.kind === "dollar"
  )
  return torn.map((each) =>
    finding(
      {
        rule: "template-braces",
        stage: "semantic",
        // One brace on either side is what prompts have for placeholders of their own.
        severity: each.kind === "single" ? "warning" : "error",
        message: `${tornTitle[each.kind]}: \`${value.text.slice(each.start, each.end)}\``,
        pointer: value.pointer,
        at: rangeOf(view.text, value, each),
        fixes: [
          patchFix(
            `Write \`${each.repaired}\``,
            replaced(value, [{ start: each.start, end: each.end, text: each.repaired }]),
            each.kind === "single" ? "unsafe" : "safe",
            each.kind === "single" ? 0.8 : 0.97
          )
        ]
      },
      rules
    )
  )
}

const tornTitle: Readonly<Record<Torn["kind"], string>> = {
  unclosed: "The template is not closed by two braces",
  unopened: "The template is not opened by two braces",
  single: "The template has one brace on either side, so it is not replaced",
  dollar: "The template begins with a dollar sign, which is the syntax of another tool"
}

const otherRoot = (view: View, mention: Mention, part: Part, meant: string, iterator: boolean): Diagnostic =>
  finding(
    {
      rule: "unknown-root",
      stage: "semantic",
      ...(iterator ? { severity: "warning" as const } : {}),
      message: iterator
        ? `\`${part.name}\` is the iterator of the loop, which is found under \`loop\``
        : `\`${part.name}\` names nothing here: what follows it is found under \`${meant}\``,
      pointer: mention.value.pointer,
      at: rangeOf(view.text, mention.value, part),
      fixes: [
        patchFix(
          `Write \`${meant}\``,
          replaced(mention.value, [{ start: part.start, end: part.end, text: meant }]),
          fold(meant) === fold(part.name) ? "safe" : "unsafe",
          fold(meant) === fold(part.name) ? 0.97 : 0.9
        )
      ]
    },
    rules
  )

const unknownRoot = (
  view: View,
  mention: Mention,
  part: Part,
  fields: ReadonlyArray<Part>,
  names: Names
): Diagnostic | undefined => {
  const flow = mention.step.scope.flow
  // A dotted name in a condition is looked at as a step's.
  if (mention.place === "condition" && fields.length > 0) return undefined
  const candidates = [...names.before(mention.step, flow), ...names.variables.keys()]
  const near = likely(part.name, candidates)[0]
  if (near === undefined && mention.place !== "condition") return undefined
  if (near !== undefined && mention.prose && near.applicability !== "safe" && fields.length === 0)
    return undefined
  return finding(
    {
      rule: "unknown-name",
      stage: "semantic",
      // Without a like name it may come from outside, such as a pipeline that runs this one.
      severity: near === undefined ? "warning" : "error",
      message: `\`${part.name}\` names no step and no variable${candidates.length === 0 ? "" : `: there are ${oneOf(candidates)}`}`,
      pointer: mention.value.pointer,
      at: rangeOf(view.text, mention.value, part),
      fixes:
        near === undefined
          ? []
          : [
              patchFix(
                `Write \`${near.name}\``,
                replaced(mention.value, [{ start: part.start, end: part.end, text: near.name }]),
                near.applicability,
                near.confidence
              )
            ]
    },
    rules
  )
}

const unknownName = (view: View, mention: Mention, part: Part): Unknown => {
  const at = rangeOf(view.text, mention.value, part)
  return {
    rule: "unknown-name",
    message: `Whether \`${part.name}\` has a value depends on what runs this workflow`,
    document: 0,
    pointer: mention.value.pointer,
    start: at.start,
    end: at.end
  }
}
