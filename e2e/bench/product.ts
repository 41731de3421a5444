import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { freePort } from "@/db/embedded"
import { pause } from "@/lib/platform/jobs/pause"

/** The product's own processes on a store of the benchmark. */
export type BenchProduct = {
  ingestPort: number
  appPort: number
  launch: (role: keyof typeof ROLES) => ChildProcess
  end: (...children: ChildProcess[]) => Promise<void>
}

export const SECRET = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`
export const ADMIN = { email: "bench@example.com", password: "a-password-of-the-bench" }

const ROLES = {
  ingest: () => ["--import", "tsx", "lib/runtime/ingest.ts"],
  worker: () => ["--import", "tsx", "lib/runtime/worker.ts"],
  app: (port: number) => ["node_modules/next/dist/bin/next", "start", "-p", String(port)],
  admin: () => ["--import", "tsx", "lib/runtime/commands/first-admin.ts"],
}

export async function benchProduct(databaseUrl: string): Promise<BenchProduct> {
  const [ingestPort, appPort] = [await freePort(), await freePort()]
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    WEBSITE_WEBHOOK_SECRET: SECRET,
    INGEST_PORT: String(ingestPort),
    PORT: String(appPort),
    PUBLIC_BASE_URL: `http://localhost:${appPort}`,
    NEXTAUTH_SECRET: "x".repeat(32),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    LOG_LEVEL: "error",
    NODE_ENV: "production" as const,
  }
  return {
    ingestPort,
    appPort,
    launch: (role) => spawn(process.execPath, ROLES[role](appPort), { env, stdio: ["ignore", "ignore", "inherit"] }),
    end: async (...children) => {
      for (const child of children) child.kill("SIGTERM")
      await Promise.all(children.map(ended))
    },
  }
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
}

/** What the process has held at most, in megabytes; known on Linux alone. */
export async function peakRssMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "")
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

export async function untilOpen(port: number): Promise<void> {
  const signal = AbortSignal.timeout(60_000)
  while (!signal.aborted) {
    const isOpen = await fetch(`http://127.0.0.1:${port}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isOpen) return
    await pause(100, signal)
  }
  throw new Error(`nothing answers on port ${port}`)
}
