import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { createServer as createTcpServer } from "node:net"
import { afterEach, expect, test } from "vitest"
import { sendTemplate } from "@/lib/channels/botspace-send"
import { smtpTo } from "@/lib/notifications/send-emails"
import { smtpSender } from "./senders"
import { readUnsubscribeToken, unsubscribeToken } from "./unsubscribe-token"

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

async function listen(server: ReturnType<typeof createServer> | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing.push(() => void server.close())
  return (server.address() as AddressInfo).port
}

async function botspace(answer: (request: IncomingMessage, body: string, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => answer(request, Buffer.concat(chunks).toString(), response))
  })
  return `http://127.0.0.1:${await listen(server)}/v1/65f000000000000000000001`
}

const message = { phone: "+971501234567", name: "Layla", templateId: "tpl_1", variables: ["Layla"] }

test("a template goes to BotSpace's address of the channel, and its id comes back", async () => {
  let seen = ""
  const apiUrl = await botspace((request, body, response) => {
    seen = `${request.method} ${request.url} ${body}`
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ success: true, data: { id: "66f1" } }))
  })
  expect(await sendTemplate({ apiUrl, apiKey: "k y" }, message)).toEqual({ kind: "sent", externalId: "66f1" })
  expect(seen).toBe(
    `POST /v1/65f000000000000000000001/message/send-message?apiKey=k+y ${JSON.stringify({ name: "Layla", phone: "+971501234567", templateId: "tpl_1", variables: ["Layla"] })}`,
  )
})

test.each([
  [400, "refused"],
  [401, "refused"],
  [429, "not_now"],
  [500, "unknown"],
  [504, "unknown"],
] as const)("BotSpace's %i is %s: only what surely did not leave is tried again", async (status, kind) => {
  const apiUrl = await botspace((_request, _body, response) => void response.writeHead(status).end())
  expect((await sendTemplate({ apiUrl, apiKey: "k" }, message)).kind).toBe(kind)
})

test("a connection that breaks after the call is unknown, one that never stood is not now", async () => {
  const apiUrl = await botspace((request) => void request.socket.destroy())
  expect((await sendTemplate({ apiUrl, apiKey: "k" }, message)).kind).toBe("unknown")
  const probe = createTcpServer()
  const port = await listen(probe)
  await new Promise((resolve) => probe.close(resolve))
  closing.pop()
  expect((await sendTemplate({ apiUrl: `http://127.0.0.1:${port}/v1/x`, apiKey: "k" }, message)).kind).toBe("not_now")
  const mail = smtpSender(smtpTo(`smtp://127.0.0.1:${port}`, "us@example.com"))
  expect(
    (await mail.send({ sendId: "1", to: "a@b.example", subject: "s", text: "t", html: "<p>t</p>", unsubscribeUrl: "https://x.example/u" }))
      .kind,
  ).toBe("not_now")
})

/** Just enough of a mail server: it takes a mail, refuses it, or hangs up when it has all of it. */
async function smtp(after: "250 ok" | "550 no such mailbox" | "451 busy" | "hang up"): Promise<{ url: string; mail: () => string }> {
  let mail = ""
  const server = createTcpServer((socket) => {
    let isData = false
    socket.on("error", () => undefined)
    socket.write("220 test\r\n")
    socket.on("data", (chunk) => {
      const text = chunk.toString()
      if (isData) mail += text
      if (isData && mail.includes("\r\n.\r\n")) {
        isData = false
        if (after === "hang up") return void socket.destroy()
        return void socket.write(`${after}\r\n`)
      }
      if (isData) return
      if (/^DATA/i.test(text)) isData = true
      socket.write(isData ? "354 go on\r\n" : /^QUIT/i.test(text) ? "221 bye\r\n" : "250 ok\r\n")
    })
  })
  return { url: `smtp://127.0.0.1:${await listen(server)}`, mail: () => mail }
}

const mailOf = {
  sendId: "018f",
  to: "a@b.example",
  subject: "s",
  text: "t",
  html: "<p>t</p>",
  unsubscribeUrl: "https://x.example/unsubscribe/abc",
}

test("each mail carries the headers by which a mail program unsubscribes with one click", async () => {
  const server = await smtp("250 ok")
  expect(await smtpSender(smtpTo(server.url, "us@example.com")).send(mailOf)).toEqual({ kind: "sent", externalId: null })
  expect(server.mail()).toContain("List-Unsubscribe: <https://x.example/unsubscribe/abc>")
  expect(server.mail()).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
})

test.each([
  ["550 no such mailbox", "refused"],
  ["451 busy", "not_now"],
  ["hang up", "unknown"],
] as const)("a mail server that says %s: %s", async (answer, kind) => {
  const server = await smtp(answer)
  expect((await smtpSender(smtpTo(server.url, "us@example.com")).send(mailOf)).kind).toBe(kind)
})

test("an unsubscribe token says which mail it was in, and cannot be made up", () => {
  const id = "018f4a3c-1111-7222-8333-444455556666"
  const token = unsubscribeToken(id, "secret")
  expect(readUnsubscribeToken(token, "secret")).toBe(id)
  expect(readUnsubscribeToken(token, "another")).toBeNull()
  expect(readUnsubscribeToken(`${token.slice(0, -2)}xx`, "secret")).toBeNull()
  expect(readUnsubscribeToken("", "secret")).toBeNull()
  expect(
    readUnsubscribeToken(`${unsubscribeToken("018f4a3c-1111-7222-8333-444455556667", "x").split(".")[0]}.${token.split(".")[1]}`, "secret"),
  ).toBeNull()
  expect(readUnsubscribeToken(token, "")).toBeNull()
})
