import { chromium, type Page } from "@playwright/test"
import { findChromium } from "@/e2e/browser"
import { distribution } from "./figures"
import { ADMIN, type BenchProduct } from "./product"
import { sendOnSchedule } from "./senders"

/**
 * From the acknowledgement of an event to its card on a board that a person has open, in a real browser. At high rates
 * a card may have made room for newer ones before the board was drawn again; the report says which share was seen.
 */
export type ToBoard = { p95: number; seen: number }

const SECONDS = 15
/** How long the last card may take. */
const PATIENCE_MS = 15_000

export async function openBoard({ appPort }: BenchProduct): Promise<{ page: Page; close: () => Promise<void> }> {
  const found = await findChromium()
  const browser = await chromium.launch({ ...found, env: { ...process.env, ...found.env } as Record<string, string> })
  const page = await browser.newPage()
  await page.addInitScript(() => {
    const seen: Record<string, number> = {}
    Object.assign(globalThis, { seen })
    // Without a name: the loader marks named functions with a helper that the page does not have.
    new MutationObserver(() => {
      for (const [name] of document.body?.textContent?.matchAll(/Bench [A-Z][a-z]+/g) ?? []) seen[name] ??= Date.now()
    }).observe(document, { childList: true, subtree: true, characterData: true })
  })
  await page.goto(`http://localhost:${appPort}/sign-in?from=%2Fboard`)
  await page.getByLabel("Email").fill(ADMIN.email)
  await page.getByLabel("Password").fill(ADMIN.password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.getByRole("heading", { name: "Board" }).waitFor()
  return { page, close: () => browser.close() }
}

export async function measureToBoard({ ingestPort }: BenchProduct, page: Page, rate: number): Promise<ToBoard> {
  const acknowledged = new Map<string, number>()
  const nameOf = (sent: number) => `Bench ${wordOf(rate)}${wordOf(sent).toLowerCase()}`
  await sendOnSchedule(ingestPort, { rate, seconds: SECONDS, nameOf }, (_took, sent) => acknowledged.set(nameOf(sent), Date.now()))
  const last = nameOf(rate * SECONDS - 1)
  await page
    .waitForFunction((name) => name in (globalThis as unknown as { seen: object }).seen, last, { timeout: PATIENCE_MS })
    .catch(() => undefined)
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Record<string, number> }).seen)
  const took = [...acknowledged].flatMap(([name, at]) => (seen[name] === undefined ? [] : [seen[name] - at]))
  return { p95: distribution(took).p95, seen: took.length / acknowledged.size }
}

/** Numbers are taken out of names. */
const SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"]

function wordOf(n: number): string {
  const word = Array.from(String(n).padStart(5, "0"), (digit) => SYLLABLES[Number(digit)]).join("")
  return word.charAt(0).toUpperCase() + word.slice(1)
}
