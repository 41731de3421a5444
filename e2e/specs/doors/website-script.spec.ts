import { createRequire } from "node:module"
import { createServer, type Server } from "node:http"
import { once } from "node:events"
import { gzipSync } from "node:zlib"
import { readFile } from "node:fs/promises"
import type { AddressInfo } from "node:net"
import type { Page } from "@playwright/test"
import { scriptExamples } from "@/lib/core/forms/script-examples"
import { E2E_SECRETS } from "../../server"
import { expectAccessible, expectFitsPhone } from "../accessibility"
import { baseUrl, expect, freshPhone, tagOf, test } from "../journey"

/** The company's website: pages of another origin, under a policy that allows no inline script or style. */
const pages = new Map<string, { type: string; body: string }>()
let site: Server
let siteUrl = ""
test.beforeAll(async () => {
  site = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? "/", "http://site").pathname)
    const policy = `default-src 'none'; script-src 'self' ${baseUrl}; connect-src ${baseUrl}; style-src 'self'; form-action 'self' ${baseUrl}`
    response.writeHead(page ? 200 : 404, { "content-type": page?.type ?? "text/plain", "content-security-policy": policy })
    response.end(page?.body)
  }).listen(0, "127.0.0.1")
  await once(site, "listening")
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
})
test.afterAll(() => void site.close())

function example(id: string): string {
  const code = scriptExamples({ baseUrl, formKey: E2E_SECRETS.WEBSITE_FORM_KEY }).find((one) => one.id === id)?.code
  if (code === undefined) throw new Error(`there is no example ${id}`)
  return code
}

const html = (body: string, lang = "en") =>
  `<!doctype html><html lang="${lang}"${lang === "ar" ? ' dir="rtl"' : ""}><head><meta charset="utf-8"><title>Falcon Cars</title></head><body>${body}</body></html>`

function serve(path: string, body: string, lang?: string): string {
  pages.set(path, { type: "text/html; charset=utf-8", body: html(body, lang) })
  return `${siteUrl}${path}`
}

type Lead = {
  id: string
  name: string | null
  attribution: Record<string, unknown> | null
  touchpoints: { details: Record<string, unknown> }[]
}

