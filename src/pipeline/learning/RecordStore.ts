/**
 * The port behind the knowledge base: a place that keeps records, each a JSON text under a kind and a key.
 */
export type RecordKind = "history" | "draft" | "feedback" | "knowledge" | "forgotten"

export interface StoredRecord {
  readonly kind: RecordKind
  readonly key: string
  /** Milliseconds since 1970: the older of more than are kept go first. */
  readonly at: number
  readonly json: string
}

/** Every call is all or nothing, and throws where the place cannot be used. */
export interface RecordStore {
  /** Where it is, for messages. */
  readonly place: string
  /** Puts records in the place of those of the same kind and key, and forgets the oldest of more than `most` a kind. */
  readonly put: (records: ReadonlyArray<StoredRecord>, most: number) => void
  readonly get: (kind: RecordKind, key: string) => StoredRecord | undefined
  /** In the order of their keys. */
  readonly all: (kind: RecordKind) => ReadonlyArray<StoredRecord>
  /** Answers with how many there were. */
  readonly forget: (kind: RecordKind) => number
}
