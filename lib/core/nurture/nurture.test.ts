import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { nextWorkingInstant } from "@/lib/core/working-time/working-time"
import { decideSend } from "./decide-send"
import { exitOf } from "./decide-exit"
import { languageOf } from "./language"
import { fillIn } from "./placeholders"
import { NurtureSettings, sendWindow } from "./quiet-hours"
import { renderStep } from "./render-step"
import { EntryRules, mayEnter, SequenceDraft } from "./sequence"
import { STARTER } from "./starter"

describe("the language of a message", () => {
  test.each([
    [{ language: "ar", name: null }, "ar"],
    [{ language: "ar-AE", name: "John" }, "ar"],
    [{ language: "Arabic", name: null }, "ar"],
    [{ language: "العربية", name: null }, "ar"],
    [{ language: "English", name: "ليلى" }, "en"],
    [{ language: "ru", name: null }, "en"],
    [{ language: null, name: "ليلى حداد" }, "ar"],
    [{ language: " ", name: "Layla" }, "en"],
    [{ language: null, name: null }, "en"],
  ])("%j is %s", (given, language) => expect(languageOf(given)).toBe(language))
})

describe("a template", () => {
  test("is filled with known values, with its own fallback, or with a word of the language", () => {
    expect(fillIn("Hi {name}, {vehicle|a nice car}?", { name: "Layla" }, "en")).toBe("Hi Layla, a nice car?")
    expect(fillIn("Hi {name}", { name: "  " }, "en")).toBe("Hi there")
    expect(fillIn("{name}، {vehicle}", {}, "ar")).toBe("عميلنا العزيز، سيارة")
  })

  test("never expands filled-in values, and keeps them on one line", () => {
    expect(fillIn("Hi {name}", { name: "{vehicle}\r\nBcc: all@example.com", vehicle: "x" }, "en")).toBe("Hi {vehicle} Bcc: all@example.com")
  })

  test("shows no braces, whatever is known", () => {
    fc.assert(
      fc.property(fc.record({ name: fc.string(), vehicle: fc.option(fc.string()) }), (values) => {
        const text = fillIn("{name}|{vehicle|x}|{agent}", values, "en")
        expect(text).not.toMatch(/\{(name|vehicle\|x|agent)\}/.exec(JSON.stringify(values)) ? /\{never}/ : /\{(name|vehicle\|x|agent)\}/)
        expect(text).not.toContain("\n")
      }),
    )
  })

  test("is escaped in the body of an email, and the email says how to unsubscribe in both forms", () => {
    const step = { channel: "email" as const, delayHours: 0, templates: { en: { subject: "For {name}", body: "Hello {name}\n\n<b>" } } }
    const rendered = renderStep(step, { name: `<img src=x onerror="1">` }, "ar", "https://x.example/unsubscribe/a.b")
    expect(rendered.channel === "email" && rendered.html).not.toContain("<img")
    expect(rendered.channel === "email" && rendered.html).toContain("&lt;b&gt;")
    expect(rendered.channel === "email" && rendered.html).toContain(`href="https://x.example/unsubscribe/a.b"`)
    expect(rendered.text).toContain("https://x.example/unsubscribe/a.b")
    expect(rendered.language, "there is no Arabic text").toBe("en")
  })

  test("with an unknown placeholder is rejected", () => {
    const draft = (subject: string) =>
      SequenceDraft.safeParse({ ...STARTER, steps: [{ channel: "email", delayHours: 0, templates: { en: { subject, body: "x" } } }] })
    expect(draft("Hi {frist_name}").error?.issues[0]?.message).toContain("{frist_name}")
    expect(draft("Hi {name|you}").success).toBe(true)
  })
})

test("the draft of a new sequence is valid", () => expect(SequenceDraft.safeParse(STARTER).success).toBe(true))

