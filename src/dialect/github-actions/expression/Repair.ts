/**
 * Repairs of expressions that do not parse.
 *
 * Each repair answers one slip that people and models make: quotes of another language, `=` for `==`, `and` for
 * `&&`, a parenthesis that is missing. They are tried where the engine stumbles, one after another, until the text
 * parses; a text that then still does not parse has no repair. Nothing is guessed that the engine would refuse.
 */
import { hasEntities, withoutEntities } from "../model/Entities.ts"
import { contexts as data } from "../rules.generated.ts"
import { type Expression, type Failure, read } from "./Expression.ts"
import { knownContext } from "./Names.ts"

export interface Repaired {
  readonly text: string
  /** What was done, for the fix's title. */
  readonly title: string
  /** Whether it can hardly have been meant otherwise. */
  readonly sure: boolean
  /** 0..1 */
  readonly confidence: number
}

interface Slip {
  readonly title: string
  readonly sure: boolean
  readonly confidence: number
  /** The text without the slip, `undefined` where this is not it. */
  readonly mend: (text: string, failure: Failure) => string | undefined
}

/** An expression mended, or `undefined`. */
export const repair = (expression: Expression): Repaired | undefined => {
  let text = expression.text
  let failure = expression.failure
  let title: string | undefined
  let sure = true
  let confidence = 1
  if (failure === undefined || failure.kind !== "syntax" || text.length > longest) return undefined
  for (let round = 0; round < rounds; round++) {
    const stumbled: Failure = failure
    const before = text
    const slip = slips.find((each) => {
      const mended = each.mend(before, stumbled)
      if (mended === undefined || mended === before) return false
      text = mended
      return true
    })
    if (slip === undefined) return undefined
    title ??= slip.title
    sure &&= slip.sure
    confidence *= slip.confidence
    failure = read(text).failure
    if (failure === undefined) return { text, title, sure, confidence }
    if (failure.kind !== "syntax") return undefined
  }
  return undefined
}

const longest = 2000
const rounds = 12

const cut = (text: string, from: number, to: number, by = ""): string =>
  text.slice(0, from) + by + text.slice(to)

const counts = (text: string): { readonly open: number; readonly close: number } => {
  let open = 0
  let close = 0
  let inString = false
  for (const letter of text) {
    if (letter === "'") inString = !inString
    else if (inString) continue
    else if (letter === "(") open++
    else if (letter === ")") close++
  }
  return { open, close }
}

/** The filters that template languages have in common. */
const filter =
  /^\|\s*(?:lower|upper|lowercase|uppercase|toLower|toUpper|downcase|upcase|title|capitalize|trim|strip|string|int|float|length|first|last|default|quote|to_?json|from_?json|json|replace|split|join|sort|escape|urlencode|b64enc|b64encode|safe|slug|slugify|truncate)(?:\([^()]*\)|\s*:.*)?\s*$/i

const words: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" }

