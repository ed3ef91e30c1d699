/**
 * What two fixes have in common when experience with one says something about the other. Fixes of one *kind* answer
 * the same rule with an edit of the same form and were offered as equally sure; fixes of one kind and title do the
 * very same thing.
 */
import { Schema } from "effect"
import { Applicability, type Fix, type Operation } from "../../diagnose/Fix.ts"
import { type Pointer, parent } from "../../document/Pointer.ts"
import type { Privacy } from "./Privacy.ts"

/** What an edit does, from where nothing is lost to where something is. */
export const EditForm = Schema.Literals(["rename", "move", "add", "replace", "rewrite", "remove", "text"])
export type EditForm = typeof EditForm.Type

/** A fix without its place. */
export const FixKind = Schema.Struct({
  dialect: Schema.String,
  rule: Schema.String,
  form: EditForm,
  /** As the rule offered it, before anything was learned. */
  applicability: Applicability,
  title: Schema.String
})
export type FixKind = typeof FixKind.Type

export const kindOf = (dialect: string, rule: string, fix: Fix): FixKind => ({
  dialect,
  rule,
  form: formOf(fix.edit),
  applicability: fix.unlearned?.applicability ?? fix.applicability,
  title: fix.title
})

/** The same, with its title as it may be kept. */
export const privateKind = (dialect: string, rule: string, fix: Fix, privacy: Privacy): FixKind => {
  const kind = kindOf(dialect, rule, fix)
  return { ...kind, title: privacy.line(kind.title) }
}

/** The places that a fix writes to; none where it edits the text. */
export const placesOf = ({ edit }: Fix): ReadonlyArray<Pointer> =>
  edit._tag === "text"
    ? []
    : edit.operations.flatMap((operation) => {
        if (operation.op === "test") return []
        return operation.op === "move" ? [operation.from, operation.path] : [operation.path]
      })

/** Equal for fixes of one kind. */
export const kindKey = ({ dialect, rule, form, applicability }: FixKind): string =>
  [dialect, rule, form, applicability].join(" ")

/** Equal for fixes that do the very same. */
export const fixKey = (kind: FixKind): string => `${kindKey(kind)} ${kind.title}`

export const formOf = (edit: Fix["edit"]): EditForm => {
  if (edit._tag === "text") return "text"
  const operations = edit.operations.filter(({ op }) => op !== "test")
  const [only] = operations
  if (only === undefined) return "rewrite"
  if (operations.length === 1) return formOfOne(only)
  return operations.every(({ op }) => op === "add" || op === "copy")
    ? "add"
    : operations.every(({ op }) => op === "move")
      ? "move"
      : operations.every(({ op }) => op === "remove")
        ? "remove"
        : "rewrite"
}

const formOfOne = (operation: Operation): EditForm => {
  switch (operation.op) {
    case "move":
      return parent(operation.from) === parent(operation.path) ? "rename" : "move"
    case "copy":
      return "add"
    case "test":
      return "rewrite"
    default:
      return operation.op
  }
}

/** Whether an edit of this form leaves all that was written, if in another place or under another name. */
export const losesNothing = (form: EditForm): boolean =>
  form === "rename" || form === "move" || form === "add"