describe("a step before it is sent", () => {
  const all = { marketing: true, email: "a@b.example", phone: "+971501234567", canEmail: true, canWhatsapp: true }
  test.each([
    ["email", {}, { kind: "email", to: "a@b.example" }],
    ["email", { marketing: null }, { kind: "skip", reason: "no_consent" }],
    ["email", { marketing: false }, { kind: "skip", reason: "no_consent" }],
    ["email", { email: null }, { kind: "skip", reason: "no_email" }],
    ["email", { canEmail: false }, { kind: "skip", reason: "no_mail_server" }],
    ["whatsapp", {}, { kind: "whatsapp", to: "+971501234567" }],
    ["whatsapp", { canWhatsapp: false }, { kind: "task", reason: "whatsapp_not_configured" }],
    ["whatsapp", { canWhatsapp: false, marketing: null }, { kind: "skip", reason: "no_consent" }],
    ["whatsapp", { phone: null }, { kind: "skip", reason: "no_phone" }],
    ["task", { marketing: null, phone: null, email: null }, { kind: "task", reason: null }],
  ] as const)("%s with %j: %j", (channel, given, decision) => expect(decideSend(channel, { ...all, ...given })).toEqual(decision))
})

describe("staying in a sequence", () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour))
  const stays = {
    state: "active" as const,
    isOnBoard: true,
    outcome: "open" as const,
    band: "nurture" as const,
    stageId: "new_lead" as const,
    isSameRun: true,
    marketing: true,
    spokeAt: null,
    firstSentAt: at(8),
  }
  const rules = EntryRules.parse({ stages: ["new_lead"] })
  test.each([
    [{}, null],
    [{ spokeAt: at(7) }, null],
    [{ spokeAt: at(9) }, "replied"],
    [{ spokeAt: at(9), firstSentAt: null }, null],
    [{ spokeAt: at(9), band: "normal" }, "replied"],
    [{ spokeAt: at(9), marketing: false }, "opted_out"],
    [{ band: "high" }, "left_band"],
    [{ stageId: "contacted" }, "left_stage"],
    [{ outcome: "won", stageId: "booked" }, "booked"],
    [{ outcome: "lost", stageId: "lost" }, "lost"],
    [{ state: "merged" }, "merged"],
    [{ isSameRun: false }, "came_back"],
    [{ isOnBoard: false }, "off_board"],
  ] as const)("%j: %s", (given, reason) => expect(exitOf({ ...stays, ...given }, rules)).toBe(reason))
})

test("an empty list matches any, a list matches one of its values", () => {
  const now = new Date("2026-03-02T08:00:00Z")
  const lead = {
    band: "nurture" as const,
    stageId: "contacted" as const,
    isOpen: true,
    channels: ["website", "ziwo"],
    language: "en" as const,
    lastActivityAt: now,
  }
  expect(mayEnter(EntryRules.parse({}), lead, now)).toBe(true)
  expect(mayEnter(EntryRules.parse({ channels: ["ziwo"] }), lead, now)).toBe(true)
  expect(mayEnter(EntryRules.parse({ channels: ["crisp"] }), lead, now)).toBe(false)
  expect(mayEnter(EntryRules.parse({ languages: ["ar"] }), lead, now)).toBe(false)
  expect(mayEnter(EntryRules.parse({ activeWithinDays: 1 }), { ...lead, lastActivityAt: new Date("2026-02-28T08:00:00Z") }, now)).toBe(
    false,
  )
})

test("the window is in the team's zone, unless it has its own", () => {
  const night = new Date("2026-01-05T23:00:00Z")
  const opens = (settings: object) => nextWorkingInstant(sendWindow(NurtureSettings.parse(settings), { timeZone: "Europe/London" }), night)
  expect(opens({}).toISOString()).toBe("2026-01-06T09:00:00.000Z")
  expect(opens({ timeZone: "" }).toISOString()).toBe("2026-01-06T09:00:00.000Z")
  expect(opens({ timeZone: "Asia/Dubai" }).toISOString()).toBe("2026-01-06T05:00:00.000Z")
  expect(NurtureSettings.safeParse({ timeZone: "Mars/Olympus" }).success).toBe(false)
})

test("whatever the hour, a message is sent between nine and eight in Dubai", () => {
  const window = sendWindow(NurtureSettings.parse({}), { timeZone: "Asia/Dubai" })
  fc.assert(
    fc.property(fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }), (instant) => {
      const hour = (nextWorkingInstant(window, instant).getUTCHours() + 4) % 24
      expect(hour >= 9 && hour < 20).toBe(true)
    }),
  )
})
