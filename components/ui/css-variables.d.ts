import "react"

/** Custom properties may be set through `style`. */
declare module "react" {
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined
  }
}
