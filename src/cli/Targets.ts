/**
 * Where each format goes: standard output, or the file that `--format NAME=FILE` names.
 */
import { Effect } from "effect"
import type { Config } from "../pipeline/Config.ts"
import { catalogue } from "./Catalogue.ts"
import type { Format } from "./format/Format.ts"
import type { FormatTarget } from "./format/FormatName.ts"
import { formats } from "./format/Formats.ts"
import { unheard } from "./format/GitHub.ts"
import { fileSink, type Output, type Sink } from "./Output.ts"
import type { Request } from "./Request.ts"
import type { FileError } from "./SourceFile.ts"

export interface Target {
  readonly format: Format
  readonly sink: Sink
  readonly finish: Effect.Effect<void, FileError>
}

/** The formats that were asked for, with where each goes. People get `pretty`, and GitHub its annotations. */
export const openTargets = Effect.fnUntraced(function* (
  request: Request,
  config: Config,
  output: Output["Service"]
) {
  const { flags, folder, command, version, environment } = request
  const asked: ReadonlyArray<FormatTarget> = flags.format
  const human = ["pretty", "concise"]
  const toOut = asked.filter(({ file }) => file === undefined)
  const wanted: Array<FormatTarget> = [
    ...asked,
    ...(toOut.length === 0 ? [{ name: "pretty", file: undefined } as const] : [])
  ]
  const targets: Array<Target> = []
  const onRunner = environment.GITHUB_ACTIONS === "true"
  const open = (target: FormatTarget, sink: Sink, finish: Target["finish"] = Effect.void): number => {
    const format = formats[target.name]({
      command,
      version,
      color: sink.color,
      terminal: sink.terminal,
      folder,
      rules: catalogue,
      failOn: config.failOn
    })
    // What people read shows lines of files, in which the runner must not find commands.
    const heard = !onRunner || target.file !== undefined || !human.includes(target.name)
    return targets.push({ format: heard ? format : unheard(format), sink, finish })
  }
  for (const target of wanted) {
    if (target.file === undefined) open(target, output.out)
    else {
      const sink = yield* fileSink(folder, target.file)
      open(target, sink, sink.finish)
    }
  }
  if (onRunner && !asked.some(({ name }) => name === "github")) {
    // The runner reads annotations from both streams; a program that reads the other format must not.
    const mixes = toOut.every(({ name }) => human.includes(name))
    open({ name: "github", file: undefined }, mixes ? output.out : output.err)
  }
  return targets
})
