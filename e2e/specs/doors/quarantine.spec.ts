import { formRequest } from "@/lib/channels/fixtures/signed-request"
import { E2E_SECRETS } from "../../server"
import { expectAccessible, expectFitsPhone } from "../accessibility"
import { baseUrl, expect, freshPhone, leadOf, tagOf, test } from "../journey"

/** A browser form whose hidden field was filled in, as a robot does. */
async function postSpam(name: string, phone: string): Promise<string> {
  const fields = { name, phone, message: "We rank your site first", company_website: "https://spam.example" }
  const { path, headers, body } = formRequest(fields, { formKey: E2E_SECRETS.WEBSITE_FORM_KEY })
  const answer = await fetch(`${baseUrl}${path}`, { method: "POST", headers, body: new Uint8Array(body) })
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { id: string }).id
}

test("what looks like spam waits: an agent releases one post, which becomes a lead, and discards another", async ({ page, signIn }) => {
  const phones = [freshPhone(), freshPhone()] as const
  const [kept, dropped] = [`Karim ${tagOf(phones[0])}`, `Robot ${tagOf(phones[1])}`]
  const receipt = await postSpam(kept, phones[0])
  await postSpam(dropped, phones[1])
  await signIn("agent")
  const held = (name: string) => page.getByRole("list", { name: "Held posts" }).getByRole("listitem").filter({ hasText: name })
  await expect(async () => {
    await page.goto("/intake/quarantine")
    await expect(held(kept)).toBeVisible({ timeout: 1_000 })
    await expect(held(dropped)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(held(kept)).toContainText("the hidden field was filled in")
  await expectAccessible(page)
  await expectFitsPhone(page)
  await held(dropped).getByRole("button", { name: "Discard" }).click()
  await expect(held(dropped)).toHaveCount(0)
  // The next post is at hand without a way back from the top of the page.
  await expect(page.getByRole("button", { name: "Release" }).and(page.locator(":focus"))).toBeVisible()
  await held(kept).getByRole("button", { name: "Release" }).click()
  await expect(held(kept)).toHaveCount(0)
  await page.goto(`/leads/${await leadOf(receipt)}`)
  await expect(page.getByRole("heading", { name: kept })).toBeVisible()
})
