/**
 * A list that was written into a text: a `|` or `>` and lines with dashes below it.
 */
import type { ScalarNode } from "../document/Node.ts"

const longest = 4096

/** The items of a list that was written into a text: `|` and lines with dashes, which YAML folds behind a `>`. */
export const dashedItems = ({
  value
}: ScalarNode): { items: ReadonlyArray<string>; folded: boolean } | undefined => {
  if (typeof value !== "string" || !/^- \S/.test(value) || value.length > longest) return undefined
  const folded = !value.trimEnd().includes("\n")
  const items = value
    .trim()
    .split(folded ? /(?:^|\s)- /g : /^- /gm)
    .map((item) => item.trim())
    .filter((item) => item !== "")
  return items.some((item) => item.includes("\n")) ? undefined : { items, folded }
}
