import { describe, expect, it } from 'vitest'
import { UnsupportedError } from '../../../src/errors.ts'
import { refuseUnsupported, windowsReason } from '../../../src/host/platform/supported.ts'
import { aPlatform } from '../../resources/live/ask.ts'

describe('a platform', () => {
  // What uname -s and -r print there: FreeBSD 14, OpenBSD 7.6, macOS 15, Solaris 11.4, AIX 7.3.
  it.each([
    ['FreeBSD', '14.1-RELEASE', 'web-1 runs FreeBSD 14.1-RELEASE, which is not supported'],
    ['OpenBSD', '7.6', 'web-1 runs OpenBSD 7.6, which is not supported'],
    ['Darwin', '24.5.0', 'web-1 runs macOS (Darwin) 24.5.0, which is not supported'],
    ['SunOS', '5.11', 'web-1 runs SunOS 5.11, which is not supported'],
    ['AIX', '3', 'web-1 runs AIX 3, which is not supported'],
  ])('that is %s is refused', (name, release, message) => {
    const refuse = () => refuseUnsupported(aPlatform({ kernel: { name, release } }), 'web-1')
    expect(refuse).toThrow(UnsupportedError)
    expect(refuse).toThrow(message)
  })

  it.each(['Linux', ''])('that is %j is not', (name) => {
    expect(() => refuseUnsupported(aPlatform({ kernel: { name, release: '6.1' } }), 'web-1')).not.toThrow()
  })

  it.each([
    "'export' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n",
    "export : The term 'export' is not recognized as the name of a cmdlet, function, script file",
    "export: The term 'export' is not recognized as a name of a cmdlet, function, script file",
  ])('that says %j is Windows', (said) => {
    expect(windowsReason('web-1', said)).toMatchObject({ message: 'web-1 runs Windows, which is not supported' })
    expect(windowsReason('web-1', 'sh: export: not found')).toBeUndefined()
  })
})
