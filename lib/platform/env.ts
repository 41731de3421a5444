import { z } from "zod"

/**
 * The only reader of the environment. Parsed once, on first use, so that a build needs no secrets; an empty value
 * counts as unset. Names are part of the public interface.
 */
const Text = z.string().trim().min(1).optional()
const Port = z.coerce.number().int().min(1).max(65_535)

const Flag = Text.transform((value) => value === "1")
/** The demo's sign-ins, as JSON, set by the process that starts the demo. */
const DemoSignIns = z
  .string()
  .transform((text, ctx): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      ctx.addIssue({ code: "custom", message: "is not JSON" })
      return z.NEVER
    }
  })
  .pipe(z.object({ password: z.string(), people: z.array(z.object({ email: z.string(), name: z.string(), title: z.string() })) }))

const Env = z.object({
  /** The address that the app and the intake server listen on; only this machine reaches the default. */
  HOST: z.string().trim().min(1).default("127.0.0.1"),
  PORT: Port.default(3000),
  INGEST_PORT: Port.default(3001),
  DATABASE_URL: z.string().default("postgres://localhost:5432/onelead"),
  /** PostgreSQL is reached through a pooler that gives each transaction another connection: nothing is prepared on one. */
  DATABASE_POOLER: Flag,
  PUBLIC_BASE_URL: z.url().optional(),
  NEXTAUTH_SECRET: Text,
  /** A session that is not used for so long ends. */
  SESSION_IDLE_HOURS: z.coerce
    .number()
    .positive()
    .max(24 * 365)
    .default(8),
  /** Every session ends so long after its sign-in. */
  SESSION_MAX_DAYS: z.coerce.number().positive().max(365).default(7),
  /** Key of the hashes of erased people; NEXTAUTH_SECRET when left out. It must not change: erased people would no longer be known. */
  SUPPRESSION_SECRET: Text,
  /** Key of the credentials that are kept in the database; NEXTAUTH_SECRET when left out. With another one they have to be given again. */
  CREDENTIALS_KEY: Text,
  ONELEAD_DEMO: Flag,
  ONELEAD_DEMO_SIGN_INS: DemoSignIns.optional(),
  /** The demo's passwords are published, so HOST alone does not open it to a network. */
  ONELEAD_DEMO_EXPOSE: Flag,
  /** A public address without TLS, for installations behind a VPN. */
  ALLOW_PLAIN_HTTP: Flag,
  /** Networks (CIDR, comma-separated) that outgoing webhooks may reach beside the public internet. */
  HOOKS_ALLOW_NETWORKS: Text,
  ONELEAD_API_KEY: Text,
  METRICS_TOKEN: Text,
  ADMIN_EMAIL: Text,
  ADMIN_PASSWORD: Text,
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** The number of our proxies; only their X-Forwarded-For entries are trusted. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
  WEBSITE_WEBHOOK_SECRET: Text,
  WEBSITE_FORM_KEY: Text,
  /** Origins of the pages that may post the form, comma-separated; any origin when left out. */
  WEBSITE_FORM_ORIGINS: Text,
  CHATBOT_WEBHOOK_SECRET: Text,
  CRISP_WEBHOOK_SECRET: Text,
  BOTSPACE_WEBHOOK_SECRET: Text,
  /** The channel's address in BotSpace's send API, https://public-api.bot.space/v1/<channel id>; with the key, templates are sent through it. */
  BOTSPACE_API_URL: z.url().optional(),
  BOTSPACE_API_KEY: Text,
  ZIWO_WEBHOOK_SECRET: Text,
  ERP_WEBHOOK_SECRET: Text,
  HUBSPOT_CLIENT_ID: Text,
  /** Signs webhooks, and with the client id signs in to accounts. */
  HUBSPOT_CLIENT_SECRET: Text,
  HUBSPOT_ACCESS_TOKEN: Text,
  HUBSPOT_API_URL: z.url().default("https://api.hubapi.com"),
  HUBSPOT_APP_ID: Text,
  /** The org's My Domain address; login.salesforce.com or test.salesforce.com do with a private key only. */
  SALESFORCE_LOGIN_URL: z.url().optional(),
  SALESFORCE_CLIENT_ID: Text,
  SALESFORCE_CLIENT_SECRET: Text,
  SALESFORCE_USERNAME: Text,
  SALESFORCE_PRIVATE_KEY: Text,
  DYNAMICS_URL: z.url().optional(),
  DYNAMICS_TENANT_ID: Text,
  DYNAMICS_CLIENT_ID: Text,
  DYNAMICS_CLIENT_SECRET: Text,
  /** Where the app signs in; Microsoft's own address when left out. */
  DYNAMICS_AUTHORITY_URL: z.url().optional(),
  /** The accounts server of the data centre; accounts.zoho.com when left out. */
  ZOHO_ACCOUNTS_URL: z.url().optional(),
  /** Where the address that comes with the token is not the one to call. */
  ZOHO_API_URL: z.url().optional(),
  ZOHO_CLIENT_ID: Text,
  ZOHO_CLIENT_SECRET: Text,
  ZOHO_REFRESH_TOKEN: Text,
  PIPEDRIVE_API_URL: z.url().optional(),
  PIPEDRIVE_API_TOKEN: Text,
  CLOSE_API_URL: z.url().optional(),
  CLOSE_API_KEY: Text,
  /** smtp://user:password@host:587; without it mail is kept and not sent. */
  SMTP_URL: Text,
  SMTP_FROM: z.string().trim().default("Onelead <onelead@localhost>"),
  GOOGLE_CLIENT_ID: Text,
  GOOGLE_CLIENT_SECRET: Text,
  AZURE_AD_CLIENT_ID: Text,
  AZURE_AD_CLIENT_SECRET: Text,
  AZURE_AD_TENANT_ID: Text,
})
export type Env = z.infer<typeof Env>

let parsed: Env | undefined

/** Throws with every invalid value named. */
export function env(): Env {
  if (parsed) return parsed
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined && value.trim() !== ""))
  const result = Env.safeParse(given)
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`)
    throw new Error(`The environment is not right:\n${problems.join("\n")}`)
  }
  parsed = result.data
  return parsed
}

/** The public address, as senders and browsers know it. */
export const publicBaseUrl = (): URL => new URL(env().PUBLIC_BASE_URL ?? `http://localhost:${env().PORT}`)

/** Comma-separated values: two secrets during a rotation. */
export const listOf = (value: string | undefined): string[] =>
  (value ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")

/** next-auth reads its own address from the environment; ours is the source. */
export function exportAuthAddress(): void {
  process.env["NEXTAUTH_URL"] ??= publicBaseUrl().origin
}
