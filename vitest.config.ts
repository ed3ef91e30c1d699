import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/reporter.ts"],
    // Property tests and tests that start the command line need more than the default five seconds on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    env: { NO_COLOR: "1" }
  }
})
