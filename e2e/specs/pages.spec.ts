import { expectAccessible, expectFitsPhone } from "./accessibility"
import { expect, freshPhone, leadOf, send, tagOf, test } from "./journey"

// The longest tests of the run share nothing, so they are split between the workers.
test.describe.configure({ mode: "parallel" })

const PAGES = [
  "/queue",
  "/board",
  "/leads",
  "/leads?q=zzzznobody",
  "/leads/new",
  "/duplicates",
  "/intake",
  "/account",
  "/api-docs",
  "/nowhere",
]
const BACKSTAGE_PAGES = [
  "/board?view=all&lanes=owner",
  "/import",
  "/settings/stages",
  "/settings/stages/qualified",
  "/settings/team",
  "/settings/working-time",
  "/settings/routing",
  "/settings/scoring",
  "/settings/forms",
  "/settings/duplicates",
  "/settings/reports",
  "/settings/nurture",
  "/settings/nurture?edit=new",
  "/settings/crm",
  "/sync",
  "/settings/outbox",
  "/settings/privacy",
  "/settings/privacy?q=layla",
  "/runbook",
  "/settings/api-keys",
]

test("no page breaks a WCAG 2.2 AA rule in either theme", async ({ page, signIn }) => {
  test.slow()
  await page.goto("/sign-in")
  await expectAccessible(page)
  await signIn("admin")
  const leadId = await leadOf((await send("website", { name: "ليلى حداد", phone: freshPhone(), text: "السلام عليكم" })).id)
  for (const path of [...PAGES, `/leads/${leadId}`]) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    await expectAccessible(page)
  }
})

test("no settings page breaks a WCAG 2.2 AA rule in either theme", async ({ page, signIn }) => {
  test.slow()
  await signIn("admin")
  for (const path of BACKSTAGE_PAGES) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    await expectAccessible(page)
  }
})

test("no page, dialog, chart or toast draws what its Content-Security-Policy forbids", async ({ page, signIn }) => {
  test.slow()
  const blocked: string[] = []
  await page.exposeFunction("reportBlocked", (what: string) => void blocked.push(what))
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample, sourceFile }) => {
      // zod tries whether it may compile its checks, and goes without.
      if (blockedURI === "eval") return
      const { reportBlocked } = window as unknown as { reportBlocked: (what: string) => void }
      reportBlocked([location.pathname, effectiveDirective, blockedURI, sample, sourceFile].join(" "))
    })
  })
  await page.goto("/sign-in")
  await signIn("admin")
  const leadId = await leadOf((await send("website", { name: "Policy Person", phone: freshPhone(), text: "hello" })).id)
  for (const path of [...PAGES, ...BACKSTAGE_PAGES, "/dashboards", "/dashboards/channels", "/settings/connections", `/leads/${leadId}`]) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  }
  await page.getByRole("button", { name: "Assign" }).click()
  await page.getByRole("menuitem", { name: "Unassigned" }).click()
  await page.keyboard.press("Control+k")
  await expect(page.getByRole("dialog")).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toHaveCount(0)
  expect(blocked).toEqual([])
})

test("on a phone every page fits the screen and scrolls inside it", async ({ page, signIn }) => {
  test.slow()
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn("admin")
  const leadId = await leadOf(
    (
      await send("website", {
        name: "A very long name that goes on and on Al Mansoori Al Mazrouei bin Abdulrahman",
        phone: freshPhone(),
        email: "an.exceedingly.long.address.for.a.small.screen@averylongdomainname.example.com",
      })
    ).id,
  )
  for (const path of [...PAGES, ...BACKSTAGE_PAGES, `/leads/${leadId}`]) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    await expectFitsPhone(page)
  }
})

test("the chosen theme survives a reload, and so does the way back", async ({ page, signIn }) => {
  await page.emulateMedia({ colorScheme: "light" })
  await signIn("agent")
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await background()
  for (const isDark of [true, false]) {
    // A live page is one whose buttons work.
    await expect(page.getByRole("status").getByText("Live", { exact: true })).toBeVisible()
    await page.getByRole("button", { name: "Switch between light and dark" }).click()
    await page.reload()
    if (isDark) await expect(page.locator("html")).toContainClass("dark")
    else await expect(page.locator("html")).not.toContainClass("dark")
    await expect.poll(async () => (await background()) === light).toBe(!isDark)
  }
})

test("no menu, dialog or palette breaks a rule in either theme", async ({ page, signIn }) => {
  test.slow()
  const name = `Overlay Person ${tagOf(freshPhone())}`
  await leadOf((await send("website", { name, phone: freshPhone() })).id)
  await page.emulateMedia({ reducedMotion: "reduce" })
  await signIn("manager")
  await page.getByRole("listitem").filter({ hasText: name }).getByRole("button", { name: /Move/ }).click()
  await expect(page.getByRole("menuitem", { name: "Lost" })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("menuitem", { name: "Lost" }).click()
  await expect(page.getByRole("dialog", { name: "Move to Lost" })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toHaveCount(0)
  await page.keyboard.press("Control+k")
  await page.getByPlaceholder(/Name, phone/).fill(name)
  await expect(page.getByRole("option", { name: new RegExp(name) }).first()).toBeVisible()
  await expectAccessible(page)
})

test("the palette finds a lead and opens it by keyboard alone", async ({ page, signIn }) => {
  await signIn("agent")
  const phone = freshPhone()
  await leadOf((await send("website", { name: "Palette Person", phone })).id)
  await page.keyboard.press("Control+k")
  await page.getByPlaceholder(/Name, phone/).fill(phone.slice(-7))
  await expect(page.getByRole("option", { name: /Palette Person.*New Lead/ })).toBeVisible()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "Palette Person" })).toBeVisible()
})

test("an untrusted name is shown as text and never run", async ({ page, signIn }) => {
  await signIn("agent")
  const leadId = await leadOf(
    (
      await send("website", {
        name: "<img src=x onerror=alert(1)> Hacker",
        phone: freshPhone(),
        text: "<script>document.title='owned'</script>",
      })
    ).id,
  )
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("<script>document.title='owned'</script>")).toBeVisible()
  await expect(page).not.toHaveTitle("owned")
})
