/**
 * Explains scalars: a value that is not what its shape expects, and the nearest value that is.
 */
import type { Json, MapNode, Node, ScalarNode } from "../document/Node.ts"
import { nodeOf } from "../document/Synthetic.ts"
import { scalarConforms } from "./Conforms.ts"
import { enumWords } from "./EnumWords.ts"
import { leavesOf } from "./Leaves.ts"
import { fold, nearest, oneOf } from "./Nearest.ts"
import {
  type Alternative,
  type Operations,
  type Plan,
  type Planner,
  planOf,
  type Step,
  share
} from "./Plan.ts"
import { costs, words } from "./rules.generated.ts"
import { isNothing, type Shape } from "./Shape.ts"

/** Replaces the node of the plan. */
export const replaceWith =
  (value: Json): Operations =>
  (path) => [{ op: "replace", path, value: value as never }]

/** What a value is, for messages: `the string "a"`, `a list`. */
export const describe = (node: Node): string => {
  if (node.kind === "map") return "a map"
  if (node.kind === "seq") return "a list"
  if (node.kind === "alias") return `the alias *${node.name}`
  const { value } = node
  if (value === null) return "nothing"
  if (typeof value === "boolean") return `the boolean ${value}`
  if (typeof value === "number" || typeof value === "bigint") return `the number ${value}`
  const first = value.split("\n", 1)[0] as string
  const short = first.length > 40 || first !== value ? `${first.slice(0, 40)}…` : first
  return `the string \`${short}\``
}

/** What a shape allows, for messages. */
export const allowed = (shape: Shape): string => {
  if (isNothing(shape)) return "nothing"
  if (shape.kind === "enum" && shape.source.kind === "enum") return oneOf(shape.source.values.map(String))
  if (shape.kind === "string" && shape.source.patternTitle !== undefined) return shape.source.patternTitle
  if (
    (shape.kind === "integer" || shape.kind === "number") &&
    (shape.source.kind === "integer" || shape.source.kind === "number")
  ) {
    const { minimum, maximum } = shape.source
    if (minimum !== undefined && maximum !== undefined) return `${shape.title} from ${minimum} to ${maximum}`
    if (minimum !== undefined) return `${shape.title} of at least ${minimum}`
    if (maximum !== undefined) return `${shape.title} of at most ${maximum}`
  }
  if (shape.kind === "oneOf")
    return oneOf([...new Set(shape.of.map((each) => each.title))]).replaceAll("`", "")
  return shape.kind === "map" && !/\bmap\b/.test(shape.title) ? `${shape.title} (a map)` : shape.title
}

/** Parts that a collection is made of: its pairs, or those of its items. */
const partsOf = (node: Node): number =>
  node.kind === "map"
    ? node.pairs.length
    : node.kind === "seq"
      ? node.items.slice(0, 50).reduce((sum, item) => sum + Math.max(1, partsOf(item)), 0)
      : 1

/** What giving up a value costs besides: all that it holds goes unexplained, be it nodes or lines of text. */
const lostBy = (node: Node): number => {
  if (node.kind === "alias") return 0
  if (node.kind === "scalar") {
    const lines = typeof node.value === "string" ? node.value.split("\n", 21).length - 1 : 0
    return (costs.remove.base / 2) * lines
  }
  return costs.remove.leaf * 2 * leavesOf(node) + (costs.remove.base / 2) * Math.min(partsOf(node), 20)
}

export const mismatch = (node: Node, shape: Shape): Plan =>
  planOf([
    {
      rule: node.kind === "scalar" && node.value === null ? "invalid-value" : "wrong-type",
      cost:
        node.kind === "scalar" && node.value === null
          ? costs.value.absent
          : costs.shape.mismatch + lostBy(node),
      at: node.start === node.end ? "holder" : node,
      path: [],
      message: () =>
        node.kind === "scalar" && node.value === null
          ? `Nothing is written here; expected ${allowed(shape)}.`
          : `Expected ${allowed(shape)}, found ${describe(node)}.`
    }
  ])

interface Option {
  readonly value: Json
  readonly cost: number
  readonly guess?: boolean
}

