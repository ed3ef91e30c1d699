/**
 * The runners a job may get, as far as its labels tell.
 */
import { get, resolve, stringOf } from "../../../document/Node.ts"
import { child, type Pointer } from "../../../document/Pointer.ts"
import { platform } from "../rules.generated.ts"
import { entriesOf, type Job, type Matrix, type Word, wordOf, wordsOf } from "./Workflow.ts"

/** The labels a job asks for, those of a group included; without expressions. */
export const labelsOf = (job: Job): ReadonlyArray<Word> => {
  const node = job.runsOn
  const pointer = `${job.pointer}/runs-on`
  const words =
    node?.kind === "map" ? wordsOf(get(node, "labels"), `${pointer}/labels`) : wordsOf(node, pointer)
  return words.filter(({ text }) => !text.includes("${{"))
}

/** The labels that the matrix gives to `runs-on: ${{ matrix.os }}`, each where it is written. */
export const matrixLabelsOf = (job: Job): ReadonlyArray<Word> => {
  const { matrix } = job
  if (matrix === undefined || matrix === "open") return []
  const key = keyOf(job.runsOn)?.toLowerCase()
  return key === undefined ? [] : valuesFor(matrix, key)
}

/** The key of the matrix that one of the labels reads. */
const keyOf = (runsOn: Job["runsOn"]): string | undefined => {
  const labels = runsOn?.kind === "seq" ? runsOn.items : runsOn === undefined ? [] : [runsOn]
  for (const label of labels) {
    const key = ofMatrix.exec(stringOf(label) ?? "")?.[1]
    if (key !== undefined) return key
  }
  return undefined
}

const ofMatrix = /^\s*\$\{\{\s*matrix\.([\w-]+)\s*\}\}\s*$/

const valuesFor = (matrix: Matrix, key: string): ReadonlyArray<Word> => {
  const words: Array<Word> = []
  const add = (word: Word | undefined): void => {
    if (word !== undefined && !word.text.includes("${{")) words.push(word)
  }
  for (const { name, pair, pointer } of matrix.keys) {
    const list = resolve(pair.value)
    if (name.toLowerCase() !== key || list?.kind !== "seq") continue
    list.items.forEach((item, index) => {
      const at = child(pointer, index)
      if (resolve(item)?.kind === "seq") for (const word of wordsOf(item, at)) add(word)
      else add(wordOf(item, at))
    })
  }
  matrix.include?.items.forEach((row, index) => {
    const at: Pointer = `${matrix.pointer}/include/${index}`
    for (const { name, pair, pointer } of entriesOf(row, at)) {
      if (name.toLowerCase() === key) add(wordOf(pair.value, pointer))
    }
  })
  return words
}

/** The system of a label of GitHub's own runners: `linux`, `windows` or `macos`. */
export const hostedSystem = (label: string): string | undefined => {
  const lower = label.toLowerCase()
  if (Object.hasOwn(platform.runners, lower)) return platform.runners[lower]
  return Object.hasOwn(platform.retired, lower) ? platform.retired[lower] : undefined
}

/** The system a job surely runs on; undefined where an expression or an own runner decides, or a container. */
export const systemOf = (job: Job): string | undefined => {
  if (job.container !== undefined) return undefined
  const labels = labelsOf(job)
  if (job.runsOn?.kind === "map" || labels.length !== 1) return undefined
  return hostedSystem(labels[0]?.text ?? "")
}
