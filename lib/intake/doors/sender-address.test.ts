import { expect, test } from "vitest"
import { senderAddress } from "./sender-address"

test("without a trusted proxy a forged X-Forwarded-For changes nothing", () => {
  expect(senderAddress({ forwardedFor: "1.2.3.4", peer: "10.0.0.9", trustedProxies: 0 })).toBe("10.0.0.9")
})

test("only the entry that the outermost trusted proxy wrote is used", () => {
  expect(senderAddress({ forwardedFor: "6.6.6.6, 203.0.113.7", peer: "10.0.0.1", trustedProxies: 1 })).toBe("203.0.113.7")
  expect(senderAddress({ forwardedFor: "6.6.6.6, 203.0.113.7, 10.0.0.2", peer: "10.0.0.1", trustedProxies: 2 })).toBe("203.0.113.7")
})

test("a request that bypassed the proxies is identified by its socket", () => {
  expect(senderAddress({ forwardedFor: undefined, peer: "10.0.0.1", trustedProxies: 1 })).toBe("10.0.0.1")
  expect(senderAddress({ forwardedFor: " , ", peer: "10.0.0.1", trustedProxies: 2 })).toBe("10.0.0.1")
})
