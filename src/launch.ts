#!/usr/bin/env node
/**
 * The file that `pipewright` starts: sees to it that Node is new enough, and hands over to the bundled command line.
 *
 * This file has to run on any Node there is, so it uses no syntax younger than ES modules and no function that is
 * not checked for first.
 */
import * as processes from "node:child_process"
import * as fs from "node:fs"
import * as modules from "node:module"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

/** The oldest Node that the packages underneath run on. */
const needed: readonly [number, number] = [22, 19]

const isNewEnough = (): boolean => {
  const parts = process.versions.node.split(".").map(Number)
  const major = parts[0] || 0
  return major > needed[0] || (major === needed[0] && (parts[1] || 0) >= needed[1])
}

/** The Node that comes with pipewright as the package `node`, where it is installed. */
const ownNode = (): string | undefined => {
  try {
    const folder = path.dirname(modules.createRequire(import.meta.url).resolve("node/package.json"))
    const file = path.join(folder, "bin", process.platform === "win32" ? "node.exe" : "node")
    return fs.existsSync(file) && file !== process.execPath ? file : undefined
  } catch {
    return undefined
  }
}

/** Runs the same command with another Node and ends as it ends. */
const runWith = (node: string): void => {
  const args = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2))
  const child = processes.spawn(node, args, { stdio: "inherit" })
  // The child is the one that knows how to stop. Ctrl-C reaches it too, and it takes the two for one.
  const handOn = (signal: NodeJS.Signals): void => {
    child.kill(signal)
  }
  const signals: ReadonlyArray<NodeJS.Signals> = ["SIGINT", "SIGTERM", "SIGHUP"]
  for (const signal of signals) process.on(signal, handOn)
  child.on("error", (error) => tooOld(error.message))
  child.on("exit", (code, signal) => {
    for (const each of signals) process.removeListener(each, handOn)
    if (signal === null) process.exit(code === null ? 3 : code)
    else process.kill(process.pid, signal)
  })
}

const tooOld = (why: string): void => {
  console.error(
    `pipewright needs Node ${needed.join(".")} or newer; this is ${process.version} (${process.execPath}).${why === "" ? "" : ` ${why}`}\n` +
      "Install a newer Node, or install pipewright with its optional own one: npm install pipewright node@24"
  )
  process.exitCode = 2
}

/** The help that the build has rendered: all that most calls for help need. Terminals get theirs in colours. */
const renderedHelp = (): string | undefined => {
  const args = process.argv.slice(2)
  const last = args.pop()
  if (
    (last !== "--help" && last !== "-h") ||
    args.length > 1 ||
    process.stdout.isTTY ||
    process.env.FORCE_COLOR
  ) {
    return undefined
  }
  const command = args.length === 0 ? "pipewright" : args[0] || ""
  if (!/^[a-z]+$/.test(command)) return undefined
  try {
    return fs.readFileSync(new URL(`./help/${command}.txt`, import.meta.url), "utf8")
  } catch {
    return undefined
  }
}

const launch = async (): Promise<void> => {
  const help = renderedHelp()
  if (help !== undefined) {
    process.stdout.write(help)
    return
  }
  if (isNewEnough()) {
    // Compiled code is kept between runs.
    if (typeof modules.enableCompileCache === "function") modules.enableCompileCache()
    await import("./cli.js" as string)
    return
  }
  const own = ownNode()
  if (own === undefined) tooOld("")
  else runWith(own)
}

launch()
