/**
 * `github`: workflow commands, which GitHub's runners show as annotations at the lines of a pull request.
 *
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { randomUUID } from "node:crypto"
import type { Severity } from "../../diagnose/Diagnostic.ts"
import type { Format, MakeFormat } from "./Format.ts"
import { visible } from "./Visible.ts"

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" }

export const github: MakeFormat = () => ({
  begin: "",
  outcome: ({ file, findings }) => {
    let text = ""
    for (const { diagnostic, known, line, column, endLine, endColumn } of findings) {
      if (known) continue
      const properties = [
        `file=${property(file)}`,
        `line=${line}`,
        `endLine=${endLine}`,
        // Columns are only taken where the range stays on its line.
        ...(line === endLine ? [`col=${column}`, `endColumn=${endColumn}`] : []),
        `title=${property(`pipewright: ${diagnostic.rule}`)}`
      ]
      const message = [diagnostic.message, diagnostic.help].filter((part) => part !== undefined).join("\n")
      text += `::${commands[diagnostic.severity]} ${properties.join(",")}::${data(message)}\n`
    }
    return text
  },
  end: () => ""
})

/**
 * A format of which the runner obeys nothing. It takes commands from any line that is printed, blanks before them or
 * not, and older ones from the middle of a line, until a word that no file can know makes it listen again.
 */
export const unheard = (format: Format): Format => {
  const word = randomUUID()
  const quiet = (text: string): string =>
    command.test(text)
      ? `::stop-commands::${word}\n${text}${text.endsWith("\n") ? "" : "\n"}::${word}::\n`
      : text
  return {
    begin: quiet(format.begin),
    outcome: (outcome) => quiet(format.outcome(outcome)),
    end: (summary) => quiet(format.end(summary))
  }
}

const command = /^[^\S\n]*::|##\[/m

const data = (text: string): string =>
  visible(text.replaceAll("\r\n", "\n")).replaceAll("%", "%25").replaceAll("\n", "%0A")

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
