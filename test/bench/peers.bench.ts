/**
 * The peers bench: what other tools that mend without a model make of the same broken files, beside pipewright, in
 * one table. Every tool gets the text and answers with a text; restored means what it means in the repair bench.
 */
import type { Arguments, Benchmark, Measured } from "./Benchmark.ts"
import { load, type Mutant } from "./Corpus.ts"
import { type Figure, print, share } from "./Figure.ts"
import { type Laboratory, openLaboratory } from "./Laboratory.ts"
import { type Data, dataOf, unrestored } from "./PlainData.ts"
import { ajvPeer } from "./peers/AjvPeer.ts"
import { jsonRepairPeer } from "./peers/JsonRepairPeer.ts"
import { languageServicePeer } from "./peers/LanguageServicePeer.ts"
import type { Peer } from "./peers/Peer.ts"
import { pipewrightPeer } from "./peers/PipewrightPeer.ts"

const run = async (args: Arguments): Promise<Measured> => {
  const laboratory = await openLaboratory()
  const peers = [
    pipewrightPeer(laboratory.dialects, true),
    pipewrightPeer(laboratory.dialects, false),
    jsonRepairPeer,
    ajvPeer(laboratory.dialects),
    await languageServicePeer()
  ]
  const groups = groupsOf(load(args.data).mutants, laboratory)
  const results: Array<Result> = []
  for (const [title, mutants] of groups)
    results.push({ title, mutants, restored: await count(peers, mutants) })
  return {
    figures: results.flatMap((result) => figuresOf(result, peers)),
    tables: [
      {
        title: "files restored by each",
        columns: ["files", "number", ...peers.map((peer) => peer.name)],
        rows: results.map(({ title, mutants, restored }) => [
          ...[title, mutants.length],
          ...peers.map((peer, at) =>
            peer.dialects.includes(mutants[0]?.dialect ?? "")
              ? `${restored[at]} (${print(share(restored[at] as number, mutants.length), "share")})`
              : "-"
          )
        ])
      }
    ],
    notes: [peers.map((peer) => `${peer.name}: ${peer.how}`).join("\n")],
    partial: false,
    details: results.map(({ title, mutants, restored }) => ({
      title,
      files: mutants.length,
      restored: Object.fromEntries(peers.map((peer, at) => [peer.name, restored[at]]))
    }))
  }
}

export const bench: Benchmark = { options: [], run }

interface Result {
  readonly title: string
  readonly mutants: ReadonlyArray<Mutant>
  /** By peer, in their order. */
  readonly restored: ReadonlyArray<number>
}

/** By dialect, number of errors and what may be asked for; lossy files have nothing to be restored to. */
const groupsOf = (
  mutants: ReadonlyMap<number, ReadonlyArray<Mutant>>,
  laboratory: Laboratory
): ReadonlyMap<string, ReadonlyArray<Mutant>> => {
  const groups = new Map<string, Array<Mutant>>()
  for (const [errors, list] of mutants)
    for (const mutant of list) {
      if (mutant.restore === "lossy" || !laboratory.dialects.has(mutant.dialect)) continue
      const title = `${mutant.dialect}, ${errors === 1 ? `one error, ${mutant.restore}` : "three errors"}`
      groups.set(title, [...(groups.get(title) ?? []), mutant])
    }
  return groups
}

const count = async (
  peers: ReadonlyArray<Peer>,
  mutants: ReadonlyArray<Mutant>
): Promise<ReadonlyArray<number>> => {
  const originals = new Map<string, Data | undefined>()
  const restored = peers.map(() => 0)
  for (const mutant of mutants) {
    const { original, dialect } = mutant
    if (!originals.has(original.path)) originals.set(original.path, dataOf(original.text, dialect))
    const data = originals.get(original.path)
    if (data === undefined) continue
    for (const [at, peer] of peers.entries()) {
      if (!peer.dialects.includes(dialect)) continue
      const text = await peer.repair(mutant.text, dialect)
      if (unrestored(text, data, dialect, mutant.alsoAccept).length === 0)
        restored[at] = (restored[at] ?? 0) + 1
    }
  }
  return restored
}

/** How many times as many files as the best of the others. */
const figuresOf = (result: Result, peers: ReadonlyArray<Peer>): ReadonlyArray<Figure> => {
  const [ours, ...others] = result.restored
  const best = Math.max(...others.slice(1))
  const dialect = result.mutants[0]?.dialect ?? ""
  const id = result.title.replace(`${dialect}, `, "").replaceAll(/,? /g, "-")
  return peers.length === 0 || ours === undefined
    ? []
    : [
        {
          id: `${dialect}.${id}.lead`,
          title: `${result.title}: files restored, more than by the best peer`,
          value: (ours - best) / result.mutants.length,
          unit: "share",
          of: result.mutants.length
        }
      ]
}
