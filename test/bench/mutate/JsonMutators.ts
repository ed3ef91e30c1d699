/**
 * Slips of JSON: the file printed as JSON, as models often answer, with one mistake.
 */
import type { Mutator } from "./Mutator.ts"
import type { Random } from "./Random.ts"
import type { Mutation, Specimen } from "./Specimen.ts"

/** Changes one match of a pattern in the printed file. */
const slip =
  (pattern: RegExp, change: (match: RegExpExecArray) => string) =>
  (specimen: Specimen, random: Random): Mutation | undefined => {
    const printed = `${JSON.stringify(specimen.data, undefined, 2)}\n`
    const match = random.pick([...printed.matchAll(pattern)])
    if (match === undefined) return undefined
    const text = printed.slice(0, match.index) + change(match) + printed.slice(match.index + match[0].length)
    return {
      text,
      lines: [printed.slice(0, match.index).split("\n").length],
      detail: match[0].trim().slice(0, 40)
    }
  }

/** Changes every match. */
const throughout =
  (pattern: RegExp, by: (match: string) => string) =>
  (specimen: Specimen): Mutation | undefined => {
    const printed = `${JSON.stringify(specimen.data, undefined, 2)}\n`
    const text = printed.replaceAll(pattern, by)
    return text === printed ? undefined : { text, lines: [1], detail: "throughout" }
  }

const simple = /"(?:[^"\\\n']|\\.)*"/g

export const jsonMutators: ReadonlyArray<Mutator> = (
  [
    {
      name: "json_trailing_comma",
      restore: "exact",
      mutate: slip(/[^,{[\s](?=\n\s*[}\]])/g, ([last]) => `${last},`)
    },
    { name: "json_double_comma", restore: "exact", mutate: slip(/,\n/g, () => ",,\n") },
    { name: "json_missing_colon", restore: "exact", mutate: slip(/": /g, () => '" ') },
    { name: "json_equals", restore: "exact", mutate: slip(/": /g, () => '" = ') },
    {
      name: "json_single_quotes",
      restore: "exact",
      mutate: (specimen) =>
        /'/.test(JSON.stringify(specimen.data)) || /\\/.test(JSON.stringify(specimen.data))
          ? undefined
          : throughout(simple, (match) => `'${match.slice(1, -1)}'`)(specimen)
    },
    {
      name: "json_unquoted_keys",
      restore: "exact",
      mutate: throughout(/"[A-Za-z_]\w*"(?=: )/g, (match) => match.slice(1, -1))
    },
    { name: "json_comment", restore: "exact", mutate: slip(/,\n/g, () => ", // as before\n") },
    {
      name: "json_python",
      restore: "exact",
      mutate: slip(/: (?:true|false|null)/g, ([match]) => `: ${python(match.slice(2))}`)
    },
    {
      name: "json_key_quote_lost",
      restore: "exact",
      mutate: slip(/^( *")([\w-]+)"(?=: )/gm, ([, open, name]) => `${open}${name}`)
    },
    { name: "json_raw_newline", restore: "exact", mutate: slip(/(?<=\w)\\n(?=\w)/g, () => "\n") },
    { name: "json_extra_brace", restore: "exact", mutate: slip(/(?<=\n\})\n$/g, () => "\n}\n") },
    {
      name: "json_prose",
      restore: "exact",
      mutate: (specimen) => ({
        text: `Here is the configuration:\n\n${JSON.stringify(specimen.data, undefined, 2)}\n\nIt runs on every push.\n`,
        lines: [1],
        detail: "around it"
      })
    }
  ] satisfies ReadonlyArray<Mutator>
).map((mutator) => ({
  ...mutator,
  // JSON has one document: of a stream, the others would be lost.
  mutate: (specimen, random) => (specimen.single ? mutator.mutate(specimen, random) : undefined)
}))

const python = (word: string): string =>
  word === "null" ? "None" : `${word.charAt(0).toUpperCase()}${word.slice(1)}`
