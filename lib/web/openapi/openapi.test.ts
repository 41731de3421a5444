import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { expect, test } from "vitest"
import { openApiDocument } from "./openapi"

const PROJECT = join(import.meta.dirname, "../../..")
const document = openApiDocument("https://leads.example.com")
const METHODS = ["get", "post", "put", "patch", "delete"]

/** `/api/v1/leads/{id}` → `app/api/v1/leads/[id]/route.ts` */
const fileOf = (path: string): string => join(PROJECT, "app", path.replaceAll("{", "[").replaceAll("}", "]"), "route.ts")

test("what is described exists, with each of its methods", () => {
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    expect(existsSync(fileOf(path)), path).toBe(true)
    const source = readFileSync(fileOf(path), "utf8")
    for (const method of METHODS.filter((name) => name in (item ?? {})))
      expect(source).toMatch(new RegExp(`^export (const|(async )?function) ${method.toUpperCase()}\\b`, "m"))
  }
})

test("every route of the API that exists is described", () => {
  const home = join(PROJECT, "app/api/v1")
  for (const file of readdirSync(home, { recursive: true, withFileTypes: true }).filter(({ name }) => name === "route.ts")) {
    const path = `/api/v1/${relative(home, file.parentPath)}`.replaceAll("[", "{").replaceAll("]", "}")
    const methods = [
      ...readFileSync(join(file.parentPath, file.name), "utf8").matchAll(/^export (?:const|(?:async )?function) ([A-Z]+)\b/gm),
    ].map(([, name]) => name?.toLowerCase())
    expect(Object.keys(document.paths?.[path] ?? {}).toSorted(), path).toEqual(methods.toSorted())
  }
})

test("no reference leads nowhere, and ids of operations are unique", () => {
  const text = JSON.stringify(document)
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    expect(Object.keys(document.components?.schemas ?? {})).toContain(name)
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
