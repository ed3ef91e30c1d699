import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/reporter.ts"],
    // Only what hangs is to fail of time: tests that start the command line many times take minutes on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: "forks",
    env: { NO_COLOR: "1" }
  }
})
