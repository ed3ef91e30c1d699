/**
 * Uses of inputs and the like: `$[[ inputs.name | function ]]` names what the header declares.
 */
import type { Fix } from "../../../diagnose/Fix.ts"
import { likely } from "../../../diagnose/Likely.ts"
import { oneOf } from "../../../diagnose/Nearest.ts"
import { rangeOf, replaced } from "../../../diagnose/Spot.ts"
import type { Pair } from "../../../document/Node.ts"
import { type Block, blocksIn, type Part, tornIn } from "../expression/Interpolation.ts"
import { type Header, headerOf } from "../model/Header.ts"
import type { Text } from "../model/Job.ts"
import type { Pipeline } from "../model/Pipeline.ts"
import { walk } from "../model/Tree.ts"
import { language } from "../rules.generated.ts"
import { check, type Say } from "./Say.ts"

export const inputs = check((pipeline, say) => {
  const header = headerOf(pipeline)
  const { text } = say.view
  if (!text.includes("$[[") && (header === undefined || !text.includes("input"))) return
  const texts = textsOf(pipeline)
  const uses = new Uses(pipeline, say, header)
  for (const each of texts) uses.look(each)
  uses.end()
})

interface Place extends Text {
  readonly keyOf: Pair | undefined
}

/** The texts that hold a block, keys included. */
const textsOf = (pipeline: Pipeline): ReadonlyArray<Place> => {
  const texts: Array<Place> = []
  walk(pipeline.root, ({ node, pointer, keyOf }) => {
    if (node.kind !== "scalar" || typeof node.value !== "string") return
    if (node.value.includes("$[[") || node.value.includes("inputs."))
      texts.push({ node, pointer: pointer(), text: node.value, keyOf })
  })
  return texts
}

class Uses {
  readonly #pipeline: Pipeline
  readonly #say: Say
  readonly #header: Header | undefined
  readonly #undeclared = new Set<string>()
  #bare: { readonly place: Place; readonly block: Block } | undefined

  constructor(pipeline: Pipeline, say: Say, header: Header | undefined) {
    this.#pipeline = pipeline
    this.#say = say
    this.#header = header
  }

