import { randomInt } from "node:crypto"
import { expect, test as base, type BrowserContext, type Cookie, type Page } from "@playwright/test"
import { DEMO_PASSWORD } from "@/e2e/demo/sign-ins"
import { sampleBody, type Sample, type SampleChannel } from "@/lib/channels/fixtures/bodies"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"
import { editDistance } from "@/lib/core/identity/string-distance"
import { E2E_SECRETS, type Product } from "../server"

/** What every journey needs: signed-in people, and providers that send signed events. */
export type Who = "agent" | "senior" | "manager" | "reviewer" | "admin"

/** The product of this worker. */
const products = JSON.parse(process.env["E2E_PRODUCTS"] ?? "[]") as Product[]
export const { baseUrl, hubspotUrl } = products[Number(process.env["TEST_PARALLEL_INDEX"])] ?? { baseUrl: "", hubspotUrl: "" }

/** Hashing a password is slow on purpose, so each person signs in once and is reused while the session holds. */
const remembered = new Map<Who, Cookie[]>()

/** A session of its own; `signIn` uses one session of each person for all journeys. */
export async function signInByForm(page: Page, who: Who): Promise<void> {
  await page.goto("/sign-in?from=%2Fboard")
  await page.getByLabel("Email").fill(`${who}@onelead.demo`)
  await page.getByLabel("Password").fill(DEMO_PASSWORD)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await expect(page.getByRole("heading", { name: "Board" })).toBeVisible()
}

/**
 * A streamed page arrives hidden and is moved into its place a moment later; until then a text may exist twice. A
 * person sees one page, so a journey continues when no placeholder waits for its content. Content whose placeholder is
 * gone is not waited for: when a page turns out not to exist, what came before stays behind, hidden.
 */
function isSettled(): boolean {
  const hidden = "div[hidden][id^='S:']"
  const isWaiting = (place: HTMLElement | null) => place !== null && place.closest(hidden) === null
  return [...document.querySelectorAll(hidden)].every(
    ({ id }) => !isWaiting(document.getElementById(`B${id.slice(1)}`)) && !isWaiting(document.getElementById(`P${id.slice(1)}`)),
  )
}

function settling(page: Page): Page {
  const settled = () => page.waitForFunction(isSettled, undefined, { timeout: 20_000 })
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
  page.goto = async (...given) => {
    const answer = await goto(...given)
    await settled()
    return answer
  }
  page.reload = async (...given) => {
    const answer = await reload(...given)
    await settled()
    return answer
  }
  return page
}

/** A page of another user: it shares nothing with the others but the server. */
export const newUserPage = async (context: Promise<BrowserContext>): Promise<Page> => settling(await (await context).newPage())

export const test = base.extend<{ signIn: (who: Who, page?: Page) => Promise<void>; secondBrowser: Page }>({
  page: async ({ page }, use) => use(settling(page)),
  baseURL: async ({}, use) => use(baseUrl),
  signIn: async ({ page }, use) => {
    await use(async (who, other = page) => {
      await other.context().addCookies(remembered.get(who) ?? [])
      await other.goto("/board")
      if (new URL(other.url()).pathname === "/sign-in") {
        await signInByForm(other, who)
        remembered.set(who, await other.context().cookies())
      }
      await expect(other.getByRole("heading", { name: "Board" })).toBeVisible()
    })
  },
  /** Another user's browser, which shares nothing with the first but the server. */
  secondBrowser: async ({ browser, baseURL }, use) => {
    const page = await newUserPage(browser.newContext(baseURL ? { baseURL } : {}))
    await use(page)
    await page.context().close()
  },
})
export { expect }

let serial = 0

const phones: string[] = []

/** A phone number unknown to the demo, and far from every other one: similar numbers raise review items. */
export function freshPhone(): string {
  const phone = `+97158${String(randomInt(10_000_000)).padStart(7, "0")}`
  if (phones.some((other) => editDistance(other, phone, 3) <= 3)) return freshPhone()
  phones.push(phone)
  return phone
}

/** The last digits of a phone as letters: what makes a name unique, since numbers are taken out of names. */
export function tagOf(phone: string): string {
  const syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"]
  const word = Array.from(phone.slice(-5), (digit) => syllables[Number(digit)]).join("")
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** A manager assigns the lead to a person, or to no one: the rules may have assigned it to anyone of the team. */
export async function assign(manager: Page, leadId: string, to: string): Promise<void> {
  await manager.goto(`/leads/${leadId}`)
  const about = manager.getByRole("region", { name: "About this lead" })
  for (const name of new Set(["Unassigned", to])) {
    await manager.getByRole("button", { name: "Assign" }).click()
    await manager.getByRole("menuitem", { name }).click()
    await expect(name === "Unassigned" ? about.getByText("Unassigned", { exact: true }) : about.getByTitle(name)).toBeVisible()
  }
}

const SECRETS: Partial<Record<SampleChannel, string>> = {
  website: E2E_SECRETS.WEBSITE_WEBHOOK_SECRET,
  crisp: E2E_SECRETS.CRISP_WEBHOOK_SECRET,
  botspace: E2E_SECRETS.BOTSPACE_WEBHOOK_SECRET,
  ziwo: E2E_SECRETS.ZIWO_WEBHOOK_SECRET,
}

export async function sendBody(channel: SampleChannel, body: Record<string, unknown> | Buffer): Promise<{ id: string }> {
  const request = signedRequest(channel, body, {
    secret: SECRETS[channel] ?? "",
    now: new Date(),
    deliveryId: `j-${Date.now()}-${(serial += 1)}`,
  })
  const answer = await fetch(`${baseUrl}${request.path}`, {
    method: "POST",
    headers: request.headers,
    body: new Uint8Array(request.body),
  })
  expect(answer.status).toBe(202)
  return (await answer.json()) as { id: string }
}

export const send = (channel: SampleChannel, given: Partial<Sample>): Promise<{ id: string }> =>
  sendBody(channel, sampleBody(channel, { id: `j-${Date.now()}-${(serial += 1)}`, at: new Date(), ...given }))

/** Polls the public API until the worker has ingested the event. */
export async function leadOf(receipt: string): Promise<string> {
  let leadId = ""
  await expect
    .poll(async () => {
      const answer = await fetch(`${baseUrl}/api/v1/events/${receipt}`, {
        headers: { authorization: `Bearer ${E2E_SECRETS.ONELEAD_API_KEY}` },
      })
      const event = (await answer.json()) as { leadId: string | null }
      leadId = event.leadId ?? ""
      return leadId
    })
    .not.toBe("")
  return leadId
}

export async function stageApi(leadId: string, body: unknown) {
  const answer = await fetch(`${baseUrl}/api/v1/leads/${leadId}/stage`, {
    method: "POST",
    headers: { authorization: `Bearer ${E2E_SECRETS.ONELEAD_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { stage?: string; amount?: number; error?: { code: string; fields: string[] } },
  }
}

/** A new lead with all that the default stages ask for on the way to Negotiation, but for the values that are left out. */
export async function prepare(leadId: string, without: readonly string[] = []): Promise<void> {
  const items = ["dates", "licence", "age", "price_sent"].map((item) => [`checklist:${item}`, true] as const)
  const all = [["contactAttempts", "called"], ["vehicle", "Nissan Patrol"], ["amount", "900"], ...items] as const
  const values = Object.fromEntries(all.filter(([name]) => !without.includes(name)))
  for (const body of [{ to: "contacted", values }, { to: "new_lead" }]) expect((await stageApi(leadId, body)).status).toBe(200)
}
