/**
 * `only` and `except`: words that are neither a kind of pipeline nor likely a branch.
 */
import { isSlip, likely } from "../../../diagnose/Likely.ts"
import { isFilledIn, itemsOf, type ListItem, textOf, under } from "../model/Job.ts"
import { language } from "../rules.generated.ts"
import { check, type Say } from "./Say.ts"

export const refs = check((pipeline, say) => {
  for (const job of pipeline.jobs.values()) {
    for (const key of ["only", "except"]) {
      const written = job.own(key)
      if (written === undefined) continue
      const list = written.node.kind === "map" ? under(written, "refs") : written
      for (const item of itemsOf(list)) look(say, item)
    }
  }
})

const look = (say: Say, item: ListItem): void => {
  const ref = textOf(item)
  if (ref === undefined || words.has(ref.text) || isFilledIn(ref.text)) return
  if (ref.text.startsWith("/")) {
    if (ref.text.length > 1 && /^\/.*\/[ismU]*(?:@.*)?$/.test(ref.text)) return
    say.problem({
      rule: "ref-expression",
      message: "A regular expression begins and ends with `/`",
      pointer: ref.pointer,
      at: ref.node,
      fixes: [
        say.fix(
          "Close it with `/`",
          [{ op: "replace", path: ref.pointer, value: `${ref.text}/` }],
          "unsafe",
          0.85
        )
      ]
    })
    return
  }
  const meant =
    synonyms.get(ref.text) ?? (isSlip(ref.text, words) ? likely(ref.text, words)[0]?.name : undefined)
  if (meant === undefined) return
  say.problem({
    rule: "ref-keyword",
    message: `\`${ref.text}\` means a branch of that name; \`${meant}\` is the kind of pipeline`,
    pointer: ref.pointer,
    at: ref.node,
    // There may be such a branch.
    fixes: [
      say.fix(`Write \`${meant}\``, [{ op: "replace", path: ref.pointer, value: meant }], "display", 0.8)
    ]
  })
}

const words: ReadonlySet<string> = new Set(language.refKeywords)
const synonyms: ReadonlyMap<string, string> = new Map(Object.entries(language.refSynonyms))
