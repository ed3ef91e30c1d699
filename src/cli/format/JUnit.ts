/**
 * `junit`: a test suite a file and a failed test a finding, for servers that only know test results.
 */
import { reaches } from "../ExitStatus.ts"
import type { MakeFormat } from "./Format.ts"
import { visible } from "./Visible.ts"

export const junit: MakeFormat = ({ failOn }) => ({
  begin: `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pipewright">\n`,
  outcome: ({ file, findings }) => {
    const shown = findings.filter(({ known }) => !known)
    const failures = shown.filter(({ diagnostic }) => reaches(diagnostic.severity, failOn)).length
    // A clean file is a passed test, so that it can be seen to have been checked.
    const tests = Math.max(1, shown.length)
    let text = `  <testsuite name="${xml(file)}" tests="${tests}" failures="${failures}" errors="0" skipped="0">\n`
    if (shown.length === 0) text += `    <testcase name="valid" classname="${xml(file)}"/>\n`
    for (const { diagnostic, line, column } of shown) {
      const name = xml(`${diagnostic.rule} at ${line}:${column}`)
      const message = xml(`${file}:${line}:${column}: ${diagnostic.message}`)
      text += `    <testcase name="${name}" classname="${xml(file)}">\n`
      text += reaches(diagnostic.severity, failOn)
        ? `      <failure type="${diagnostic.severity}" message="${xml(diagnostic.message)}">${message}</failure>\n`
        : `      <system-out>${message}</system-out>\n`
      text += "    </testcase>\n"
    }
    return `${text}  </testsuite>\n`
  },
  end: ({ problems }) => {
    let text = ""
    for (const { path, message } of problems) {
      text += `  <testsuite name="${xml(path)}" tests="1" failures="0" errors="1" skipped="0">\n`
      text += `    <testcase name="readable" classname="${xml(path)}"><error message="${xml(message)}"/></testcase>\n`
      text += "  </testsuite>\n"
    }
    return `${text}</testsuites>\n`
  }
})

/** XML 1.0 has no way to write most control characters, nor lone halves of a surrogate pair. */
const xml = (text: string): string =>
  visible(text.replaceAll("\n", " "))
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
