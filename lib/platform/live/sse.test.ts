import { expect, test } from "vitest"
import { openEventStream } from "./sse"

type Options = Parameters<typeof openEventStream>[0]

function open(given: Partial<Options> = {}) {
  const gone = new AbortController()
  const state = { subscribers: 0, send: (_event: string, _data: string): void => undefined }
  const stream = openEventStream({
    signal: gone.signal,
    subscribe: (send) => {
      state.subscribers += 1
      state.send = send
      return () => void (state.subscribers -= 1)
    },
    isStillWelcome: async () => true,
    ...given,
  })
  const bytes = stream.getReader()
  const decoder = new TextDecoder()
  const reader = {
    read: async () => {
      const { done, value } = await bytes.read()
      return done ? { done, value: undefined } : { done, value: decoder.decode(value) }
    },
    cancel: () => bytes.cancel(),
  }
  return { gone, state, reader }
}

test("says it is ready, then sends every message in order", async () => {
  const { state, reader } = open()
  expect((await reader.read()).value).toContain("event: ready\n")
  state.send("leads", '{"ids":["a"]}')
  state.send("leads", '{"ids":["b"]}')
  expect([(await reader.read()).value, (await reader.read()).value]).toEqual([
    'event: leads\ndata: {"ids":["a"]}\n\n',
    'event: leads\ndata: {"ids":["b"]}\n\n',
  ])
  await reader.cancel()
  expect(state.subscribers).toBe(0)
})

test("releases everything when the reader goes away, and a late message is harmless", async () => {
  const { gone, state, reader } = open()
  await reader.read()
  gone.abort()
  expect(state.subscribers).toBe(0)
  state.send("leads", "late")
  expect(await reader.read()).toEqual({ done: true, value: undefined })
})

test("a request that was aborted before it began unsubscribes at once", async () => {
  const aborted = AbortSignal.abort()
  const { state } = open({ signal: aborted })
  expect(state.subscribers).toBe(0)
})

test("ends at the next heartbeat once its viewer is signed out", async () => {
  const { state, reader } = open({ heartbeatMs: 5, isStillWelcome: async () => false })
  const said: string[] = []
  for (let part = await reader.read(); !part.done; part = await reader.read()) said.push(part.value)
  expect(said.join("")).toContain(": still here")
  expect(state.subscribers).toBe(0)
})

test("stays open while the viewer's status is unknown", async () => {
  const { state, reader } = open({ heartbeatMs: 5, isStillWelcome: () => Promise.reject(new Error("the database is away")) })
  for (let heartbeats = 0; heartbeats < 4; heartbeats += 1) expect((await reader.read()).done).toBe(false)
  expect(state.subscribers).toBe(1)
  await reader.cancel()
})

test("a reader that stops reading is disconnected instead of filling the memory", () => {
  const { state } = open()
  for (let n = 0; n < 2000; n += 1) state.send("leads", String(n))
  expect(state.subscribers).toBe(0)
})
