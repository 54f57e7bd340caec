/** Whether a variable that is a switch is on, such as `CI`. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value)
}
