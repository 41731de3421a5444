import { describe, expect, it } from "vitest"
import { trackMoves } from "./moves-in-flight"

describe("moves in flight", () => {
  it("shows what was read when nothing was moved meanwhile", () => {
    const isCurrent = trackMoves().beforeRead(["a"])
    expect(isCurrent("a")).toBe(true)
  })

  it("does not show a card that was moved after the read began, and has it read again once the server has answered", () => {
    const moves = trackMoves()
    const isCurrent = moves.beforeRead(["a", "b"])
    moves.begin("a")
    expect([isCurrent("a"), isCurrent("b")]).toEqual([false, true])
    expect(moves.end("a")).toBe(true)
    expect(moves.beforeRead(["a"])("a")).toBe(true)
  })

  it("waits for the last of several moves of one card", () => {
    const moves = trackMoves()
    moves.begin("a")
    moves.begin("a")
    expect(moves.beforeRead(["a"])("a")).toBe(false)
    expect(moves.end("a")).toBe(false)
    expect(moves.end("a")).toBe(true)
  })

  it("asks for nothing when nothing was read meanwhile", () => {
    const moves = trackMoves()
    moves.begin("a")
    expect(moves.end("a")).toBe(false)
  })
})
