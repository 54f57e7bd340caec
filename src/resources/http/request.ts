/** What is asked of an HTTP server. */
export interface HttpQuestion {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | undefined
  readonly follow: boolean
  readonly insecure: boolean
}

/** What a key of the resource says. */
export function questionOf(key: string): HttpQuestion {
  return JSON.parse(key) as HttpQuestion
}

/** A response; the last of several when redirects were followed. */
export interface HttpResponse {
  readonly exists: true
  readonly status: number
  /** `HTTP/1.1`, `HTTP/2`. */
  readonly protocol: string
  /** By name in small letters; several of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * As text, unpacked and in the character set that its header names, up to 512 KiB before that; what is not in it became
   * U+FFFD. `undefined` where the encoding or the character set is unknown.
   */
  readonly body: string | undefined
  /** Where the redirects led that were followed. */
  readonly redirects: readonly string[]
}

/** What a server says to a request; it does not exist where nothing answers. */
export type HttpState = { readonly exists: false; readonly reason: string } | HttpResponse
