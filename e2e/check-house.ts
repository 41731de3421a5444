import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { en } from "@/lib/core/messages/en"
import { checkMessages } from "./check-messages"
import { checkStructure } from "./structure/check-structure"
import { sayProblem } from "./structure/problem"
import { isCode } from "./structure/files"

/** The structure check, and that of the messages, on the files of this checkout. */
const paths = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((path) => path !== "" && existsSync(path))
const tree = new Map(paths.map((path) => [path, isCode(path) || path.endsWith(".md") ? readFileSync(path, "utf8") : ""]))
const problems = [...checkStructure(tree), ...checkMessages(en, tree)]

for (const problem of problems) process.stderr.write(`${sayProblem(problem)}\n`)
process.exit(problems.length > 0 ? 1 : 0)
