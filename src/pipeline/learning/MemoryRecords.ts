/**
 * Records in memory: for tests, and for programs that keep what they learn elsewhere.
 */
import type { RecordKind, RecordStore, StoredRecord } from "./RecordStore.ts"

export const memoryRecords = (): RecordStore => {
  const kinds = new Map<RecordKind, Map<string, StoredRecord>>()
  const of = (kind: RecordKind): Map<string, StoredRecord> => {
    const known = kinds.get(kind) ?? new Map<string, StoredRecord>()
    kinds.set(kind, known)
    return known
  }
  return {
    place: "memory",
    put: (records, most) => {
      for (const record of records) of(record.kind).set(record.key, record)
      for (const kind of new Set(records.map(({ kind }) => kind))) {
        const newest = [...of(kind).values()].sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
        for (const { key } of newest.slice(most)) of(kind).delete(key)
      }
    },
    get: (kind, key) => of(kind).get(key),
    all: (kind) => [...of(kind).values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    forget: (kind) => {
      const { size } = of(kind)
      of(kind).clear()
      return size
    }
  }
}
