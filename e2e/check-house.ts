import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { checkStructure } from "./structure/check-structure"
import { sayProblem } from "./structure/problem"
import { isCode } from "./structure/files"

/** The structure check on the files of this checkout. */
const paths = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((path) => path !== "" && existsSync(path))
const problems = checkStructure(new Map(paths.map((path) => [path, isCode(path) ? readFileSync(path, "utf8") : ""])))

for (const problem of problems) process.stderr.write(`${sayProblem(problem)}\n`)
process.exit(problems.length > 0 ? 1 : 0)
