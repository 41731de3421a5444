import { startEmbeddedPostgres } from "@/db/embedded"
import { migrateDatabase } from "@/db/migrate"
import { Client } from "pg"
import { writeFileSync } from "node:fs"
import { hashPassword } from "@/lib/team/passwords"
const server = await startEmbeddedPostgres({ dataDir: "/var/tmp/onelead-probe-rest/data", settings: { fsync: "off" } })
await migrateDatabase(server.url)
const c = new Client({ connectionString: server.url })
await c.connect()
const n = await c.query("select count(*)::int n from users")
if (n.rows[0].n === 0) {
  const h = await hashPassword("probe password 1")
  for (const role of ["agent", "manager", "admin"])
    await c.query("insert into users(id,email,name,role,password_hash) values (gen_random_uuid(),$1,$2,$3,$4)", [
      `${role}@p.test`,
      role,
      role,
      h,
    ])
  await c.query(`insert into leads(id,kind,name,search_text,phones,emails,channels,first_channel,provenance,first_touch_at,last_activity_at,stage_id,stage_entered_at,score,band,updated_at)
   select gen_random_uuid(), case when i%20=0 then 'unidentified' else 'lead' end, case when i%20=0 then null else f||' '||l||' '||i end, case when i%20=0 then '' else f||' '||l||' '||i end, array['+97150'||lpad(i::text,7,'0')], array['u'||i||'@example.com'], array[(array['website','crisp','ziwo','botspace'])[1+i%4]], 'website','{}', now()-(i||' minutes')::interval, now()-((i*7919)%100000||' minutes')::interval, (array['new_lead','contacted','qualified','proposal','negotiation','booked','lost'])[1+i%7], now(), i%100, (array['high','normal','nurture'])[1+i%3], now()
   from generate_series(1,100000) i, lateral (select (array['mohammed','layla','ahmed','fatima','ivan','priya','grace','omar','sara','john','chen','maria','ali','yousef','rohit'])[1+(i*31)%15] f, (array['haddad','khan','sharma','santos','petrov','smith','suwaidi','mazrouei','menon','cruz','volkova','ketbi','ali','brown','wang','reyes','iqbal'])[1+(i*17)%17] l) x`)
  await c.query(
    `insert into lead_identities(id,lead_id,kind,value,raw,strength,source,channel,first_seen_at,last_seen_at) select gen_random_uuid(), id, 'phone', phones[1], phones[1],'personal','stated','website',now(),now() from leads`,
  )
  await c.query(
    `insert into lead_identities(id,lead_id,kind,value,raw,strength,source,channel,first_seen_at,last_seen_at) select gen_random_uuid(), id, 'email', emails[1], emails[1],'personal','stated','website',now(),now() from leads`,
  )
  await c.query(`update leads set owner_id=(select id from users where role='agent') where score%3=0`)
  await c.query("vacuum analyze")
}
writeFileSync("/var/tmp/onelead-probe-rest/url", server.url)
await c.end()
console.log("ready", server.url)
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)))
