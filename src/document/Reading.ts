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
  /** Tags the dialect gives a meaning to, such as `!reference`; `*` where its engine takes any. */
  readonly tags: ReadonlyArray<string>
  readonly limits: Limits
  /** What aliases mean whose anchor the text does not declare: a part of a text has the anchors of the whole. */
  readonly anchors?: ReadonlyMap<string, Node>
}

export const yaml12: Reading = { format: "yaml", yaml: "1.2", merge: false, tags: [], limits: defaultLimits }
