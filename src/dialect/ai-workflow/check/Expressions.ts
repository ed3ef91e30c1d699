/**
 * Conditions and templates as text: operators, brackets, quotes and function calls of the expression language.
 */

import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check, View } from "../../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../../diagnose/Finding.ts"
import type { Fix } from "../../../diagnose/Fix.ts"
import { nearest, oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, replaced } from "../../../diagnose/Spot.ts"
import { type Call, constantOf, type Expression, each } from "../Expression.ts"
import { read } from "../ExpressionReader.ts"
import { type Formula, foundIn } from "../Mentions.ts"
import { language, rules } from "../rules.generated.ts"

export const expressions: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const diagnostics: Array<Diagnostic> = []
  for (const formula of found.formulas) {
    const { expression, fault } = formula.reading
    if (fault !== undefined) {
      // In prose, braces that hold no expression of ours belong to what the prompt is about.
      if (!formula.prose) diagnostics.push(unreadable(view, formula))
      continue
    }
    if (expression === undefined) continue
    if (formula.reading.slips.length > 0 && !formula.prose) diagnostics.push(foreignOperators(view, formula))
    each(expression, (at) => {
      if (at.kind === "call") diagnostics.push(...callProblems(view, formula, at))
      else if (at.kind === "operation" && !formula.prose)
        diagnostics.push(...operandProblems(view, formula, at))
    })
    if (formula.place === "condition") diagnostics.push(...constant(view, formula, expression))
  }
  return { diagnostics, unknowns: [] }
}

/** A condition decides whether a step runs; a template that cannot be read is only left as it is. */
const severityOf = (formula: Formula): "error" | "warning" =>
  formula.place === "template" ? "warning" : "error"

const titleOf = (formula: Formula): string =>
  formula.place === "condition"
    ? "The condition"
    : formula.place === "switch"
      ? "The expression"
      : "The template"

const unreadable = (view: View, formula: Formula): Diagnostic => {
  const fault = formula.reading.fault ?? { message: "", start: 0, end: 0 }
  const { value, base } = formula
  return finding(
    {
      rule: "expression-syntax",
      stage: "semantic",
      severity: severityOf(formula),
      message: `${titleOf(formula)} cannot be parsed: ${fault.message}`,
      pointer: value.pointer,
      at: rangeOf(view.text, value, { start: base + fault.start, end: base + fault.end }),
      fixes: repairs(formula)
    },
    rules
  )
}

