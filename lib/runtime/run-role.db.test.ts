import { spawn } from "node:child_process"
import { once } from "node:events"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"

let database: TestDatabase
beforeAll(async () => void (database = await testDatabase()))
afterAll(() => database.drop())

test.each(["app", "worker", "ingest"])("%s by itself refuses what npm start refuses", async (role) => {
  const env = {
    PATH: process.env["PATH"] ?? "",
    DATABASE_URL: database.url,
    PUBLIC_BASE_URL: "https://leads.example.com",
    NEXTAUTH_SECRET: "passwordpasswordpasswordpassword",
    ERP_WEBHOOK_SECRET: "whsec_YQ==",
    SUPPRESSION_SECRET: "secret",
    CREDENTIALS_KEY: "secret",
  }
  const child = spawn(process.execPath, ["--import", "tsx", "lib/runtime/run-role.ts", role], {
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "pipe"],
  })
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, "close")) as [number]
  expect(code).toBe(1)
  for (const name of ["NEXTAUTH_SECRET", "ERP_WEBHOOK_SECRET", "SUPPRESSION_SECRET", "CREDENTIALS_KEY", "ADMIN_EMAIL", "TRUSTED_PROXIES"])
    expect(said).toContain(name)
})
