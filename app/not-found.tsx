import type { Metadata } from "next"
import { Brand } from "@/components/layout/brand"
import { NothingHere } from "@/components/layout/nothing-here"

export const metadata: Metadata = { title: "Not found" }

export default function NotFound() {
  return (
    <>
      <header className="flex h-12 items-center border-b border-line bg-raised px-4">
        <Brand />
      </header>
      <main>
        <NothingHere />
      </main>
    </>
  )
}
