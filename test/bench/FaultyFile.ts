/**
 * Large workflows with very many mistakes in them, each in a place of its own: what a program that writes pipelines
 * makes when it errs, or a bad conversion. What each costs must not depend on how many others there are.
 */
import { largeWorkflow } from "./LargeFile.ts"

/** One mistake in the text of a job. */
export const slips = {
  "missing colon": (job) => job.replace("runs-on:", "runs-on"),
  "missing space": (job) => job.replace("name: Job", "name:Job"),
  "unclosed quote": (job) => job.replace(/(NUMBER: "\d+)"/, "$1"),
  "unclosed bracket": (job) => job.replace("windows-latest]", "windows-latest"),
  "tab indentation": (job) => job.replace("        uses: actions/setup", "\t\t\t\tuses: actions/setup"),
  "indentation off": (job) => job.replace("        uses: actions/setup", "         uses: actions/setup"),
  "missing dash": (job) => job.replace("- id: build", "id: build"),
  "duplicate key": (job) => job.replace(/( {4}runs-on: .*\n)/, "$1$1"),
  "equals sign": (job) => job.replace("runs-on: ", "runs-on = "),
  "unclosed expression": (job) => job.replace("matrix.version }}", "matrix.version")
} satisfies Readonly<Record<string, (job: string) => string>>

export type SlipKind = keyof typeof slips

export const slipKinds = Object.keys(slips) as ReadonlyArray<SlipKind>

/** A workflow of about so many characters with so many mistakes, of these kinds in turn, spread evenly over its jobs. */
export const faultyWorkflow = (
  characters: number,
  count: number,
  kinds: ReadonlyArray<SlipKind> = slipKinds
): string => {
  const [top = "", ...jobs] = largeWorkflow(characters).split(/(?=^ {2}job-\d+:$)/m)
  const stride = jobs.length / count
  for (let made = 0; made < count; made++) {
    const at = Math.floor(made * stride)
    jobs[at] = slips[kinds[made % kinds.length] as SlipKind](jobs[at] as string)
  }
  return top + jobs.join("")
}

/** Texts with a mistake on each line. */
export const faultyLines: Readonly<Record<string, (line: number) => string>> = {
  "double quote": (line) => `k${line}: "abc`,
  "single quote": (line) => `k${line}: 'abc`,
  "quotes in turn": (line) => (line % 2 === 0 ? `k${line}: "abc` : `k${line}: 'abc`),
  bracket: (line) => `k${line}: [a`,
  closer: (line) => `k${line}: [a]]`,
  "same key": () => 'k: "abc',
  "second colon": () => "K: foo kk: bar"
}
