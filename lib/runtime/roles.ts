import { MINUTE_MS } from "@/lib/core/time"
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

/** One process of the product, kept alive by the supervisor. */
export type Role = { name: string; args: string[]; env: Record<string, string> }

export type RunningRoles = { stop: () => Promise<void> }

const GRACE_MS = 8_000
const RESTART_MS_MAX = 30_000

/** Runs TypeScript directly; see role-process.mjs for the second import. */
export const tsRole = (projectDir: string, name: string, entry: string, env: Record<string, string>): Role => ({
  name,
  args: ["--import", "tsx", "--import", roleProcess(projectDir), join(projectDir, entry)],
  env,
})

export const nextRole = (projectDir: string, { host, port }: { host: string; port: number }, env: Record<string, string>): Role => ({
  name: "app",
  args: ["--import", roleProcess(projectDir), join(projectDir, "node_modules/next/dist/bin/next"), "start", "-H", host, "-p", String(port)],
  env: { ...env, NODE_ENV: "production" },
})

const roleProcess = (projectDir: string): string => new URL(`file://${join(projectDir, "lib/runtime/role-process.mjs")}`).href

/** Starts every role, restarts one that dies with a growing delay, and stops all of them together. */
export function startRoles(projectDir: string, roles: readonly Role[]): RunningRoles {
  const children = new Set<ChildProcess>()
  let isStopping = false

  const launch = (role: Role, failures: number): void => {
    const startedAt = performance.now()
    const child = spawn(process.execPath, role.args, {
      cwd: projectDir,
      env: { ...process.env, ...role.env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    })
    children.add(child)
    child.once("exit", (code, signal) => {
      children.delete(child)
      if (isStopping) return
      const survivedMs = performance.now() - startedAt
      const delayMs = Math.min(RESTART_MS_MAX, survivedMs > MINUTE_MS ? 500 : 500 * 2 ** failures)
      process.stderr.write(`${role.name} ended (${signal ?? code}); starting it again in ${delayMs} ms\n`)
      setTimeout(() => {
        if (!isStopping) launch(role, survivedMs > MINUTE_MS ? 0 : failures + 1)
      }, delayMs)
    })
  }
  for (const role of roles) launch(role, 0)

  const stop = async (): Promise<void> => {
    isStopping = true
    await Promise.all([...children].map(endGracefully))
  }
  return { stop }
}

async function endGracefully(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, "exit")
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS)
  await exited
  clearTimeout(timer)
}
