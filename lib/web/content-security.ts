/** The style element that sonner places in the page by itself takes no nonce: it is known by what stands in it, at first nothing. */
export const TOASTER_STYLES = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='"

/**
 * The Content-Security-Policy of a page. A script runs when it carries the nonce of its answer, or was loaded by one
 * that does; inline handlers and injected tags never run. Styles come from our own files. Only style attributes may say
 * anything: Base UI, Recharts and our own bars place what they draw by measured numbers, which no list of hashes holds.
 */
export const contentSecurityPolicy = (nonce: string, isDevelopment: boolean): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // The screen of errors in development writes styles of its own.
    `style-src-elem 'self' ${isDevelopment ? "'unsafe-inline'" : TOASTER_STYLES}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ")

/** The header in which the proxy tells a page its nonce. */
export const NONCE_HEADER = "x-nonce"
