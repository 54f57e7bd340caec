import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { docker, podman } from '../../src/resources/containers/image.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { image, type ImagePresent } from '../../src/resources/image.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('image/docker'))('$host, $name', (capture) => {
    expect(parsed(docker, capture)).toEqual(capture.expected)
  })
  it.each(captures('image/podman'))('$host, $name', (capture) => {
    expect(parsed(podman, capture)).toEqual(capture.expected)
  })
})

describe('an image', () => {
  const read = (stdout: string, more = {}) => docker.parse(answer(stdout, more), ['a:1'], debian).get('a:1')

  it.each([
    'Error response from daemon: no such image: a:1: No such image: a:1',
    'Error response from daemon: No such image: a:1',
    'Error: No such image: a:1',
    'Error: inspecting object: a:1: image not known',
    'Error: a:1: image not known',
  ])('is not there where the engine says "%s"', (stderr) => {
    expect(read('[]', { exitCode: 1, stderr })).toEqual({ exists: false })
  })
  it.each([
    ['another one is missing', '[]', { exitCode: 1, stderr: 'Error: No such image: a:12' }],
    ['the daemon is not there', '[]', { exitCode: 1, stderr: 'Cannot connect to the Docker daemon' }],
    ['it has no id', '[{}]', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it.each(['', '-a', 'a b', '$(exit)'])('is not called %j', (name) => {
    expect(() => image('x').definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const digest = `sha256:${'ab'.repeat(32)}`
  const present: ImagePresent = {
    exists: true,
    id: 'ff',
    tags: ['nginx:1.25'],
    digests: [`nginx@${digest}`],
    architecture: 'amd64',
    size: 1000,
    created: '',
    user: 'app',
    entrypoint: [],
    command: [],
    labels: { version: '1' },
    env: {},
  }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveTag', present, ['nginx:1.25'], 'true'],
    ['toHaveTag', present, ['nginx'], 'false'],
    ['toHaveTag', { ...present, tags: ['docker.io/library/nginx:latest'] }, ['nginx'], 'true'],
    ['toHaveDigest', present, [digest], 'true'],
    ['toHaveDigest', present, [`sha256:${'cd'.repeat(32)}`], 'false'],
    ['toHaveArchitecture', present, ['arm64'], 'false'],
    ['toHaveSize', present, [{ below: 1001 }], 'true'],
    ['toHaveLabel', present, ['version', '1'], 'true'],
    ['toHaveLabel', present, ['version', '2'], 'false'],
    ['toHaveLabel', present, ['valueOf'], 'false'],
    ['toHaveLabel', present, ['valueOf', '1'], 'absent'],
    ['toHaveDigest', { ...present, digests: [] }, [digest], 'absent'],
    ['toHaveUser', present, ['app'], 'true'],
    ['toHaveUser', { exists: false }, ['app'], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(image('nginx:1.25'), matcher, state as ImagePresent, ...args))).toBe(expected)
  })
  it.each<[string, readonly unknown[]]>([
    ['toHaveDigest', ['ab'.repeat(32)]],
    ['toHaveDigest', ['sha256:ab']],
    ['toHaveArchitecture', ['x86_64']],
  ])('refuses %s with %o', (matcher, args) => {
    expect(() => verdict(image('nginx:1.25'), matcher, present, ...args)).toThrow(ConfigError)
  })
})
