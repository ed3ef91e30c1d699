/**
 * Ends a test run with one plain line, `N passed, N failed`, after all that the other reporters print.
 */
import type { Reporter, SerializedError, TestModule } from "vitest/node"

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<SerializedError>): void {
    let passed = 0
    let failed = unhandled.length
    for (const module of modules) {
      // A module that does not load, or a failing hook, has no test that could fail for it.
      failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === "passed") passed++
        else if (state === "failed") failed++
      }
      for (const suite of module.children.allSuites()) failed += suite.errors().length
    }
    process.once("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`))
  }
}
