import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openSenderBench, type SenderBench } from "@/lib/intake/intake-testing"

/** WhatsApp in Meta's own shape: what each field and each type of message does to a lead. */
let bench: SenderBench
let serial = 0
beforeAll(async () => {
  bench = await openSenderBench()
})
afterAll(() => bench.close())

const OURS = "97140000001"
const seconds = () => String(Math.floor(Date.now() / 1000) - 60)
function digits() {
  serial += 1
  return `9715057${String(10_000 + serial)}`
}
const id = () => `wamid.${(serial += 1)}`

type Values = Record<string, unknown>
const body = (field: string, value: Values) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "1",
      changes: [
        { field, value: { messaging_product: "whatsapp", metadata: { display_phone_number: OURS, phone_number_id: "77" }, ...value } },
      ],
    },
  ],
})
const contact = (from: string, name = "Noura Chat") => [{ profile: { name }, wa_id: from }]
const post = (field: string, value: Values) => bench.send("botspace", body(field, value))
const write = (from: string, message: Values, contacts: unknown = contact(from)) =>
  post("messages", { contacts, messages: [{ from, id: id(), timestamp: seconds(), ...message }] })
async function known() {
  const from = digits()
  await write(from, { type: "text", text: { body: "Hello" } })
  return from
}
const newest = (sent: Awaited<ReturnType<typeof post>>) => sent.lead?.touchpoints.find(({ receipt }) => receipt === sent.event.id)
const values = (sent: Awaited<ReturnType<typeof post>>, kind: string) =>
  sent.lead?.identities.filter((one) => one.kind === kind).map(({ value }) => value) ?? []

describe("what the person says", () => {
  test.each([
    ["text", { text: { body: "Price?" } }, "Price?"],
    ["image", { image: { id: "1", caption: "This one" } }, "This one"],
    ["video", { video: { id: "1" } }, null],
    ["audio", { audio: { id: "1", voice: true } }, null],
    ["document", { document: { id: "1", filename: "licence.pdf" } }, null],
    ["sticker", { sticker: { id: "1" } }, null],
    ["location", { location: { latitude: 25.1, longitude: 55.2, name: "Marina" } }, "Marina\n25.1, 55.2"],
    ["button", { button: { payload: "P1", text: "Call me" } }, "Call me"],
    ["interactive", { interactive: { type: "button_reply", button_reply: { id: "b", title: "SUV" } } }, "SUV"],
    [
      "interactive",
      { interactive: { type: "list_reply", list_reply: { id: "l", title: "Patrol", description: "7 seats" } } },
      "Patrol\n7 seats",
    ],
    [
      "order",
      { order: { text: "For Friday", product_items: [{ product_retailer_id: "PATROL", quantity: 1, item_price: 500, currency: "AED" }] } },
      "For Friday\n1 × PATROL at AED 500",
    ],
    ["unsupported", { errors: [{ code: 131051 }] }, null],
  ])("%s is the person speaking, and opens a lead", async (type, message, text) => {
    const from = digits()
    const sent = await write(from, { type, ...message })
    expect(sent.lead).toMatchObject({ phones: [`+${from}`], name: "Noura Chat" })
    expect(newest(sent)).toMatchObject({ kind: "message", direction: "inbound", text, author: { role: "person" } })
  })

  test("the answers of a Flow are read like a form's, and stand on the timeline", async () => {
    const from = digits()
    const response = {
      flow_token: "t",
      screen_0_Full_name_0: "Iman Flow",
      email: `iman.${from}@mail.example`,
      pickup_date: "05/12/2026",
      car: "Tahoe",
      seats: ["7"],
      "Emergency contact": "0501112223",
    }
    const sent = await write(
      from,
      {
        type: "interactive",
        interactive: { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json: JSON.stringify(response) } },
      },
      contact(from, "."),
    )
    expect(sent.lead).toMatchObject({ name: "Iman Flow", vehicle: "Tahoe", fields: { pickup_date: { value: "2026-12-05" } } })
    expect([values(sent, "phone"), values(sent, "email")]).toEqual([[`+${from}`], [`iman.${from}@mail.example`]])
    expect(newest(sent)).toMatchObject({
      kind: "message",
      text: expect.stringContaining("seats: 7"),
      details: { answers: { car: "Tahoe" } },
    })
  })

  test("a person's own card gives contact details, somebody else's gives none", async () => {
    const from = digits()
    const card = (name: string, phone: string) => ({
      type: "contacts",
      contacts: [{ name: { formatted_name: name }, phones: [{ phone: `+${phone}` }], emails: [{ email: `c.${phone}@mail.example` }] }],
    })
    const friend = await write(from, card("Omar Friend", digits()))
    expect([values(friend, "phone"), values(friend, "email"), friend.lead?.name]).toEqual([[`+${from}`], [], "Noura Chat"])
    expect(newest(friend)).toMatchObject({ text: "Shared a contact: Omar Friend" })
    expect(values(await write(from, card("Noura", from)), "email")).toEqual([`c.${from}@mail.example`])
  })

  test("somebody with a username alone is known by id, and by the number they are asked for", async () => {
    const user = `AE.${digits()}`
    const phone = digits()
    const contacts = [{ profile: { name: "Salma", username: "salma.drives" }, user_id: user }]
    const message = (given: Values) =>
      post("messages", { contacts, messages: [{ from_user_id: user, id: id(), timestamp: seconds(), ...given }] })
    const first = await message({ type: "text", text: { body: "Hi" } })
    expect(first.lead).toMatchObject({ name: "Salma", phones: [] })
    const given = await message({
      type: "contacts",
      origin: "contact_request",
      contacts: [{ vcard: `BEGIN:VCARD\nTEL;type=CELL:+${phone}\nEND:VCARD` }],
    })
    expect(given.lead).toMatchObject({ id: first.lead?.id, phones: [`+${phone}`] })
  })

  test("the sender and the account may be two spellings of one line; the profile's name is theirs", async () => {
    const sent = await write("5511987650001", { type: "text", text: { body: "oi" } }, contact("551187650001", "Davi Linha"))
    expect(sent.lead).toMatchObject({ name: "Davi Linha", phones: ["+5511987650001"] })
  })

  test("the first message after an ad carries the ad", async () => {
    const sent = await write(digits(), {
      type: "text",
      text: { body: "Hi" },
      referral: { source_type: "ad", source_id: "1202", ctwa_clid: "AR1", headline: "SUVs" },
    })
    expect(sent.lead?.attribution).toMatchObject({ first: { adId: "1202", ctwaClid: "AR1" } })
  })

  test("an edit adds its words to the timeline", async () => {
    const from = await known()
    const sent = await write(from, {
      type: "edit",
      edit: { original_message_id: "wamid.x", message: { type: "text", text: { body: "I meant Friday" } } },
    })
    expect(newest(sent)).toMatchObject({ kind: "message_edited", text: "I meant Friday" })
  })
})

