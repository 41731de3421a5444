import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import { senderAddress } from "@/lib/intake/doors/sender-address"
import { env } from "@/lib/platform/env"

/**
 * Next hands a handler headers and no socket, and keeps an X-Forwarded-For that the client made up. So the socket's
 * address is written into a header of our own as each request arrives, over whatever the client sent under that name.
 */
const PEER_HEADER = "x-onelead-peer"

/** Once, when the server starts and before it takes a request. */
export const notePeerAddresses = (): void =>
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? ""
  })

/** The sender's address, for rate limits alone; null when it is unknown. */
export const remoteAddressOf = (headers: Readonly<Record<string, string | undefined>>): string | null =>
  senderAddress({ forwardedFor: headers["x-forwarded-for"], peer: headers[PEER_HEADER] || null, trustedProxies: env().TRUSTED_PROXIES })
