/**
 * Lets Node load the packages of GitHub's language service, which import their JSON files without saying so
 * in an attribute. Register before the first of them is imported, hence dynamic imports at their users.
 */
import { registerHooks } from "node:module"

let registered = false

export const allowJsonModules = (): void => {
  if (registered) return
  registered = true
  registerHooks({
    load: (url, context, next) =>
      url.endsWith(".json")
        ? next(url, { ...context, importAttributes: { ...context.importAttributes, type: "json" } })
        : next(url, context)
  })
}
