import { isIP } from "node:net"
import { Client } from "pg"
import { env, listOf, publicBaseUrl, type Env } from "@/lib/platform/env"
import { strengthOf, strengthOfKey } from "@/lib/platform/secret-strength"
import { PASSWORD_LENGTH_MIN } from "@/lib/team/passwords"

/** What is missing for a real installation, each line with its purpose or remedy. */
type RealModeProblems = {
  /** It must not start. */
  missing: string[]
  /** It may start; the admin should know. */
  warnings: string[]
}

/** Secrets that prove a caller, or hide what we keep; providers give some of them, admins choose the others. */
const SECRETS = [
  "ONELEAD_API_KEY",
  "METRICS_TOKEN",
  "WEBSITE_WEBHOOK_SECRET",
  "CHATBOT_WEBHOOK_SECRET",
  "ERP_WEBHOOK_SECRET",
  "CRISP_WEBHOOK_SECRET",
  "BOTSPACE_WEBHOOK_SECRET",
  "ZIWO_WEBHOOK_SECRET",
  "HUBSPOT_CLIENT_SECRET",
  "SUPPRESSION_SECRET",
  "CREDENTIALS_KEY",
] as const satisfies readonly (keyof Env)[]

async function problemsOfRealMode(url: string): Promise<RealModeProblems> {
  const missing = [...sessionSecretProblems(), ...publicAddressProblems()]
  if (!(await hasUsers(url))) missing.push(...firstAdminProblems())
  const secrets = SECRETS.flatMap((name) => listOf(env()[name]).map((secret) => ({ name, strength: strengthOfKey(secret) })))
  const named = (strength: string): string[] => [...new Set(secrets.filter((one) => one.strength === strength).map(({ name }) => name))]
  missing.push(...named("guessable").map((name) => `${name}: is easily guessed; use e.g. the output of \`openssl rand -base64 32\``))
  return { missing, warnings: [...named("weak").map((name) => `${name} is weak; a longer random value is safer.`), ...proxyWarnings()] }
}

function sessionSecretProblems(): string[] {
  const { NEXTAUTH_SECRET } = env()
  if (!NEXTAUTH_SECRET) return ["NEXTAUTH_SECRET: signs the sessions; at least 32 random characters"]
  if (NEXTAUTH_SECRET.length < 32) return ["NEXTAUTH_SECRET: is too short; at least 32 random characters"]
  return strengthOf(NEXTAUTH_SECRET) === "guessable" ? ["NEXTAUTH_SECRET: is easily guessed; at least 32 random characters"] : []
}

/** Over plain http anyone on the network path reads session cookies and webhook keys. */
function publicAddressProblems(): string[] {
  const { PUBLIC_BASE_URL, ALLOW_PLAIN_HTTP } = env()
  if (!PUBLIC_BASE_URL) return ["PUBLIC_BASE_URL: the address people and providers use, e.g. https://leads.example.com"]
  const { protocol, hostname } = new URL(PUBLIC_BASE_URL)
  if (protocol === "https:" || isLoopback(hostname) || ALLOW_PLAIN_HTTP) return []
  return ["PUBLIC_BASE_URL: is plain http, so sessions and keys can be read on the way; use https, or set ALLOW_PLAIN_HTTP=1"]
}

/** We speak no TLS, so a proxy does. */
function proxyWarnings(): string[] {
  if (publicBaseUrl().protocol !== "https:" || env().TRUSTED_PROXIES > 0) return []
  return [
    "TRUSTED_PROXIES is 0, so everybody behind the proxy shares one address and its limits for sign-ins and form posts; set it to the number of proxies.",
  ]
}

/** Ends the process, with what is missing, when the installation is not ready for real use. */
export async function refuseUnready(url: string): Promise<void> {
  const { missing, warnings } = await problemsOfRealMode(url)
  for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`)
  if (missing.length === 0) return
  process.stderr.write(`Onelead cannot start on this database yet. Missing:\n${missing.map((line) => `  - ${line}`).join("\n")}\n`)
  process.exit(1)
}

function firstAdminProblems(): string[] {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = env()
  const missing: string[] = []
  if (!ADMIN_EMAIL) missing.push("ADMIN_EMAIL: the first admin, as there are no accounts yet")
  if (!ADMIN_PASSWORD) missing.push(`ADMIN_PASSWORD: the first admin's password, at least ${PASSWORD_LENGTH_MIN} characters`)
  else if (ADMIN_PASSWORD.length < PASSWORD_LENGTH_MIN)
    missing.push(`ADMIN_PASSWORD: is too short; at least ${PASSWORD_LENGTH_MIN} characters`)
  else if (strengthOf(ADMIN_PASSWORD, ADMIN_EMAIL ? [ADMIN_EMAIL] : []) === "guessable")
    missing.push("ADMIN_PASSWORD: is easily guessed; choose another one")
  return missing
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "")
  if (isIP(bare) === 4) return bare.startsWith("127.")
  return bare === "::1" || bare === "localhost" || bare.endsWith(".localhost")
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
