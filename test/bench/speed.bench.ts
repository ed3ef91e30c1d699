/**
 * The speed bench: check and fix in process and warm, beside `yaml`, GitHub's workflow parser and its language
 * service in one run over the same files; how time grows with size; how fast the command line starts, and what
 * memory a thousand files take. Ratios are what counts: the milliseconds are those of the machine.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseDocument } from "yaml"
import type { Dialect } from "../../src/diagnose/Dialect.ts"
import { validate } from "../../src/diagnose/Validator.ts"
import { autoRepair } from "../../src/pipeline/AutoRepair.ts"
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { type Corpus, load, type Mutant, type Sample } from "./Corpus.ts"
import { faultyLines, faultyWorkflow, type SlipKind, slipKinds } from "./FaultyFile.ts"
import { type Figure, median, print, quantile } from "./Figure.ts"
import { workflowJudge } from "./judge/WorkflowJudge.ts"
import { openLaboratory } from "./Laboratory.ts"
import { largeBrokenWorkflow, largeWorkflow } from "./LargeFile.ts"
import { manyNames } from "./ManyNames.ts"
import { builtProgram, lifetime, loadedBy, usageOf } from "./Program.ts"
import { languageServicePeer } from "./peers/LanguageServicePeer.ts"
import { effort, fastest, race, spentOn } from "./Stopwatch.ts"
import type { Table } from "./Table.ts"

interface Part {
  readonly figures: ReadonlyArray<Figure>
  readonly tables: ReadonlyArray<Table>
}

const run = async (args: Arguments): Promise<Measured> => {
  const corpus = load(args.data)
  const { dialects } = await openLaboratory()
  const github = dialects.get("github-actions")
  const only = args.options.get("part")
  const parts: Array<Part> = []
  const measure = async (name: string, part: () => Part | Promise<Part>): Promise<void> => {
    if (typeof only !== "string" || only === name) parts.push(await part())
  }
  if (github !== undefined) {
    await measure("check", () => checks(corpus, github))
    await measure("fix", () => fixes(corpus, dialects))
    await measure("growth", () => growth(github))
    await measure("faults", () => faults(github))
    await measure("names", () => names(dialects))
  }
  await measure("program", () => program(corpus))
  return {
    figures: parts.flatMap((part) => part.figures),
    tables: parts.flatMap((part) => part.tables),
    notes: [],
    partial: typeof only === "string",
    details: parts.flatMap((part) => part.tables)
  }
}

export const bench: Benchmark = {
  options: ["--part P   only one of: check, fix, growth, faults, names, program"],
  run
}

const nothing: Part = { figures: [], tables: [] }

const ratio = (id: string, title: string, value: number | undefined, of?: number): Figure => ({
  ...{ id, title, value, unit: "times" },
  ...(of === undefined ? {} : { of })
})

/** A check of a valid file, beside what others take to read or check it. */
const checks = async (corpus: Corpus, dialect: Dialect): Promise<Part> => {
  const files = corpus.valid.filter((sample) => sample.path.startsWith(`${dialect.id}/valid/`))
  if (files.length === 0) return nothing
  const judge = await workflowJudge()
  const service = await languageServicePeer()
  const names = ["check", "yaml parseDocument", "@actions/workflow-parser", "@actions/languageservice"]
  const times = await race<Sample>(
    files,
    [
      ({ text, path }) => validate(text, dialect, { path }),
      ({ text }) => parseDocument(text),
      ({ text }) => judge.parse(text),
      ({ text }) => service.check(text)
    ],
    { warm: 5, measured: 9 }
  )
  const medians = times.map((of) => median(of) as number)
  const [ours = 0, yaml = 0, parser = 0, languageService = 0] = medians
  return {
    figures: [
      ratio("check.yaml", "check of a valid file, over yaml parseDocument", ours / yaml, files.length),
      ratio(
        "check.parser",
        "check of a valid file, over @actions/workflow-parser",
        ours / parser,
        files.length
      ),
      ratio("check.service", "check, over @actions/languageservice", ours / languageService, files.length)
    ],
    tables: [
      {
        title: "a valid file, warm: milliseconds",
        columns: ["tool", "median", "p99", "worst"],
        rows: names.map((name, at) => [
          name,
          ...[0.5, 0.99, 1].map((q) => print(quantile(times[at] ?? [], q), "ms"))
        ])
      }
    ]
  }
}

