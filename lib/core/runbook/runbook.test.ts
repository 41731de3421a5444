import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { BLOCK_REASONS, ERROR_CLASSES } from "@/lib/core/sync/refusals"
import { ERROR_STATUS } from "@/lib/platform/errors"
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

/** What stands in a section, in one line: a message may be broken over two. */
const RUNBOOK = read("docs/runbook.md").replaceAll(/\s+/g, " ")
const SOURCES = readdirSync(join(ROOT, "lib"), { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !path.includes(".test."),
)

test("every cause and pause of the sync and every code of an answer stands in the runbook", () => {
  for (const name of [...Object.keys(SYNC_SECTIONS), ...Object.keys(ERROR_STATUS), "internal", "crm_quota", "report_check"])
    expect(RUNBOOK).toContain(`\`${name}\``)
})

test("every error and warning that a process logs stands in the runbook, and every message there is logged", () => {
  const logged = SOURCES.flatMap((path) => [
    ...read(join("lib", path)).matchAll(/\blog(?:\.(?:error|warn)|\[[^\]]*"(?:error|warn)"\])\(\s*(?:\{[^}]*\},\s*)?"((?:[^"\\]|\\.)+)"/g),
  ]).map(([, message = ""]) => message)
  expect(new Set(logged).size).toBeGreaterThan(30)
  expect(logged.filter((message) => !RUNBOOK.includes(`"${message}"`))).toEqual([])
  const told = RUNBOOK.split(" - ").flatMap((line) => (line.startsWith("Log:") ? [...line.matchAll(/"([^"]+)"/g)] : []))
  expect(told.map(([, message = ""]) => message).filter((message) => !logged.includes(message))).toEqual([])
})

test("every metric of ours names its section", () => {
  const declared = SOURCES.flatMap((path) => [
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
