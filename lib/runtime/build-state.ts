import { createHash } from "node:crypto"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"

/**
 * Whether `.next` was built from the current sources. A digest of what goes into a build is written beside it after
 * success, so a stale build and an interrupted one look the same: no matching stamp.
 */
const SOURCES = [
  "app",
  "components",
  "lib",
  "db",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "package-lock.json",
  "tsconfig.json",
]
const STAMP = "onelead-build"

export async function isBuildFresh(projectDir: string): Promise<boolean> {
  const stamp = join(projectDir, ".next", STAMP)
  if (!existsSync(stamp)) return false
  return (await readFile(stamp, "utf8")) === (await digestOfSources(projectDir))
}

/** Builds, and stamps a complete build. Output goes to our own; throws when the build fails. */
export async function buildApp(projectDir: string): Promise<void> {
  const digest = await digestOfSources(projectDir)
  const stamp = join(projectDir, ".next", STAMP)
  await rm(stamp, { force: true })
  const next = join(projectDir, "node_modules/next/dist/bin/next")
  const child = spawn(process.execPath, [next, "build"], {
    cwd: projectDir,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  })
  const [code] = await once(child, "exit")
  if (code !== 0) throw new Error("The build failed; see its output above.")
  await writeFile(stamp, digest)
}

async function digestOfSources(projectDir: string): Promise<string> {
  const hash = createHash("sha256")
  for (const source of SOURCES) await addToDigest(hash, projectDir, source)
  return hash.digest("hex")
}

async function addToDigest(hash: ReturnType<typeof createHash>, projectDir: string, path: string): Promise<void> {
  const full = join(projectDir, path)
  if (!existsSync(full)) return
  const entries = await readdir(full, { withFileTypes: true }).catch(() => null)
  if (entries === null) {
    hash
      .update(path)
      .update("\0")
      .update(await readFile(full))
    return
  }
  const names = entries.filter(({ name }) => !/\.test\.tsx?$/.test(name)).map(({ name }) => name)
  for (const name of names.sort()) await addToDigest(hash, projectDir, join(path, name))
}
