/**
 * A peer: another tool that mends broken files without a model, behind one face.
 */
export interface Peer {
  readonly name: string
  /** What it is and how it is used here, for the reader of the table. */
  readonly how: string
  /** The dialects it knows anything about. */
  readonly dialects: ReadonlyArray<string>
  /** The mended text; the text itself where it has nothing to mend or gives up. */
  readonly repair: (text: string, dialect: string) => Promise<string>
}
