/**
 * The dry run: walks the steps in the order in which they would run and looks at what each of them needs at that
 * moment: its provider, its tools, its files, the variables and results that it takes. Nothing runs.
 *
 * A loop's body is walked once, as its first iteration, which is the one that has least; how often it would run only
 * counts towards the limits. What the declared context does not speak of is unknown.
 */

import type { Diagnostic, Unknown } from "../../diagnose/Diagnostic.ts"
import type { Check, View } from "../../diagnose/Dialect.ts"
import { finding, patchFix } from "../../diagnose/Finding.ts"
import type { Fix } from "../../diagnose/Fix.ts"
import { nearest, oneOf } from "../../diagnose/Nearest.ts"
import { rangeOf } from "../../diagnose/Spot.ts"
import { get, type Node, stringOf } from "../../document/Node.ts"
import { child } from "../../document/Pointer.ts"
import { constantOf } from "./Expression.ts"
import { Files } from "./Files.ts"
import { type Formula, type Found, foundIn, type Mention } from "./Mentions.ts"
import { Names } from "./Names.ts"
import { optionsOf } from "./Options.ts"
import { rules, world } from "./rules.generated.ts"
import { itemsOf, type Scope, type Step } from "./Step.ts"

export const dryRun: Check = (view) => {
  const found = foundIn(view.roots[0])
  if (found === undefined) return { diagnostics: [], unknowns: [] }
  const walk = new Walk(view, found)
  walk.run()
  return { diagnostics: walk.diagnostics, unknowns: walk.unknowns }
}

interface Report {
  readonly rule: string
  readonly message: string
  readonly pointer: string
  readonly at: { readonly start: number; readonly end: number }
  readonly fixes?: ReadonlyArray<Fix>
}

/** The provider that a type of step asks. */
const providers = new Map(
  Object.entries(world.providers).flatMap(([name, provider]) =>
    provider.steps.map((type) => [type, [name, provider] as const] as const)
  )
)

/** More steps than this in one run count as this many. */
const countless = 1_000_000

class Walk {
  readonly diagnostics: Array<Diagnostic> = []
  readonly unknowns: Array<Unknown> = []
  readonly #view: View
  readonly #found: Found
  readonly #names: Names
  readonly #files: Files
  readonly #mentions = new Map<Step, Array<Mention>>()
  readonly #conditions = new Map<Step, Array<Formula>>()
  readonly #tools = new Map<Step, Array<{ readonly node: Node; readonly pointer: string }>>()
  /** Steps that surely never run. */
  readonly #idle = new Set<Step>()
  readonly #set = new Set<string>()
  readonly #asked = new Set<string>()

  constructor(view: View, found: Found) {
    this.#view = view
    this.#found = found
    this.#names = Names.of(found.workflow)
    this.#files = new Files(found.workflow, view.context.files)
    const group = <A>(map: Map<Step, Array<A>>, step: Step, item: A): void => {
      const list = map.get(step)
      if (list === undefined) map.set(step, [item])
      else list.push(item)
    }
    for (const mention of found.mentions) group(this.#mentions, mention.step, mention)
    for (const formula of found.formulas) {
      if (formula.key === "condition" && formula.place === "condition" && !formula.item) {
        group(this.#conditions, formula.step, formula)
      }
    }
    if (view.context.tools !== undefined) {
      for (const options of optionsOf(found.workflow)) {
        if (options.step === undefined) continue
        for (const item of itemsOf(options.node, options.pointer, "allowed_tools"))
          group(this.#tools, options.step, item)
      }
    }
    for (const [name, setters] of this.#names.variables) {
      if (setters.some((variable) => variable.step === undefined)) this.#set.add(name)
    }
    for (const name of view.context.variables ?? []) this.#set.add(name)
  }

  run(): void {
    const { flow } = this.#found.workflow
    const first = flow.steps[0]
    if (first === undefined) return
    const count = this.#scope(first.scope, false)
    const limits = get(flow.node, "resource_limits")
    const limit = get(limits, "max_total_steps")
    if (limit?.kind === "scalar" && typeof limit.value === "number" && count > limit.value) {
      this.#report({
        rule: "step-limit",
        message: `At least ${count} steps run, more than the ${limit.value} that \`max_total_steps\` allows`,
        pointer: child(child(flow.pointer, "resource_limits"), "max_total_steps"),
        at: limit
      })
    }
  }

  /** Walks a list of steps; answers how many steps run at least. */
  #scope(scope: Scope, idle: boolean): number {
    let count = 0
    for (const step of scope.steps) count = Math.min(countless, count + this.#step(step, idle))
    return count
  }

  #step(step: Step, within: boolean): number {
    const never = within || this.#never(step)
    if (never) this.#idle.add(step)
    else {
      this.#provider(step)
      this.#toolsOf(step)
      this.#filesOf(step)
    }
    this.#needs(step)
    let inner = 0
    for (const body of step.bodies) {
      const ran = this.#scope(body, never)
      // Of the cases one runs, of handlers none where all goes well.
      if (body.kind === "loop") inner += ran * this.#times(step)
    }
    if (step.inline?.steps[0] !== undefined) inner += this.#scope(step.inline.steps[0].scope, never)
    this.#gives(step)
    return never || step.value("condition") !== undefined ? 0 : 1 + inner
  }

