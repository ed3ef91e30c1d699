/**
 * Schedules as GitHub reads them: POSIX cron with five fields, names of months and days, steps, lists and ranges.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */

export interface Schedule {
  /** What is wrong, `undefined` where nothing is. */
  readonly problem: string | undefined
  /** What was meant, where it can be told. */
  readonly instead: string | undefined
  /** The very same schedule, only spelled as GitHub reads it. */
  readonly same: boolean
  /** Minutes between two runs at the closest; `undefined` where the schedule is wrong. */
  readonly interval: number | undefined
}

interface Field {
  readonly title: string
  readonly from: number
  readonly to: number
  readonly names: ReadonlyArray<string>
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

const fields: ReadonlyArray<Field> = [
  { title: "minute", from: 0, to: 59, names: [] },
  { title: "hour", from: 0, to: 23, names: [] },
  { title: "day of the month", from: 1, to: 31, names: [] },
  { title: "month", from: 1, to: 12, names: months },
  { title: "day of the week", from: 0, to: 6, names: days }
]

/** Short forms that other systems know. */
const macros: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
  ["daily", "0 0 * * *"],
  ["hourly", "0 * * * *"],
  ["weekly", "0 0 * * 0"],
  ["monthly", "0 0 1 * *"],
  ["nightly", "0 0 * * *"]
])

export const scheduleOf = (text: string): Schedule => {
  const macro = macros.get(text.trim().toLowerCase())
  if (macro !== undefined) {
    return wrong(`GitHub does not know \`${text.trim()}\``, macro, text.trim().startsWith("@"))
  }
  const parts = text.trim().split(/\s+/, 12)
  const { problem, instead, same } = judge(parts)
  if (problem !== undefined) return wrong(problem, instead, same)
  const plain = parts.join(" ")
  if (plain !== text) return wrong("there must be exactly one space between the fields", plain, true)
  return {
    problem: undefined,
    instead: undefined,
    same: false,
    interval: intervalOf(parts[0] ?? "*", parts[1] ?? "*")
  }
}

const wrong = (problem: string, instead: string | undefined, same: boolean): Schedule => ({
  problem,
  instead,
  same,
  interval: undefined
})

type Judgement = Pick<Schedule, "problem" | "instead" | "same">

const fine: Judgement = { problem: undefined, instead: undefined, same: false }

const judge = (parts: ReadonlyArray<string>): Judgement => {
  if (parts.length !== 5)
    return { problem: `it has ${parts.length} fields, not five`, instead: resized(parts), same: false }
  let problem: string | undefined
  let same = true
  const mended = parts.map((part, index) => {
    const field = fields[index] as Field
    const told = fieldProblem(part, field)
    if (told === undefined) return part
    problem ??= `the ${field.title} \`${part}\` ${told}`
    const better = meantField(part, field)
    if (better === undefined) return undefined
    same &&= better.same
    return better.text
  })
  if (problem === undefined) return fine
  const whole = mended.every((part) => part !== undefined) ? mended.join(" ") : undefined
  return { problem, instead: whole, same: same && whole !== undefined }
}

/** Six or seven fields are another system's: seconds come first there, the year last. */
const resized = (parts: ReadonlyArray<string>): string | undefined => {
  const candidates =
    parts.length === 6
      ? [parts.slice(1), parts.slice(0, 5)]
      : parts.length === 7
        ? [parts.slice(1, 6)]
        : parts.length === 4
          ? [[...parts, "*"]]
          : []
  const mended = candidates.map((each) => {
    const judged = judge(each.map((part) => (part === "?" ? "*" : part)))
    return judged.problem === undefined
      ? each.map((part) => (part === "?" ? "*" : part)).join(" ")
      : judged.instead
  })
  return mended.find((each) => each !== undefined)
}

const fieldProblem = (part: string, field: Field): string | undefined => {
  for (const item of part.split(",")) {
    const told = itemProblem(item, field)
    if (told !== undefined) return told
  }
  return undefined
}