describe("what is not the person speaking", () => {
  const silent: [string, Values][] = [
    ["a reaction", { type: "reaction", reaction: { message_id: "wamid.x", emoji: "👍" } }],
    ["a reaction taken back", { type: "reaction", reaction: { message_id: "wamid.x" } }],
    ["a system message", { type: "system", system: { type: "something_new", body: "News" } }],
    ["an opened chat", { type: "request_welcome" }],
    ["a deleted message", { type: "revoke", revoke: { original_message_id: "wamid.x" } }],
    [
      "a permission to call",
      { type: "interactive", interactive: { type: "call_permission_reply", call_permission_reply: { response: "accept" } } },
    ],
    ["a type that nobody knows yet", { type: "hologram", hologram: { body: "?" } }],
    ["a kind of answer that nobody knows yet", { type: "interactive", interactive: { type: "dice_reply", dice_reply: { id: "6" } } }],
  ]

  test.each(silent)("%s makes no lead", async (_what, message) => {
    const sent = await write(digits(), message)
    expect(sent).toMatchObject({ event: { state: "ignored" }, lead: null })
  })

  test.each(silent)("%s stands on the timeline of a person who is known, and starts no clock", async (_what, message) => {
    const from = await known()
    const before = (await write(from, { type: "text", text: { body: "Again" } })).lead
    const sent = await write(from, message)
    expect(newest(sent)).toMatchObject({ direction: "internal", author: { role: "system" } })
    expect(["conversation_event", "not_understood"]).toContain(newest(sent)?.kind)
    expect(sent.lead?.conversations[0]?.messageCount).toBe(before?.conversations[0]?.messageCount)
  })

  test("what is not understood is shown as such, with everything that came", async () => {
    const from = await known()
    const sent = await write(from, { type: "hologram", hologram: { beam: "blue" } })
    expect(newest(sent)).toMatchObject({ kind: "not_understood", details: { notUnderstood: { hologram: { beam: "blue" } } } })
    const field = await post("future_field", { contacts: contact(from), thing: { a: 1 } })
    expect(newest(field)).toMatchObject({ kind: "not_understood", details: { field: "future_field" } })
    const account = await post("future_field", { thing: { a: 1 } })
    expect(account.event).toMatchObject({ state: "ignored", reason: expect.stringContaining("future_field (not understood)") })
  })

  test.each(["account_update", "message_template_status_update", "phone_number_quality_update", "flows"])(
    "%s is about the account",
    async (field) => {
      expect((await post(field, { event: "X", nonce: serial })).event).toMatchObject({
        state: "ignored",
        reason: expect.stringContaining(field),
      })
    },
  )
})

