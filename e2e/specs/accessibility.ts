import AxeBuilder from "@axe-core/playwright"
import { expect, type Page } from "@playwright/test"

const WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
/** The rules that a theme can break: everything else is the same in both. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"]

/** The page as it stands breaks no WCAG 2.2 AA rule in the light theme, nor one about colour in the dark theme. */
export async function expectAccessible(page: Page, where = page.url()): Promise<void> {
  await showTheme(page, "light")
  const light = await new AxeBuilder({ page }).withTags(WCAG_AA).analyze()
  await showTheme(page, "dark")
  const dark = await new AxeBuilder({ page }).withRules(COLOUR_RULES).analyze()
  await showTheme(page, "light")
  expect(
    [light, dark].map(({ violations }) =>
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
    ),
    where,
  ).toEqual([[], []])
}

/** Nothing is wider or higher than a phone of 390 pixels: a page scrolls inside its frame. Leaves the window at that width. */
export async function expectFitsPhone(page: Page, where = page.url()): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 })
  const overflow = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
      return { sideways: scrollWidth - clientWidth, below: scrollHeight - clientHeight }
    })
  // The layout follows the new window size a moment later.
  await expect.poll(overflow, where).toEqual({ sideways: 0, below: 0 })
}

/** Switches the theme as the button in the header does, with colours that fade at their end. */
async function showTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate((isDark) => {
    document.documentElement.classList.toggle("dark", isDark)
    for (const animation of document.getAnimations()) if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish()
  }, theme === "dark")
}
