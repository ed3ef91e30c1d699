/**
 * What trials need: the dialects under test, and an independent judge for each that has one.
 */
import { existsSync, readdirSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import type { Grammar } from "../../src/diagnose/Grammar.ts"
import { yaml12 } from "../../src/document/Reading.ts"
import type { Sample } from "./Corpus.ts"
import { type WorkflowJudge, workflowJudge } from "./judge/WorkflowJudge.ts"
import type { Data, Leaves } from "./PlainData.ts"

export interface Laboratory {
  readonly dialects: ReadonlyMap<string, Dialect>
  readonly judges: ReadonlyMap<string, WorkflowJudge>
  /** Data and leaves of originals, since many mutants share one. */
  readonly originals: Map<Sample, { readonly data: Data; readonly leaves: Leaves }>
}

export const openLaboratory = async (): Promise<Laboratory> => {
  const dialects = new Map<string, Dialect>()
  for (const folder of readdirSync(source("."))) {
    const dialect = await dialectIn(folder)
    if (dialect !== undefined) dialects.set(dialect.id, dialect)
  }
  return { dialects, judges: new Map([["github-actions", await workflowJudge()]]), originals: new Map() }
}

const source = (path: string): string => fileURLToPath(new URL(`../../src/dialect/${path}`, import.meta.url))

/** `github-actions/` has its plug in `GithubActions.ts`; one that has a grammar only is judged by that alone. */
const dialectIn = async (folder: string): Promise<Dialect | undefined> => {
  const plug = source(`${folder}/${pascal(folder)}.ts`)
  if (existsSync(plug)) {
    const module = (await import(pathToFileURL(plug).href)) as Readonly<Record<string, unknown>>
    return Object.values(module).find((value) => isDialect(value, folder)) as Dialect | undefined
  }
  const compiled = source(`${folder}/rules.generated.ts`)
  if (!existsSync(compiled)) return undefined
  const { grammar } = (await import(pathToFileURL(compiled).href)) as { readonly grammar?: Grammar }
  return grammar === undefined ? undefined : ofGrammar(folder, grammar)
}

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const isDialect = (value: unknown, id: string): boolean =>
  typeof value === "object" && value !== null && "id" in value && value.id === id

const ofGrammar = (id: string, grammar: Grammar): Dialect => ({
  id,
  title: id,
  reading: yaml12,
  grammar,
  rules: {},
  ownsPath: () => false,
  resembles: () => 0,
  kindOf: () => Object.keys(grammar.start)[0] as string,
  semantic: [],
  execution: () => ({ diagnostics: [], unknowns: [] })
})
