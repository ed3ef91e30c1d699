/**
 * Slips of names: keys, words of a closed set, references, and the words of GitHub's expressions.
 */
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import type { Mutation, Place, Specimen } from "./Specimen.ts"

/** Renames one key. */
export const renamed =
  (change: (name: string, random: Random) => string | undefined) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const places = specimen.places.filter(
      ({ name, path, pair }) =>
        change(name, random) !== undefined &&
        specimen.written(pair.key) === name &&
        !(specimen.sample.dialect === "gitlab-ci" && free(path))
    )
    const place = random.pick(places)
    const name = place === undefined ? undefined : change(place.name, random)
    return place === undefined || name === undefined
      ? undefined
      : specimen.exchange(place.pair.start, place.pair.key.end, name, `${place.path.join(".")} -> ${name}`)
  }

/** Changes one match of a pattern inside expressions and conditions. */
const expression =
  (pattern: RegExp, by: string | ((match: string) => string)) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const conditions = specimen
      .scalars((_, { name }) => name === "if")
      .map(({ pair }) => [pair.value.start, pair.value.end] as const)
    const templates = [...specimen.text.matchAll(/\$\{\{[^}]*\}\}/g)].map(
      (match) => [match.index, match.index + match[0].length] as const
    )
    const places = [...conditions, ...templates].flatMap(([start, end]) =>
      [...specimen.text.slice(start, end).matchAll(pattern)].map((match) => ({
        start: start + match.index,
        match: match[0]
      }))
    )
    const place = random.pick(places)
    if (place === undefined) return undefined
    const text = typeof by === "string" ? by : by(place.match)
    return specimen.exchange(place.start, place.start + place.match.length, text, `${place.match} -> ${text}`)
  }

/** A slip of the fingers, of another kind than a doubled or lost letter: neighbours on the keyboard and swaps. */
const slipped = (word: string, random: Random): string | undefined => {
  if (word.length < 4) return undefined
  const at = 1 + random.below(word.length - 2)
  const neighbour = neighbours[word.charAt(at)]
  if (neighbour === undefined) return undefined
  return random.next() < 0.5
    ? word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2)
    : word.slice(0, at) + neighbour + word.slice(at + 1)
}

const neighbours: Readonly<Record<string, string>> = {
  ...{
    a: "s",
    b: "v",
    c: "x",
    d: "f",
    e: "r",
    f: "g",
    g: "h",
    h: "j",
    i: "o",
    j: "k",
    k: "l",
    l: "k",
    m: "n"
  },
  ...{
    n: "m",
    o: "p",
    p: "o",
    q: "w",
    r: "t",
    s: "d",
    t: "y",
    u: "i",
    v: "b",
    w: "e",
    x: "c",
    y: "u",
    z: "x"
  }
}

/** Keys that the formats know: a slip in a name chosen by the author is no error. */
const known = new Set([
  ...[
    "on",
    "jobs",
    "steps",
    "uses",
    "with",
    "run",
    "name",
    "runs-on",
    "env",
    "needs",
    "if",
    "strategy",
    "matrix"
  ],
  ...[
    "permissions",
    "branches",
    "types",
    "schedule",
    "cron",
    "inputs",
    "outputs",
    "container",
    "services",
    "image"
  ],
  ...[
    "working-directory",
    "shell",
    "timeout-minutes",
    "continue-on-error",
    "concurrency",
    "environment",
    "defaults"
  ],
  ...[
    "workflow",
    "type",
    "prompt",
    "content",
    "description",
    "role",
    "model",
    "preset",
    "claude_options",
    "output_to_file"
  ],
  ...[
    "max_turns",
    "output_format",
    "allowed_tools",
    "checkpoint_enabled",
    "workspace_dir",
    "token_budget",
    "functions"
  ],
  ...[
    "stages",
    "stage",
    "script",
    "before_script",
    "after_script",
    "artifacts",
    "paths",
    "cache",
    "rules",
    "when",
    "variables",
    "extends",
    "include",
    "trigger",
    "allow_failure",
    "retry",
    "expire_in",
    "reports",
    "parallel",
    "interruptible",
    "dependencies"
  ]
])

/** Whether GitLab takes any name there: in a hidden job, or among names that the author chose. */
const free = (path: ReadonlyArray<string | number>): boolean =>
  String(path[0]).startsWith(".") ||
  path
    .slice(0, -1)
    .some((key) => ["variables", "inputs", "matrix", "secrets", "id_tokens"].includes(String(key)))

export const ofKnown =
  (change: (name: string, random: Random) => string | undefined) =>
  (name: string, random: Random): string | undefined => {
    const changed = known.has(name) ? change(name, random) : undefined
    return changed === name ? undefined : changed
  }

const referenceSlip = (
  specimen: Specimen,
  random: Random,
  names: ReadonlyArray<string>
): Mutation | undefined => {
  const place = random.pick(
    specimen.scalars(
      (value, { name }: Place) =>
        names.includes(name) && typeof value.value === "string" && value.style === "plain"
    )
  )
  if (place === undefined) return undefined
  const slip = slipped(String(place.value.value), random)
  return slip === undefined
    ? undefined
    : specimen.exchange(place.value.start, place.value.end, slip, `${place.path.join(".")} -> ${slip}`)
}

