/** What was read, on one line: `running: false, enabled: true`. Not escaped. */
export function stateText(state: Readonly<Record<string, unknown>>): string {
  return Object.entries(state)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ')
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  const inner = stateText(value as Readonly<Record<string, unknown>>)
  return inner === '' ? '{}' : `{ ${inner} }`
}
