/** Every failure of a request, in one shape. `code` is stable and translated; `message` is an English sentence. */
export interface Envelope {
  code: string
  message: string
  detail: Record<string, unknown> | null
}

export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail: Record<string, unknown> = {},
  ) {
    super(message)
  }

  /** The sentence for one field of a form, when the service named it. */
  field(path: string): string | null {
    const fields = this.detail.fields
    if (!Array.isArray(fields)) return null
    const hit = fields.find((item: { path?: unknown }) => item.path === path) as { message?: unknown } | undefined
    return typeof hit?.message === 'string' ? hit.message : null
  }

  /** Worth asking again by itself: the network or the server was away. */
  get passing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

function isEnvelope(body: unknown): body is Envelope {
  return typeof body === 'object' && body !== null && typeof (body as Envelope).code === 'string'
}

/** What an answer that is not a success means; a proxy's HTML page counts as the server being away. */
export async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = null
  }
  if (isEnvelope(body)) return new ApiError(response.status, body.code, body.message, body.detail ?? {})
  const code = response.status >= 500 ? 'server_away' : 'unexpected_answer'
  return new ApiError(response.status, code, `The server answered ${response.status} without saying why.`, { status: response.status })
}

export function offline(): ApiError {
  return new ApiError(0, 'offline', 'The server cannot be reached.')
}
