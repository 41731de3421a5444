import { createPool, databaseOn } from "@/db/client"
import { readFileSync } from "node:fs"
import { listLeads, countLeads } from "@/lib/leads/list-leads"
import { log } from "@/lib/log"
const pool = createPool("web", readFileSync("/var/tmp/onelead-probe-rest/url", "utf8"))
const db = databaseOn(pool)
const u = (await pool.query("select id from users where role='agent'")).rows[0].id
const ctx = { db, log, now: () => new Date(), actor: { kind: "user", id: u, name: "a", role: "agent" } } as never
const filters: Record<string, object> = {
  plain: {},
  name: { q: "layla haddad" },
  rare: { q: "layla haddad 77777" },
  nosuch: { q: "zzyzx" },
  common: { q: "ali" },
  two: { q: "li" },
  arabic: { q: "محمد" },
  phone: { q: "0500012345" },
  tail: { q: "2345" },
  email: { q: "u777@example.com" },
  prefix: { q: "u777@" },
  owner: { owner: ["me"] },
  none: { owner: ["none"] },
  stage: { stage: ["booked"] },
  chan: { channel: ["ziwo"] },
  ownchan: { owner: ["me"], channel: ["ziwo"], band: ["high"] },
  kind: { kind: ["unidentified"] },
  customers: { kind: ["customer"] },
  range: { from: "2026-11-01", to: "2026-11-10" },
  byname: { sort: "name" },
  bynameq: { sort: "name", q: "petrov" },
  score: { sort: "score" },
  scorestage: { sort: "score", stage: ["lost"] },
  nostage: { channel: ["erp"] },
}
for (const [k, f] of Object.entries(filters)) {
  const t: number[] = [],
    c: number[] = []
  let n = 0,
    cc
  for (let i = 0; i < 15; i++) {
    let s = performance.now()
    n = (await listLeads(ctx, f)).data.length
    t.push(performance.now() - s)
    const { sort: _s, ...g } = f as any
    s = performance.now()
    cc = await countLeads(ctx, g)
    c.push(performance.now() - s)
  }
  t.sort((a, b) => a - b)
  c.sort((a, b) => a - b)
  console.log(
    k.padEnd(10),
    String(n).padStart(3),
    `list p50 ${t[7]!.toFixed(1)} max ${t[14]!.toFixed(1)}   count ${cc!.count}${cc!.isCapped ? "+" : ""} p50 ${c[7]!.toFixed(1)} max ${c[14]!.toFixed(1)}`,
  )
}
// deep page
let cursor: string | undefined
for (let i = 0; i < 100; i++) cursor = (await listLeads(ctx, { limit: 200, cursor })).nextCursor ?? undefined
let s = performance.now()
await listLeads(ctx, { limit: 50, cursor })
console.log("page after 20,000", (performance.now() - s).toFixed(1))
await pool.end()
