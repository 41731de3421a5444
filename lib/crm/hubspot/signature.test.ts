import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hubspotRefusal, signHubspot } from "./signature"

const SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
const ADDRESS = "https://www.example.com/webhook_uri"
const CLASSIC =
  '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]'
const bytes = (text: string): Uint8Array => Buffer.from(text, "utf8")

const VECTORS = [
  {
    body: "{'example_field':'example_value'}",
    url: ADDRESS,
    timestamp: "1693657560000",
    signature: "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=",
  },
  {
    body: '{"example_field":"example_value"}',
    url: ADDRESS,
    timestamp: "1693657560000",
    signature: "oaA3M5dEtt6kFsseJD/Hv/x+JNl1vsoxFj4oxmwP6Go=",
  },
  { body: CLASSIC, url: ADDRESS, timestamp: "1700000300000", signature: "smW6rgegs09CsNkBMkt7S2A8yJh/NGA8hRa/1lTI9wc=" },
  {
    body: CLASSIC,
    url: "https://www.example.com/api/hubspot/webhook?tenant=a%40b.co&x=1%2C2",
    timestamp: "1700000300000",
    signature: "827wtM7Jx0HfO8bHgDFvpFdy/1SKv4p0aUpqIK3RN7A=",
  },
]

function signed(change: Partial<{ timestamp: string; signature: string; url: string; method: string; body: string }> = {}) {
  const { body, url, timestamp, signature } = { ...VECTORS[2], ...change } as (typeof VECTORS)[number]
  const headers = { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp }
  return { method: change.method ?? "POST", url, headers, raw: bytes(body) }
}
const NOW = new Date(1_700_000_300_000)

describe("HubSpot's signature", () => {
  it.each(VECTORS)("accepts the known vector $signature", ({ body, url, timestamp, signature }) => {
    expect(signHubspot(SECRET, "POST", url, bytes(body), timestamp)).toBe(signature)
    expect(hubspotRefusal(signed({ body, url, timestamp, signature }), [SECRET], new Date(Number(timestamp)))).toBeNull()
  })

  it("refuses when a single part differs", () => {
    const differing = [
      { url: `${ADDRESS}?x=1` },
      { method: "PUT" },
      { body: `${CLASSIC} ` },
      { signature: "A".repeat(44) },
      { signature: "short" },
    ]
    for (const change of differing) expect(hubspotRefusal(signed(change), [SECRET], NOW)).toBe("the signature does not match")
  })

  it("refuses a replay after five minutes, a timestamp of the future, and one that is no number", () => {
    const at = (ms: number) => hubspotRefusal(signed(), [SECRET], new Date(NOW.getTime() + ms))
    expect([at(300_000), at(-300_000)]).toEqual([null, null])
    expect([at(300_001), at(-300_001)]).toEqual(Array(2).fill("the timestamp is not within five minutes"))
    for (const timestamp of ["NaN", "1700000300", "170000030000.0", " 1700000300000", "1e12"])
      expect(hubspotRefusal(signed({ timestamp }), [SECRET], NOW)).toBe("the timestamp is not within five minutes")
  })

  it("accepts any active secret while one is rotated out, and none when none is set", () => {
    expect(hubspotRefusal(signed(), ["other", SECRET], NOW)).toBeNull()
    expect(hubspotRefusal(signed(), [], NOW)).toBe("the signature does not match")
    expect(hubspotRefusal(signed(), [""], NOW)).toBe("the signature does not match")
    expect(hubspotRefusal({ ...signed(), headers: {} }, [SECRET], NOW)).toBe("a signature header is missing")
  })

  it("covers every byte of the body, readable or not", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (raw, at) => {
        const timestamp = String(NOW.getTime())
        const headers = {
          "x-hubspot-signature-v3": signHubspot(SECRET, "POST", ADDRESS, raw, timestamp),
          "x-hubspot-request-timestamp": timestamp,
        }
        const bent = raw.map((byte, index) => (index === at % raw.length ? byte ^ 1 : byte))
        expect(hubspotRefusal({ method: "POST", url: ADDRESS, headers, raw }, [SECRET], NOW)).toBeNull()
        expect(hubspotRefusal({ method: "POST", url: ADDRESS, headers, raw: bent }, [SECRET], NOW)).not.toBeNull()
      }),
    )
  })
})