/** Edits of the expression's text that make it readable: a bracket or quote closed, a sign too many taken away. */
const repairs = (formula: Formula): ReadonlyArray<Fix> => {
  const { value, base, reading } = formula
  const fault = reading.fault
  if (fault === undefined) return []
  const end = textEnd(formula)
  const text = value.text.slice(base, end)
  const body = text.trimEnd()
  const method = /^(.*?)([\w.[\]]+)\.(\w+)\((.*)$/s.exec(body)
  const rest = text.slice(fault.start)
  const operator = /\s(?:[=!<>]=?|and|or|contains|matches|between|in)\s/.exec(rest)
  const before = fault.start + (operator?.index ?? 0)
  const candidates: ReadonlyArray<readonly [string, string, number]> = [
    // A call's bracket closes before what its result is compared with.
    ...(operator !== null && /\w\($/.test(text.slice(0, fault.end))
      ? [
          [
            "Close the call with `)`",
            `${text.slice(0, before)})${text.slice(before).trimEnd()}`,
            0.85
          ] as const
        ]
      : []),
    ...[")", "]", "'", '"', "')", '")'].map(
      (close) => [`Close it with \`${close}\``, `${body}${close}`, 0.8] as const
    ),
    ["Remove the last word", body.replace(/\s+(?:and|or|&&|\|\||[=<>!]=?)\s*$/, ""), 0.6],
    [
      `Remove \`${text.slice(fault.start, fault.end)}\``,
      text.slice(0, fault.start) + text.slice(fault.end),
      0.7
    ],
    ...(method === null
      ? []
      : [
          [
            "Call it as a function",
            `${method[1]}${functionOf(method[3] ?? "")}(${method[2]}${/^\s*\)/.test(method[4] ?? "") ? "" : ", "}${method[4]}`,
            0.8
          ] as const
        ])
  ]
  for (const [title, repaired, confidence] of candidates) {
    if (repaired === body || repaired === text || repaired.trim() === "") continue
    const again = read(repaired)
    if (again.expression === undefined) continue
    return [patchFix(title, replaced(value, [{ start: base, end, text: repaired }]), "unsafe", confidence)]
  }
  return []
}

/** Where the expression's own text ends in the value. */
const textEnd = (formula: Formula): number => {
  if (formula.place !== "template") return formula.value.text.length
  const close = formula.value.text.indexOf("}}", formula.base)
  return close < 0 ? formula.value.text.length : close
}

const foreignOperators = (view: View, formula: Formula): Diagnostic => {
  const { value, base } = formula
  const slips = formula.reading.slips
  const first = slips[0] ?? { written: "", meant: "", start: 0, end: 0 }
  const changes = slips.map((slip) => ({
    start: base + slip.start,
    end: base + slip.end,
    text: spaced(value.text, base + slip.start, base + slip.end, slip.meant)
  }))
  const words = [...new Set(slips.map((slip) => `\`${slip.meant.trim()}\` for \`${slip.written}\``))]
  return finding(
    {
      rule: "expression-operator",
      stage: "semantic",
      severity: severityOf(formula),
      message: `${titleOf(formula)} has \`${first.written}\`, which is not an operator here`,
      help: `Write ${words.join(", ")}.`,
      pointer: value.pointer,
      at: rangeOf(view.text, value, { start: base + first.start, end: base + first.end }),
      fixes: [patchFix(`Write ${words.join(", ")}`, replaced(value, changes), "safe", 0.97)]
    },
    rules
  )
}

/** A word needs blanks around it where a sign needed none. */
const spaced = (text: string, start: number, end: number, word: string): string => {
  const before = start > 0 && !/[\s(!]/.test(text[start - 1] ?? "") ? " " : ""
  const after = end < text.length && !/[\s)]/.test(text[end] ?? "") && !word.endsWith(" ") ? " " : ""
  return `${before}${word}${after}`
}

const functions: ReadonlyMap<string, readonly [number, number]> = new Map(Object.entries(language.functions))
const functionSynonyms: ReadonlyMap<string, string> = new Map(Object.entries(language.functionSynonyms))

const functionOf = (name: string): string =>
  functions.has(name)
    ? name
    : (functionSynonyms.get(name) ?? nearest(name, functions.keys())[0]?.name ?? name)

const callProblems = (view: View, formula: Formula, call: Call): ReadonlyArray<Diagnostic> => {
  const { value, base } = formula
  const span = { start: base + call.start, end: base + call.nameEnd }
  const counts = functions.get(call.name)
  const common = { stage: "semantic" as const, severity: severityOf(formula), pointer: value.pointer }
  if (counts === undefined) {
    const meant = functionSynonyms.get(call.name) ?? nearest(call.name, functions.keys())[0]?.name
    if (meant === undefined && (formula.prose || formula.place === "template")) return []
    return [
      finding(
        {
          ...common,
          rule: "unknown-expression-function",
          message: `${titleOf(formula)} calls \`${call.name}\`, which is not a function${meant === undefined ? `: there are ${oneOf([...functions.keys()])}` : `: \`${meant}\` is one`}`,
          at: rangeOf(view.text, value, span),
          fixes:
            meant === undefined
              ? []
              : [patchFix(`Call \`${meant}\``, replaced(value, [{ ...span, text: meant }]), "unsafe", 0.9)]
        },
        rules
      )
    ]
  }
  const [fewest, most] = counts
  const given = call.operands.length
  if (formula.prose || (given >= fewest && given <= most)) return []
  const wanted = fewest === most ? String(fewest) : most >= 99 ? `${fewest} or more` : `${fewest} to ${most}`
  return [
    finding(
      {
        ...common,
        rule: "function-arguments",
        message: `\`${call.name}\` takes ${wanted} argument${wanted === "1" ? "" : "s"}, not ${given}`,
        at: rangeOf(view.text, value, { start: base + call.start, end: base + call.end })
      },
      rules
    )
  ]
}

const operandProblems = (
  view: View,
  formula: Formula,
  operation: Extract<Expression, { kind: "operation" }>
): ReadonlyArray<Diagnostic> => {
  const { value, base } = formula
  const at = rangeOf(view.text, value, { start: base + operation.start, end: base + operation.end })
  const common = { stage: "semantic" as const, severity: "warning" as const, pointer: value.pointer, at }
  const [, second, third] = operation.operands
  if (operation.operator === "matches" && second?.kind === "literal" && typeof second.value === "string") {
    try {
      new RegExp(second.value.replaceAll("\\\\", "\\"))
    } catch {
      return [
        finding(
          {
            ...common,
            rule: "condition-value",
            message: `\`${second.value}\` is no regular expression, so that \`matches\` never holds`
          },
          rules
        )
      ]
    }
  }
  if (operation.operator === "between" && second !== undefined && third !== undefined) {
    const [low, high] = [constantOf(second), constantOf(third)]
    if (typeof low === "number" && typeof high === "number" && low > high) {
      return [
        finding(
          {
            ...common,
            rule: "condition-value",
            message: `Nothing lies between ${low} and ${high}: the smaller bound comes first`,
            fixes: [
              patchFix(
                `Write \`between ${high} and ${low}\``,
                replaced(value, [
                  { start: base + second.start, end: base + second.end, text: String(high) },
                  { start: base + third.start, end: base + third.end, text: String(low) }
                ]),
                "unsafe",
                0.8
              )
            ]
          },
          rules
        )
      ]
    }
  }
  return []
}

/** A condition that is always the same. A plain `true` or `false` is a switch that somebody set on purpose. */
const constant = (view: View, formula: Formula, expression: Expression): ReadonlyArray<Diagnostic> => {
  if (expression.kind === "literal" && typeof expression.value === "boolean") return []
  const result = constantOf(expression)
  if (result === undefined) return []
  const truth = result !== false && result !== null && result !== ""
  return [
    finding(
      {
        rule: "constant-condition",
        stage: "semantic",
        message: `The condition is always ${truth}: it names no result of a step`,
        pointer: formula.value.pointer,
        at: rangeOf(view.text, formula.value, { start: 0, end: formula.value.text.length })
      },
      rules
    )
  ]
}
