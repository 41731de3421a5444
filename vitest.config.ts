import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") }
const exclude = ["node_modules/**", ".next/**", "e2e/specs/**"]
/** Runs of minutes to hours are asked for by FAULTS=long, and run alone. */
const faults = process.env["FAULTS"] === "long" ? "e2e/faults/*.long.test.ts" : "e2e/faults/*.fault.test.ts"

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...exclude, "**/*.db.test.ts", "**/*.fault.test.ts", "**/*.long.test.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude,
          globalSetup: ["./db/testing-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias },
        test: { name: "faults", include: [faults], testTimeout: 300_000, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
})
