import { defineConfig } from "@playwright/test"
import { findChromium } from "./browser"
import { WORKERS } from "./server"

const { executablePath, args, env } = await findChromium()

export default defineConfig({
  testDir: "./specs",
  globalSetup: "./server.ts",
  outputDir: "../test-results",
  workers: WORKERS,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: process.env["E2E_REPORT"] ?? "../test-results/e2e.json" }]],
  use: {
    // Without a picture of every step, which a machine without a graphics processor takes long to make.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    viewport: { width: 1440, height: 900 },
    timezoneId: "Asia/Dubai",
    launchOptions: { executablePath, args, env: { ...(process.env as Record<string, string>), ...env } },
  },
})
