import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Socket } from "node:net"

/** A PostgreSQL proxy that can be stalled: connections stay open and nothing comes through, as with a frozen server. */
export type StallingProxy = {
  url: string
  stall: () => void
  /** Lets so many more messages of clients through, and nothing after them: the freeze comes in the middle of the work. */
  stallAfter: (messages: number) => void
  resume: () => void
  close: () => Promise<void>
}

export async function openStallingProxy(target: string): Promise<StallingProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isStalled = false
  let messagesLeft = Infinity
  const stall = () => {
    isStalled = true
    for (const socket of sockets) socket.pause()
  }
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      if (isStalled) from.pause()
      from.on("data", (chunk: Buffer) => {
        to.write(chunk)
        if (from === client && (messagesLeft -= 1) <= 0) stall()
      })
      from.on("error", () => undefined)
      from.on("close", () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = new URL(target)
  url.hostname = "127.0.0.1"
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    stall,
    stallAfter: (messages) => void (messagesLeft = messages),
    resume: () => {
      isStalled = false
      messagesLeft = Infinity
      for (const socket of sockets) socket.resume()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, "close")
    },
  }
}
