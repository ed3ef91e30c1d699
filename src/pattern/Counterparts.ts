/**
 * Counterparts: which part of a pipeline is which part of a pattern's example. Steps are those that the matcher
 * found; a job is the one that most of its steps are in, the one of its name, or the only one there is.
 */
import type { Dialect } from "../diagnose/Dialect.ts"
import { fold } from "../diagnose/Nearest.ts"
import { Shapes } from "../diagnose/Shapes.ts"
import type { Pointer } from "../document/Pointer.ts"
import { type Example, partInExample } from "./Example.ts"
import type { Outline, Part } from "./Outline.ts"
import type { Match } from "./PatternMatcher.ts"
import type { Names } from "./Transplant.ts"

export class Counterparts {
  readonly match: Match
  readonly example: Example
  readonly names: Names
  readonly #parts = new Map<Part, Part>()

  constructor(match: Match, dialect: Dialect) {
    const { example } = match
    this.match = match
    this.example = example
    for (const { step, part } of match.steps) {
      const shown = partInExample(example.outline, match.pattern, step)
      if (shown !== undefined && part !== undefined) this.#parts.set(shown, part)
    }
    for (const shown of example.outline.parts) {
      if (this.#parts.has(shown) || !isParent(shown, example.outline)) continue
      const own = this.#job(shown)
      if (own !== undefined) this.#parts.set(shown, own)
    }
    const { references } = match.outline.rules
    this.names = {
      renames: new Map([...this.#parts].flatMap(([shown, own]) => renaming(shown, own))),
      references,
      templates: Shapes.of(dialect.grammar).templates
    }
  }

  get outline(): Outline {
    return this.match.outline
  }

  /** The part of the pipeline that a part of the example is. */
  of(shown: Part): Part | undefined {
    return this.#parts.get(shown)
  }

  /** All pairs, the roots and the maps above the parts among them, as pointers; the deepest last. */
  pairs(): ReadonlyArray<{ readonly own: Pointer; readonly shown: Pointer }> {
    const pairs = [...this.#parts].map(([shown, own]) => ({ own: own.pointer, shown: shown.pointer }))
    const above = new Set([""])
    for (const { at } of this.outline.rules.levels) {
      if (at.includes("*")) continue
      for (let end = at.lastIndexOf("/"); end > 0; end = at.lastIndexOf("/", end - 1))
        above.add(at.slice(0, end))
    }
    return [...[...above].map((pointer) => ({ own: pointer, shown: pointer })), ...pairs].sort(
      (a, b) => a.own.length - b.own.length
    )
  }

  #job(shown: Part): Part | undefined {
    const votes = new Map<Part, number>()
    for (const [inner, own] of this.#parts)
      if (inner.parent === shown && own.parent !== undefined)
        votes.set(own.parent, (votes.get(own.parent) ?? 0) + 1)
    const [voted] = [...votes].sort((a, b) => b[1] - a[1])
    if (voted !== undefined) return voted[0]
    const taken = new Set(this.#parts.values())
    const peers = this.outline.parts.filter(
      ({ role, parent }) => role === shown.role && parent === shown.parent
    )
    const named = peers.find((part) => fold(part.name) === fold(shown.name))
    if (named !== undefined) return taken.has(named) ? undefined : named
    const shownPeers = this.example.outline.parts.filter(
      ({ role, parent }) => role === shown.role && parent === shown.parent
    )
    return peers.length === 1 && shownPeers.length === 1 ? peers[0] : undefined
  }
}

const isParent = (part: Part, { parts }: Outline): boolean => parts.some(({ parent }) => parent === part)

const renaming = (shown: Part, own: Part): ReadonlyArray<readonly [string, string]> =>
  shown.name === "" || own.name === "" || shown.name === own.name ? [] : [[shown.name, own.name]]
