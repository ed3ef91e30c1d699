/**
 * Data that is written as text: JSON in a string, and assignments, as the value that they say.
 */
import type { Json, Node, ScalarNode } from "../document/Node.ts"
import { nodeOf } from "../document/Synthetic.ts"
import { convert } from "./ExplainScalar.ts"
import type { Plan, Planner } from "./Plan.ts"
import { costs } from "./rules.generated.ts"
import type { MapOf, Shape } from "./Shape.ts"

export const writtenJson = (planner: Planner, node: Node, shape: Shape, value: Json): Plan =>
  convert(planner, node, shape, {
    value,
    cost: costs.shape.parse,
    title: "Write the JSON in the string as data"
  })

/** Costs less where nothing is assigned but keys that the map knows. */
export const writtenAssignments = (
  planner: Planner,
  node: Node,
  shape: Extract<Shape, MapOf>,
  said: { readonly [name: string]: Json }
): Plan => {
  const value = Object.fromEntries(
    Object.entries(said).map(([name, each]) => [name, fits(planner, shape, name, each) ? each : String(each)])
  )
  return convert(planner, node, shape, {
    value,
    cost: costs.shape.assignmentsToMap * (Object.keys(value).every((name) => shape.keys.has(name)) ? 0.5 : 1),
    title: "Write the assignments as a map",
    ...(Object.entries(value).some(([name, each]) => vague(planner, shape, name, each))
      ? { limit: "unsafe" as const }
      : {})
  })
}

/** A number that is as good as a text: some write it in quotes. */
const vague = (planner: Planner, shape: Extract<Shape, MapOf>, name: string, value: Json): boolean => {
  if (!/^-?\d+(?:\.\d+)?$/.test(String(value))) return false
  return fits(planner, shape, name, 1) && fits(planner, shape, name, "1")
}

/** Whether the map takes such a value under the name: where it takes but texts, a number is meant as one. */
const fits = (planner: Planner, shape: Extract<Shape, MapOf>, name: string, value: Json): boolean => {
  const under = shape.keys.get(name)?.shape ?? shape.names?.of(name)
  return under === undefined || planner.conforms(nodeOf(value, { start: 0, end: 0 }), under)
}

/**
 * The assignments in a text, one a line: YAML folds the lines of a plain text into one, so that a name before a sign like
 * the first begins another there.
 */
export const assignmentsIn = ({ value, style }: ScalarNode): Record<string, Json> | undefined => {
  const text = String(value)
  const lines = style === "plain" ? foldedLines(text) : text.split("\n")
  return assignments(lines.flatMap((line) => betweenCommas(line)))
}

/** `A=1,B=2`: a comma ends an assignment where a name like the first one, and its sign, stand behind it. */
const betweenCommas = (line: string): ReadonlyArray<string> => {
  const first = /^\s*([A-Za-z_][\w.-]*)=/.exec(line)?.[1]
  if (first === undefined) return [line]
  const name = first === first.toUpperCase() ? "[A-Z_][A-Z0-9_]*" : "[a-z_][a-z0-9_.-]*"
  return line.split(new RegExp(`,\\s{0,9}(?=${name}=)`))
}

const foldedLines = (text: string): ReadonlyArray<string> => {
  const first = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*(\s*)(=>?|:)/.exec(text)
  if (first === null) return [text]
  const [, blanks, mark] = first as unknown as [string, string, string]
  const begins = new RegExp(
    `^(?:export\\s+)?[A-Za-z_]\\w*${blanks === "" ? "" : "\\s{1,9}"}${mark === ":" ? ":(?!//)" : mark}`
  )
  const lines: Array<string> = []
  let from = 0
  let open = ""
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign === open) open = ""
    else if (open === "" && (sign === '"' || sign === "'")) open = sign
    if (open !== "" || !/\s/.test(sign) || !begins.test(text.slice(at + 1, at + 120))) continue
    if (text.slice(from, at).trim() === "export") continue
    lines.push(text.slice(from, at))
    from = at + 1
  }
  return [...lines, text.slice(from)]
}

/** `NAME=VALUE` lines as a map. Without quotes, words of truth and whole numbers are what they look like. */
export const assignments = (texts: ReadonlyArray<string>): Record<string, Json> | undefined => {
  const map = Object.create(null) as Record<string, Json>
  let count = 0
  for (const text of texts) {
    if (text.trim() === "") continue
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:=>?|:(?!\/\/))(.*)$/s.exec(text)
    if (match === null) return undefined
    const value = (match[2] as string).trim()
    const quoted = /^(["'])(.*)\1$/s.exec(value)
    Object.defineProperty(map, match[1] as string, {
      value: quoted === null ? plainValue(value) : (quoted[2] as string),
      enumerable: true,
      writable: true,
      configurable: true
    })
    count++
  }
  return count === 0 ? undefined : map
}

/** A number with a point may be a version: `3.10` is not `3.1`. */
const plainValue = (text: string): Json => {
  if (/^(?:true|false)$/.test(text)) return text === "true"
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}
