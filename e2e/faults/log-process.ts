import { log } from "@/lib/platform/log"

/** Logs as many lines as it is asked to, by every way in which the product writes, and says that it is still there. */
process.on("message", (lines: number) => {
  for (let at = 0; at < lines; at += 1) {
    log.info({ at }, "a line that has to go somewhere, even when there is nowhere to go")
    process.stdout.write("a line of a library\n")
    process.stderr.write("a line of an error\n")
    console.error("a line of the console")
  }
  process.send?.("alive")
})
process.channel?.ref()
process.send?.("ready")
