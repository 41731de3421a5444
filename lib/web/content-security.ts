/**
 * The Content-Security-Policy of a page. A script runs when it carries the nonce of its answer, or was loaded by one
 * that does; inline handlers and injected tags never run. Styles may be inline: Base UI, Recharts and the toaster place
 * what they draw with style attributes and a style element of their own, and a style cannot read data or send it.
 */
export const contentSecurityPolicy = (nonce: string, isDevelopment: boolean): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ")

/** The header in which the proxy tells a page its nonce. */
export const NONCE_HEADER = "x-nonce"
