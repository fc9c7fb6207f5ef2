/** Sums in number fields: `78+2`, `(3 − 1) × 2.5`, `120/4`. No names, no functions, nothing is executed. */
const TOKEN = /\s*(?:(\d+(?:\.\d*)?|\.\d+)|([-+*/()]))/y

/** The value of a sum, or null if it is not one. */
export function calculate(text: string): number | null {
  const tokens = tokenise(text.replaceAll('−', '-').replaceAll('×', '*').replaceAll('÷', '/').replaceAll('，', '').replaceAll(',', ''))
  if (!tokens?.length) return null
  let at = 0

  function primary(): number {
    const token = tokens?.[at++]
    if (typeof token === 'number') return token
    if (token === '-') return -primary()
    if (token === '+') return primary()
    if (token !== '(') return NaN
    const value = sum()
    return tokens?.[at++] === ')' ? value : NaN
  }

  function product(): number {
    let value = primary()
    while (tokens?.[at] === '*' || tokens?.[at] === '/') value = tokens[at++] === '*' ? value * primary() : value / primary()
    return value
  }

  function sum(): number {
    let value = product()
    while (tokens?.[at] === '+' || tokens?.[at] === '-') value = tokens[at++] === '+' ? value + product() : value - product()
    return value
  }

  const value = sum()
  return at === tokens.length && Number.isFinite(value) ? value : null
}

function tokenise(text: string): (number | string)[] | null {
  const tokens: (number | string)[] = []
  TOKEN.lastIndex = 0
  const end = text.trimEnd().length
  if (end > 200) return null
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text)
    if (!match) return null
    tokens.push(match[1] !== undefined ? Number(match[1]) : (match[2] ?? ''))
  }
  return tokens
}
