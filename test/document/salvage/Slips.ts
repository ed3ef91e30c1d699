/**
 * Random pipelines in text, and slips made in them on purpose. The pipelines fit the sketch; a slip knows whether
 * its undoing is beyond doubt.
 */
import fc from "fast-check"

const word = fc.constantFrom("alpha", "beta", "gamma", "delta", "omega", "sigma")
const value = fc.constantFrom("one", "'two words'", '"three: parts"', "v1.2.3", "${{ x.y }}", "path/to/file")

interface Step {
  readonly lines: ReadonlyArray<string>
}

const step: fc.Arbitrary<Step> = fc
  .record({
    name: fc.option(value),
    action: fc.boolean(),
    env: fc.option(fc.uniqueArray(word, { minLength: 1, maxLength: 3 })),
    script: fc.boolean()
  })
  .map(({ name, action, env, script }) => {
    const lines: Array<string> = []
    if (name !== null) lines.push(`name: ${name}`)
    if (action) lines.push("uses: tool@v1")
    else if (script) lines.push("run: |", "  make configure", "  if [ -f x ]; then", "    make all", "  fi")
    else lines.push("run: make all")
    if (env !== null) lines.push("env:", ...env.map((key) => `  ${key.toUpperCase()}: one`))
    return { lines }
  })

export const pipelineText: fc.Arbitrary<string> = fc
  .record({
    name: value,
    branches: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
    jobs: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    comment: fc.boolean()
  })
  .map(({ name, branches, jobs, steps, comment }) => {
    const lines = [`name: ${name}`, "on:", "  push:", `    branches: [${branches.join(", ")}]`, "jobs:"]
    if (comment) lines.unshift("# Made by a test.")
    for (const job of jobs) {
      lines.push(`  ${job}:`, "    runs-on: linux", "    steps:")
      // No step is like another: two alike might as well be one that was written twice.
      for (const [index, { lines: body }] of steps.entries()) {
        body.forEach((line, at) => {
          lines.push(`      ${at === 0 ? "- " : "  "}${line.replace(/(?:tool@v|make all$)/, `$&${index}`)}`)
        })
      }
    }
    return `${lines.join("\n")}\n`
  })

export interface Slip {
  readonly name: string
  /** Makes the slip at the n-th place where it can be made; undefined where there is none. */
  readonly make: (text: string, n: number) => string | undefined
}

/** A slip in one line among those that match; lines of scripts are left alone. */
const inLine =
  (matches: RegExp, change: (line: string) => string): Slip["make"] =>
  (text, n) => {
    const lines = text.split("\n")
    let script = -1
    const places: Array<number> = []
    for (const [at, line] of lines.entries()) {
      const col = line.search(/\S/)
      if (script >= 0 && col > script) continue
      script = /\brun: \|$/.test(line) ? col : -1
      if (matches.test(line)) places.push(at)
    }
    const at = places[n % Math.max(1, places.length)]
    if (at === undefined) return undefined
    const changed = change(lines[at] as string)
    if (changed === lines[at]) return undefined
    lines[at] = changed
    return lines.join("\n")
  }

/** Slips of which every trace is left, so that the text before them must come back. */
export const certain: ReadonlyArray<Slip> = [
  { name: "a fence around it", make: (text) => `\`\`\`yaml\n${text}\`\`\`\n` },
  {
    name: "prose around it",
    make: (text) => `Here is the file you asked for:\n\n${text}\nLet me know if it works!\n`
  },
  {
    name: "tabs everywhere",
    make: (text) => text.replaceAll(/^(?: {2})+/gm, (lead) => "\t".repeat(lead.length / 2))
  },
  {
    name: "numbered lines",
    make: (text) =>
      text
        .trimEnd()
        .split("\n")
        .map((line, at) => `${at + 1} | ${line}`)
        .join("\n")
  },
  { name: "one string", make: (text) => JSON.stringify(text) },
  {
    name: "a diff",
    make: (text) =>
      text
        .trimEnd()
        .split("\n")
        .map((line) => `+${line}`)
        .join("\n")
  },
  { name: "a missing colon", make: inLine(/^\s*[\w-]+:$/, (line) => line.slice(0, -1)) },
  {
    name: "a missing space",
    make: inLine(/^\s*(?:- )?(?:name|runs-on): /, (line) => line.replace(": ", ":"))
  },
  { name: "an open bracket", make: inLine(/\]$/, (line) => line.slice(0, -1)) },
  { name: "an open quote", make: inLine(/: '[^']*'$/, (line) => line.slice(0, -1)) },
  { name: "a column too many", make: inLine(/^\s+(?:runs-on|steps):/, (line) => ` ${line}`) },
  { name: "an equals sign", make: inLine(/^\s*runs-on: /, (line) => line.replace(":", " =")) },
  {
    name: "a comment of another language",
    make: inLine(/^jobs:/, (line) => `// The jobs: all of them.\n${line}`)
  }
]

/** Slips that may be undone in more than one way. */
export const doubtful: ReadonlyArray<Slip> = [
  { name: "a column too few", make: inLine(/^\s+[\w-]+:/, (line) => line.slice(1)) },
  { name: "two columns too few", make: inLine(/^\s{2,}[\w-]+:/, (line) => line.slice(2)) },
  { name: "a lost dash", make: inLine(/^\s+- /, (line) => line.replace("- ", "  ")) },
  { name: "a dash too many", make: inLine(/^\s{8}[\w-]+:/, (line) => line.replace(/ {2}(?=\S)/, "- ")) },
  { name: "a key twice", make: inLine(/^\s*[\w-]+: \S/, (line) => `${line}\n${line}`) },
  { name: "a cut", make: (text, n) => text.slice(0, Math.max(20, (n * 7919) % text.length)) },
  {
    name: "a stray line",
    make: inLine(/^\s+(?:runs-on|steps|branches):/, (line) => `some words that say nothing\n${line}`)
  },
  { name: "a lost quote", make: inLine(/: "[^"]*"$/, (line) => line.replace('"', "")) }
]
