import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { expect, test } from "vitest"

/** A stranger sees the sign-in page and nothing else; that holds for screens that are yet to be written. */
const APP = join(import.meta.dirname, "../../app")
const OPEN_PAGES = ["sign-in/page.tsx"]

const filesNamed = (name: string): { path: string; source: string }[] =>
  readdirSync(APP, { recursive: true, withFileTypes: true })
    .filter((file) => file.name === name)
    .map(({ parentPath }) => join(parentPath, name))
    .map((path) => ({ path: relative(APP, path), source: readFileSync(path, "utf8") }))

test("every page but the sign-in asks who is there before it shows anything", () => {
  const pages = filesNamed("page.tsx")
  expect(pages.length).toBeGreaterThan(5)
  for (const { path, source } of pages) {
    if (!OPEN_PAGES.includes(path)) expect(source, path).toMatch(/await require(Page|Viewer)\(/)
  }
})

test("every server action goes through the one client that checks origin and session", () => {
  const files = filesNamed("actions.ts")
  expect(files.length).toBeGreaterThan(2)
  for (const { path, source } of files) {
    const exported = [...source.matchAll(/^export (?:const|async function|function) (\w+)( = memberAction)?/gm)]
    expect(exported.length, path).toBeGreaterThan(0)
    for (const [, name, isMember] of exported) expect(isMember, `${path}: ${name}`).toBeDefined()
  }
})

test("every action that creates something does it once for each idempotency key", () => {
  const CREATES = /name: "(\w+\.(create|add|log|plan)|(view|nurture|routing)\.save)"/
  const actions = filesNamed("actions.ts").flatMap(({ path, source }) =>
    source
      .split(/^export const /m)
      .slice(1)
      .map((text) => ({ path, text })),
  )
  const creating = actions.filter(({ text }) => CREATES.test(text))
  expect(creating.length).toBeGreaterThan(7)
  for (const { path, text } of creating) expect(text, `${path}: ${text.slice(0, 40)}`).toMatch(/\bonce\(ctx, /)
})

test("no other file makes server actions of its own", () => {
  const others = readdirSync(APP, { recursive: true, withFileTypes: true }).filter(
    ({ name }) => /\.tsx?$/.test(name) && name !== "actions.ts",
  )
  for (const { parentPath, name } of others)
    expect(readFileSync(join(parentPath, name), "utf8"), `${parentPath}/${name}`).not.toMatch(/^\s*["']use server["']/m)
})
