/**
 * What `pipewright patterns list` and `show` print: the patterns that are at hand, and one of them with its example.
 */
import { dialectById } from "../dialect/Dialects.ts"
import { type Connections, type Pattern, stepsOf } from "../pattern/Pattern.ts"
import { oneLine, visible } from "./format/Visible.ts"
import { type Style, style } from "./Style.ts"

/** All patterns, or those of a dialect, a line each. */
export const list = (patterns: ReadonlyArray<Pattern>, color: boolean): string => {
  const paint = style(color)
  const width = Math.max(0, ...patterns.map(({ name }) => name.length))
  return [...new Set(patterns.map(({ dialect }) => dialect))]
    .map((dialect) => {
      const lines = patterns
        .filter((pattern) => pattern.dialect === dialect)
        .map(({ name, title }) => `  ${oneLine(name).padEnd(width)}  ${paint.dim(oneLine(title))}\n`)
      return `${paint.bold(oneLine(dialect))}\n${lines.join("")}`
    })
    .join("\n")
}

/** A pattern with its steps and its example. */
export const page = (pattern: Pattern, color: boolean): string => {
  const paint = style(color)
  const { name, title, dialect, summary, file, example } = pattern
  return [
    `${paint.bold(oneLine(name))}  ${oneLine(title)}, ${oneLine(dialect)}\n\n${visible(summary)}\n`,
    `${paint.dim("Usual place:")} ${oneLine(file)}\n${paint.dim("Steps:")}\n${steps(pattern, paint)}`,
    `${paint.dim("Example:")}\n\n${visible(example).replaceAll(/^(?=.)/gm, "    ")}`
  ].join("\n")
}

/** As JSON: what there is to choose from, without the examples. */
export const listJson = (patterns: ReadonlyArray<Pattern>): string =>
  `${JSON.stringify(
    patterns.map(({ dialect, name, title, summary, file, requiredSteps }) => ({
      dialect,
      name,
      title,
      summary,
      file,
      requiredSteps
    })),
    undefined,
    2
  )}\n`

/** As JSON: a pattern as its file has it. */
export const pageJson = (pattern: Pattern): string => `${JSON.stringify(pattern, undefined, 2)}\n`

const steps = (pattern: Pattern, paint: Style): string => {
  const names = stepsOf(pattern)
  const width = Math.max(...names.map((name) => name.length))
  return names
    .map((name) => {
      const type = Object.hasOwn(pattern.stepTypes, name) ? pattern.stepTypes[name] : undefined
      const facts = [
        ...(type === undefined ? [] : [type]),
        ...(pattern.requiredSteps.includes(name) ? [] : ["optional"]),
        ...after(pattern.connections, name)
      ]
      return `  ${oneLine(name).padEnd(width)}  ${paint.dim(oneLine(facts.join(", ")))}`.trimEnd()
    })
    .concat(pattern.connections === "sequential" ? [paint.dim("  one after the other")] : [])
    .map((line) => `${line}\n`)
    .join("")
}

const after = (connections: Connections, step: string): ReadonlyArray<string> => {
  const befores =
    connections === "sequential" || !Object.hasOwn(connections, step) ? [] : (connections[step] ?? [])
  return befores.length === 0 ? [] : [`after ${befores.join(" and ")}`]
}

/** Why a name is none, and what may have been meant. */
export const unknownPattern = (name: string, suggestions: ReadonlyArray<string>): string => {
  const near = suggestions.map((other) => `\`${other}\``).join(" or ")
  return `error: there is no pattern \`${name}\`${near === "" ? "." : `; did you mean ${near}?`} \`pipewright patterns list\` shows them all.\n`
}

/** Why a name alone is not enough. */
export const ambiguousPattern = (name: string, patterns: ReadonlyArray<Pattern>): string =>
  `error: \`${name}\` is a pattern of ${patterns.map(({ dialect }) => dialect).join(" and ")}; say which with --dialect.\n`

/** Why an id is no dialect. */
export const unknownDialect = (id: string, dialects: ReadonlyArray<string>): string | undefined =>
  dialectById(id) !== undefined || dialects.includes(id)
    ? undefined
    : `error: there is no dialect \`${id}\`. Patterns are there for ${dialects.join(", ")}.\n`
