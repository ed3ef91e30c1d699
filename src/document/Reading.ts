/**
 * How a text is to be read: the dialect's own reader decides what a scalar means.
 */
import type { Node } from "./Node.ts"

export interface Limits {
  /** Characters of text. */
  readonly size: number
  /** Nesting of collections. */
  readonly depth: number
  /** Nodes, aliases expanded: what an alias bomb would unfold to. */
  readonly nodes: number
}

export const defaultLimits: Limits = { size: 64 * 1024 * 1024, depth: 200, nodes: 2_000_000 }

export interface Reading {
  readonly format: "yaml" | "json" | "jsonc"
  /** YAML 1.1 reads `yes`, `on`, `0o7` and dates its own way (GitLab); 1.2 core does not (GitHub). */
  readonly yaml: "1.1" | "1.2"
  /** Whether `<<` merges. */
  readonly merge: boolean
  /**
   * Where the lines of a flow collection may stand: deeper than what it belongs to, as the letter of YAML has it, or
   * anywhere, as for libyaml.
   */
  readonly flow: "deeper" | "anywhere"
  /**
   * Whether the last of two keys of one name silently counts. That is a mistake all the same, unless the first has an
   * anchor by which it is used.
   */
  readonly repeats: boolean
  /** Tags the dialect gives a meaning to, such as `!reference`; `*` where its engine takes any. */
  readonly tags: ReadonlyArray<string>
  readonly limits: Limits
  /** What aliases mean whose anchor the text does not declare: a part of a text has the anchors of the whole. */
  readonly anchors?: ReadonlyMap<string, Node>
}

export const yaml12: Reading = {
  format: "yaml",
  yaml: "1.2",
  merge: false,
  flow: "deeper",
  repeats: false,
  tags: [],
  limits: defaultLimits
}
