import { spawn } from "node:child_process"
import { once } from "node:events"

/** `npm run check`: seconds, no database. All of it runs, so that one glance shows everything that is wrong. */
const STEPS: readonly [string, string[]][] = [
  ["house", ["--import", "tsx", "e2e/check-house.ts"]],
  ["format", ["node_modules/oxfmt/bin/oxfmt", "--check", "."]],
  ["lint", ["node_modules/oxlint/bin/oxlint", "--deny-warnings"]],
  ["route types", ["node_modules/next/dist/bin/next", "typegen"]],
  ["types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
  ["knip", ["node_modules/knip/bin/knip.js"]],
]

const failed: string[] = []
for (const [name, args] of STEPS) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] })
  const [code] = await once(child, "exit")
  if (code !== 0) failed.push(name)
}
process.stdout.write(failed.length > 0 ? `check failed: ${failed.join(", ")}\n` : "check passed\n")
process.exit(failed.length > 0 ? 1 : 0)
