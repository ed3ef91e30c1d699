import { expect, it } from "vitest"
import { trimmed } from "../../../src/document/salvage/FirstLine.ts"

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `  key-${at}: 1\n`).join("")

it("finds the first line trimmed, however many lines there are", () => {
  expect(trimmed(`first: 1\n${lines(200_000)}`)).toHaveLength(2)
  expect(trimmed(`first: 1\n${lines(200_000)}last: 1\n`)).toEqual([])
})
