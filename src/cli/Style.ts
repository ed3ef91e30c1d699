/**
 * Colours for terminals: plain functions, so that a format never asks whether colour is on.
 */
import { styleText } from "node:util"
import type { Severity } from "../diagnose/Diagnostic.ts"

export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
  readonly cyan: (text: string) => string
  readonly severity: (severity: Severity) => (text: string) => string
}

export const style = (color: boolean): Style => {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text
  const severities = {
    error: paint(["bold", "red"]),
    warning: paint(["bold", "yellow"]),
    info: paint(["bold", "cyan"])
  }
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    red: paint("red"),
    yellow: paint("yellow"),
    green: paint("green"),
    cyan: paint("cyan"),
    severity: (severity) => severities[severity]
  }
}

/** Whether a stream gets colours: NO_COLOR and FORCE_COLOR decide, then whether it is a terminal. */
export const wantsColor = (
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean
): boolean => {
  if ((environment.NO_COLOR ?? "") !== "") return false
  const force = environment.FORCE_COLOR
  if (force !== undefined && force !== "") return force !== "0" && force !== "false"
  return isTerminal && environment.TERM !== "dumb"
}