describe("what a colleague does on the team's own phone", () => {
  const echo = (to: string, message: Values) =>
    post("smb_message_echoes", { message_echoes: [{ from: OURS, to, id: id(), timestamp: seconds(), ...message }] })

  test("a message is outbound, by an agent, on the person's lead, and says nothing about who they are", async () => {
    const from = await known()
    const sent = await echo(from, { type: "text", text: { body: "Mail me at boss@rentals.example, AED 250" } })
    expect(newest(sent)).toMatchObject({ kind: "message", direction: "outbound", author: { role: "agent" } })
    expect([values(sent, "email"), sent.lead?.phones]).toEqual([[], [`+${from}`]])
  })

  test("to somebody nobody knows it makes no lead, and joins when they write", async () => {
    const to = digits()
    expect(await echo(to, { type: "text", text: { body: "Salam" } })).toMatchObject({ event: { state: "ignored" }, lead: null })
    const { lead } = await write(to, { type: "text", text: { body: "Hi" } })
    expect((await write(to, { type: "text", text: { body: "?" } })).lead?.touchpoints.map(({ text }) => text)).toContain("Salam")
    expect(lead).not.toBeNull()
  })

  test("old chats fill the timelines of people who are known, at their time", async () => {
    const from = await known()
    const at = Math.floor(Date.now() / 1000) - 40 * 86_400
    const thread = (who: string) => ({
      id: who,
      messages: [
        { from: who, id: id(), timestamp: String(at), type: "text", text: { body: "Old question" } },
        { from: OURS, to: who, id: id(), timestamp: String(at + 60), type: "text", text: { body: "Old answer" } },
      ],
    })
    const sent = await post("history", { history: [{ metadata: { phase: 0 }, threads: [thread(from), thread(digits())] }] })
    expect(sent.leads).toHaveLength(1)
    const old = sent.lead?.touchpoints.filter(({ receipt }) => receipt === sent.event.id) ?? []
    expect(old.map(({ text, direction }) => [text, direction])).toEqual([
      ["Old answer", "outbound"],
      ["Old question", "inbound"],
    ])
    expect(old[0]?.occurredAt).toBe(new Date((at + 60) * 1000).toISOString())
  })

  test("a contact saved there names a lead that has no name", async () => {
    const from = digits()
    await write(from, { type: "text", text: { body: "Hi" } }, [{ wa_id: from }])
    const sent = await post("smb_app_state_sync", {
      state_sync: [{ type: "contact", action: "add", contact: { full_name: "Huda Saved", phone_number: from } }],
    })
    expect(sent.lead?.name).toBe("Huda Saved")
  })
})

test("who stops marketing in WhatsApp's settings has withdrawn, and who resumes it has agreed again", async () => {
  const from = await known()
  const prefer = (value: string, at: number) =>
    post("user_preferences", {
      contacts: contact(from),
      user_preferences: [{ wa_id: from, category: "marketing_messages", value, detail: value, timestamp: at }],
    })
  const now = Number(seconds())
  expect((await prefer("stop", now - 20)).lead?.consent).toMatchObject([{ given: false, purpose: "marketing" }])
  expect((await prefer("resume", now - 10)).lead?.consent.map(({ given }) => given)).toEqual([false, true])
})

test("a person who takes their account to another number stays one person", async () => {
  const from = await known()
  const to = digits()
  const moved = await post("messages", {
    messages: [
      { from, id: id(), timestamp: seconds(), type: "system", system: { type: "user_changed_number", wa_id: to, body: "changed" } },
    ],
  })
  expect(values(moved, "phone").toSorted()).toEqual([`+${from}`, `+${to}`].toSorted())
  expect((await write(to, { type: "text", text: { body: "New number" } })).lead?.id).toBe(moved.lead?.id)
})

test("a missed call opens a lead, an answered one is a contact, and a ringing phone is neither yet", async () => {
  const from = digits()
  const call = (given: Values) =>
    post("calls", {
      contacts: contact(from),
      calls: [{ id: id(), from, to: OURS, direction: "USER_INITIATED", timestamp: seconds(), ...given }],
    })
  expect((await call({ event: "connect" })).lead).toBeNull()
  expect(newest(await call({ event: "terminate", status: "FAILED" }))).toMatchObject({ kind: "call_missed", direction: "inbound" })
  expect(newest(await call({ event: "terminate", status: "COMPLETED", duration: 33 }))).toMatchObject({
    kind: "call_answered",
    details: { talkSeconds: 33 },
  })
})

test("every change of every entry counts, and a message that stands twice is one", async () => {
  const [one, two] = [digits(), digits()]
  const change = (from: string, wamid: string) => ({
    field: "messages",
    value: { contacts: contact(from), messages: [{ from, id: wamid, timestamp: seconds(), type: "text", text: { body: "Hi" } }] },
  })
  const wamid = id()
  const { leads } = await bench.send("botspace", {
    object: "whatsapp_business_account",
    entry: [{ changes: [change(one, wamid), change(one, wamid)] }, { changes: [change(two, id())] }],
  })
  expect(leads).toHaveLength(2)
  expect(leads[0]?.touchpoints).toHaveLength(1)
})
