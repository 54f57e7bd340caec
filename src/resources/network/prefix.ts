import { readAddress, type Address } from '../sockets/address.ts'

/** The network that an address is in: that of `10.9.8.7` with a prefix of 16 is `10.9.0.0`. */
export function networkOf({ family, address }: Address, length: number): string {
  const size = family === 'ipv4' ? 8 : 16
  const masked = groupsOf(address).map((group, index) => {
    const rest = size - Math.min(Math.max(length - index * size, 0), size)
    return (group >> rest) << rest
  })
  if (family === 'ipv4') return masked.join('.')
  const text = masked.map((group) => group.toString(16)).join(':')
  return readAddress(text)?.address ?? text
}

function groupsOf(address: string): readonly number[] {
  if (!address.includes(':')) return address.split('.').map(Number)
  const [head = '', tail = ''] = address.split('::')
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':')))
  const zeros = Array<string>(8 - (before?.length ?? 0) - (after?.length ?? 0)).fill('0')
  return [...(before ?? []), ...zeros, ...(after ?? [])].map((group) => Number.parseInt(group, 16))
}
