/**
 * The tables of `docs/patterns.md`: the patterns and the features that there are, made of the data alone. They stand
 * between comments, so that what is written around them stays.
 */
import type { PatternFile } from "../pattern/Pattern.ts"
import type { FeatureRules } from "../pattern/RuleData.ts"

/** By dialect, then by name. */
export type ByDialect<T> = Readonly<Record<string, Readonly<Record<string, T>>>>

/** The page with its tables made anew. Throws where a place for one is missing. */
export const withTables = (
  page: string,
  patterns: ByDialect<PatternFile>,
  features: ByDialect<FeatureRules>
): string => replaced(replaced(page, "patterns", patternTables(patterns)), "features", featureTable(features))

const replaced = (page: string, name: string, tables: string): string => {
  const place = new RegExp(`(<!-- ${name}: [^\\n]* -->\\n)[\\s\\S]*?(<!-- end -->)`)
  if (!place.test(page)) throw new Error(`docs/patterns.md has no place for its ${name}.`)
  return page.replace(place, (_, begin: string, end: string) => `${begin}\n${tables}\n\n${end}`)
}

const patternTables = (patterns: ByDialect<PatternFile>): string =>
  Object.entries(patterns)
    .map(([dialect, named]) => {
      const rows = Object.entries(named).map(
        ([name, { title, requiredSteps }]) =>
          `| [\`${name}\`](../patterns/${dialect}/${name}.yaml) | ${cell(title)} | ${requiredSteps.map((step) => `\`${step}\``).join(", ")} |`
      )
      return [`### ${dialect}`, "", "| pattern | | required steps |", "| --- | --- | --- |", ...rows].join(
        "\n"
      )
    })
    .join("\n\n")

const featureTable = (features: ByDialect<FeatureRules>): string => {
  const rows = Object.entries(features).flatMap(([dialect, named]) =>
    Object.entries(named).map(
      ([name, { title, stage, asked }]) =>
        `| \`${name}\` | ${dialect} | \`${stage}\`${asked === true ? ", asked" : ""} | ${cell(title)} |`
    )
  )
  return ["| feature | dialect | stage | |", "| --- | --- | --- | --- |", ...rows].join("\n")
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")
