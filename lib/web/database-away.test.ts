import { METRICS_TOKEN } from "./testing/environment"
import { Pool } from "pg"
import { beforeAll, expect, test } from "vitest"
import { databaseOn } from "@/db/client"
import { bearer, routeModule, type Credential } from "./testing/routes"

/** What the app still says when PostgreSQL is away. */
beforeAll(() => {
  const pool = new Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none", connectionTimeoutMillis: 500 })
  pool.on("error", () => undefined)
  Object.assign(globalThis, { oneleadPool: pool, oneleadDb: databaseOn(pool) })
})

async function get(folder: string, credential?: Credential): Promise<Response> {
  const { GET } = (await routeModule(folder)) as { GET: (request: Request, context: unknown) => Response | Promise<Response> }
  return await GET(new Request("http://leads.test/", { headers: credential?.headers ?? {} }), { params: Promise.resolve({}) })
}

test("the process is healthy but not ready", async () => {
  expect((await get("health")).status).toBe(200)
  const ready = await get("ready")
  expect([ready.status, ready.headers.get("retry-after")]).toEqual([503, expect.any(String)])
})

test("metrics go out without the inbox's numbers", async () => {
  const response = await get("metrics", bearer(METRICS_TOKEN))
  expect(response.status).toBe(200)
  expect(await response.text()).toContain("process_cpu_seconds_total")
})

test("a caller is asked to come again, and told nothing about the database", async () => {
  const response = await get("v1/leads", bearer("ol_any"))
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"])
  const text = await response.text()
  expect(text).toContain("unavailable")
  expect(text).not.toMatch(/select|ECONNREFUSED|127\.0\.0\.1/i)
})
