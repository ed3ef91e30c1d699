/**
 * `npm run bench -- NAME [--check] [--data DIR] [options of the bench]`: runs one bench, prints its tables,
 * writes `bench-results/NAME.json`. With `--check` it exits 1 and names the figures that miss their targets,
 * and 2 where none is missed but one was skipped because its data is absent.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { type Judged, judge, print, printTarget, targetsOf } from "./Figure.ts"
import { render } from "./Table.ts"

const here = dirname(fileURLToPath(import.meta.url))
const project = resolve(here, "../..")

const main = async (argv: ReadonlyArray<string>): Promise<number> => {
  const [name, ...rest] = argv
  const file = name === undefined ? undefined : join(here, `${name}.bench.ts`)
  if (name === undefined || file === undefined || !/^[\w-]+$/.test(name) || !existsSync(file)) {
    console.error(`Which bench? One of: ${names().join(", ")}`)
    return 2
  }
  const { bench } = (await import(file)) as { readonly bench: Benchmark }
  if (rest.includes("--help")) {
    console.log([`npm run bench -- ${name} [--check] [--data DIR]`, ...bench.options].join("\n  "))
    return 0
  }
  const args = read(rest)
  const started = performance.now()
  const measured = await bench.run(args)
  const judged = judge(measured.figures, targetsOf(join(here, "targets", `${name}.yaml`)), measured.partial)
  show(measured, judged)
  write(name, args, measured, judged, performance.now() - started)
  return args.options.has("check") ? verdict(judged) : 0
}

const names = (): ReadonlyArray<string> =>
  readdirSync(here)
    .filter((file) => file.endsWith(".bench.ts"))
    .map((file) => file.slice(0, -".bench.ts".length))

const read = (argv: ReadonlyArray<string>): Arguments => {
  const options = new Map<string, string | true>()
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string
    if (!word.startsWith("--")) throw new Error(`Unexpected argument ${word}: options begin with --`)
    const [name = "", ...value] = word.slice(2).split("=")
    const next = argv[at + 1]
    if (value.length > 0) options.set(name, value.join("="))
    else if (next !== undefined && !next.startsWith("--")) {
      options.set(name, next)
      at++
    } else options.set(name, true)
  }
  const data = options.get("data")
  return { data: resolve(typeof data === "string" ? data : join(project, "../shared/data")), options }
}

const show = (measured: Measured, judged: ReadonlyArray<Judged>): void => {
  for (const table of measured.tables) console.log(`${render(table)}\n`)
  for (const note of measured.notes) console.log(`${note}\n`)
  console.log(
    render({
      title: "figures",
      columns: ["figure", "what", "of", "measured", "target", ""],
      rows: judged.map((figure) => [
        figure.id,
        figure.title,
        figure.of,
        print(figure.value, figure.unit),
        printTarget(figure.target, figure.unit),
        figure.verdict === "shown" ? "" : figure.verdict
      ])
    })
  )
}

const write = (
  name: string,
  args: Arguments,
  measured: Measured,
  judged: ReadonlyArray<Judged>,
  milliseconds: number
): void => {
  const folder = join(project, "bench-results")
  mkdirSync(folder, { recursive: true })
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length }
  const options = Object.fromEntries(args.options)
  const result = { bench: name, options, machine, milliseconds, figures: judged, details: measured.details }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, undefined, 1)}\n`)
}

const verdict = (judged: ReadonlyArray<Judged>): number => {
  const missed = judged.filter((figure) => figure.verdict === "missed")
  const skipped = judged.filter((figure) => figure.verdict === "skipped")
  for (const figure of missed)
    console.error(
      `missed: ${figure.id} is ${print(figure.value, figure.unit)}, wanted ${printTarget(figure.target, figure.unit)}`
    )
  if (skipped.length > 0) console.error(`skipped: ${skipped.map((figure) => figure.id).join(", ")}`)
  return missed.length > 0 ? 1 : skipped.length > 0 ? 2 : 0
}

process.exitCode = await main(process.argv.slice(2))
