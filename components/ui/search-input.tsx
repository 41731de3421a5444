"use client"

import { Search } from "lucide-react"
import type { ComponentProps } from "react"
import { cx } from "./class-names"
import { CONTROL } from "./field"
import { Kbd } from "./states"

type SearchInputProps = Omit<ComponentProps<"input">, "type"> & { label: string }

/** The search of a page: `/` puts the caret here, which the shell does for whatever carries `data-search`. */
export const SearchInput = ({ label, className, ...rest }: SearchInputProps) => (
  <div className={cx("group relative", className)}>
    <Search aria-hidden className="pointer-events-none absolute inset-y-0 start-2.5 my-auto size-4 text-ink-3" />
    <input
      {...rest}
      data-search
      type="search"
      aria-label={label}
      className={cx(CONTROL, "peer h-control ps-8 pe-8 [&::-webkit-search-cancel-button]:cursor-pointer")}
    />
    <span className="pointer-events-none absolute inset-y-0 end-2 hidden items-center peer-placeholder-shown:flex peer-focus:hidden max-sm:!hidden">
      <Kbd>/</Kbd>
    </span>
  </div>
)
