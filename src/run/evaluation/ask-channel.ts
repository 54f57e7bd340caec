/** The name of the broadcast channel between evaluation and sessions. */
export function askChannel(id: string): string {
  return `infraspec-asks-${id}`
}
