import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { BLOCK_REASONS, ERROR_CLASSES } from "@/lib/core/sync/refusals"
import { headingSlug, RUNBOOK_SECTIONS, SYNC_SECTIONS } from "./runbook"

const ROOT = join(import.meta.dirname, "../../..")
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8")
const headings = (path: string): string[] => [...read(path).matchAll(/^##+ (.+)$/gm)].map(([, heading = ""]) => headingSlug(heading))

test("every section that the product links to stands in the runbook, and every section is in the list", () => {
  expect(headings("docs/runbook.md")).toEqual([...RUNBOOK_SECTIONS])
})

test("every error class and every pause of the sync has its section", () => {
  for (const name of [...ERROR_CLASSES.filter((one) => one !== "waiting" && one !== "no_consent"), ...BLOCK_REASONS])
    expect(RUNBOOK_SECTIONS, name).toContain(SYNC_SECTIONS[name])
})

test("every metric of ours names its section", () => {
  const sources = readdirSync(join(ROOT, "lib"), { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.includes(".test."),
  )
  const declared = sources.flatMap((path) => [
    ...read(join("lib", path)).matchAll(/(?:counter|gauge|histogram)\(\s*"(onelead_\w+)",\s*(`[^`]*`|"[^"]*"),/g),
  ])
  expect(declared.length).toBeGreaterThan(3)
  for (const [, name, help = ""] of declared) {
    const section = /runbookPath\("([\w-]+)"\)/.exec(help)?.[1]
    expect(RUNBOOK_SECTIONS, `${name}: ${help}`).toContain(section)
  }
})

test("every test that the security document names exists, and every document the README links to", () => {
  for (const [, path = ""] of read("docs/security.md").matchAll(/`((?:lib|e2e|db|app)\/[\w./[\]()-]+\.(?:test|spec)\.ts)`/g))
    expect(() => read(path), path).not.toThrow()
  for (const [, path = ""] of read("README.md").matchAll(/\((docs\/[\w-]+\.md)\)/g)) expect(() => read(path), path).not.toThrow()
  for (const path of ["docs/security.md", "docs/runbook.md"]) expect(read("README.md")).toContain(path)
})
