"use client"

import { useEffect, useRef, type ReactNode } from "react"

type Props = { className?: string; "aria-label"?: string; "aria-labelledby"?: string; children: ReactNode }

/**
 * Around a list from which items leave by their own buttons. When the button with the focus goes, the focus moves to the
 * item that took its place, or to what is left, and not back to the top of the page.
 */
export function KeepFocus({ children, ...rest }: Props) {
  const area = useRef<HTMLElement>(null)
  const last = useRef<{ element: Element; index: number } | null>(null)
  useEffect(() => {
    if (!area.current || !last.current || last.current.element.isConnected || document.activeElement !== document.body) return
    const items = [...area.current.querySelectorAll("li")]
    const next = items[Math.min(last.current.index, items.length - 1)] ?? area.current
    const target = next.querySelector("button") ?? area.current.querySelector("button") ?? area.current
    target.focus()
  })
  const remember = ({ target }: { target: Element }) => {
    const item = target.closest("li")
    const items = [...(area.current?.querySelectorAll("li") ?? [])]
    last.current = { element: target, index: item ? items.indexOf(item) : 0 }
  }
  return (
    <section ref={area} tabIndex={-1} onFocus={remember} {...rest}>
      {children}
    </section>
  )
}