  /** Whether the step's condition never holds. */
  #never(step: Step): boolean {
    const condition = step.value("condition")
    if (condition?.kind === "scalar" && condition.value === false) return true
    const formulas = this.#conditions.get(step)
    const only = formulas?.length === 1 && condition?.kind === "scalar" ? formulas[0] : undefined
    return only?.reading.expression !== undefined && constantOf(only.reading.expression) === false
  }

  /** How often a loop's body runs at least. */
  #times(loop: Step): number {
    const source = loop.value("data_source")
    return loop.type === "for_loop" && source?.kind === "seq" ? source.items.length : 0
  }

  #provider(step: Step): void {
    const asked = step.type === undefined ? undefined : providers.get(step.type)
    if (asked === undefined) return
    const [name, provider] = asked
    const type = step.scalar("type") ?? step.node
    const available = this.#view.context.providers
    if (available === undefined) {
      if (this.#asked.has(name)) return
      this.#asked.add(name)
      this.#unknown("provider-unavailable", `Whether ${provider.title} can be asked`, step.at("type"), type)
    } else if (![name, ...provider.also].some((each) => available.includes(each))) {
      this.#report({
        rule: "provider-unavailable",
        message: `A \`${step.type}\` step asks ${provider.title}, which is not available: there is ${oneOf(available)}`,
        pointer: step.at("type"),
        at: type
      })
    }
  }

  #toolsOf(step: Step): void {
    const tools = this.#view.context.tools
    if (tools === undefined) return
    for (const { node, pointer } of this.#tools.get(step) ?? []) {
      const written = stringOf(node)
      const name = /^[^(]*/.exec(written ?? "")?.[0].trim()
      if (written === undefined || name === undefined || name.includes("{{") || tools.includes(name)) continue
      const near = nearest(name, tools)[0]
      this.#report({
        rule: "tool-unavailable",
        message: `The tool \`${name}\` is not available: there are ${oneOf(tools)}`,
        pointer,
        at: node,
        fixes:
          near === undefined
            ? []
            : [
                patchFix(
                  `Write \`${near.name}\``,
                  [{ op: "replace", path: pointer, value: near.name + written.slice(name.length) }],
                  "unsafe",
                  0.85
                )
              ]
      })
    }
  }

  #filesOf(step: Step): void {
    for (const { value, what } of this.#files.readBy(step)) {
      const state = this.#files.state(value.text)
      if (state === "there") continue
      if (state === "unknown") {
        this.#unknown("missing-file", `Whether there is a file \`${value.text}\``, value.pointer, value.node)
        continue
      }
      const near = this.#files.like(value.text)
      this.#report({
        rule: "missing-file",
        message: `${what} \`${value.text}\` does not exist, and no earlier step creates it`,
        pointer: value.pointer,
        at: value.node,
        fixes:
          near === undefined
            ? []
            : [
                patchFix(
                  `Write \`${near}\``,
                  [{ op: "replace", path: value.pointer, value: near }],
                  "unsafe",
                  0.8
                )
              ]
      })
    }
  }

  /** What a step takes: results of steps and variables, as they are in a first iteration. */
  #needs(step: Step): void {
    const warned = new Set<string>()
    for (const mention of this.#mentions.get(step) ?? []) {
      const target = this.#names.target(mention)
      if (target.kind === "step" && mention.place !== "output") {
        const name = target.part.name
        const { standing, step: named } = this.#names.standing(step, target.flow, name)
        if (standing === "repeated" && !warned.has(name)) {
          warned.add(name)
          this.#report({
            rule: "first-iteration",
            message: `In the first iteration \`${name}\` has not run yet, so it has no result`,
            pointer: mention.value.pointer,
            at: rangeOf(this.#view.text, mention.value, target.part)
          })
        } else if (named !== undefined && standing === "earlier") this.#uses(mention, step, named)
      } else if (target.kind === "variable") {
        const name = target.part.name
        const setters = this.#names.variables.get(name)
        if (setters === undefined || this.#set.has(name) || warned.has(name)) continue
        // A session's variables are kept from earlier runs.
        if (setters.some(({ step: setter }) => setter !== undefined && keeps(setter))) continue
        warned.add(name)
        this.#report({
          rule: "variable-not-set-yet",
          message: `The variable \`${name}\` has no value yet: it is set later`,
          pointer: mention.value.pointer,
          at: rangeOf(this.#view.text, mention.value, target.part)
        })
      }
    }
  }

  #uses(mention: Mention, step: Step, named: Step): void {
    if (mention.place !== "step" || this.#idle.has(step)) return
    const name = named.name?.text
    if (this.#idle.has(named)) {
      this.#report({
        rule: "result-never-there",
        message: `\`${name}\` never runs, as its condition never holds, so that there is no result of it`,
        pointer: mention.value.pointer,
        at: mention.value.node
      })
    } else if (named.value("condition") !== undefined && step.value("condition") === undefined) {
      this.#unknown(
        "result-never-there",
        `Whether there is a result of \`${name}\`, which runs only on a condition,`,
        mention.value.pointer,
        mention.value.node
      )
    }
  }

  /** What there is once a step has run. */
  #gives(step: Step): void {
    for (const name of this.#names.setBy(step)) this.#set.add(name)
    this.#files.made(step)
  }

  #report(report: Report): void {
    this.diagnostics.push(finding({ stage: "execution", ...report }, rules))
  }

  #unknown(rule: string, question: string, pointer: string, at: Node): void {
    this.unknowns.push({
      rule,
      message: `${question} is not known here`,
      document: 0,
      pointer,
      start: at.start,
      end: at.end
    })
  }
}

const keeps = (setter: Step): boolean => setter.text("scope")?.text === "session"