/** A fix of a one-error file, over what `yaml` takes to read its original; and the slowest of all mutants. */
const fixes = async (corpus: Corpus, dialects: ReadonlyMap<string, Dialect>): Promise<Part> => {
  const all = [...corpus.mutants.values()].flat().filter((mutant) => dialects.has(mutant.dialect))
  if (all.length === 0) return nothing
  const [fix = [], yaml = []] = await race<Mutant>(
    all,
    [
      ({ text, path, dialect }) => autoRepair(text, dialects.get(dialect) as Dialect, { unsafe: true, path }),
      ({ original }) => parseDocument(original.text)
    ],
    { warm: 1, measured: 3 }
  )
  const one = all.flatMap((mutant, at) =>
    mutant.dialect === "github-actions" && mutant.classes.length === 1 ? [at] : []
  )
  const ratios = one.map((at) => (fix[at] as number) / (yaml[at] as number))
  const slowest = all
    .map((mutant, at) => ({ mutant, time: fix[at] as number }))
    .sort((a, b) => b.time - a.time)
  return {
    figures: [
      ratio(
        "fix.median",
        "fix of a one-error file, over yaml parseDocument, median",
        median(ratios),
        one.length
      ),
      ratio(
        "fix.p99",
        "fix of a one-error file, over yaml parseDocument, p99",
        quantile(ratios, 0.99),
        one.length
      ),
      {
        id: "fix.worst",
        title: "slowest fix of any mutant",
        value: slowest[0]?.time,
        unit: "ms",
        of: all.length
      }
    ],
    tables: [
      {
        title: "the slowest fixes",
        columns: ["file", "characters", "time"],
        rows: slowest
          .slice(0, 8)
          .map(({ mutant, time }) => [mutant.path, mutant.text.length, print(time, "ms")])
      }
    ]
  }
}

/** Ten times the file, up to 5 MB; and 5 MB with a thousand errors. */
const growth = (dialect: Dialect): Part => {
  const sizes = [5_000, 50_000, 500_000, 5_000_000]
  const kinds = [
    { name: "check", make: largeWorkflow, work: (text: string) => validate(text, dialect) },
    {
      name: "fix",
      make: (size: number) => largeBrokenWorkflow(size, 1),
      work: (text: string) => autoRepair(text, dialect, { unsafe: true })
    }
  ]
  const figures: Array<Figure> = []
  const rows: Array<ReadonlyArray<string>> = []
  for (const { name, make, work } of kinds) {
    const times = sizes.map((size) => {
      const text = make(size)
      return effort(() => work(text))
    })
    const steps = times.slice(1).map((time, at) => time / (times[at] as number))
    figures.push(
      ratio(`growth.${name}`, `${name}: ten times the file, times the time, worst step`, Math.max(...steps))
    )
    rows.push([name, ...times.map((time) => print(time, "ms"))])
  }
  const broken = largeBrokenWorkflow(5_000_000, 1_000)
  let repaired = broken
  const time = fastest(1, () => {
    repaired = autoRepair(broken, dialect, { unsafe: true }).text
  })
  const left = validate(repaired, dialect).report.diagnostics.filter(
    ({ severity }) => severity === "error"
  ).length
  figures.push(
    { id: "large.fix", title: "5 MB with 1,000 errors: fix", value: time, unit: "ms" },
    { id: "large.left", title: "5 MB with 1,000 errors: errors left", value: left, unit: "count" }
  )
  return {
    figures,
    tables: [{ title: "growth", columns: ["", ...sizes.map((size) => `${size / 1000} kB`)], rows }]
  }
}

/**
 * Four times the faults of the text, of each kind and of all in turn: a workflow with one in every third job, and
 * texts with one on every line. And 5 MB with a thousand faults of all kinds.
 */
const faults = (dialect: Dialect): Part => {
  const fix = (text: string): string => autoRepair(text, dialect, { unsafe: true }).text
  const left = (text: string): number =>
    validate(text, dialect).report.diagnostics.filter(({ severity }) => severity === "error").length
  const kinds: ReadonlyArray<readonly [name: string, make: (count: number) => string]> = [
    ...slipKinds.map((kind: SlipKind) => [kind, (count: number) => jobsWith(count, [kind])] as const),
    ["all kinds in turn", (count) => jobsWith(count, slipKinds)],
    ...Object.entries(faultyLines).map(
      ([name, line]) =>
        [
          `each line: ${name}`,
          (count: number) => Array.from({ length: 5 * count }, (_, at) => `${line(at)}\n`).join("")
        ] as const
    )
  ]
  fix(jobsWith(50, slipKinds))
  let worst = 0
  let unsettled = 0
  const rows = kinds.map(([name, make]) => {
    const [few, many] = [make(100), make(400)]
    const one = Math.min(
      spentOn(() => fix(few)),
      spentOn(() => fix(few))
    )
    let repaired = many
    const four = spentOn(() => {
      repaired = fix(many)
    })
    const errors = left(repaired)
    worst = Math.max(worst, four / one)
    unsettled += errors
    return [name, print(one, "ms"), print(four, "ms"), print(four / one, "times"), String(errors)]
  })
  const broken = faultyWorkflow(5_000_000, 1_000)
  let repaired = broken
  const large = spentOn(() => {
    repaired = fix(broken)
  })
  return {
    figures: [
      ratio("faults.growth", "fix: four times the faults, times the time, worst kind", worst, kinds.length),
      { id: "faults.left", title: "errors left of all these", value: unsettled, unit: "count" },
      { id: "faults.large", title: "5 MB with 1,000 faults of the text: fix", value: large, unit: "ms" },
      {
        id: "faults.large.left",
        title: "5 MB with 1,000 faults of the text: errors left",
        value: left(repaired),
        unit: "count"
      }
    ],
    tables: [
      {
        title: "faults of the text, fix, time of the processor",
        columns: ["kind", "n", "4n", "ratio", "errors left"],
        rows
      }
    ]
  }
}

