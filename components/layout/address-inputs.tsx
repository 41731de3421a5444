"use client"

import { useEffect, useRef, type ComponentProps } from "react"
import { Input } from "@/components/ui/field"
import { WHILE_TYPING } from "./use-address"

type Given = Omit<ComponentProps<"input">, "value" | "defaultValue" | "onChange" | "type"> & { value: string | null }

type SearchProps = Given & { onChange: (text: string | null, options: typeof WHILE_TYPING) => void }

/** Free text that filters a list. */
export const SearchInput = ({ onChange, ...rest }: SearchProps) => (
  <AddressInput data-search type="search" {...rest} onChange={({ target }) => onChange(target.value.trim() || null, WHILE_TYPING)} />
)

/** A day that filters a list, or null for none. A day that is still being typed is no day yet. */
export const DayInput = ({ onChange, ...rest }: Given & { onChange: (day: string | null) => void }) => (
  <AddressInput
    type="date"
    min="1980-01-01"
    max="2199-12-31"
    {...rest}
    onChange={({ target }) => target.validity.valid && onChange(target.value || null)}
  />
)

/** Its value is in the address. It follows the address, but never changes under the hands of who types. */
function AddressInput({ value, ...rest }: Omit<ComponentProps<"input">, "value"> & { value: string | null }) {
  const input = useRef<HTMLInputElement>(null)
  const text = value ?? ""
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) input.current.value = text
  }, [text])
  return <Input ref={input} defaultValue={text} {...rest} />
}
