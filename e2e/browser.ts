import { existsSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { chromium as playwrightChromium } from "@playwright/test"

/**
 * A Chromium to test with, on any machine with npm: the configured one, Playwright's own, the system's, or one that
 * comes as an npm package with the libraries it needs.
 */
export type Browser = { executablePath: string; args: string[]; env: Record<string, string> }

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

export async function findChromium(): Promise<Browser> {
  const named = process.env["PLAYWRIGHT_CHROMIUM_PATH"]
  const found = [named, playwrightChromium.executablePath(), ...SYSTEM].find((path) => path && existsSync(path))
  if (found) return { executablePath: found, args: ARGS, env: {} }
  return await packagedChromium()
}

/**
 * The package unpacks its libraries only on a serverless platform, so the environment pretends to be one for a moment.
 * What it writes into the environment is for the browser only: PostgreSQL must not load those libraries. It unpacks
 * beside the packages, since another user of the machine may own what lies in the common temporary folder.
 */
async function packagedChromium(): Promise<Browser> {
  const before = { ...process.env }
  const folder = join(process.cwd(), "node_modules/.cache/chromium")
  await mkdir(folder, { recursive: true })
  process.env["TMPDIR"] = folder
  process.env["AWS_EXECUTION_ENV"] = "AWS_Lambda_nodejs22.x"
  const { default: chromium } = await import("@sparticuz/chromium")
  const executablePath = await chromium.executablePath()
  const wanted = ["LD_LIBRARY_PATH", "FONTCONFIG_PATH", "HOME", "VK_ICD_FILENAMES", "VK_LAYER_PATH"]
  const env = Object.fromEntries(
    wanted.flatMap((name) => (process.env[name] && process.env[name] !== before[name] ? [[name, process.env[name]]] : [])),
  )
  for (const name of [...wanted, "AWS_EXECUTION_ENV", "TMPDIR"]) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  // Its own arguments are for a platform without processes (`--single-process`), where a closed page ends the browser.
  return { executablePath, args: ARGS, env }
}
