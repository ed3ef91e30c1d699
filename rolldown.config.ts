/**
 * Bundles the command line: `dist/main.js` checks Node and starts `dist/cli.js`, which loads what a command needs in
 * chunks of their own; `dist/worker.js` is what its threads run. The library is not bundled; it shares the packages of the program that imports it.
 */
import type { RolldownOptions } from "rolldown"

export default [
  {
    input: { main: "src/launch.ts" },
    platform: "node",
    external: ["./cli.js"],
    output: { dir: "dist", format: "esm", entryFileNames: "[name].js" }
  },
  {
    input: { cli: "src/main.ts", worker: "src/worker.ts" },
    platform: "node",
    // The other half of some packages finds its parts at run time, which a bundle has not.
    resolve: { mainFields: ["module", "main"] },
    // Packages whose code is found at run time from their own files.
    external: ["z3-solver"],
    output: {
      dir: "dist",
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name]-[hash].js"
    }
  }
] satisfies ReadonlyArray<RolldownOptions>
