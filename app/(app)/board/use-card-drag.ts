import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter"
import { useEffect, useRef, useState } from "react"

/** Drag with the mouse; the "Move to" menu of each card is the way without one. */
export function useCardDrag(cardId: string, isEnabled: boolean) {
  const ref = useRef<HTMLLIElement>(null)
  const [isDragging, setDragging] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element || !isEnabled) return
    return draggable({
      element,
      getInitialData: () => ({ cardId }),
      onDragStart: () => setDragging(true),
      onDrop: () => setDragging(false),
    })
  }, [cardId, isEnabled])
  return { ref, isDragging }
}

export function useColumnDrop(onDrop: (cardId: string) => void) {
  const ref = useRef<HTMLElement>(null)
  const [isOver, setOver] = useState(false)
  const latest = useRef(onDrop)
  useEffect(() => {
    latest.current = onDrop
  })
  useEffect(() => {
    const element = ref.current
    if (!element) return
    return dropTargetForElements({
      element,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false)
        if (typeof source.data["cardId"] === "string") latest.current(source.data["cardId"])
      },
    })
  }, [])
  return { ref, isOver }
}