/** The value that was probably meant, most likely first. */
const options = (node: ScalarNode, shape: Shape): ReadonlyArray<Option> => {
  const { value } = node
  const text = String(value).trim()
  const source = "source" in shape ? shape.source : undefined
  switch (source?.kind) {
    case "string":
      if (typeof value !== "string" && value !== null)
        return [{ value: asWritten(node), cost: costs.value.coerce }]
      return source.between !== undefined && text !== ""
        ? [{ value: between(text, source.between), cost: costs.value.coerce }]
        : []
    case "number":
    case "integer": {
      if (value === null || text === "") return []
      const clamp = (amount: number): number => {
        const whole = source.kind === "integer" ? Math.round(amount) : amount
        return Math.min(source.maximum ?? whole, Math.max(source.minimum ?? whole, whole))
      }
      const plain = Number(text.replaceAll("_", ""))
      if (Number.isFinite(plain)) {
        const fits = clamp(plain)
        return [{ value: fits, cost: fits === plain ? costs.value.coerce : costs.value.fallback }]
      }
      const bare = text.replace(/\s?[,;]$/, "")
      if (bare !== text && bare !== "" && Number.isFinite(Number(bare)))
        return [{ value: clamp(Number(bare)), cost: costs.value.punctuation }]
      const word = words.numbers[text.toLowerCase()]
      if (word !== undefined) return [{ value: clamp(word), cost: costs.value.measure }]
      // With a unit behind it (`5 minutes`), or words before it (`about 5`).
      const measure =
        /^(?:[a-zA-Z~]{1,12} {0,2}){0,2}(\d{1,9}(?:\.\d{1,9})?)(?:\s{0,3}([a-zA-Z%]{1,12}))?$/.exec(text)
      if (measure === null) return []
      const amount = Number(measure[1]) * inUnit(measure[2] ?? "", source.unit)
      return [
        { value: clamp(source.unit === undefined ? amount : Math.ceil(amount)), cost: costs.value.measure }
      ]
    }
    case "boolean": {
      const word = text.toLowerCase()
      if (words.truths.includes(word)) return [{ value: true, cost: costs.value.coerce }]
      if (words.falsehoods.includes(word)) return [{ value: false, cost: costs.value.coerce }]
      return nearest(word, ["true", "false"]).map(({ name, cost }) => ({ value: name === "true", cost }))
    }
    case "enum": {
      const found = new Map<Json, Option>()
      const offer = (value: Json, cost: number, guess = false): void => {
        if (cost < (found.get(value)?.cost ?? Number.POSITIVE_INFINITY))
          found.set(value, { value, cost, guess })
      }
      const folded = fold(text)
      const { byText, folded: values } = enumWords(source)
      for (const each of source.values) {
        if (String(each) === text) offer(each as Json, costs.value.coerce)
      }
      for (const [word, meant] of Object.entries(source.synonyms ?? {})) {
        if (fold(word) === folded) offer(meant as Json, costs.value.synonym, true)
      }
      for (const [word, meant] of Object.entries(source.aliases ?? {})) {
        if (fold(word) === folded) return [{ value: meant as Json, cost: costs.nearest.fold }]
      }
      if (value !== null)
        for (const { name, cost } of enumWords(source).near(text)) offer(byText.get(name) as Json, cost)
      // The beginning of a word, as in `int`: a guess, but a good one where no other begins so.
      if (folded.length >= 3) {
        const begun = values.filter((each) => each.folded.startsWith(folded) && each.folded !== folded)
        if (begun.length === 1) offer((begun[0] as (typeof begun)[number]).value, costs.value.part, true)
        const ended = values.filter((each) => endsWith(each.value, text))
        if (ended.length === 1) offer((ended[0] as (typeof ended)[number]).value, costs.value.part, true)
      }
      if (typeof value === "boolean") {
        for (const each of source.values) {
          const list = value ? words.truths : words.falsehoods
          if (list.includes(String(each).toLowerCase())) offer(each as Json, costs.value.coerce)
        }
      }
      // Where there is but one word, nothing else can be written.
      if (source.values.length === 1 && value !== null)
        offer(source.values[0] as Json, costs.value.fallback, true)
      if (source.fallback !== undefined && value !== null)
        offer(source.fallback as Json, costs.value.fallback)
      const sorted = [...found.values()].sort((a, b) => a.cost - b.cost)
      // The very word in another writing: what else it may be a part of says nothing.
      const same = sorted.filter(({ value }) => fold(String(value)) === folded)
      return same.length === 1 ? same : sorted
    }
    default:
      return []
  }
}