const slips: ReadonlyArray<Slip> = [
  {
    // Copied from a page: `&amp;&amp;`, `&#39;main&#39;`.
    title: "Write the characters themselves",
    sure: true,
    confidence: 0.97,
    mend: (text) => (hasEntities(text) ? withoutEntities(text) : undefined)
  },
  {
    title: "Use single quotes",
    sure: true,
    confidence: 0.98,
    mend: (text, { symbol, at }) => {
      const quote = symbol.replace(/^\\/, "")[0]
      if (quote !== '"' && quote !== "`" && quote !== "“" && quote !== "‘") return undefined
      const backslash = text[at] === "\\" ? 1 : 0
      const closing = quote === "“" ? "”" : quote === "‘" ? "’" : quote
      const end = text.indexOf(closing, at + backslash + 1)
      if (end < 0) return undefined
      const escaped = text[end - 1] === "\\" ? 1 : 0
      const inner = text.slice(at + backslash + 1, end - escaped).replaceAll("'", "''")
      return cut(text, at, end + 1, `'${inner}'`)
    }
  },
  {
    title: "Compare with `==`",
    sure: true,
    confidence: 0.97,
    mend: (text, { at }) => {
      if (text[at] !== "=") return undefined
      // `===` and `!==`: the third letter is too much.
      if (text.slice(at - 2, at) === "==" || text.slice(at - 2, at) === "!=") return cut(text, at, at + 1)
      return text[at + 1] === "=" ? undefined : cut(text, at, at + 1, "==")
    }
  },
  {
    // `github.ref | lower`: other template languages pass values through filters.
    title: "Take the filter away",
    sure: false,
    confidence: 0.8,
    mend: (text, { at }) => {
      if (text[at] !== "|" || text[at + 1] === "|") return undefined
      if (!filter.test(text.slice(at))) return undefined
      return text.slice(0, at).trimEnd() + (/\s$/.test(text) ? " " : "")
    }
  },
  {
    // `hashFiles(['a', 'b'])`: there are no lists in expressions.
    title: "Write the values without brackets",
    sure: true,
    confidence: 0.95,
    mend: (text, { at }) => {
      if (text[at] !== "[" || !/[(,]\s*$/.test(text.slice(0, at))) return undefined
      const list = /^\[(\s*'[^']*'\s*(?:,\s*'[^']*'\s*)*)\]/.exec(text.slice(at))
      return list === null ? undefined : cut(text, at, at + list[0].length, (list[1] as string).trim())
    }
  },
  {
    title: "Write `&&` and `||`",
    sure: true,
    confidence: 0.96,
    mend: (text, { symbol, at }) => {
      if ((text[at] === "&" || text[at] === "|") && text[at + 1] !== text[at])
        return cut(text, at, at + 1, (text[at] as string).repeat(2))
      // `not` reads as a name, so the engine stumbles over what follows.
      const not = /\bnot\s+$/i.exec(text.slice(0, at))
      if (not !== null) return cut(text, not.index, at, "!")
      const operator = words[symbol.toLowerCase()]
      if (operator === undefined) return undefined
      const space = operator === "!" && text[at + symbol.length] === " " ? 1 : 0
      return cut(text, at, at + symbol.length + space, operator)
    }
  },
  {
    title: "Remove the second dot",
    sure: true,
    confidence: 0.96,
    mend: (text, { at }) => {
      if (text[at] === "." && text[at - 1] === ".") return cut(text, at, at + 1)
      return text[at + 1] === "." && text[at] === "." ? cut(text, at, at + 1) : undefined
    }
  },
  {
    title: "Remove the dollar sign",
    sure: true,
    confidence: 0.96,
    mend: (text, { symbol, at }) => {
      const name = /^\$([A-Za-z_]+)$/.exec(symbol)?.[1]
      return name !== undefined && knownContext(name) && text[at + symbol.length] === "."
        ? cut(text, at, at + 1)
        : undefined
    }
  },
  {
    title: "Remove the mark at the end",
    sure: true,
    confidence: 0.97,
    mend: (text, { symbol, at }) => {
      const last = at + symbol.length - 1
      return /[;,]/.test(text.charAt(last)) && text.slice(last + 1).trim() === ""
        ? cut(text, last, last + 1)
        : undefined
    }
  },
  {
    title: "Take the single braces away",
    sure: true,
    confidence: 0.96,
    mend: (text) => /^\s*\$\{([^{}]*[.(=][^{}]*)\}\s*$/.exec(text)?.[1]
  },
  {
    title: "Read the value from its context",
    sure: false,
    confidence: 0.8,
    mend: (text, { symbol, at }) => {
      const variable = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(symbol)
      if (variable === null) return undefined
      const name = variable[1] as string
      return cut(text, at, at + symbol.length, data.variables[name] ?? `env.${name}`)
    }
  },
  {
    title: "Remove the inner braces",
    sure: true,
    confidence: 0.95,
    mend: (text, { symbol, at }) => {
      const braces = /^(?:\$?\{\{?|\}\}?)/.exec(symbol)?.[0]
      if (braces === undefined) return undefined
      const [before, after] = [text.slice(0, at), text.slice(at + braces.length)]
      // The blanks inside of the braces go with them.
      if (after.trim() === "") return before.trimEnd() + after
      const whole = before.trim() === "" && braces !== "{"
      return whole ? before + after.trimStart() : before + after
    }
  },
  {
    // `github.ref == refs/heads/main`: what has slashes in it is a text.
    title: "Put quotes around the text",
    sure: true,
    confidence: 0.94,
    mend: (text, { symbol, at }) =>
      /^[\w.-]+(?:\/[\w.*-]+)+$/.test(symbol) && /(?:[=!]=|[(,])\s*$/.test(text.slice(0, at))
        ? cut(text, at, at + symbol.length, `'${symbol}'`)
        : undefined
  },
  {
    title: "Remove the last dot",
    sure: false,
    confidence: 0.7,
    mend: (text, { symbol }) => {
      const end = text.trimEnd()
      return symbol === "" && end.endsWith(".") ? end.slice(0, -1) + text.slice(end.length) : undefined
    }
  },
  {
    title: "Call it as a function",
    sure: false,
    confidence: 0.85,
    mend: (text, { symbol, at }) => {
      if (symbol !== "(") return undefined
      const call = /([A-Za-z_][\w.-]*(?:\[[^\][]*\])?)\.([A-Za-z]+)$/.exec(
        text.slice(Math.max(0, at - 200), at)
      )
      const name = call === null ? undefined : methods[(call[2] as string).toLowerCase()]
      if (call === null || name === undefined) return undefined
      const start = at - call[0].length
      const rest = text.slice(at + 1)
      const none = rest.trimStart().startsWith(")")
      return `${text.slice(0, start)}${name}(${call[1]}${none ? "" : ", "}${rest}`
    }
  },
  {
    title: "Write `!=`",
    sure: true,
    confidence: 0.95,
    mend: (text, { symbol, at }) =>
      symbol === ">" && text[at - 1] === "<" ? cut(text, at - 1, at + 1, "!=") : undefined
  },
  {
    title: "Write the condition with `&&` and `||`",
    sure: false,
    confidence: 0.8,
    mend: (text, { at }) => {
      if (text[at] !== "?") return undefined
      const colon = text.indexOf(":", at)
      return colon < 0 ? undefined : cut(cut(text, colon, colon + 1, "||"), at, at + 1, "&&")
    }
  },
  {
    title: "Join the strings with `format`",
    sure: false,
    confidence: 0.75,
    mend: (text, { symbol }) => (symbol.startsWith("+") ? joined(text) : undefined)
  },
  {
    title: "Close the quote",
    sure: false,
    confidence: 0.8,
    mend: (text, { symbol, at }) => {
      // One that is closed is a text where none fits.
      if (!symbol.startsWith("'") || /^'[^']*'$/.test(symbol)) return undefined
      const rest = text.slice(at + 1)
      const stop = /\s*(?:&&|\|\||==|!=|[),]|$)/.exec(rest)
      const end = at + 1 + (stop?.index ?? rest.length)
      return cut(text, end, end, "'")
    }
  },
  {
    title: "Close the parenthesis",
    sure: false,
    confidence: 0.85,
    mend: (text, { symbol, at }) => {
      const { open, close } = counts(text)
      // `success( || failure()`: nothing stands where the first argument would be.
      const empty = /[A-Za-z]\(\s*$/.exec(text.slice(Math.max(0, at - 100), at))
      if (/^(?:&&|\|\||[=!]=)/.test(symbol) && empty !== null && open > close) {
        const paren = text.lastIndexOf("(", at - 1)
        return cut(text, paren + 1, paren + 1, ")")
      }
      if (symbol !== "" || open <= close || open - close > 8) return undefined
      const end = text.trimEnd()
      return end + ")".repeat(open - close) + text.slice(end.length)
    }
  },
  {
    title: "Remove the parenthesis that nothing opens",
    sure: false,
    confidence: 0.85,
    mend: (text, { symbol, at }) => {
      const { open, close } = counts(text)
      return symbol === ")" && close > open ? cut(text, at, at + 1) : undefined
    }
  },
  {
    title: "Remove the operator at the end",
    sure: false,
    confidence: 0.55,
    mend: (text, { symbol }) => {
      const end = /\s*(?:&&|\|\|)\s*$/.exec(text.slice(-40))
      if (symbol !== "" || end === null) return undefined
      return `${text.slice(0, text.length - end[0].length)}${/\s*$/.exec(end[0])?.[0] ?? ""}`
    }
  },
  {
    title: "Put a comma between the arguments",
    sure: false,
    confidence: 0.7,
    mend: (text, { symbol, at }) => {
      const before = counts(text.slice(0, at))
      const inCall =
        before.open > before.close && /[A-Za-z]\([^()]*$/.test(text.slice(Math.max(0, at - 200), at))
      return inCall && /^['\w]/.test(symbol) ? cut(text, at, at, ", ").replace(/\s+, /, ", ") : undefined
    }
  }
]

/** Methods of other languages and the function that does the same. */
const methods: Readonly<Record<string, string>> = {
  startswith: "startsWith",
  endswith: "endsWith",
  contains: "contains",
  includes: "contains",
  hasprefix: "startsWith",
  hassuffix: "endsWith",
  join: "join"
}

/** `a + 'b' + c` as one `format`; only for a plain chain, where nothing else is meant. */
const joined = (text: string): string | undefined => {
  const parts = text.split("+").map((part) => part.trim())
  if (parts.length < 2 || parts.length > 20) return undefined
  if (parts.some((each) => read(each).failure !== undefined || /[=<>!&|]/.test(each))) return undefined
  // Adding numbers is not joining texts.
  if (!parts.some((each) => each.startsWith("'"))) return undefined
  const pattern = parts.map((_, index) => `{${index}}`).join("")
  const lead = text.slice(0, text.length - text.trimStart().length)
  const tail = text.slice(text.trimEnd().length)
  return `${lead}format('${pattern}', ${parts.join(", ")})${tail}`
}
