/**
 * Patterns of filters. `*`, `**`, `?`, `+`, `[…]` and a leading `!` mean something, a backslash takes the meaning
 * away; regular expressions and relative paths are what people write by mistake.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */

export interface Slip {
  /** Whether it may after all be as meant. */
  readonly maybe?: boolean
  /** Continues a sentence that starts with the pattern. */
  readonly message: string
  /** GitHub refuses the file; otherwise the pattern only matches nothing. */
  readonly refused: boolean
  readonly instead: string | undefined
  readonly sure: boolean
  /** 0..1 */
  readonly confidence: number
}

/** What is wrong with a pattern, `undefined` where nothing is. `ofPaths`: it is for files, not for refs. */
export const slipOf = (pattern: string, ofPaths: boolean): Slip | undefined => {
  if (pattern.length > 1000) return undefined
  return regular(pattern, ofPaths) ?? special(pattern) ?? (ofPaths ? relative(pattern) : ref(pattern))
}

const refused = (message: string, instead?: string, confidence = 0.85): Slip => ({
  message,
  refused: true,
  instead: instead !== undefined && slipless(instead) ? instead : undefined,
  sure: false,
  confidence
})

const slipless = (pattern: string): boolean => pattern !== "" && special(pattern) === undefined

/** Signs of a regular expression: anchors, `\d`, groups. */
const regular = (pattern: string, ofPaths: boolean): Slip | undefined => {
  const bare = pattern.startsWith("!") ? pattern.slice(1) : pattern
  const anchored = (!ofPaths && bare.startsWith("^")) || (/^\^|[^\\]\$$/.test(bare) && /^\^.*\$$/s.test(bare))
  const classes = /\\[dwsDWS.]/.test(bare)
  if (!anchored && !classes) return undefined
  const plain = bare
    .replace(/^\^/, "")
    .replace(/\$$/, "")
    .replaceAll(/\\d/g, "[0-9]")
    .replaceAll(/\\w/g, "[A-Za-z0-9_]")
    .replaceAll(/\\\./g, ".")
    .replaceAll(/\.[*+]/g, "**")
  const open =
    /^\^/.test(bare) && !bare.endsWith("$") && !plain.endsWith("*") && plain !== "" ? `${plain}**` : plain
  const usable = !/[()|{}\\$^]/.test(open)
  return refused(
    "is a regular expression: filters are patterns with `*`, `**`, `?`, `+` and `[…]`.",
    usable ? (pattern.startsWith("!") ? "!" : "") + open : undefined,
    0.82
  )
}

/** Special signs where they mean nothing. */
const special = (pattern: string): Slip | undefined => {
  let at = pattern.startsWith("!") ? 1 : 0
  if (at === pattern.length) return refused("is empty.")
  let before: "nothing" | "plain" | "special" = "nothing"
  for (; at < pattern.length; at++) {
    const letter = pattern[at] as string
    if (letter === "\\") {
      if (!/[[\]?+*\\!]/.test(pattern[at + 1] ?? "")) {
        return refused(
          "has a backslash before a letter that means nothing special.",
          pattern.replaceAll("\\", "/"),
          0.6
        )
      }
      at++
      before = "plain"
    } else if (letter === "?" || letter === "+") {
      if (before !== "plain") {
        const without = pattern.slice(0, at) + pattern.slice(at + 1)
        return refused(`has a \`${letter}\` that follows nothing it could repeat.`, without, 0.75)
      }
      before = "special"
    } else if (letter === "*") before = "special"
    else if (letter === "[") {
      const end = pattern.indexOf("]", at + 1)
      if (end < 0) return refused("has a `[` without `]`.", `${pattern}]`, 0.6)
      if (end === at + 1) return refused("has an empty `[]`.", pattern.replace("[]", ""), 0.6)
      const wrong = [...pattern.slice(at + 1, end).matchAll(/(.)-(.)/gs)].find(
        (range) => (range[1] as string) > (range[2] as string)
      )
      if (wrong !== undefined) {
        const [range, from, to] = wrong as unknown as [string, string, string]
        return refused(
          `has a range \`${range}\` that runs backwards.`,
          pattern.replace(range, `${to}-${from}`),
          0.85
        )
      }
      at = end
      before = "plain"
    } else before = "plain"
  }
  return undefined
}

const nothing = (message: string, instead: string, confidence: number, sure = false): Slip => ({
  message,
  refused: false,
  instead,
  sure,
  confidence
})

/** Paths start at the root of the repository, without `./` or `/`. */
const relative = (pattern: string): Slip | undefined => {
  const sign = pattern.startsWith("!") ? "!" : ""
  const path = pattern.slice(sign.length)
  if (path.startsWith("./")) {
    return nothing(
      "matches no file: paths start at the root of the repository, without `./`.",
      sign + path.replace(/^(?:\.\/)+/, ""),
      0.95,
      true
    )
  }
  if (path.startsWith("/")) {
    return nothing(
      "matches no file: paths start at the root of the repository, without `/`.",
      sign + path.replace(/^\/+/, ""),
      0.93,
      true
    )
  }
  if (path.endsWith("/")) {
    return { ...nothing("names a folder: its files are matched by `**`.", `${pattern}**`, 0.7), maybe: true }
  }
  if (path.startsWith("../") || path.includes("/../")) {
    return {
      message: "matches no file: `..` means nothing in a filter.",
      refused: false,
      instead: undefined,
      sure: false,
      confidence: 0
    }
  }
  return undefined
}

/** What git allows in the name of a branch or tag. */
const ref = (pattern: string): Slip | undefined => {
  const sign = pattern.startsWith("!") ? "!" : ""
  const name = pattern.slice(sign.length)
  if (name.startsWith("refs/heads/") || name.startsWith("refs/tags/")) {
    return nothing(
      "matches nothing: filters name a branch or tag without `refs/…`.",
      sign + name.replace(/^refs\/(?:heads|tags)\//, ""),
      0.92
    )
  }
  if (name.startsWith("/") || name.endsWith("/")) {
    return nothing(
      "matches nothing: no name starts or ends with `/`.",
      sign + name.replaceAll(/^\/+|\/+$/g, ""),
      0.8
    )
  }
  if (/[\s~^:]/.test(name)) {
    return {
      message: "cannot match: git allows no spaces, `~`, `^` or `:` in names.",
      refused: true,
      instead: undefined,
      sure: false,
      confidence: 0
    }
  }
  return undefined
}
