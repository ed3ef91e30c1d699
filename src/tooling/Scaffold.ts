/**
 * What a new rule and a new dialect begin with: files to fill in, each of which runs as it is. A rule is a text in
 * `rules/`, a check and two cases; a dialect is a grammar, rule texts, a plug and a case.
 */

/** A file to write; `append` where the text goes to the end of a file that may be there already. */
export interface Draft {
  /** Relative to the project, with `/`. */
  readonly path: string
  readonly text: string
  readonly append?: boolean
}

/** Ids of rules and dialects: `no-thing`, `github-actions`. */
export const isId = (text: string): boolean => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)

/** `no-thing` as a file: `NoThing`. */
export const pascal = (id: string): string =>
  id.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** `no-thing` as a constant: `noThing`. */
export const camel = (id: string): string =>
  id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The files of a new rule of a dialect, and what is left to do by hand. */
export const ruleDrafts = (dialect: string, rule: string): ReadonlyArray<Draft> => [
  {
    path: `rules/${dialect}/rules.yaml`,
    append: true,
    text: `
${rule}:
  stage: semantic
  severity: error
  title: What is forbidden or demanded, in one short sentence
  why: What the engine does with such a file.
  help: What to do about it.
`
  },
  {
    path: `src/dialect/${dialect}/check/${pascal(rule)}.ts`,
    text: `/**
 * What is checked here, and when it matters.
 */
import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding } from "../../../diagnose/Finding.ts"
import type { Node } from "../../../document/Node.ts"
import { rules } from "../rules.generated.ts"

export const ${camel(rule)}: Check = (view) => {
  const diagnostics: Array<Diagnostic> = []
  for (const node of culprits(view.roots[0]))
    diagnostics.push(
      finding(
        { rule: "${rule}", stage: "semantic", message: "What is wrong, naming what and where.", pointer: "", at: node },
        rules
      )
    )
  return { diagnostics, unknowns: [] }
}

/** The nodes that break the rule. */
const culprits = (_root: Node | undefined): ReadonlyArray<Node> => []
`
  },
  { path: `test/cases/${dialect}/${rule}/broken.yaml`, text: "# A file that breaks the rule.\n" },
  { path: `test/cases/${dialect}/${rule}/fine.yaml`, text: "# The same file as it should be.\n" }
]

export const ruleSteps = (dialect: string, rule: string): ReadonlyArray<string> => [
  `Say what the rule is for in rules/${dialect}/rules.yaml, with an example before and after.`,
  `Write the check in src/dialect/${dialect}/check/${pascal(rule)}.ts and list it in src/dialect/${dialect}/${pascal(dialect)}.ts.`,
  `Fill in test/cases/${dialect}/${rule}/, then: npm run compile && UPDATE_CASES=1 npx vitest run test/cases.test.ts`,
  "Read what the cases expect now, and run npm run docs."
]

