import { expect, test } from "vitest"
import { senderOf } from "./rate-limit"

test("all addresses of one IPv6 network are one sender, however they are written", () => {
  for (const address of ["2001:db8:1:2:aaaa::1", "2001:0DB8:0001:0002:0:0:0:7", "2001:db8:1:2::"])
    expect(senderOf(address)).toBe("2001:db8:1:2::/64")
  expect(senderOf("2001:db8:1:3::1")).not.toBe(senderOf("2001:db8:1:2::1"))
  expect(senderOf("::1")).toBe("0:0:0:0::/64")
})

test("an IPv4 address stands for itself, also in IPv6 spelling", () => {
  expect(senderOf("203.0.113.9")).toBe("203.0.113.9")
  expect(senderOf("::ffff:203.0.113.9")).toBe("203.0.113.9")
  expect(senderOf(null)).toBe("unknown")
})
