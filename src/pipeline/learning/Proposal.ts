/**
 * A proposal: a file for a person to review.
 */
export interface Proposal {
  readonly kind: "synonyms" | "rule" | "pattern"
  /** With `/`, relative to the folder of proposals: `github-actions/patterns/build.yaml`. */
  readonly path: string
  /** What it proposes, and why, in a sentence. */
  readonly reason: string
  readonly text: string
}
