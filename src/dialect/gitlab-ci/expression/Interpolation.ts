/**
 * `$[[ inputs.name | function ]]`: what is filled in before GitLab looks at a file.
 */

/** A stretch of a text. Offsets into the text, end exclusive. */
export interface Part {
  readonly text: string
  readonly start: number
  readonly end: number
}

export interface Block extends Part {
  /** `inputs`, of `inputs.name`; the whole path where there is no dot. */
  readonly context: Part
  readonly name: Part | undefined
  readonly functions: ReadonlyArray<Part & { readonly count: number }>
}

/** The blocks of a text in their order. */
export const blocksIn = (text: string): ReadonlyArray<Block> => {
  if (!text.includes("$[[")) return []
  const blocks: Array<Block> = []
  for (const found of text.matchAll(block)) {
    const start = found.index + 3
    const [path, ...functions] = piecesOf(found[1] as string, start)
    if (path === undefined) continue
    const dot = path.text.indexOf(".")
    const context =
      dot < 0 ? path : { text: path.text.slice(0, dot), start: path.start, end: path.start + dot }
    const rest = dot < 0 ? "" : (/^[^.[]+/.exec(path.text.slice(dot + 1))?.[0] ?? "")
    blocks.push({
      text: found[0],
      start: found.index,
      end: found.index + found[0].length,
      context,
      name:
        dot < 0
          ? undefined
          : { text: rest, start: path.start + dot + 1, end: path.start + dot + 1 + rest.length },
      functions: functions.map(functionOf)
    })
  }
  return blocks
}

/** Longer ones are no blocks. */
const block = /\$\[\[((?:(?!\$\[\[)[^\n]){0,1000}?)\]\]/g

/** What stands between the bars, without blanks. */
const piecesOf = (inner: string, offset: number): ReadonlyArray<Part> => {
  const pieces: Array<Part> = []
  let at = offset
  for (const piece of inner.split("|")) {
    const text = piece.trim()
    const start = at + (piece.length - piece.trimStart().length)
    pieces.push({ text, start, end: start + text.length })
    at += piece.length + 1
  }
  return pieces
}

/** `truncate(0,8)`: its name, with how many arguments it is given. */
const functionOf = ({ text, start }: Part): Part & { readonly count: number } => {
  const open = text.indexOf("(")
  const name = (open < 0 ? text : text.slice(0, open)).trimEnd()
  const inside = open < 0 ? "" : text.slice(open + 1).replace(/\)$/, "")
  const count = inside.trim() === "" ? 0 : inside.split(",").length
  return { text: name, start, end: start + name.length, count }
}

export interface Torn extends Part {
  /** The name of the input. */
  readonly name: string
  readonly meant: string
  /** Whether the form means nothing else in a file of this kind. */
  readonly sure: boolean
}

/** Stretches that were to be blocks of inputs, but have other brackets: `${{ inputs.a }}`, `$[[ inputs.a ]`. */
export const tornIn = (text: string): ReadonlyArray<Torn> => {
  if (!text.includes("input")) return []
  const torn: Array<Torn> = []
  for (const found of text.matchAll(like)) {
    const [whole, open, path, name, functions, close] = found
    if (open === "$[[" && close === "]]") continue
    // `inputs.x` in the brackets of others may be theirs: only where ours are half there it surely is not.
    const sure = (open as string).startsWith("$")
    torn.push({
      text: whole,
      start: found.index,
      end: found.index + whole.length,
      name: name as string,
      meant: `$[[ ${path}${(functions as string).trimEnd()} ]]`,
      sure
    })
  }
  return torn
}

const like = /(\$?[[{]{1,2})\s*(inputs\.([\w-]+))((?:\s*\|[^\]}|\n]{0,100})*)\s*([\]}]{1,2})/g
