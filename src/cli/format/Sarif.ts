/**
 * `sarif`: SARIF 2.1.0, for code scanning services. Findings carry fixes as replacements where their edit is one of
 * text, fingerprints that survive shifted lines, and say when the baseline knows them.
 *
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { pathToFileURL } from "node:url"
import type { Severity } from "../../diagnose/Diagnostic.ts"
import type { Finding, Outcome, Place } from "../Outcome.ts"
import { type MakeFormat, sentences } from "./Format.ts"
import { oneLine } from "./Visible.ts"

const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" }

export const sarif: MakeFormat = ({ version, rules, folder }) => {
  let first = true
  const ids = Object.keys(rules)
  const index = new Map(ids.map((id, i) => [id, i]))
  const driver = {
    name: "pipewright",
    semanticVersion: version,
    rules: ids.map((id) => {
      const rule = rules[id]
      return {
        id,
        shortDescription: { text: rule?.title ?? id },
        fullDescription: { text: rule?.why ?? id },
        help: { text: rule?.help ?? "" },
        defaultConfiguration: { level: levels[rule?.severity ?? "error"] },
        properties: { stage: rule?.stage }
      }
    })
  }
  const head = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0"
  }
  const base = pathToFileURL(`${folder}/`).href
  return {
    begin: `${JSON.stringify(head).slice(0, -1)},"runs":[{"tool":${JSON.stringify({ driver })},"columnKind":"utf16CodeUnits","originalUriBaseIds":${JSON.stringify({ ROOT: { uri: base } })},"results":[`,
    outcome: (outcome) => {
      let text = ""
      for (const finding of outcome.findings) {
        text += `${first ? "" : ","}\n${JSON.stringify(result(outcome, finding, index))}`
        first = false
      }
      return text
    },
    end: ({ problems }) => {
      const invocation = {
        executionSuccessful: problems.length === 0,
        toolExecutionNotifications: problems.map(({ message }) => ({
          level: "error",
          message: { text: oneLine(message) }
        }))
      }
      return `\n],"invocations":[${JSON.stringify(invocation)}]}]}\n`
    }
  }
}

const result = (outcome: Outcome, finding: Finding, index: ReadonlyMap<string, number>): object => {
  const { diagnostic, known, fingerprint } = finding
  const ruleIndex = index.get(diagnostic.rule)
  const artifactLocation = locationOf(outcome.file)
  const fixes = diagnostic.fixes.flatMap((fix) =>
    fix.edit._tag === "text" && fix.applicability !== "display"
      ? [
          {
            description: { text: plain(fix.title) },
            artifactChanges: [
              {
                artifactLocation,
                replacements: fix.edit.edits.map((edit) => ({
                  deletedRegion: { charOffset: edit.start, charLength: edit.end - edit.start },
                  insertedContent: { text: edit.text }
                }))
              }
            ]
          }
        ]
      : []
  )
  return {
    ruleId: diagnostic.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[diagnostic.severity],
    message: { text: plain(sentences(diagnostic.message, diagnostic.help)) },
    locations: [{ physicalLocation: { artifactLocation, region: region(finding) } }],
    partialFingerprints: { "pipewright/v1": fingerprint },
    baselineState: known ? "unchanged" : "new",
    ...(fixes.length === 0 ? {} : { fixes }),
    properties: { stage: diagnostic.stage, pointer: diagnostic.pointer }
  }
}

/** Text in which no file can put a link: `[text](target)` is one, unless its brackets are escaped. */
const plain = (text: string): string => text.replaceAll("](", "\\](")

/** A relative path as a relative URI, an absolute one as a file URI. */
const locationOf = (file: string): object =>
  file.startsWith("/") || /^[A-Za-z]:/.test(file)
    ? { uri: pathToFileURL(file).href }
    : { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "ROOT" }

const region = ({ line, column, endLine, endColumn }: Place): object => ({
  startLine: line,
  startColumn: column,
  endLine,
  endColumn
})
