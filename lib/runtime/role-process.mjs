/**
 * What every process of the product does, including those we did not write; loaded with `--import`.
 *
 * A role must not outlive its supervisor: the supervisor opens an IPC channel to every role; when the supervisor is
 * gone, for whatever reason, the channel closes and the role ends.
 *
 * Output must not end a process: a write to a full volume or a closed pipe is dropped instead of thrown.
 */
if (process.channel) {
  process.channel.unref()
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"))
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", () => undefined)
  const write = stream.write.bind(stream)
  stream.write = (...args) => {
    try {
      return write(...args)
    } catch {
      return false
    }
  }
}