/** Begins an expression in a condition, and does not end it; or ends one that was not begun. */
const halved = (specimen: Specimen, random: Random): Mutation | undefined => {
  const place = random.pick(
    specimen.scalars(
      (value, { name }) => name === "if" && value.style === "plain" && !String(value.value).includes("{")
    )
  )
  if (place === undefined) return undefined
  const { start, end } = place.value
  const written = specimen.text.slice(start, end)
  const text = random.next() < 0.5 ? `\${{ ${written}` : `${written} }}`
  return { ...specimen.exchange(start, end, text, place.path.join(".")), alsoAccept: [`\${{ ${written} }}`] }
}

export const nameMutators: ReadonlyArray<Mutator> = [
  { name: "key_slip", restore: "guess", mutate: renamed(ofKnown(slipped)) },
  {
    name: "key_singular",
    restore: "guess",
    mutate: renamed(
      ofKnown((name) => (/[^s]s$/.test(name) ? name.slice(0, -1).replace(/che$/, "ch") : `${name}s`))
    )
  },
  {
    name: "key_spaced",
    restore: "guess",
    mutate: renamed(ofKnown((name) => (/[-_]/.test(name) ? name.replaceAll(/[-_]/g, " ") : undefined)))
  },
  {
    name: "key_joined",
    restore: "guess",
    mutate: renamed(ofKnown((name) => (/[-_]/.test(name) ? name.replaceAll(/[-_]/g, "") : undefined)))
  },
  { name: "key_shouted", restore: "guess", mutate: renamed(ofKnown((name) => name.toUpperCase())) },
  { name: "key_quoted_twice", restore: "guess", mutate: renamed(ofKnown((name) => `"'${name}'"`)) },
  {
    name: "need_slip",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: (specimen, random) => referenceSlip(specimen, random, ["needs"])
  },
  {
    name: "step_slip",
    restore: "guess",
    dialects: ["ai-workflow"],
    mutate: (specimen, random) => referenceSlip(specimen, random, ["step"])
  },
  {
    name: "event_slip",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: renamed((name, random) =>
      /^(push|pull_request|schedule|workflow_dispatch|release|issues)$/.test(name)
        ? slipped(name, random)
        : undefined
    )
  },
  {
    name: "access_word",
    restore: "guess",
    dialects: ["github-actions"],
    mutate: (specimen, random) => {
      const place = random.pick(
        specimen.scalars(
          (value, { path }) => path.includes("permissions") && /^(read|write|none)$/.test(String(value.value))
        )
      )
      if (place === undefined) return undefined
      const words: Readonly<Record<string, string>> = { read: "readonly", write: "Write", none: "no" }
      return specimen.exchange(
        place.value.start,
        place.value.end,
        words[String(place.value.value)] as string,
        place.path.join(".")
      )
    }
  },
  { name: "condition_halved", restore: "guess", dialects: ["github-actions"], mutate: halved },
  ...(
    [
      ["expr_double_quotes", /'[^'"]*'/g, (match: string) => `"${match.slice(1, -1)}"`],
      ["expr_single_equals", /==/g, "="],
      ["expr_triple_equals", /==/g, "==="],
      ["expr_word_and", /&&/g, "and"],
      ["expr_word_or", /\|\|/g, "or"],
      ["expr_not_equal", /!=/g, "<>"],
      [
        "expr_context_slip",
        /\b(?:github|secrets|matrix|steps|needs)(?=\.)/g,
        (match: string) => `${match.slice(0, 2)}${match.slice(3)}`
      ],
      [
        "expr_context_singular",
        /\b(?:secrets|steps|needs|inputs)(?=\.)/g,
        (match: string) => match.slice(0, -1)
      ],
      ["expr_context_case", /\b(?:github|secrets|matrix)(?=\.)/g, (match: string) => match.toUpperCase()],
      ["expr_double_dot", /(?<=\w)\.(?=\w)/g, ".."],
      ["expr_parenthesis_lost", /\)/g, ""],
      [
        "expr_function_slip",
        /\b(?:contains|startsWith|format|hashFiles|always|failure)(?=\()/g,
        (match: string) => match.slice(0, -1)
      ],
      ["expr_comma_lost", /(?<=\w), (?=['\w])/g, " "],
      ["expr_brace_lost", /\}\}$/g, "}"],
      ["expr_braces_lost", /\}\}$/g, ""],
      ["expr_brace_three", /^\$\{\{/g, "${{{"],
      ["expr_colon", /^\$\{\{/g, "$:{{"],
      [
        "expr_function_bare",
        /\b(?:always|success|failure|cancelled)\(\)/g,
        (match: string) => match.slice(0, -2)
      ],
      ["expr_arrow", /(?<=\b(?:github|secrets|matrix|steps|needs|env))\./g, "->"],
      ["expr_semicolon", /(?<=[\w)'])(?= *\}\}$)/g, ";"],
      ["expr_dollar", /\b(?:github|secrets|matrix|steps|needs|env)(?=\.)/g, (match: string) => `$${match}`],
      [
        "expr_nested",
        /\b(?:github|secrets|matrix|steps|needs|env)\.[\w.-]+/g,
        (match: string) => `\${{ ${match} }}`
      ]
    ] as const
  ).map(
    ([name, pattern, by]): Mutator => ({
      name,
      restore: "guess",
      dialects: ["github-actions"],
      mutate: expression(pattern, by)
    })
  )
]