const api = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${baseUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${E2E_SECRETS.ONELEAD_API_KEY}` } })).json()) as T

/** The lead of a number, once the worker has made it. */
async function leadBy(phone: string): Promise<Lead> {
  const find = async () => (await api<{ data: { id: string }[] }>(`/leads?phone=${encodeURIComponent(phone)}`)).data
  await expect.poll(async () => (await find()).length, { timeout: 20_000 }).toBe(1)
  return await api<Lead>(`/leads/${(await find())[0]?.id}`)
}

async function fillIn(page: Page, phone: string): Promise<string> {
  const name = `Rashid ${tagOf(phone)}`
  await page.locator("[name=name]").fill(name)
  await page.locator("[name=phone]").fill(phone)
  return name
}

/** The form was open for long enough to be a person's. */
const afterReading = (page: Page) => page.clock.fastForward(10_000)

test.beforeEach(async ({ page }) => {
  await page.clock.install()
  await page.clock.resume()
})

test("a plain form arrives from another origin with its campaign and landing page, and says so on the page", async ({ page }) => {
  const phone = freshPhone()
  await page.goto(`${serve("/plain", example("html"))}?utm_source=google&utm_campaign=marina&gclid=Cj0K`)
  const name = await fillIn(page, phone)
  await afterReading(page)
  await page.getByRole("button", { name: "Send" }).click()
  await expect(page.getByRole("status")).toHaveText("Thank you. We will be in touch soon.")
  await expect(page.locator("[name=name]")).toHaveValue("")
  const lead = await leadBy(phone)
  expect(lead.name).toBe(name)
  expect(lead.attribution).toMatchObject({ first: { utmSource: "google", utmCampaign: "marina", gclid: "Cj0K" } })
  expect(lead.touchpoints[0]?.details).toMatchObject({ form: "Enquiry" })
})

test("nothing is stored in the browser before consent; with it the first and the last visit are both sent", async ({ page }) => {
  const phone = freshPhone()
  const address = serve("/consent", example("html"))
  const kept = () => page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
  await page.goto(`${address}?utm_source=instagram`)
  expect(await kept()).toEqual([0, 0, ""])
  await page.evaluate("Onelead.consent(true)")
  await page.goto(`${address}?utm_source=google&utm_medium=cpc`)
  // Consent is asked of the site on each page; what was kept is found again.
  await page.evaluate("Onelead.consent(true)")
  await fillIn(page, phone)
  await afterReading(page)
  await page.getByRole("button", { name: "Send" }).click()
  await expect(page.getByRole("status")).toContainText("Thank you")
  const { attribution } = await leadBy(phone)
  expect(attribution).toMatchObject({ last: { utmSource: "google", utmMedium: "cpc" } })
  await page.evaluate("Onelead.consent(false)")
  expect(await kept()).toEqual([0, 0, ""])
})

test("a failing connection is tried again until the form is stored once, and the input stays until then", async ({ page }) => {
  const phone = freshPhone()
  let refused = 0
  await page.route(`${baseUrl}/api/webhooks/**`, async (route) => {
    refused += 1
    // The second answer is lost on the way: the event is stored, and sent again.
    if (refused === 1) return await route.abort()
    if (refused === 2) {
      await route.fetch()
      return await route.abort()
    }
    await route.continue()
  })
  await page.goto(serve("/again", example("html")))
  const name = await fillIn(page, phone)
  await afterReading(page)
  await page.getByRole("button", { name: "Send" }).click()
  await expect(page.getByRole("status")).toHaveText("Sending …")
  await expect(page.locator("[name=name]")).toHaveValue(name)
  for (const tries of [2, 3]) {
    await expect.poll(async () => (await page.clock.fastForward(20_000), refused), { timeout: 20_000 }).toBeGreaterThanOrEqual(tries)
  }
  await expect(page.getByRole("status")).toContainText("Thank you")
  expect((await leadBy(phone)).touchpoints).toHaveLength(1)
})

test("a visitor who leaves while the form is still being sent has sent it", async ({ page }) => {
  const phone = freshPhone()
  await page.goto(serve("/leaving", example("html")))
  let tries = 0
  await page.route(`${baseUrl}/api/webhooks/**`, async (route) => ((tries += 1), await route.abort()))
  await fillIn(page, phone)
  await afterReading(page)
  await page.getByRole("button", { name: "Send" }).click()
  await expect.poll(() => tries).toBe(1)
  await page.unroute(`${baseUrl}/api/webhooks/**`)
  await page.goto(serve("/elsewhere", "<p>Elsewhere</p>"))
  await leadBy(phone)
})

test("a refused form keeps its input and says that it was not sent, in the page's language", async ({ page }) => {
  await page.goto(serve("/refused", example("html").replace(/data-key="[^"]+"/, 'data-key="wrong"'), "ar"))
  const name = await fillIn(page, freshPhone())
  await page.getByRole("button", { name: "Send" }).click()
  await expect(page.getByRole("alert")).toHaveText("تعذّر الإرسال. يرجى المحاولة مرة أخرى.")
  await expect(page.locator("[name=name]")).toHaveValue(name)
  await expect(page.getByRole("button", { name: "Send" })).toBeEnabled()
})

const robots: { what: string; fill: (page: Page) => Promise<unknown> }[] = [
  {
    what: "what fills in every field",
    fill: async (page) => {
      await afterReading(page)
      await page.locator("[name=company_website]").evaluate((input: HTMLInputElement) => (input.value = "https://spam.example"))
    },
  },
  { what: "what sends links quicker than a person", fill: (page) => page.locator("[name=message]").fill("See https://spam.example") },
]
for (const { what, fill } of robots) {
  test(`${what} is held as spam`, async ({ page }) => {
    await page.goto(serve("/robot", example("html")))
    await fillIn(page, freshPhone())
    await fill(page)
    let id = ""
    await page.route(`${baseUrl}/api/webhooks/**`, async (route) => {
      const response = await route.fetch()
      id = ((await response.json()) as { id: string }).id
      await route.fulfill({ response })
    })
    await page.getByRole("button", { name: "Send" }).click()
    await expect(page.getByRole("status")).toContainText("Thank you")
    await expect.poll(async () => (await api<{ state: string }>(`/events/${id}`)).state, { timeout: 20_000 }).toBe("quarantined")
  })
}

type Bundler = { buildSync: (options: Record<string, unknown>) => { outputFiles: { text: string }[] } }

/** A website's own bundle, made with the bundler that runs these tests. */
function bundled(contents: string): string {
  const bundler = createRequire(import.meta.resolve("tsx"))("esbuild") as Bundler
  const { outputFiles } = bundler.buildSync({
    stdin: { contents, loader: "jsx", resolveDir: process.cwd() },
    bundle: true,
    write: false,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  })
  return outputFiles[0]?.text ?? ""
}

test("a form of a React component is found when it appears, and the component hears that it was sent", async ({ page }) => {
  const phone = freshPhone()
  const [script = "", component = ""] = example("react").split(/\n\n(?=export)/)
  const entry = `import { createElement, useEffect, useRef, useState } from "react"
    import { createRoot } from "react-dom/client"
    ${component}
    const root = createRoot(document.getElementById("app"))
    root.render(createElement("p", null, "…"))
    addEventListener("load", () => root.render(createElement(Enquiry)))`
  pages.set("/app.js", { type: "text/javascript", body: bundled(entry) })
  await page.goto(serve("/react", `${script}<div id="app"></div><script src="/app.js" defer></script>`))
  await fillIn(page, phone)
  await afterReading(page)
  await page.getByRole("button", { name: "Send" }).click()
  await expect(page.getByText("We have your enquiry.")).toBeVisible()
  await leadBy(phone)
})

for (const { id, form } of [
  { id: "wordpress", form: '<form class="wpcf7-form"><input name="your-name"><input name="your-phone"><button>Send</button></form>' },
  { id: "webflow", form: '<div class="w-form"><form><input name="Name"><input name="Phone"><button>Send</button></form></div>' },
]) {
  test(`a form of ${id} is sent as a copy, and its own handler goes on`, async ({ page }) => {
    const phone = freshPhone()
    pages.set("/own.js", {
      type: "text/javascript",
      body: `document.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); document.title = "handled" })`,
    })
    await page.goto(serve(`/${id}`, `${form}<script src="/own.js" defer></script>${example(id)}`))
    await page
      .locator("input:not([type=hidden])")
      .first()
      .fill(`Rashid ${tagOf(phone)}`)
    await page.locator("input:not([type=hidden])").nth(1).fill(phone)
    await afterReading(page)
    await page.getByRole("button", { name: "Send" }).click()
    await expect(page).toHaveTitle("handled")
    expect((await leadBy(phone)).name).toBe(`Rashid ${tagOf(phone)}`)
  })
}

test("the settings show the code with the installation's own address and key, and the script is under 4 kB", async ({ page, signIn }) => {
  expect(gzipSync(await readFile("public/onelead.js")).length).toBeLessThan(4096)
  await signIn("admin")
  await page.goto("/settings/forms")
  await expect(page.getByRole("region", { name: "Code for Plain HTML" })).toContainText(
    `<script src="${baseUrl}/onelead.js" data-key="${E2E_SECRETS.WEBSITE_FORM_KEY}" defer></script>`,
  )
  await expectAccessible(page)
  await expectFitsPhone(page)
})
