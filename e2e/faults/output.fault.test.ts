import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm, stat, truncate } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

/** Logging must not be able to end a process: not a full volume, not a closed pipe. */
let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "onelead-output-"))))
afterAll(async () => await rm(folder, { recursive: true, force: true }))

const COMMAND = `exec '${process.execPath}' --import tsx --import ./lib/runtime/role-process.mjs e2e/faults/log-process.ts`

async function launch(script: string): Promise<ChildProcess> {
  const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "pipe", "ipc"] })
  expect(await nextMessage(child)).toBe("ready")
  return child
}

/** Rejects when the process ends instead. */
const nextMessage = async (child: ChildProcess): Promise<unknown> =>
  await Promise.race([
    once(child, "message").then(([message]) => message as unknown),
    once(child, "exit").then(([code, signal]) => Promise.reject(new Error(`it ended: ${code ?? signal}`))),
  ])

async function logLines(child: ChildProcess, lines: number): Promise<void> {
  child.send(lines)
  expect(await nextMessage(child)).toBe("alive")
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit")
  child.kill("SIGKILL")
  await exited
}

test("a process survives a full log volume, and writes again when there is room", async () => {
  const file = join(folder, "role.log")
  // A file-size limit stands for the full volume: writing beyond it fails until the file has room again.
  const child = await launch(`ulimit -f 64; ${COMMAND} >> '${file}' 2>&1`)
  for (let round = 0; round < 3; round += 1) await logLines(child, 2_000)
  const full = (await stat(file)).size
  expect(full).toBeGreaterThan(30_000)
  await truncate(file)
  await logLines(child, 50)
  // What was kept is tried again every tenth of a second.
  await expect.poll(() => readFile(file, "utf8"), { timeout: 30_000 }).toContain("a line that has to go somewhere")
  await end(child)
})

test("a process survives a device without room", async () => {
  const child = await launch(`${COMMAND} > /dev/full 2>&1`)
  await logLines(child, 2_000)
  await logLines(child, 10)
  await end(child)
})

test("a process survives the reader of its output", async () => {
  const child = await launch(COMMAND)
  child.stdout?.destroy()
  child.stderr?.destroy()
  await logLines(child, 2_000)
  await logLines(child, 10)
  await end(child)
})

test("a process does not wait for a reader that has stopped reading, and says later how many lines were lost", async () => {
  const child = await launch(COMMAND)
  child.stderr?.resume()
  child.stdout?.pause()
  for (let round = 0; round < 6; round += 1) await logLines(child, 2_000)
  let output = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text))
  child.stdout?.resume()
  await expect.poll(() => output, { timeout: 30_000 }).toContain('"msg":"log lines were dropped')
  await end(child)
})

test("what was logged just before the end is written", async () => {
  const child = await launch(COMMAND)
  let output = ""
  child.stderr?.resume()
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text))
  await logLines(child, 500)
  const closed = once(child, "close")
  child.send(0)
  expect((await closed)[0]).toBe(0)
  expect(output.match(/a line that has to go/g)).toHaveLength(500)
  expect(output).toContain("the last line before the end")
})

test("a process whose output takes nothing can still end", async () => {
  for (const script of [COMMAND, `${COMMAND} > /dev/full 2>&1`]) {
    const child = await launch(script)
    child.stderr?.resume()
    child.stdout?.pause()
    for (let round = 0; round < 3; round += 1) await logLines(child, 2_000)
    const exited = once(child, "exit")
    child.send(0)
    expect((await exited)[0]).toBe(0)
  }
})
