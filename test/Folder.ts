/**
 * Folders for tests: each empty, outside of any repository, and gone when the tests of the file are over.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"

const made: Array<string> = []

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

export const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "pipewright-test-"))
  made.push(folder)
  return folder
}
