/**
 * Proposals of rules: what people changed, file after file, where nothing had been found wrong. Each becomes the draft
 * of a rule text with one of the files as its example; what the rule is to check, and what its texts say, is for a
 * person to write.
 */
import { Document } from "yaml"
import type { Rules } from "../../diagnose/Rule.ts"
import { dialectById } from "../../dialect/Dialects.ts"
import { readDocument } from "../../document/Reader.ts"
import { yaml12 } from "../../document/Reading.ts"
import { outlineOf } from "../../pattern/Outline.ts"
import type { Feedback } from "./Feedback.ts"
import type { Proposal } from "./Proposal.ts"
import { learning } from "./rules.generated.ts"
import type { ChangeRecord } from "./Solution.ts"

interface Habit {
  readonly dialect: string
  /** Keys with `*` for whatever is a name or an index. */
  readonly at: string
  readonly kind: ChangeRecord["kind"]
  readonly examples: ReadonlyArray<{ readonly from: Feedback; readonly change: ChangeRecord }>
}

/** One file for each rule, a part of `rules/<dialect>/rules.yaml`. */
export const proposeRules = (feedback: ReadonlyArray<Feedback>): ReadonlyArray<Proposal> => {
  const taken = new Set<string>()
  return habitsIn(feedback).map((habit): Proposal => {
    const id = unused(idOf(habit), habit.dialect, taken)
    const files = [...new Set(habit.examples.map(({ from }) => from.file))].sort()
    const document = new Document({ [id]: ruleOf(habit, files) } satisfies Rules)
    document.commentBefore = ` The draft of a rule: what it checks, and what it says, is for you to write.`
    return {
      kind: "rule",
      path: `${habit.dialect}/rules/${id}.yaml`,
      reason: `\`${habit.at}\` was ${habit.kind} by people in ${files.length} files where nothing was found wrong`,
      text: document.toString({ lineWidth: 0 })
    }
  })
}

/** Keys that differ in their signs alone (`app-mode`, `APP_MODE`) have ids of their own all the same. */
const unused = (id: string, dialect: string, taken: Set<string>): string => {
  let free = id
  for (let count = 2; taken.has(`${dialect} ${free}`); count++) free = `${id}-${count}`
  taken.add(`${dialect} ${free}`)
  return free
}

const habitsIn = (feedback: ReadonlyArray<Feedback>): ReadonlyArray<Habit> => {
  const found = feedback.flatMap((from) =>
    dialectById(from.dialect) === undefined
      ? []
      : from.strays.map((change) => ({ from, change, at: generalised(change.at, from) }))
  )
  return [...Map.groupBy(found, ({ from, change, at }) => JSON.stringify([from.dialect, at, change.kind]))]
    .filter(([, examples]) => new Set(examples.map(({ from }) => from.file)).size >= learning.proposals.files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, examples]) => {
      const [first] = examples
      return first === undefined
        ? []
        : [{ dialect: first.from.dialect, at: first.at, kind: first.change.kind, examples }]
    })
}

/** Names of jobs and steps are those of one file: they become `*`. */
const generalised = (at: string, { final, dialect }: Feedback): string => {
  const levels = outlineOf(readDocument(final, yaml12).roots, dialect)?.rules.levels ?? []
  const segments = at.split("/")
  for (const level of levels) {
    const container = level.at === "" ? [] : level.at.slice(1).split("/")
    const within = container.every((segment, index) => segment === "*" || segment === segments[index])
    const name = segments[container.length]
    if (within && name !== undefined && level.except?.includes(name) !== true)
      segments[container.length] = "*"
  }
  return segments.join("/")
}

const ruleOf = (habit: Habit, files: ReadonlyArray<string>): Rules[string] => {
  const [smallest] = habit.examples.toSorted(
    (a, b) => a.from.final.length - b.from.final.length || (a.from.file < b.from.file ? -1 : 1)
  )
  const values = [...new Set(habit.examples.flatMap(({ change }) => change.after ?? []))].sort()
  const like = values.length === 0 ? "" : `, such as ${values.slice(0, 3).join(" or ")}`
  const { title, help } = wordsFor(habit, like)
  return {
    stage: "semantic",
    severity: "info",
    title,
    why: `People changed it by hand in ${files.length} files: ${files.slice(0, 5).join(", ")}.`,
    help,
    ...(smallest === undefined
      ? {}
      : { example: { before: smallest.from.refined, after: smallest.from.final } })
  }
}

const wordsFor = ({ at, kind }: Habit, like: string): { readonly title: string; readonly help: string } => {
  switch (kind) {
    case "added":
      return { title: `\`${at}\` should be there`, help: `Add it${like}.` }
    case "removed":
      return { title: `\`${at}\` should not be there`, help: "Remove it." }
    case "changed":
      return { title: `\`${at}\` should be something else`, help: `Change it${like}.` }
    case "renamed":
      return { title: `A key of \`${at}\` should have another name`, help: "Rename it." }
  }
}

const idOf = ({ at, kind }: Habit): string =>
  `${at
    .split("/")
    .filter((segment) => segment !== "*")
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60)}-${kind}`