/** Seconds of a unit of time by its first letters; minutes, where these tell nothing else. */
const seconds: ReadonlyArray<readonly [unit: RegExp, seconds: number]> = [
  [/^(?:s|sec|secs|seconds?)$/i, 1],
  [/^(?:m|min|mins|minutes?)$/i, 60],
  [/^(?:h|hr|hrs|hours?)$/i, 3600],
  [/^(?:d|days?)$/i, 86_400]
]

/** What an amount in one unit is multiplied by to be one in another; 1 where either is not known. */
const inUnit = (written: string, unit: "seconds" | "minutes" | undefined): number => {
  const from = seconds.find(([form]) => form.test(written))?.[1]
  return from === undefined || unit === undefined ? 1 : from / (unit === "minutes" ? 60 : 1)
}

/** A number as the text that it is written as, its last zeros too: `1.0`, `3.10`. */
const asWritten = ({ value, style, start, end }: ScalarNode): string => {
  const text = String(value)
  const zeros = end - start - text.length
  if (typeof value !== "number" || style !== "plain" || zeros <= 0 || !/^-?\d+(?:\.\d+)?$/.test(text))
    return text
  if (text.includes(".")) return text + "0".repeat(zeros)
  return zeros === 1 ? text : `${text}.${"0".repeat(zeros - 1)}`
}

/** Whether a name ends with these words, whole: `healthy` of `service_healthy`. */
const endsWith = (name: string, words: string): boolean =>
  name.length > words.length &&
  /[-_.:/\s]/.test(name.charAt(name.length - words.length - 1)) &&
  fold(name.slice(-words.length)) === fold(words)

/** A text with what stands around it, but for what is there already. */
const between = (text: string, [before, behind]: readonly [string, string]): string =>
  `${text.startsWith(before) ? "" : before}${text}${text.length > 1 && text.endsWith(behind) ? "" : behind}`

const printed = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value))

/** Explains a scalar against a scalar shape. */
export const explainScalar = (node: ScalarNode, shape: Shape): Plan => {
  const found = options(node, shape).filter(({ value }) =>
    scalarConforms(nodeOf(value, node) as ScalarNode, shape)
  )
  const best = found[0]
  if (best === undefined) return mismatch(node, shape)
  const confidence = share(best.cost, [...found.slice(1).map(({ cost }) => cost), costs.shape.mismatch])
  const sameText = [String(node.value), asWritten(node)].includes(String(best.value))
  const step: Step = {
    rule: sameText ? "wrong-type" : "invalid-value",
    cost: best.cost,
    at: node.start === node.end ? "holder" : node,
    path: [],
    message: () =>
      sameText
        ? `Expected ${allowed(shape)}, found ${describe(node)}.`
        : `${describe(node).replace(/^t/, "T")} is not ${shape.kind === "enum" ? `allowed here; expected ${allowed(shape)}` : allowed(shape)}.`,
    help: () => `Did you mean \`${printed(best.value)}\`?`,
    fix: {
      title: () => `Write \`${printed(best.value)}\``,
      operations: replaceWith(best.value),
      confidence,
      // Another word is a guess at what was meant, however likely.
      ...(best.cost >= costs.value.measure || best.guess === true ? { limit: "unsafe" as const } : {})
    },
    alternatives: () =>
      found.slice(1, 4).map(
        ({ value, cost }): Alternative => ({
          title: `Write \`${printed(value)}\``,
          operations: replaceWith(value),
          confidence: share(cost, [
            ...found.filter((other) => other.value !== value).map((other) => other.cost),
            costs.shape.mismatch
          ])
        })
      )
  }
  return planOf([step])
}

