/**
 * GitHub's language service for editors: its diagnostics, and every quick fix it offers for them, applied.
 */
import type * as Service from "@actions/languageservice"
import { TextDocument } from "vscode-languageserver-textdocument"
import type { Diagnostic } from "vscode-languageserver-types"
import { allowJsonModules } from "../judge/JsonModules.ts"
import type { Peer } from "./Peer.ts"

export interface LanguageService extends Peer {
  /** Only its diagnostics, nothing kept from an earlier call: for measuring speed. */
  readonly check: (text: string) => Promise<ReadonlyArray<Diagnostic>>
}

const uri = "file:///.github/workflows/workflow.yml"

export const languageServicePeer = async (): Promise<LanguageService> => {
  allowJsonModules()
  const service: typeof Service = await import("@actions/languageservice")
  const { clearCache } = await import("@actions/languageservice/utils/workflow-cache")
  const { FeatureFlags } = await import("@actions/expressions")
  const featureFlags = new FeatureFlags({ all: true })
  const check = (text: string): Promise<Array<Diagnostic>> => {
    clearCache()
    return service.validate(TextDocument.create(uri, "yaml", 1, text))
  }
  return {
    name: "@actions/languageservice",
    how: "every quick fix applied",
    dialects: ["github-actions"],
    check,
    repair: async (text) => {
      const diagnostics = await check(text)
      const actions = service.getCodeActions({ uri, documentContent: text, diagnostics, featureFlags })
      const edits = actions.flatMap((action) => action.edit?.changes?.[uri] ?? [])
      return TextDocument.applyEdits(TextDocument.create(uri, "yaml", 1, text), edits)
    }
  }
}
