/** The nonce of this page's content security policy, for libraries that write style elements (CodeMirror). */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}