  look(place: Place): void {
    const declared = this.#header?.inputs
    for (const torn of declared === undefined ? [] : tornIn(place.text)) {
      // In the steps of `run`, `${{ inputs.a }}` is the input of a step.
      if (!declared?.has(torn.name) || /\/run\//.test(place.pointer)) continue
      this.#problem(place, torn, "interpolation-form", `An input is written \`${torn.meant}\``, [
        this.#edit(place, torn, torn.meant, torn.sure ? "safe" : "unsafe", torn.sure ? 0.98 : 0.7)
      ])
    }
    for (const block of blocksIn(place.text)) this.#block(place, block)
  }

  #block(place: Place, block: Block): void {
    const header = this.#header
    const { context, name } = block
    this.#functions(place, block)
    if (!contexts.has(context.text)) {
      this.#context(place, block)
      return
    }
    if (context.text === "matrix") return
    if (name === undefined || name.text === "") {
      this.#problem(place, block, "interpolation-form", `\`${context.text}\` needs a name behind it`, [])
    } else if (context.text === "component") this.#field(place, name)
    else if (header === undefined) this.#withoutHeader(place, block, name.text)
    else if (!header.inputs.has(name.text)) {
      if (header.open) {
        this.#say.unknown({
          rule: "unknown-input",
          message: `Whether there is an input \`${name.text}\` depends on files outside this one`,
          pointer: place.pointer,
          at: place.node
        })
        return
      }
      const names = [...header.inputs.keys()]
      this.#problem(
        place,
        name,
        "unknown-input",
        `The header declares no input \`${name.text}\`${names.length === 0 ? "" : `: it declares ${oneOf(names)}`}`,
        [...this.#rename(place, name, names), this.#declare(header, name.text)].slice(0, 2)
      )
    }
  }

  /** What stands before the dot, or without one. */
  #context(place: Place, { context, name }: Block): void {
    const bare = name === undefined && this.#header?.inputs.has(context.text) === true
    const fixes = bare
      ? [this.#edit(place, context, `inputs.${context.text}`, "unsafe", 0.97)]
      : this.#rename(place, context, language.contexts)
    this.#problem(
      place,
      context,
      "interpolation-form",
      `\`${context.text}\` is nothing that can be filled in: there are ${oneOf(language.contexts)}`,
      fixes
    )
  }

  #functions(place: Place, block: Block): void {
    for (const used of block.functions) {
      const counts = functions.get(used.text)
      if (counts === undefined) {
        this.#problem(
          place,
          used,
          "input-function",
          `There is no function \`${used.text}\`: there are ${oneOf([...functions.keys()])}`,
          this.#rename(place, used, functions.keys())
        )
      } else if (used.count < counts[0] || used.count > counts[1]) {
        this.#problem(
          place,
          used,
          "input-function",
          `\`${used.text}\` takes ${counts[1] === 0 ? "no arguments" : `${counts[1]} arguments`}, not ${used.count}`,
          []
        )
      }
    }
  }

  #field(place: Place, name: Part): void {
    const header = this.#header
    if (header?.fields.includes(name.text) === true || header?.open === true) return
    const known = language.componentFields.includes(name.text)
    this.#problem(
      place,
      name,
      "undeclared-component-field",
      known
        ? `\`component.${name.text}\` has to be asked for under \`spec:component\` of the header`
        : `A component has no field \`${name.text}\`: there are ${oneOf(language.componentFields)}`,
      known
        ? header === undefined
          ? []
          : [
              this.#say.fix(
                `Ask for \`${name.text}\``,
                [
                  header.fields.length === 0
                    ? { op: "add", path: "/spec/component", value: [name.text] }
                    : { op: "add", path: "/spec/component/-", value: name.text }
                ],
                "unsafe",
                0.9,
                header.document
              )
            ]
        : this.#rename(place, name, language.componentFields)
    )
  }

  /** Without a header nothing is filled in: the text stays as it is. Said once. */
  #withoutHeader(place: Place, block: Block, name: string): void {
    this.#undeclared.add(name)
    this.#bare ??= { place, block }
  }

  /** What the file as a whole lacks, once all texts were looked at. */
  end(): void {
    if (this.#bare === undefined) return
    const { place, block } = this.#bare
    const names = [...this.#undeclared]
    const { text, roots } = this.#say.view
    const start = text.startsWith("\ufeff") ? 1 : 0
    const header = `spec:\n  inputs:\n${names.map((name) => `    ${name}:\n`).join("")}`
    const separated = /^---(?:\s|$)/.test(text.slice(start, start + 4))
    this.#problem(
      place,
      block,
      "input-without-header",
      `The file has no header that declares ${listed(names)}, so nothing is replaced`,
      roots.length > 1 || this.#pipeline.root.flow
        ? []
        : [
            this.#say.rewrite(
              "Write a header that declares what is used",
              [{ start, end: start, text: separated ? header : `${header}---\n` }],
              "unsafe",
              0.7
            )
          ]
    )
  }

  #declare(header: Header, name: string): Fix {
    return this.#say.fix(
      `Declare the input \`${name}\``,
      [
        header.written
          ? { op: "add", path: `${header.pointer}/${name}`, value: { description: "" } }
          : { op: "add", path: header.pointer, value: { [name]: { description: "" } } }
      ],
      "unsafe",
      0.5,
      header.document
    )
  }

  #rename(place: Place, part: Part, names: Iterable<string>): ReadonlyArray<Fix> {
    const all = [...names]
    return likely(
      part.text,
      this.#say.among(all.length, () => all)
    )
      .slice(0, 2)
      .map(({ name, applicability, confidence }) => this.#edit(place, part, name, applicability, confidence))
  }

  #edit(
    place: Place,
    part: Part,
    text: string,
    applicability: Fix["applicability"],
    confidence: number
  ): Fix {
    const title = `Write \`${text}\``
    if (place.keyOf === undefined)
      return this.#say.fix(title, replaced(place, [{ ...part, text }]), applicability, confidence)
    // A patch says values; a key is mended in the text.
    const { start, end } = rangeOf(this.#say.view.text, place, part)
    return this.#say.rewrite(title, [{ start, end, text }], applicability, confidence)
  }

  #problem(place: Place, part: Part, rule: string, message: string, fixes: ReadonlyArray<Fix>): void {
    this.#say.problem({
      rule,
      message,
      pointer: place.pointer,
      at: rangeOf(this.#say.view.text, place, part),
      fixes
    })
  }
}

const listed = (names: ReadonlyArray<string>): string => names.map((name) => `\`${name}\``).join(", ")

const contexts: ReadonlySet<string> = new Set(language.contexts)
const functions: ReadonlyMap<string, readonly [number, number]> = new Map(
  Object.entries(language.inputFunctions)
)
