/**
 * What a `uses` names: a thing with a form of its own (`slipOf`) that stands in a file of this repository or somewhere
 * else. Only the files of this repository can be looked for, and only where the context lists them.
 */
import { type Meant, meant } from "../expression/Names.ts"
import type { Word } from "../model/Workflow.ts"
import { orMeant, rename, type Say } from "./Say.ts"

/** A way of writing a reference that GitHub refuses. */
export interface Slip {
  /** Behind the reference: `names no version`. */
  readonly message: string
  readonly instead?: string | undefined
  readonly sure?: boolean
  readonly confidence?: number
}

/** Actions, or reusable workflows. */
export interface Kind {
  readonly verb: "Use" | "Call"
  /** Rules about how a reference is written, and about one to nothing. */
  readonly rules: { readonly slip: string; readonly missing: string }
  /** The beginning of a sentence that ends with the reference: `There is no workflow`. */
  readonly absent: string
  readonly slipOf: (text: string) => Slip | undefined
  /** `path` is relative to the repository, without `./`. */
  readonly isThere: (path: string, files: ReadonlyArray<string>) => boolean
  /** What may be named, as paths relative to the repository that end in `below` of them. */
  readonly known: (files: ReadonlyArray<string>) => ReadonlyArray<string>
  /** The folder that all of them stand in; what is compared is the path below it. */
  readonly folder: string
}

/** Judges references in the order of the file; what is not to be judged is told once for each. */
export const used = (say: Say, kind: Kind, references: Iterable<Word>): void => {
  const told = new Set<string>()
  for (const word of references) {
    if (word.text.includes("${{")) continue
    const slip = kind.slipOf(word.text)
    if (slip !== undefined) wrong(say, kind, word, slip)
    else if (!told.has(word.text)) {
      told.add(word.text)
      look(say, kind, word)
    }
  }
}

const wrong = (say: Say, { rules, slipOf, verb }: Kind, word: Word, slip: Slip): void => {
  const { instead, sure = false, confidence = 0.8 } = slip
  const better = instead === undefined || slipOf(instead) !== undefined ? undefined : instead
  say.problem({
    rule: rules.slip,
    message: `\`${word.text}\` ${slip.message}.`,
    pointer: word.pointer,
    at: word.node,
    fixes:
      better === undefined
        ? []
        : rename(word.pointer, { name: better, sure, confidence }, sure ? "safe" : "unsafe", verb)
  })
}

const look = (say: Say, kind: Kind, word: Word): void => {
  const { files } = say.view.context
  if (!word.text.startsWith("./") || files === undefined) {
    say.unknown({
      rule: kind.rules.missing,
      message: `Whether \`${word.text}\` exists, and which inputs it has, cannot be seen from this file.`,
      pointer: word.pointer,
      at: word.node
    })
    return
  }
  const path = word.text.slice(2).replace(/\/+$/, "")
  if (kind.isThere(path, files)) return
  const better = likely(kind, path, files)
  say.problem({
    rule: kind.rules.missing,
    message: `${kind.absent} \`${word.text}\`${orMeant(better)}`,
    pointer: word.pointer,
    at: word.node,
    fixes: rename(word.pointer, better, "unsafe", kind.verb)
  })
}

/** The reference to a file that is there, and that this one was likely meant to be. */
const likely = (kind: Kind, path: string, files: ReadonlyArray<string>): Meant | undefined => {
  const { folder } = kind
  const better = meant(
    path.startsWith(folder) ? path.slice(folder.length) : path,
    kind.known(files).map((each) => each.slice(folder.length))
  )
  return better === undefined ? undefined : { ...better, name: `./${folder}${better.name}` }
}