/** Four times the names that are wrong, beside four times those that are right. */
const names = (dialects: ReadonlyMap<string, Dialect>): Part => {
  let worst = 0
  let longest = 0
  const rows = manyNames(dialects).map(({ name, make }) => {
    const [few, many] = [make(250), make(1_000)]
    const fix = ({ dialect, text }: ReturnType<typeof make>): number =>
      spentOn(() => autoRepair(text, dialect, { unsafe: true }))
    fix(few)
    const one = Math.min(fix(few), fix(few))
    const four = fix(many)
    worst = Math.max(worst, four / one)
    longest = Math.max(longest, four)
    return [name, print(one, "ms"), print(four, "ms"), print(four / one, "times")]
  })
  return {
    figures: [
      ratio(
        "names.growth",
        "fix: four times the wrong names, times the time, worst kind",
        worst,
        rows.length
      ),
      { id: "names.longest", title: "fix of 1,000 wrong names, longest kind", value: longest, unit: "ms" }
    ],
    tables: [
      {
        title: "many wrong names, fix, time of the processor",
        columns: ["kind", "250", "1,000", "ratio"],
        rows
      }
    ]
  }
}

/** A workflow with so many faults, and three jobs to each. */
const jobsWith = (count: number, kinds: ReadonlyArray<SlipKind>): string =>
  faultyWorkflow(count * 2_000, count, kinds)

/** What starting costs a command that asks no model: its time, and whether it loads what only models need. */
const start = (program: string): ReadonlyArray<Figure> => {
  const folder = mkdtempSync(join(tmpdir(), "pipewright-bench-"))
  const file = join(folder, "ci.yml")
  writeFileSync(file, "on: pulse\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n")
  const shared = ["--no-config", "--dialect", "github-actions", file]
  const nobody = ["--model", "compatible:none", "--base-url", "http://127.0.0.1:1/v1"]
  const sdks = (...args: ReadonlyArray<string>): number =>
    loadedBy([program, ...args], folder).filter((loaded) => isSdk.test(readFileSync(loaded, "utf8"))).length
  const commands = [
    ["--help"],
    ["check", ...shared],
    ["fix", "--diff", ...shared],
    ["refine", "--diff", ...shared],
    ["refine", "--diff", "--estimate", ...nobody, ...shared]
  ]
  const loaded = commands.reduce((sum, args) => sum + sdks(...args), 0)
  const asked = sdks("refine", "--diff", ...nobody, ...shared)
  const bare: Array<number> = []
  const check: Array<number> = []
  for (let round = 0; round < 9; round++) {
    check.push(lifetime([program, "check", ...shared]))
    bare.push(lifetime(["-e", "0"]))
  }
  rmSync(folder, { recursive: true })
  return [
    ratio(
      "start.check",
      "check of one file, over bare node -e 0",
      (median(check) ?? 0) / (median(bare) ?? 1)
    ),
    {
      id: "start.sdks",
      title: "files with a provider's package that commands load which ask nobody",
      value: loaded,
      unit: "count",
      of: commands.length
    },
    { id: "start.asked", title: "the same of a command that asks", value: asked, unit: "count" }
  ]
}

/** The packages of all providers send such headers. */
const isSdk = /x-stainless/i

/** The built command line: its start, and its memory over a thousand files. */
const program = (corpus: Corpus): Part => {
  const file = builtProgram()
  if (file === undefined) return nothing
  const help: Array<number> = []
  const bare: Array<number> = []
  for (let round = 0; round < 13; round++) {
    help.push(lifetime([file, "--help"]))
    bare.push(lifetime(["-e", "0"]))
  }
  const figures: Array<Figure> = [
    ratio("help", "--help, over bare node -e 0", (median(help) as number) / (median(bare) as number))
  ]
  figures.push(...start(file))
  const pool = [...corpus.valid, ...[...corpus.mutants.values()].flat()].filter(
    (sample) => sample.dialect === "github-actions"
  )
  if (pool.length > 0) {
    const folder = mkdtempSync(join(tmpdir(), "pipewright-bench-"))
    for (let at = 0; at < 1000; at++)
      writeFileSync(join(folder, `${at}.yml`), (pool[at % pool.length] as Sample).text)
    const usage = usageOf([file, "check", "--dialect", "github-actions", "--format", "jsonl", folder])
    rmSync(folder, { recursive: true })
    const finished = usage.status === 0 || usage.status === 1
    figures.push(
      {
        id: "memory",
        title: "1,000 files in one check: peak",
        value: finished ? usage.peak : undefined,
        unit: "MB"
      },
      { id: "thousand", title: "1,000 files in one check: time", value: usage.milliseconds, unit: "ms" }
    )
  }
  return { figures, tables: [] }
}
