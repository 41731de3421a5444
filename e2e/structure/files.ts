import { posix } from "node:path"
import { isTest } from "./layers"
import type { Problem } from "./problem"

const TOP_LEVEL = new Set(["app", "components", "lib", "db", "e2e", "public", "docs"])
/** Side by side a newcomer takes in about twenty names; their tests stand beside them. */
const FILES_MAX = 22

/** Names and sizes of folders and files. */
export const checkFiles = (paths: readonly string[]): Problem[] => [...paths.flatMap(checkName), ...checkFolders(paths)]

function checkName(path: string): Problem[] {
  const says = (message: string): Problem => ({ path, line: 0, message })
  const [top = ""] = path.split("/")
  const problems: Problem[] = []
  if (path.includes("/") && !TOP_LEVEL.has(top) && !top.startsWith("."))
    problems.push(says(`the top level has no "${top}"; ${[...TOP_LEVEL].join(", ")} are all there is`))
  if (!isCode(path)) return problems
  const name = posix.basename(path)
  if (DRAWER.test(path))
    problems.push(says("utils, helpers, misc and common say nothing: name the file after what is in it, beside what uses it"))
  if (/^index\.[cm]?[jt]sx?$/.test(name) && path !== "db/schema/index.ts")
    problems.push(says("a barrel: import from the file that holds it"))
  if (!/^[a-z0-9.[\]-]+$/.test(name)) problems.push(says("file names are kebab-case"))
  return problems
}

const DRAWER = /(^|[/-])(utils?|helpers?|misc|common)(\/|\.[cm]?[jt]sx?$)/

function checkFolders(paths: readonly string[]): Problem[] {
  const folders = Map.groupBy(
    paths.filter((path) => isCode(path) && !isTest(path)),
    (path) => posix.dirname(path),
  )
  return [...folders].flatMap(([path, files]) =>
    files.length > FILES_MAX
      ? [
          {
            path,
            line: 0,
            message: `${files.length} files side by side; give the folder rooms (at most ${FILES_MAX} files, tests not counted)`,
          },
        ]
      : [],
  )
}

/** What is in `public` runs on other people's pages, and takes nothing from us. */
export const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path) && !/^(db\/migrations|public)\//.test(path)
