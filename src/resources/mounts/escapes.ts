/** What the kernel's tables and fstab(5) write in octal: a space is `\040`, a backslash `\134`. Bytes, not characters. */
export function unescapeOctal(text: string): string {
  return text.replaceAll(/(?:\\[0-7]{3})+/g, (escapes) => {
    const codes = escapes.split('\\').slice(1)
    return Buffer.from(codes.map((code) => Number.parseInt(code, 8))).toString()
  })
}
