/** A real HTTP server for the tests of the client: it answers what the test says and keeps what it was asked. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface Answer {
  status: number
  body?: unknown
  text?: string
}

export interface Service {
  url: string
  asked: Asked[]
  stop: () => Promise<void>
}

export async function serve(answer: (asked: Asked) => Answer): Promise<Service> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const question = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
    asked.push(question)
    const { status, body, text } = answer(question)
    response.writeHead(status, { 'Content-Type': text === undefined ? 'application/json' : 'text/html' })
    response.end(text ?? (status === 204 ? undefined : JSON.stringify(body ?? {})))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
