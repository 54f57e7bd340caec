import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { container, type ContainerPresent } from '../../src/resources/container.ts'
import { docker, dockerContainers, podman, podmanContainers } from '../../src/resources/containers/container.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('container/docker'))('$host, $name', (capture) => {
    expect(parsed(docker, capture)).toEqual(capture.expected)
  })
  it.each(captures('container/podman'))('$host, $name', (capture) => {
    expect(parsed(podman, capture)).toEqual(capture.expected)
  })
})

describe('a container', () => {
  const id = `ab${'0'.repeat(62)}`
  const inspected = { Id: id, Name: '/web', State: { Status: 'running' }, Config: {}, HostConfig: {} }
  const read = (stdout: string, names: readonly string[], more = {}) =>
    names.map((name) => docker.parse(answer(stdout, more), names, debian).get(name))

  it('is told from one whose id begins like its name', () => {
    expect(read(JSON.stringify([inspected]), ['ab'])).toEqual([{ exists: false }])
    expect(read(JSON.stringify([inspected]), [id.slice(0, 12)])).toMatchObject([{ exists: true }])
  })
  it.each([
    'Error: No such container: no',
    'Error response from daemon: No such container: no',
    'Error: inspecting object: no such container no',
    'Error: no such container "no"',
  ])('is not there where the engine says "%s"', (stderr) => {
    expect(read(JSON.stringify([inspected]), ['no', 'web'], { exitCode: 1, stderr })).toMatchObject([
      { exists: false },
      { exists: true },
    ])
  })
  it('is published where it runs, and where it would', () => {
    const places = { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '53/udp': null }
    const live = { ...inspected, NetworkSettings: { Ports: places } }
    const port = { port: 80, protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8080 }
    expect(read(JSON.stringify([live]), ['web'])).toMatchObject([{ ports: [port] }])
    const ended = { ...inspected, State: { Status: 'exited', ExitCode: 1 }, HostConfig: { PortBindings: places } }
    expect(read(JSON.stringify([ended]), ['web'])).toMatchObject([{ ports: [port], exitCode: 1 }])
  })
  it.each([
    ['the engine is not there', '', { exitCode: 127, stderr: 'sh: 1: docker: not found' }],
    ['what is printed is cut', '[{"Id":', {}],
    ['nothing is said of it', '[]', {}],
    ['another one is missing', '[]', { exitCode: 1, stderr: 'Error: No such container: webs' }],
    ['it is described otherwise', '[{"Id":"a1","Name":"/web"}]', {}],
    ['it has no id', '[{}]', {}],
    ['it is described twice', JSON.stringify([inspected, inspected]), {}],
  ])('cannot be told when %s', (_, stdout, more) => {
    for (const state of read(stdout, ['web'], more)) expect(state).toBeInstanceOf(Unknown)
  })

  it('is one of all, and half a list is none', () => {
    const other = 'cd'.repeat(32)
    const list = (stdout: string, more = {}) => dockerContainers.parse(answer(stdout, more), debian)
    expect(list(JSON.stringify([inspected, { ...inspected, Id: other }]))).toMatchObject([{ id }, { id: other }])
    expect(list('[]\n')).toEqual([])
    expect(list(JSON.stringify([inspected, {}]))).toBeInstanceOf(Unknown)
    expect(list(JSON.stringify([inspected]), { exitCode: 1, stderr: 'No such container: cd' })).toBeInstanceOf(Unknown)
    expect(list('')).toBeInstanceOf(Unknown)
    expect(podmanContainers.ask(debian).text).toMatch(/^d=.*podman container inspect/s)
  })
  it('is asked of the engine that is named', () => {
    const { mechanism } = container('web').definition
    expect([undefined, {}, { engine: 'podman' }].map((options) => mechanism?.(options))).toEqual([
      undefined,
      undefined,
      'podman',
    ])
    expect(() => mechanism?.({ engine: 'rkt' })).toThrow(ConfigError)
  })

  it.each(['', '-a', '/web', 'a b', '$(exit)'])('is not called %j', (name) => {
    expect(() => container('x').definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const present: ContainerPresent = {
    exists: true,
    id,
    status: 'running',
    running: true,
    health: 'none',
    exitCode: undefined,
    outOfMemory: false,
    restarts: 2,
    restartPolicy: 'no',
    image: 'nginx:1.25',
    imageId: 'ff',
    command: ['nginx'],
    user: '',
    privileged: false,
    readOnly: false,
    network: 'bridge',
    labels: { app: 'web' },
    ports: [{ port: 80, protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8080 }],
    volumes: [{ type: 'bind', source: '/srv', destination: '/data', writable: false }],
    env: { A: 'b=c' },
  }
  const ended = { ...present, status: 'exited', running: false, exitCode: 0 }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeRunning', present, [], 'true'],
    ['toBeRunning', { ...present, status: 'restarting' }, [], 'false'],
    ['toBeRunning', { exists: false }, [], 'false'],
    ['toHaveStatus', ended, ['exited'], 'true'],
    ['toBeHealthy', present, [], 'false'],
    ['toBeHealthy', { ...present, health: 'healthy' }, [], 'true'],
    ['toHaveExitCode', ended, [0], 'true'],
    ['toHaveExitCode', present, [0], 'absent'],
    ['toHaveImage', present, ['nginx:1.25'], 'true'],
    ['toHaveImage', present, ['nginx'], 'false'],
    ['toHaveImage', present, [/^nginx:/], 'true'],
    ['toHaveImage', { ...present, image: 'nginx' }, ['nginx:latest'], 'true'],
    ['toHaveImage', { ...present, image: 'docker.io/library/nginx:1.25' }, ['nginx:1.25'], 'true'],
    ['toHaveImage', { ...present, image: 'localhost/app:2' }, ['app:2'], 'true'],
    ['toHaveImage', { ...present, image: 'localhost/app:2' }, ['docker.io/app:2'], 'false'],
    ['toHaveImage', { ...present, image: 'r.test:5000/app' }, ['app'], 'false'],
    ['toHaveImage', { ...present, image: 'r.test:5000/app' }, ['r.test:5000/app:latest'], 'true'],
    ['toHaveImage', { ...present, image: `sha256:${id}` }, ['nginx:1.25'], 'unknown'],
    ['toHaveImage', { ...present, image: `nginx@sha256:${id}` }, ['nginx:1.25'], 'unknown'],
    ['toHaveImage', { ...present, image: `nginx@sha256:${id}` }, [`nginx@sha256:${id}`], 'true'],
    ['toHaveLabel', present, ['app'], 'true'],
    ['toHaveLabel', present, ['app', 'web'], 'true'],
    ['toHaveLabel', present, ['app', 'we'], 'false'],
    ['toHaveLabel', present, ['toString'], 'false'],
    ['toHaveLabel', present, ['toString', 'web'], 'absent'],
    ['toPublishPort', present, [81, { hostPort: 8080 }], 'absent'],
    ['toPublishPort', present, [81], 'false'],
    ['toHaveVolume', present, ['/dada', { writable: true }], 'absent'],
    ['toHaveVolume', present, ['/dada'], 'false'],
    ['toHaveVariableValue', present, ['B', 'b'], 'absent'],
    ['toPublishPort', present, [80], 'true'],
    ['toPublishPort', present, [80, { hostPort: 8080 }], 'true'],
    ['toPublishPort', present, [80, { hostPort: 80 }], 'false'],
    ['toPublishPort', present, [80, { protocol: 'udp' }], 'false'],
    ['toPublishPort', { ...present, network: 'host', ports: [] }, [80], 'unknown'],
    ['toHaveVolume', present, ['/data/', { source: '/srv/' }], 'true'],
    ['toHaveVolume', present, ['/data'], 'true'],
    ['toHaveVolume', present, ['/data', { source: '/srv', writable: false }], 'true'],
    ['toHaveVolume', present, ['/data', { writable: true }], 'false'],
    ['toHaveVariable', present, ['A'], 'true'],
    ['toHaveVariable', present, ['B'], 'false'],
    ['toHaveVariableValue', present, ['A', 'b=c'], 'true'],
    ['toHaveVariableValue', present, ['A', 'b'], 'false'],
    ['toHaveRestartPolicy', present, ['no'], 'true'],
    ['toHaveRestarts', present, [{ atMost: 1 }], 'false'],
    ['toBePrivileged', present, [], 'false'],
    ['toBePrivileged', { exists: false }, [], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(container('web'), matcher, state as ContainerPresent, ...args))).toBe(expected)
  })
  it('is not compared with what does not exist, and shows no value of a variable', () => {
    expect(() => verdict(container('web'), 'toPublishPort', present, 80, { port: 1 })).toThrow(ConfigError)
    expect(() => verdict(container('web'), 'toHaveVariableValue', present, 'A', undefined)).toThrow(ConfigError)
    expect(container('web').definition.sensitive).toEqual(['env'])
    expect(verdict(container('web'), 'toHaveVariableValue', present, 'A', 'x')).toBe(false)
  })
  it.each<[string, readonly unknown[]]>([
    ['toHaveStatus', ['Running']],
    ['toHaveStatus', ['up']],
    ['toHaveRestartPolicy', ['Always']],
    ['toPublishPort', [80, { protocol: 'TCP' }]],
  ])('refuses %s with %o', (matcher, args) => {
    expect(() => verdict(container('web'), matcher, present, ...args)).toThrow(ConfigError)
  })
})
