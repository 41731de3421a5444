import { randomBytes } from "node:crypto"
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"

/**
 * Secrets of the demo, created on first start and kept beside its data, so that `npm run send` signs with the same
 * ones. Real mode never reads this file.
 */
export type DemoSecrets = { env: Record<string, string> }

const demoFile = (home: string): string => join(home, "demo.json")

export async function demoSecrets(home: string): Promise<DemoSecrets> {
  const file = demoFile(home)
  const known = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as DemoSecrets,
    () => null,
  )
  const secrets: DemoSecrets = { env: { ...freshSecrets(), ...known?.env } }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`)
  await chmod(file, 0o600)
  return secrets
}

const random = (bytes: number) => randomBytes(bytes).toString("base64url")
const standardWebhooks = () => `whsec_${randomBytes(32).toString("base64")}`

const freshSecrets = (): Record<string, string> => ({
  NEXTAUTH_SECRET: random(32),
  ONELEAD_API_KEY: `ol_demo_${random(24)}`,
  WEBSITE_WEBHOOK_SECRET: standardWebhooks(),
  WEBSITE_FORM_KEY: `form_${random(12)}`,
  CHATBOT_WEBHOOK_SECRET: standardWebhooks(),
  CRISP_WEBHOOK_SECRET: random(24),
  BOTSPACE_WEBHOOK_SECRET: random(24),
  ZIWO_WEBHOOK_SECRET: random(24),
  ERP_WEBHOOK_SECRET: standardWebhooks(),
  HUBSPOT_CLIENT_SECRET: random(24),
})

/** The address and token of the demo's HubSpot. */
export const demoHubspot = (port: number, secrets: Readonly<Record<string, string>>): Record<string, string> => ({
  HUBSPOT_API_URL: `http://127.0.0.1:${port}`,
  HUBSPOT_ACCESS_TOKEN: "pat-demo-simulator",
  HUBSPOT_CLIENT_SECRET: secrets["HUBSPOT_CLIENT_SECRET"] ?? "",
  HUBSPOT_APP_ID: "39522895",
})
