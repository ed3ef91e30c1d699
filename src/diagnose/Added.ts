/**
 * What the title of a fix says of a value that it adds: a short one is shown; a longer one is there to be filled in,
 * and the preview shows it.
 */
import type { Json } from "../document/Node.ts"

/** `Add `on: workflow_dispatch``, `Add `jobs`, to be filled in`. */
export const added = (key: string, value: Json): string => {
  const shown = short(value)
  return shown === undefined ? `Add \`${key}\`, to be filled in` : `Add \`${key}: ${shown}\``
}

/** `Write `[]``, `Write a skeleton to be filled in`. */
export const written = (value: Json): string => {
  const shown = short(value)
  return shown === undefined ? "Write a skeleton to be filled in" : `Write \`${shown}\``
}

const longest = 40

/** A value that is itself, on one line; `undefined` for a map or list that holds more of them. */
const short = (value: Json): string | undefined => {
  if (typeof value === "string") return value === "" ? '""' : value
  const shown = JSON.stringify(value)
  const isFlat =
    typeof value !== "object" ||
    value === null ||
    Object.values(value).every((each) => typeof each !== "object" || each === null)
  return isFlat && shown.length <= longest ? shown : undefined
}
