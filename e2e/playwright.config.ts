import { defineConfig } from "@playwright/test"
import { findChromium } from "./browser"

const { executablePath, args, env } = await findChromium()

export default defineConfig({
  testDir: "./specs",
  globalSetup: "./server.ts",
  outputDir: "../test-results",
  workers: 1,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: process.env["E2E_REPORT"] ?? "../test-results/e2e.json" }]],
  use: {
    trace: "retain-on-failure",
    viewport: { width: 1440, height: 900 },
    timezoneId: "Asia/Dubai",
    launchOptions: { executablePath, args, env: { ...(process.env as Record<string, string>), ...env } },
  },
})
