import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") }
const exclude = ["node_modules/**", ".next/**", "e2e/specs/**"]
/** Runs of minutes to hours are asked for by FAULTS=long, and run alone. */
const faults = process.env["FAULTS"] === "long" ? "e2e/faults/*.long.test.ts" : "e2e/faults/*.fault.test.ts"

/** Tests that set up the environment of a server process, which a process does once: each has one of its own. */
const served = ["lib/web/**/*.db.test.ts", "app/**/*.db.test.ts"]
const env = { SUPPRESSION_SECRET: "erased people of the tests stay out", CREDENTIALS_KEY: "a key of the tests" }
const database = {
  env,
  globalSetup: ["./db/testing-setup.ts"],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  maxWorkers: 2,
  expect: { poll: { timeout: 20_000 } },
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...exclude, "**/*.db.test.ts", "**/*.fault.test.ts", "**/*.long.test.ts"],
          isolate: false,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: [...exclude, ...served],
          ...database,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias },
        test: { name: "db-served", include: served, exclude, ...database, sequence: { groupOrder: 2 } },
      },
      {
        resolve: { alias },
        test: { name: "faults", env, include: [faults], testTimeout: 300_000, maxWorkers: 1, sequence: { groupOrder: 3 } },
      },
    ],
  },
})
