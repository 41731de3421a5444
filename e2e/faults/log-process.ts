import { log } from "@/lib/platform/log"

/** Logs as many lines as requested, in every way the product does, and reports that it is still running. 0 ends it. */
process.on("message", (lines: number) => {
  if (lines === 0) {
    log.info("the last line before the end")
    process.exit(0)
  }
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
