import { Client } from "pg"
import { env } from "@/lib/platform/env"
import { PASSWORD_LENGTH_MIN } from "@/lib/team/passwords"

/** What a real installation still lacks, each with what it is for. Empty when it may start. */
export async function missingForRealMode(url: string): Promise<string[]> {
  const { NEXTAUTH_SECRET, PUBLIC_BASE_URL, ADMIN_EMAIL, ADMIN_PASSWORD } = env()
  const missing: string[] = []
  if (!NEXTAUTH_SECRET) missing.push("NEXTAUTH_SECRET: signs the sessions; at least 32 random characters")
  else if (NEXTAUTH_SECRET.length < 32) missing.push("NEXTAUTH_SECRET: is too short; at least 32 random characters")
  if (!PUBLIC_BASE_URL) missing.push("PUBLIC_BASE_URL: the address people and providers use, e.g. https://leads.example.com")
  if (!(await hasUsers(url))) {
    if (!ADMIN_EMAIL) missing.push("ADMIN_EMAIL: the first admin, as nobody can sign in yet")
    if (!ADMIN_PASSWORD) missing.push("ADMIN_PASSWORD: the first admin's password, at least 12 characters")
    else if (ADMIN_PASSWORD.length < PASSWORD_LENGTH_MIN) missing.push("ADMIN_PASSWORD: is too short; at least 12 characters")
  }
  return missing
}

async function hasUsers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from users limit 1")
    return (rowCount ?? 0) > 0
  } finally {
    await client.end()
  }
}
