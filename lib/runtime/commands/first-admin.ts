import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { env } from "@/lib/platform/env"
import { createFirstAdmin } from "@/lib/team/first-admin"

const { ADMIN_EMAIL, ADMIN_PASSWORD } = env()
if (ADMIN_EMAIL && ADMIN_PASSWORD) {
  const pool = createPool("worker")
  const isNew = await createFirstAdmin(databaseOn(pool), { email: ADMIN_EMAIL, password: ADMIN_PASSWORD })
  if (isNew) process.stdout.write(`Made the first admin: ${ADMIN_EMAIL}\n`)
  await pool.end()
}
process.exit(0)
