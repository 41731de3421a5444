import { EventEmitter } from "node:events"
import type { Pool } from "pg"
import { expect, test } from "vitest"
import { stripErrorsOf } from "./query-errors"

/** A pool whose server answers in any language. */
function messageAfter(error: { code: string; message: string; routine?: string }): string {
  const pool = new EventEmitter()
  const connection = new EventEmitter()
  stripErrorsOf(pool as unknown as Pool)
  pool.emit("connect", { connection })
  connection.emit("errorMessage", error)
  return error.message
}

test.each([
  "ungültige Eingabesyntax für Typ uuid: „Planted Darwish“",
  "syntaxe en entrée invalide pour le type uuid : « Planted Darwish »",
  "invalid input syntax for type uuid: 'Planted Darwish'",
])("a data exception says what failed and not on which value: %s", (message) => {
  expect(messageAfter({ code: "22P02", message, routine: "string_to_uuid" })).toBe("data exception 22P02 in string_to_uuid")
})

test("other messages name tables and constraints, and stay", () => {
  const message = 'null value in column "name" of relation "leads" violates not-null constraint'
  expect(messageAfter({ code: "23502", message })).toBe(message)
})
