import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"

/** What no linter checks: names of drawers, barrels, the only reader of the environment, and words that stay outside. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(file))
const code = files.filter((file) => /\.tsx?$/.test(file) && !file.startsWith("db/migrations/"))
const problems: string[] = []

const TOP_LEVEL = new Set(["app", "components", "lib", "db", "e2e", "public", "docs"])
for (const file of files) {
  const [top] = file.split("/")
  if (file.includes("/") && top && !TOP_LEVEL.has(top) && !top.startsWith(".")) problems.push(`${file}: the house has no room of this name`)
}

const MAY_READ_ENVIRONMENT =
  /^(instrumentation\.ts$|lib\/web\/testing\/|lib\/platform\/env\.ts|lib\/runtime\/|e2e\/|db\/testing|next\.config\.ts|e2e\/demo\/)/
for (const file of code) {
  const name = file.split("/").at(-1) ?? ""
  if (/(^|\/)(utils?|helpers?|misc|common)(\/|\.tsx?$)/.test(file)) problems.push(`${file}: a drawer without a name; say what is in it`)
  if (name === "index.ts" && file !== "db/schema/index.ts") problems.push(`${file}: a barrel; import from the file itself`)
  if (!/^[a-z0-9.[\]-]+\.tsx?$/.test(name)) problems.push(`${file}: file names are kebab-case`)
  const text = readFileSync(file, "utf8")
  if (!MAY_READ_ENVIRONMENT.test(file) && !file.endsWith(".test.ts") && text.includes("process.env"))
    problems.push(`${file}: only lib/platform/env.ts reads the environment`)
  if (/\b(it|test|describe)\.(skip|only|todo|fixme)\b/.test(text) && file !== "e2e/check-house.ts")
    problems.push(`${file}: a test that does not run proves nothing`)
}

for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exit(problems.length > 0 ? 1 : 0)