/** The files of a new dialect. */
export const dialectDrafts = (id: string, title: string): ReadonlyArray<Draft> => [
  {
    path: `rules/${id}/grammar.yaml`,
    text: `# The format of ${title} files: every key, its value, and what is required. \`src/diagnose/Grammar.ts\` says
# what may stand here.
start:
  file: root

# How a template in a text is written, where the format has any.
# templates: [{ open: '{{', close: '}}' }]

# Words that mean the same in key names anywhere.
synonyms:
  - [steps, tasks, stages]

shapes:
  root:
    kind: map
    title: the file
    keys:
      name: { shape: string, required: true, default: pipeline, description: What the pipeline is called. }
      steps: { shape: steps, required: true, description: "The steps, run in this order." }

  steps:
    kind: list
    title: the list of steps
    item: step
    minimum: 1

  step:
    kind: map
    title: a step
    keys:
      name: { shape: string, description: What the step is called. }
      run: { shape: string, required: true, description: The command. }
`
  },
  {
    path: `rules/${id}/rules.yaml`,
    text: `# What the diagnostics of ${title} say besides their message; those of the structure have theirs already.
duplicate-step:
  stage: semantic
  severity: error
  title: Steps have names of their own
  why: A step that has the name of another cannot be told from it.
  help: Rename one of them.
  example:
    before: |
      name: build
      steps:
        - name: compile
          run: make
        - name: compile
          run: make test
`
  },
  {
    path: `src/dialect/${id}/${pascal(id)}.ts`,
    text: `/**
 * The dialect of ${title} files.
 */
import type { Dialect } from "../../diagnose/Dialect.ts"
import { pairOf } from "../../document/Node.ts"
import { yaml12 } from "../../document/Reading.ts"
import { duplicateStep } from "./check/DuplicateStep.ts"
import { grammar, rules } from "./rules.generated.ts"

export const ${camel(id)}: Dialect = {
  id: "${id}",
  title: ${JSON.stringify(title)},
  reading: yaml12,
  grammar,
  rules,
  ownsPath: (path) => /(^|\\/)\\.?${id}\\.ya?ml$/.test(path),
  resembles: (root) => {
    const typical = ["name", "steps"]
    return typical.filter((key) => pairOf(root, key) !== undefined).length / typical.length
  },
  kindOf: () => "file",
  semantic: [duplicateStep],
  execution: () => ({ diagnostics: [], unknowns: [] })
}
`
  },
  {
    path: `src/dialect/${id}/check/DuplicateStep.ts`,
    text: `/**
 * Steps that have the name of an earlier one.
 */
import type { Diagnostic } from "../../../diagnose/Diagnostic.ts"
import type { Check } from "../../../diagnose/Dialect.ts"
import { finding } from "../../../diagnose/Finding.ts"
import { get, resolve, stringOf } from "../../../document/Node.ts"
import { rules } from "../rules.generated.ts"

export const duplicateStep: Check = (view) => {
  const diagnostics: Array<Diagnostic> = []
  const steps = get(view.roots[0], "steps")
  const seen = new Set<string>()
  if (steps?.kind !== "seq") return { diagnostics, unknowns: [] }
  for (const [index, item] of steps.items.entries()) {
    const name = get(resolve(item), "name")
    const text = stringOf(name)
    if (name === undefined || text === undefined) continue
    if (seen.has(text))
      diagnostics.push(
        finding(
          {
            rule: "duplicate-step",
            stage: "semantic",
            message: \`Another step is called \\\`\${text}\\\` already.\`,
            pointer: \`/steps/\${index}/name\`,
            at: name
          },
          rules
        )
      )
    seen.add(text)
  }
  return { diagnostics, unknowns: [] }
}
`
  },
  {
    path: `test/cases/${id}/unknown-key/misspelled-steps.yaml`,
    text: `name: build
stepps:
  - run: make
`
  },
  {
    path: `test/cases/${id}/duplicate-step/same-name.yaml`,
    text: `name: build
steps:
  - name: compile
    run: make
  - name: compile
    run: make test
`
  }
]

/** The register of dialects with one more: its import in order, itself last. */
export const registered = (register: string, id: string): string => {
  const line = `import { ${camel(id)} } from "./${id}/${pascal(id)}.ts"`
  const imports = register.split("\n").filter((each) => each.startsWith("import "))
  const specifier = (text: string): string => /"(.*)"/.exec(text)?.[1] ?? ""
  const after = imports.filter((each) => specifier(each) < specifier(line)).at(-1)
  const withImport =
    after === undefined ? `${line}\n${register}` : register.replace(after, `${after}\n${line}`)
  return withImport.replace(/(dialects: ReadonlyArray<Dialect> = \[[^\]]*)\]/, `$1, ${camel(id)}]`)
}

export const dialectSteps = (id: string): ReadonlyArray<string> => [
  `Write the format down in rules/${id}/grammar.yaml and the texts of its rules in rules/${id}/rules.yaml.`,
  `Say in src/dialect/${id}/${pascal(id)}.ts how a file of it is recognised; src/dialect/Dialects.ts has it already.`,
  "npm run compile && UPDATE_CASES=1 npx vitest run test/cases.test.ts, and read what the cases expect now.",
  "npm run docs writes its pages."
]
