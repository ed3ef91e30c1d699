/**
 * The formats by name.
 */
import { concise } from "./Concise.ts"
import type { MakeFormat } from "./Format.ts"
import type { FormatName } from "./FormatName.ts"
import { github } from "./GitHub.ts"
import { json } from "./Json.ts"
import { jsonl } from "./JsonLines.ts"
import { junit } from "./JUnit.ts"
import { markdown } from "./Markdown.ts"
import { pretty } from "./Pretty.ts"
import { sarif } from "./Sarif.ts"

export const formats: Readonly<Record<FormatName, MakeFormat>> = {
  pretty,
  concise,
  json,
  jsonl,
  sarif,
  github,
  junit,
  markdown
}
