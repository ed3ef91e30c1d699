/**
 * Schedules: cron expressions that GitHub cannot read, run too often, or name a time zone that does not exist.
 */
import { get, resolve, stringOf } from "../../../document/Node.ts"
import { meant } from "../expression/Names.ts"
import { scheduleOf } from "../model/Cron.ts"
import { type Word, wordOf } from "../model/Workflow.ts"
import { platform } from "../rules.generated.ts"
import { check, orMeant, rename, replace, type Say } from "./Say.ts"

export const schedules = check(({ workflow }, say) => {
  const trigger = workflow.triggers.find(({ name }) => name === "schedule")
  if (trigger === undefined) return
  const list = resolve(trigger.value)
  if (list === undefined) {
    say.problem({
      rule: "schedule-empty",
      message: "`schedule` says no time: the workflow never starts by itself.",
      pointer: trigger.pointer,
      at: trigger.at
    })
  }
  if (list?.kind !== "seq") return
  list.items.forEach((item, index) => {
    const pointer = `${trigger.pointer}/${index}`
    const cron = wordOf(get(item, "cron"), `${pointer}/cron`)
    if (cron !== undefined) schedule(say, cron)
    const zone = wordOf(get(item, "timezone"), `${pointer}/timezone`)
    if (zone !== undefined) timezone(say, zone)
  })
})

const schedule = (say: Say, cron: Word): void => {
  const { problem, instead, same, interval } = scheduleOf(cron.text)
  if (problem !== undefined) {
    say.problem({
      rule: "cron-invalid",
      message: `GitHub cannot parse the schedule \`${cron.text}\`: ${problem}.`,
      pointer: cron.pointer,
      at: cron.node,
      fixes:
        instead === undefined
          ? []
          : [
              replace(
                `Write \`${instead}\``,
                cron.pointer,
                instead,
                same ? "safe" : "unsafe",
                same ? 0.96 : 0.75
              )
            ]
    })
  } else if (interval !== undefined && interval < platform.scheduleInterval) {
    say.problem({
      rule: "schedule-too-often",
      message: `This schedule asks for a run every ${interval === 1 ? "minute" : `${interval} minutes`}; GitHub starts one every ${platform.scheduleInterval} minutes at most.`,
      pointer: cron.pointer,
      at: cron.node
    })
  }
}

const timezone = (say: Say, zone: Word): void => {
  const name = stringOf(zone.node) ?? zone.text
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return
  } catch {
    const better = meant(name, Intl.supportedValuesOf("timeZone"))
    say.problem({
      rule: "timezone-unknown",
      message: `There is no time zone \`${name}\`${orMeant(better)}`,
      pointer: zone.pointer,
      at: zone.node,
      fixes: rename(zone.pointer, better, "unsafe")
    })
  }
}
