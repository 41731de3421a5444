import { once } from "node:events"
import { parseArgs } from "node:util"
import * as close from "./close/server"
import * as dynamics from "./dynamics/server"
import * as hubspot from "./hubspot/server"
import * as pipedrive from "./pipedrive/server"
import * as salesforce from "./salesforce/server"
import * as zoho from "./zoho/server"

/** `npm run simulator -- <hubspot|salesforce|dynamics|zoho|pipedrive|close> --port 4010`: that CRM on this machine until Ctrl-C. */
type Started = { url: string; close: () => Promise<void>; environment: Record<string, string> }
type Start = (options: { port: number; host: string; seed: number; token: string | undefined }) => Promise<Started>

const SIMULATORS: Record<string, Start> = {
  hubspot: async ({ token = hubspot.DEFAULT_TOKEN, ...options }) => {
    const simulator = await hubspot.startSimulator({ ...options, token })
    return { ...simulator, environment: { HUBSPOT_API_URL: simulator.url, HUBSPOT_ACCESS_TOKEN: token } }
  },
  salesforce: async ({ port, host }) => await salesforce.startSalesforce({ port, host }),
  dynamics: async ({ port, host }) => await dynamics.startDynamics({ port, host }),
  zoho: async ({ port, host }) => await zoho.startZoho({ port, host }),
  close: async ({ port, host }) => await close.startClose({ port, host }),
  pipedrive: async ({ port, host }) => await pipedrive.startPipedrive({ port, host }),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "4010" },
    host: { type: "string", default: "127.0.0.1" },
    token: { type: "string" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
})

const name = positionals[0] ?? ""
const start = SIMULATORS[name]
if (values.help || !start) {
  const usage = `npm run simulator -- <${Object.keys(SIMULATORS).join("|")}> [--port 4010] [--host 127.0.0.1]\n  of HubSpot also [--token <bearer token>] [--seed <number>]\n`
  process[start || values.help ? "stdout" : "stderr"].write(usage)
  process.exit(values.help ? 0 : 1)
}

const ended = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended.abort())
const simulator = await start({ port: Number(values.port), host: values.host, seed: Number(values.seed), token: values.token })
const lines = Object.entries(simulator.environment).map(([key, value]) => `  ${key}=${value}\n`)
process.stdout.write(`${name} simulator at ${simulator.url}\n${lines.join("")}`)
if (!ended.signal.aborted) await once(ended.signal, "abort")
await simulator.close()
