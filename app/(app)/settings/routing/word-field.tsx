"use client"

import { useState } from "react"
import { Field, Input } from "@/components/ui/field"

type WordFieldProps = {
  label: string
  hint: string
  value: readonly string[]
  transform?: (word: string) => string
  onChange: (words: string[]) => void
}

/** Words apart by commas; what is typed stays as typed until the field is left. */
export function WordField({ label, hint, value, transform = (word) => word.toLowerCase(), onChange }: WordFieldProps) {
  const [text, setText] = useState(value.join(", "))
  const words = (typed: string) => [
    ...new Set(
      typed
        .split(",")
        .map((word) => transform(word.trim()))
        .filter(Boolean),
    ),
  ]
  return (
    <Field label={label} hint={hint}>
      {(props) => (
        <Input
          {...props}
          dir="auto"
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            onChange(words(target.value))
          }}
        />
      )}
    </Field>
  )
}
