import { readFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import { sampleBody, type SampleChannel } from "@/lib/channels/fixtures/bodies"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"

/** `npm run send -- <channel>`: posts one signed sample event, as the provider would, and prints the result. */
const CHANNELS: readonly SampleChannel[] = ["website", "crisp", "botspace", "ziwo", "chatbot", "erp"]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "http://localhost:3000" },
    name: { type: "string", default: "Layla Haddad" },
    phone: { type: "string", default: "+971501234567" },
    email: { type: "string" },
    text: { type: "string", default: "Hi, is the Nissan Patrol free this weekend?" },
    id: { type: "string" },
    count: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
})
const channel = CHANNELS.find((known) => known === positionals[0])

if (!channel || values.help) {
  process.stdout.write(
    `npm run send -- <${CHANNELS.join("|")}> [--url --name --phone --email --text --id --count]\nSecrets come from the environment (e.g. WEBSITE_WEBHOOK_SECRET) or from the demo that runs in this folder.\n`,
  )
  process.exit(values.help ? 0 : 1)
}

const secretName = `${channel.toUpperCase()}_WEBHOOK_SECRET`
const demo = await readFile(".onelead/demo.json", "utf8").then(
  (text) => JSON.parse(text) as { env: Record<string, string> },
  () => null,
)
const secret = (process.env[secretName] ?? demo?.env[secretName])?.split(",")[0]
if (!secret) {
  process.stderr.write(`${secretName} is not set, and no demo has been started in this folder.\n`)
  process.exit(1)
}

for (let sent = 0; sent < Math.min(1000, Number(values.count) || 1); sent += 1) {
  const now = new Date()
  const id = values.id ?? `sample-${now.getTime()}-${sent}`
  const body = sampleBody(channel, { id, at: now, name: values.name, phone: values.phone, email: values.email, text: values.text })
  const request = signedRequest(channel, body, { secret, now })
  const url = new URL(request.path, values.url)
  const answer = await fetch(url, { method: request.method, headers: request.headers, body: new Uint8Array(request.body) }).catch(
    () => null,
  )
  if (!answer) {
    process.stderr.write(`Nothing answers at ${url.origin}. Is Onelead running there? (--url)\n`)
    process.exit(1)
  }
  process.stdout.write(`${answer.status} ${await answer.text()}\n`)
  if (!answer.ok) process.exitCode = 1
}
