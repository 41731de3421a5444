import { Client } from "pg"
import { env } from "@/lib/platform/env"
import { log } from "@/lib/platform/log"
import { LEADS_CHANNEL } from "./announce"

/**
 * One LISTEN connection per process, shared by every open screen. When the database goes away it reconnects with a
 * growing delay, and makes the screens reload to cover what was missed.
 */
type Listener = (message: string) => void

class LiveFeed {
  readonly #listeners = new Set<Listener>()
  #client: Client | null = null
  #retryMs = 250

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    if (this.#client === null) void this.#connect()
    return () => this.#listeners.delete(listener)
  }

  async #connect(): Promise<void> {
    const client = new Client({ connectionString: env().DATABASE_URL, application_name: "onelead-live", keepAlive: true })
    this.#client = client
    client.on("error", () => this.#lost(client))
    client.on("end", () => this.#lost(client))
    client.on("notification", ({ payload }) => this.#tell(payload ?? ""))
    try {
      await client.connect()
      await client.query(`listen ${LEADS_CHANNEL}`)
      // Announcements before this moment were missed.
      this.#tell(JSON.stringify({ ids: "many" }))
      this.#retryMs = 250
    } catch (error) {
      log.warn({ err: error }, "the live feed could not connect")
      this.#lost(client)
    }
  }

  #lost(client: Client): void {
    if (this.#client !== client) return
    this.#client = null
    client.removeAllListeners()
    client.on("error", () => undefined)
    void client.end().catch(() => undefined)
    this.#retryMs = Math.min(10_000, this.#retryMs * 2)
    setTimeout(() => {
      if (this.#client === null && this.#listeners.size > 0) void this.#connect()
    }, this.#retryMs)
  }

  #tell(message: string): void {
    for (const listener of this.#listeners) listener(message)
  }
}

const holder = globalThis as typeof globalThis & { oneleadLive?: LiveFeed }

/** Calls back with each announcement's JSON until the returned function is called. */
export const subscribeLive = (listener: Listener): (() => void) => (holder.oneleadLive ??= new LiveFeed()).subscribe(listener)
