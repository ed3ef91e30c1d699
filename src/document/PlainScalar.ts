/**
 * What an unquoted scalar means.
 *
 * YAML 1.2 core, as GitHub reads: `true` and `null` in three spellings, decimal, `0o` and `0x` integers, floats,
 * nothing else. YAML 1.1 as Ruby's Psych reads for GitLab: `yes`, `on` and their opposites in any case, leading-zero
 * octals, `0b`, underscores and commas in numbers, sexagesimals; a lone `y` or `n` stays text. Its dates, times and
 * symbols have no counterpart in JSON and stay text here.
 */
import type { ScalarValue } from "./Node.ts"
import type { Reading } from "./Reading.ts"

/** The value of a plain scalar, given its text with line breaks already folded. */
export const readPlain = (source: string, version: Reading["yaml"]): ScalarValue =>
  version === "1.2" ? readCore(source) : readPsych(source)

const int = /^[-+]?[0-9]+$/
const prefixedInt = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

const readCore = (source: string): ScalarValue => {
  switch (source.charCodeAt(0)) {
    case 0x6e: // n
      return source === "null" ? null : source
    case 0x4e: // N
      return source === "Null" || source === "NULL" ? null : source
    case 0x74: // t
      return source === "true" ? true : source
    case 0x54: // T
      return source === "True" || source === "TRUE" ? true : source
    case 0x66: // f
      return source === "false" ? false : source
    case 0x46: // F
      return source === "False" || source === "FALSE" ? false : source
    case 0x7e: // ~
      return source === "~" ? null : source
    case 0x2b: // +
    case 0x2d: // -
    case 0x2e: // .
    case 0x30:
    case 0x31:
    case 0x32:
    case 0x33:
    case 0x34:
    case 0x35:
    case 0x36:
    case 0x37:
    case 0x38:
    case 0x39:
      return readCoreNumber(source)
    default:
      return source === "" ? null : source
  }
}

const readCoreNumber = (source: string): ScalarValue => {
  if (int.test(source)) return integer(source)
  if (prefixedInt.test(source)) return integer(source)
  if (float.test(source)) return Number(source)
  switch (source) {
    case ".inf":
    case ".Inf":
    case ".INF":
    case "+.inf":
    case "+.Inf":
    case "+.INF":
      return Number.POSITIVE_INFINITY
    case "-.inf":
    case "-.Inf":
    case "-.INF":
      return Number.NEGATIVE_INFINITY
    case ".nan":
    case ".NaN":
    case ".NAN":
      return Number.NaN
    default:
      return source
  }
}

/**
 * Characters past which a number is not read exactly: as a float in 1.2, as text in 1.1. Making an integer of digits
 * takes more than linear time, and nobody counts that far.
 */
const longestNumber = 4096

/** `text` is an optional sign and digits, or a prefix of `0x`, `0o`, `0b` and digits. */
const integer = (text: string): ScalarValue => {
  const number = Number(text)
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number
  if (Number.isNaN(number)) return text
  if (text.length > longestNumber) return number
  return text.startsWith("+") ? BigInt(text.slice(1)) : BigInt(text)
}

const psychText = /^[^\d.:-]?[\p{Alphabetic}_\s!@#$%^&*(){}<>|/\\~;=]/u
const psychTrue = /^(?:yes|true|on)$/i
const psychFalse = /^(?:no|false|off)$/i
const psychSexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(?:\.[0-9_]*)?$/
const psychFloat = /^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$/
const psychInt = /^[-+]?(?:0b[01_,]+|0[0-7_,]+|0|[1-9](?:[_,]?[0-9])*|0x[0-9a-fA-F_,]+)$/

const readPsych = (source: string): ScalarValue => {
  if (source === "") return null
  if (source.length > longestNumber || source.includes("\n")) return source
  if (psychText.test(source)) return source.length > 5 ? source : readPsychWord(source)
  if (/^\.inf$/i.test(source)) return Number.POSITIVE_INFINITY
  if (/^-\.inf$/i.test(source)) return Number.NEGATIVE_INFINITY
  if (/^\.nan$/i.test(source)) return Number.NaN
  if (psychSexagesimal.test(source)) return readSexagesimal(source)
  if (psychFloat.test(source)) {
    if (/^[-+]?\.$/.test(source)) return source
    const number = Number(source.replaceAll(/[,_]/g, ""))
    return Number.isNaN(number) ? source : number
  }
  return psychInt.test(source) ? readPsychInt(source) : source
}

const readPsychWord = (source: string): ScalarValue => {
  if (source === "~" || /^null$/i.test(source)) return null
  if (psychTrue.test(source)) return true
  return psychFalse.test(source) ? false : source
}

/** Psych weighs the parts by distance from the third one, so that `1:30` is 1 hour 30 rather than 90 seconds. */
const readSexagesimal = (source: string): number => {
  let total = 0
  const parts = source.split(":")
  for (let i = 0; i < parts.length; i++) {
    total += Number.parseFloat((parts[i] as string).replaceAll("_", "")) * 60 ** Math.abs(i - 2)
  }
  return total
}

const readPsychInt = (source: string): ScalarValue => {
  const negative = source.startsWith("-")
  const digits = source.replaceAll(/[-+,_]/g, "")
  const value = integer(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
  if (typeof value === "bigint") return negative ? -value : value
  // A prefix with nothing but underscores behind it is no number after all.
  if (typeof value !== "number") return source
  return negative && value !== 0 ? -value : value
}
