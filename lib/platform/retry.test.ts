import { describe, expect, test } from "vitest"
import { AppError } from "./errors"
import { faultOf, isTransient } from "./retry"

const failed = (code: string): Error => new Error("a query failed", { cause: Object.assign(new Error("refused"), { code }) })

describe("a failure costs work an attempt only when it is its own", () => {
  test.each(["22001", "22P02", "22021", "23502", "23505", "54000", "P0001"])("%s is refused data", (code) => {
    expect(faultOf(failed(code))).toBe("own")
  })

  test.each([
    ["40P01", "deadlock"],
    ["40001", "serialisation"],
    ["55P03", "lock timeout"],
    ["57014", "cancelled statement"],
    ["42P01", "a table that a release is changing"],
    ["42703", "a column that a release has dropped"],
    ["0A000", "a cached plan that no longer fits"],
    ["XX001", "a damaged page"],
  ])("%s (%s) lets other work go on", (code) => {
    expect(faultOf(failed(code))).toBe("contention")
  })

  test.each(["08006", "25006", "25P03", "28000", "3D000", "53100", "53300", "57P01", "58030"])("%s stops all work", (code) => {
    expect(faultOf(failed(code))).toBe("outage")
  })

  test.each(["ECONNREFUSED", "ENOSPC", "EMFILE", "ENETDOWN", "EIO", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])(
    "%s of the operating system stops all work",
    (code) => {
      expect(faultOf(failed(code))).toBe("outage")
    },
  )

  test.each([
    new AppError("invalid", "no"),
    new TypeError("x is undefined"),
    Object.assign(new Error("bad"), { code: "ERR_INVALID_ARG_TYPE" }),
  ])("%s of our own code is its own", (error) => {
    expect(isTransient(error)).toBe(false)
  })
})
