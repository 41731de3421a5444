"use client"

import { FileUp } from "lucide-react"
import { useRouter } from "next/navigation"
import { useId, useRef, useState } from "react"
import { v4 as newKey } from "uuid"
import { channelLabel } from "@/components/lead/channel-icon"
import { Button } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import { Field, Input, Select } from "@/components/ui/field"
import { Progress } from "@/components/ui/progress"
import { MANUAL_CHANNELS } from "@/lib/core/channels"

/** A file, and where it comes from. It goes up at once; nothing is imported by that. */
export function UploadCard() {
  const router = useRouter()
  const inputId = useId()
  const [file, setFile] = useState<File | null>(null)
  const [channel, setChannel] = useState<string>("import")
  const [source, setSource] = useState("")
  const [sent, setSent] = useState<number | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isOver, setOver] = useState(false)
  /** One key for each choice: a retry after a lost answer is the same upload. */
  const keys = useRef(new Map<string, string>())
  const choose = (chosen: File | undefined) => {
    setProblem(null)
    if (chosen) setFile(chosen)
  }
  const upload = async () => {
    if (!file) return
    setProblem(null)
    setSent(0)
    const choice = [file.name, file.size, file.lastModified, channel, source].join("\n")
    const key = keys.current.get(choice) ?? newKey()
    keys.current.set(choice, key)
    const answer = await sendFile(file, { channel, source, key }, setSent)
    if (answer.id) return router.push(`/import/${answer.id}`)
    setSent(null)
    setProblem(answer.message ?? "The upload did not reach the server; please try again.")
  }
  return (
    <form
      className="grid gap-4 rounded-lg border border-line bg-raised p-4"
      onSubmit={(event) => {
        event.preventDefault()
        void upload()
      }}
    >
      <div
        className={cx(
          "relative grid justify-items-center gap-1.5 rounded-lg border border-dashed px-4 py-8 text-center has-focus-visible:outline-2 has-focus-visible:outline-accent",
          isOver ? "border-accent bg-accent-soft" : "border-line-strong/60 hover:bg-hover",
        )}
      >
        <FileUp aria-hidden strokeWidth={1.5} className="size-7 text-ink-3" />
        <label htmlFor={inputId} className="font-medium">
          {file ? <bdi dir="auto">{file.name}</bdi> : "Choose a CSV file, or drop it here"}
        </label>
        <span className="text-xs text-ink-2">
          {file ? sizeOf(file.size) : "Up to 50 MB. Comma, semicolon or tab; UTF-8, UTF-16 or Windows Arabic and Western are recognised."}
        </span>
        {/* It lies over the whole area, and a browser lets files be dropped on it. */}
        <input
          id={inputId}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
          className="absolute inset-0 cursor-pointer opacity-0"
          onChange={(event) => choose(event.target.files?.[0])}
          onDragEnter={() => setOver(true)}
          onDragLeave={() => setOver(false)}
          onDrop={() => setOver(false)}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Channel" hint="How these people came to you">
          {(props) => (
            <Select {...props} value={channel} onChange={(event) => setChannel(event.target.value)}>
              {MANUAL_CHANNELS.map((one) => (
                <option key={one} value={one}>
                  {channelLabel(one)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Source (optional)" hint="Where the list is from: “Airport fair 2026”, “old CRM”">
          {(props) => <Input {...props} value={source} maxLength={100} onChange={(event) => setSource(event.target.value)} />}
        </Field>
      </div>
      {problem ? (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      ) : null}
      {sent === null ? null : <Progress label="Uploading" value={sent} max={100} />}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" disabled={!file} isBusy={sent !== null}>
          Upload and map columns
        </Button>
        <span className="text-xs text-ink-3">Nothing is imported yet.</span>
      </div>
    </form>
  )
}

const sizeOf = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`)

type Answer = { id?: string; message?: string }

/** XMLHttpRequest, since fetch does not say how much has been sent. */
const sendFile = (
  file: File,
  given: { channel: string; source: string; key: string },
  onSent: (percent: number) => void,
): Promise<Answer> =>
  new Promise((resolve) => {
    const query = new URLSearchParams({ fileName: file.name, channel: given.channel, ...(given.source ? { source: given.source } : {}) })
    const request = new XMLHttpRequest()
    request.open("POST", `/api/imports?${query}`)
    request.setRequestHeader("content-type", "text/csv")
    request.setRequestHeader("idempotency-key", given.key)
    request.upload.addEventListener("progress", ({ loaded, total }) => onSent(Math.round((loaded / Math.max(total, 1)) * 100)))
    request.addEventListener("error", () => resolve({}))
    request.addEventListener("load", () => resolve(readAnswer(request.responseText)))
    request.send(file)
  })

function readAnswer(text: string): Answer {
  try {
    const body = JSON.parse(text) as { id?: string; error?: { message?: string } }
    return body.id ? { id: body.id } : { message: body.error?.message ?? "The upload was refused." }
  } catch {
    return {}
  }
}