const itemProblem = (item: string, field: Field): string | undefined => {
  const [range, step, ...more] = item.split("/")
  if (more.length > 0 || range === undefined || range === "") return "cannot be read"
  if (step !== undefined && (!/^\d{1,4}$/.test(step) || Number(step) < 1))
    return "has a step that is no number above 0"
  if (range === "*") return undefined
  const [from, to, ...rest] = range.split("-")
  if (rest.length > 0) return "cannot be read"
  const low = numberOf(from ?? "", field)
  const high = to === undefined ? low : numberOf(to, field)
  if (low === undefined || high === undefined) {
    const names =
      field.names.length === 0
        ? ""
        : `, or ${field.names[0]?.toUpperCase()} to ${field.names.at(-1)?.toUpperCase()}`
    return `is not within ${field.from} to ${field.to}${names}`
  }
  return low > high ? "runs backwards" : undefined
}

const numberOf = (text: string, field: Field): number | undefined => {
  if (/^\d{1,4}$/.test(text)) {
    const value = Number(text)
    return value >= field.from && value <= field.to ? value : undefined
  }
  const index = field.names.indexOf(text.toLowerCase())
  return index < 0 ? undefined : index + field.from
}

const meantField = (
  part: string,
  field: Field
): { readonly text: string; readonly same: boolean } | undefined => {
  if (part === "?") return { text: "*", same: true }
  if (part === "*/0") return { text: "*", same: false }
  const isDay = field.names === days
  let same = true
  const mended = part
    .split(",")
    .flatMap((item) => {
      if (isDay && item === "7") return "0"
      // Sunday is 0 here: a range that ends with it is a range and a day.
      const toSunday = /^(\d)-7$/.exec(item)
      if (isDay && toSunday !== null) return [`${toSunday[1]}-6`, "0"]
      if (field.title === "hour" && item === "24") {
        same = false
        return "0"
      }
      if (field.title === "minute" && item === "60") {
        same = false
        return "0"
      }
      return item.replaceAll(/[A-Za-z]+/g, (word) => shortName(word, field) ?? word)
    })
    .join(",")
  const backwards = /^(\w+)-(\w+)$/.exec(mended)
  const low = numberOf(backwards?.[1] ?? "", field)
  const high = numberOf(backwards?.[2] ?? "", field)
  if (low !== undefined && high !== undefined && low > high) {
    // Past the end and on from the start: 22-2 is 22-23,0-2.
    return { text: `${low}-${field.to},${field.from}-${high}`, same: true }
  }
  return fieldProblem(mended, field) === undefined ? { text: mended, same } : undefined
}

const shortName = (word: string, field: Field): string | undefined => {
  const short = word.slice(0, 3).toLowerCase()
  return word.length > 3 && field.names.includes(short) ? short.toUpperCase() : undefined
}

/** Minutes between two runs at the closest. Days never bring runs closer together than minutes and hours do. */
const intervalOf = (minute: string, hour: string): number => {
  const minutes = valuesOf(minute, fields[0] as Field)
  const hours = valuesOf(hour, fields[1] as Field)
  if (minutes.length === 0 || hours.length === 0) return 1440
  let least = 1440
  for (let index = 1; index < minutes.length; index++) {
    least = Math.min(least, (minutes[index] as number) - (minutes[index - 1] as number))
  }
  const wrap = 60 - (minutes.at(-1) as number) + (minutes[0] as number)
  const adjacent = hours.some((each) => hours.includes((each + 1) % 24))
  return Math.min(least, adjacent ? wrap : 1440)
}

const valuesOf = (part: string, field: Field): ReadonlyArray<number> => {
  const values = new Set<number>()
  for (const item of part.split(",")) {
    const [range = "*", step] = item.split("/")
    const [from, to] = range.split("-")
    const low = range === "*" ? field.from : (numberOf(from ?? "", field) ?? field.from)
    const high =
      range === "*"
        ? field.to
        : to === undefined
          ? step === undefined
            ? low
            : field.to
          : (numberOf(to, field) ?? low)
    for (let value = low; value <= high; value += Number(step ?? 1)) values.add(value)
  }
  return [...values].sort((a, b) => a - b)
}
