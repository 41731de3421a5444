import { createPool } from "@/lib/platform/database"
import { env } from "@/lib/platform/env"
import { newId } from "@/lib/platform/ids"
import { createInbox, type Delivery } from "@/lib/intake/doors/inbox"
import { startIngestServer } from "@/lib/runtime/ingest-server"
import { intakeDeps } from "@/lib/intake/doors/intake-deps"

/**
 * A wrong intake server, on purpose: it answers before it stores. The crash test must catch it, or the crash test
 * proves nothing.
 */
const inbox = createInbox(createPool("ingest"))
let held: Delivery[] = []
setInterval(() => {
  const batch = held
  held = []
  for (const delivery of batch) void inbox.store(delivery).catch(() => undefined)
}, 400)

await startIngestServer({
  port: env().INGEST_PORT,
  publicBaseUrl: new URL("http://localhost"),
  isReady: async () => true,
  deps: {
    ...intakeDeps(),
    inbox: {
      store: async (delivery) => {
        held.push(delivery)
        return { id: newId(), duplicate: false }
      },
    },
  },
})
