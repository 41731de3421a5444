import { spawn } from "node:child_process"
import { once } from "node:events"
import type { Readable } from "node:stream"
import { text } from "node:stream/consumers"

/**
 * `npm run check`: seconds, no database. All of it runs, so that one glance shows everything that is wrong, in two lanes
 * for two cores. Most of the time is the type checker's: with one checker it works off each type once, and what it knows
 * of unchanged files stays in node_modules/.cache.
 */
type Step = { name: string; args: string[] }
type Result = { name: string; output: string; failed: boolean; seconds: number; processorSeconds: number }

const TYPES_CACHE = "node_modules/.cache/check-types.tsbuildinfo"

const LANES: readonly (readonly Step[])[] = [
  [
    { name: "route types", args: ["node_modules/next/dist/bin/next", "typegen"] },
    {
      name: "types",
      args: ["node_modules/typescript/bin/tsc", "--noEmit", "--checkers", "1", "--incremental", "--tsBuildInfoFile", TYPES_CACHE],
    },
  ],
  [
    { name: "structure", args: ["--import", "tsx", "e2e/check-house.ts"] },
    { name: "format", args: ["node_modules/oxfmt/bin/oxfmt", "--check", "."] },
    { name: "lint", args: ["node_modules/oxlint/bin/oxlint", "--deny-warnings"] },
    { name: "knip", args: ["node_modules/knip/bin/knip.js"] },
  ],
]

async function run({ name, args }: Step): Promise<Result> {
  const startedAt = performance.now()
  // The shell's `times` counts the processor time of whatever the step starts in its turn.
  const child = spawn("sh", ["-c", '"$@"; code=$?; times >&3; exit $code', "sh", process.execPath, ...args], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
  })
  const read = (at: number) => text(child.stdio[at] as Readable)
  const [[code], out, err, times] = await Promise.all([once(child, "close"), read(1), read(2), read(3)])
  const seconds = (performance.now() - startedAt) / 1000
  return { name, output: out + err, failed: code !== 0, seconds, processorSeconds: readTimes(times) }
}

/** Four times of the form 0m1.23s: user and system, of the shell and of its children. */
const readTimes = (times: string): number =>
  [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)

async function runLane(steps: readonly Step[]): Promise<Result[]> {
  const results: Result[] = []
  for (const step of steps) {
    const result = await run(step)
    const { name, failed, output, processorSeconds, seconds } = result
    const line = `${failed ? "failed" : "ok"}  ${name.padEnd(12)}${processorSeconds.toFixed(1).padStart(6)} s of processor time, ${seconds.toFixed(1)} s\n`
    process.stdout.write(failed ? `${output.trimEnd()}\n${line}` : line)
    results.push(result)
  }
  return results
}

const results = (await Promise.all(LANES.map(runLane))).flat()
const failed = results.filter((result) => result.failed).map(({ name }) => name)
const processorSeconds = results.reduce((sum, result) => sum + result.processorSeconds, 0)
const verdict = failed.length > 0 ? `check failed: ${failed.join(", ")}` : "check passed"
process.stdout.write(`${verdict} (${processorSeconds.toFixed(1)} s of processor time)\n`)
process.exit(failed.length > 0 ? 1 : 0)
