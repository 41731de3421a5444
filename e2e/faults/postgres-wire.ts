import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Socket } from "node:net"
import type { Gate } from "./gate"

/**
 * A PostgreSQL proxy behind a gate. It reads the frames: a COMMIT of a change stops before the server gets it and again
 * before the client gets the confirmation; a single statement with a change stops before its answer. Without a change a
 * crash makes no difference, so the frame passes.
 */
export type Wire = { url: string; close: () => Promise<void> }

/** The call budget is written right before the call; a crash between the two is a crash before the call. */
const UNREMARKABLE = /^\s*with open as \(\s*select provider from crm_budget/i

/** `asked`: the statements under way, the oldest first: some are sent before the answer of another one is there. */
type Session = { changed: string | null; prepared: Map<string, string>; asked: string[]; tag: string }

export async function openPostgresWire(target: string, gate: Gate): Promise<Wire> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    const session: Session = { changed: null, prepared: new Map(), asked: [], tag: "" }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on("error", () => undefined)
      socket.on("close", () => {
        client.destroy()
        upstream.destroy()
        sockets.delete(socket)
      })
    }
    relay(client, upstream, createFrames(true), (frame) => askedOf(session, frame), gate)
    relay(upstream, client, createFrames(false), (frame) => toldOf(session, frame), gate)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  url.hostname = "127.0.0.1"
  return {
    url: url.href,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, "close")
    },
  }
}

/** Passes frames on in order; at a point, it and all frames behind it wait. */
function relay(from: Socket, to: Socket, frames: Frames, pointOf: (frame: Buffer) => string | null, gate: Gate): void {
  let tail = Promise.resolve()
  from.on("data", (chunk: Buffer) => {
    tail = tail.then(async () => {
      let ready: Buffer[] = []
      const send = (): void => {
        if (!to.destroyed && ready.length > 0) to.write(Buffer.concat(ready))
        ready = []
      }
      for (const frame of frames(chunk)) {
        const point = pointOf(frame)
        if (point !== null) {
          send()
          await gate.pass(point)
        }
        ready.push(frame)
      }
      send()
    })
  })
}

type Frames = (chunk: Buffer) => Buffer[]

/** Whole protocol messages. The first message of a client has no type byte. */
function createFrames(isClient: boolean): Frames {
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = isClient
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const frames: Buffer[] = []
    for (;;) {
      const head = isFirst ? 0 : 1
      if (rest.length < head + 4) return frames
      const size = head + rest.readInt32BE(head)
      if (rest.length < size) return frames
      frames.push(rest.subarray(0, size))
      rest = rest.subarray(size)
      isFirst = false
    }
  }
}

const typeOf = (frame: Buffer): string => String.fromCodePoint(frame[0] ?? 0)
const textAt = (frame: Buffer, from: number): string => frame.subarray(from, Math.max(from, frame.indexOf(0, from))).toString("utf8")

function askedOf(session: Session, frame: Buffer): string | null {
  const sql = statementOf(session, frame)
  if (sql === null) return null
  session.asked.push(sql)
  return /^\s*commit/i.test(sql) && session.changed !== null ? `before the commit of ${session.changed}` : null
}

/** A query, or the run of a statement that was prepared under a name, or under none. */
function statementOf({ prepared }: Session, frame: Buffer): string | null {
  const type = typeOf(frame)
  if (type === "Q") return textAt(frame, 5)
  const second = textAt(frame, frame.indexOf(0, 5) + 1)
  if (type === "P") prepared.set(textAt(frame, 5), second)
  return type === "B" ? (prepared.get(second) ?? "") : null
}

function toldOf(session: Session, frame: Buffer): string | null {
  const type = typeOf(frame)
  const [sql = ""] = session.asked
  if (type === "C") {
    session.tag = textAt(frame, 5)
    const changes = /^(?:INSERT \d+|UPDATE|DELETE) (\d+)/.exec(session.tag)
    if (changes && changes[1] !== "0" && !UNREMARKABLE.test(sql)) session.changed = nameOf(sql)
  }
  if (type !== "Z") return null
  session.asked.shift()
  // Ready again, and outside of any transaction: the work is committed or rolled back.
  if (String.fromCodePoint(frame[5] ?? 0) !== "I") return null
  const { changed } = session
  session.changed = null
  return changed === null || session.tag === "ROLLBACK" ? null : `after the commit of ${changed}`
}

const nameOf = (sql: string): string =>
  /(insert into|update|delete from)\s+"?(\w+)/i.exec(sql)?.slice(1).join(" ").toLowerCase() ?? "something"
