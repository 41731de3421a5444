import { once } from "node:events"
import { parseArgs } from "node:util"
import { DEFAULT_TOKEN, startSimulator } from "./server"

/** `npm run hubspot:simulator -- --port 4010 [--token …] [--seed …]`: a HubSpot account on this machine until Ctrl-C. */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4010" },
    host: { type: "string", default: "127.0.0.1" },
    token: { type: "string", default: DEFAULT_TOKEN },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
})

if (values.help) {
  process.stdout.write("npm run hubspot:simulator -- [--port 4010] [--host 127.0.0.1] [--token <bearer token>] [--seed <number>]\n")
  process.exit(0)
}

const ended = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended.abort())
const simulator = await startSimulator({ port: Number(values.port), host: values.host, token: values.token, seed: Number(values.seed) })
process.stdout.write(`HubSpot simulator at ${simulator.url}\n  HUBSPOT_API_URL=${simulator.url}\n  HUBSPOT_ACCESS_TOKEN=${values.token}\n`)
if (!ended.signal.aborted) await once(ended.signal, "abort")
await simulator.close()