/** A step that replaces the node by another form of itself, with the plan of what is then still wrong. */
export const convert = (
  planner: Planner,
  node: Node,
  shape: Shape,
  how: {
    readonly value: Json
    readonly cost: number
    readonly title: string
    /** What is there, where its kind alone does not tell it from what is expected. */
    readonly found?: string
    readonly limit?: "unsafe"
    /** Nothing else can be meant. */
    readonly sure?: boolean
    /** Nodes to plan on in place of those made from the value, so that ranges survive. */
    readonly as?: Node
  }
): Plan => {
  const as = how.as ?? nodeOf(how.value, node)
  const rest = planner.plan(as, shape)
  const step: Step = {
    rule: "wrong-type",
    cost: how.cost,
    at: node.start === node.end ? "holder" : node,
    path: [],
    message: () => `Expected ${allowed(shape)}, found ${how.found ?? describe(node)}.`,
    help: () => `${how.title}.`,
    fix: {
      title: () => how.title,
      operations: replaceWith(how.value),
      confidence: how.sure === true ? 0.99 : share(how.cost + rest.cost, [costs.shape.mismatch]),
      ...(how.limit === undefined ? {} : { limit: how.limit })
    }
  }
  return { cost: how.cost + rest.cost, steps: [step], children: [], afterwards: rest }
}

/** The map that a scalar stands for: it is the value of the telling key, what else is required has its default. */
export const scalarAsMap = (node: ScalarNode, shape: Extract<Shape, { kind: "map" }>): Json | undefined => {
  const key = shape.source.scalarKey
  if (key === undefined || node.value === null || typeof node.value === "bigint") return undefined
  const form = shape.source.scalarForm
  if (form !== undefined && !new RegExp(`^(?:${form})$`, "su").test(String(node.value))) return undefined
  const value: Record<string, Json> = {}
  for (const known of shape.keys.values()) {
    if (known.name === key) value[key] = listsOnly(known.shape) ? [node.value] : node.value
    else if (known.rule.required === true && known.rule.default !== undefined)
      value[known.name] = known.rule.default as Json
  }
  return value
}

/** Whether one value has to be written as a list of one. */
const listsOnly = (shape: Shape): boolean =>
  shape.kind === "list" || (shape.kind === "oneOf" && shape.of.every(listsOnly))

/** Data in a longer text, in characters, is not what somebody wrote into a pipeline. */
export const longestText = 65_536

/** JSON that a text holds, where it holds a list or a map. */
export const parsedJson = (node: ScalarNode): Json | undefined => {
  if (typeof node.value !== "string") return undefined
  const text = node.value.trim()
  if (!/^[[{]/.test(text) || text.length > longestText) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/**
 * The line of text that was read as a map because of a colon in it: `- echo "Result: ok"`. What stands before the
 * colon is no name then, but has blanks or quotes in it.
 */
export const lineOf = (node: MapNode): string | undefined => {
  const pair = node.pairs[0]
  if (pair === undefined || node.pairs.length > 1) return undefined
  const { key, value } = pair
  if (key.kind !== "scalar" || key.style !== "plain" || value.kind !== "scalar") return undefined
  const name = String(key.value)
  if (name.length !== key.end - key.start || !/[\s"'`]/.test(name)) return undefined
  if (node.flow) return bracedLine(node, key, value)
  const written = writtenAs(value)
  const gap = value.start - key.end - 1
  if (written === undefined || gap < 0 || gap > 8) return undefined
  return `${name}:${" ".repeat(value.start === value.end ? 0 : gap)}${written}`
}

/** `{ make; make test; }`: commands in braces, read as a map because of these. */
const bracedLine = (node: MapNode, key: ScalarNode, value: ScalarNode): string | undefined => {
  const [before, behind] = [key.start - node.start - 1, node.end - key.end - 1]
  if (value.start !== value.end || before < 0 || before > 8 || behind < 0 || behind > 8) return undefined
  return `{${" ".repeat(before)}${key.value}${" ".repeat(behind)}}`
}

/** How a scalar of one line stands in the text; `undefined` where its value does not tell. */
const writtenAs = ({ value, style, start, end }: ScalarNode): string | undefined => {
  if (start === end) return ""
  const text = String(value)
  const written =
    style === "plain"
      ? text
      : style === "single"
        ? `'${text.replaceAll("'", "''")}'`
        : style === "double"
          ? JSON.stringify(text)
          : undefined
  return written?.length === end - start ? written : undefined
}
