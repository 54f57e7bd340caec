import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { mackerel, mackerelFromText } from '../../../src/inventory/mackerel/mackerel.ts'
import { splitSource } from '../../../src/inventory/source-text.ts'

// Answers as the documentation of the API shows them (https://mackerel.io/api-docs/entry/hosts#list): there is none to ask here.
const HOSTS = {
  hosts: [
    {
      createdAt: 1416151310,
      id: '2ub5fMXmaZ4',
      memo: '',
      name: 'web-1',
      displayName: null,
      roles: { shop: ['app', 'api'], other: ['db'] },
      isRetired: false,
      status: 'working',
      meta: { 'agent-name': 'mackerel-agent/0.6.1' },
      interfaces: [
        { name: 'lo', ipAddress: '127.0.0.1', ipv4Addresses: ['127.0.0.1'], ipv6Addresses: ['::1'] },
        { name: 'eth0', ipAddress: '10.0.0.1', ipv4Addresses: ['10.0.0.1'], macAddress: '08:00:27:96:ed:36' },
        { name: 'eth1', ipv4Addresses: ['52.0.0.1'] },
      ],
    },
    { id: '2ub5fMXmaZ5', name: 'gone', status: 'working', isRetired: true, interfaces: [] },
    {
      id: '2ub5fMXmaZ6',
      name: 'web-2',
      status: 'working',
      isRetired: false,
      roles: { shop: ['app'] },
      interfaces: null,
    },
  ],
}

async function serve(listener: RequestListener): Promise<string[]> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-api-key']?.toString()}`)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('MACKEREL_APIBASE', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('MACKEREL_APIKEY', 'secret-api-key')
  onTestFinished(() => {
    vi.unstubAllEnvs()
    server.closeAllConnections()
    server.close()
  })
  return asked
}

const json =
  (body: unknown): RequestListener =>
  (_, response) =>
    void response.end(JSON.stringify(body))
const listText = (text: string) => mackerelFromText(splitSource(text), text).list({ root: '/' })
const one = { hosts: [HOSTS.hosts[0]] }

describe('mackerel lists', () => {
  it('the working hosts of a role, by their first interface', async () => {
    const asked = await serve(json(one))
    await expect(listText('mackerel:shop/app')).resolves.toEqual([
      {
        name: 'web-1',
        address: '10.0.0.1',
        instance: '2ub5fMXmaZ4',
        vars: { mackerel: { id: '2ub5fMXmaZ4', status: 'working', roles: { shop: ['app', 'api'], other: ['db'] } } },
      },
    ])
    expect(asked).toEqual(['GET /api/v0/hosts?service=shop&role=app&status=working secret-api-key'])
  })

  it.each(['docker0', 'br-0123456789ab', 'virbr0', 'veth1a2b', 'cni0', 'lxdbr0'])(
    'a host by no address of %s, which this machine may have, too',
    async (name) => {
      const [first] = HOSTS.hosts
      const within = { name, ipAddress: '172.17.0.1', ipv4Addresses: ['172.17.0.1'] }
      await serve(json({ hosts: [{ ...first, interfaces: [within, ...first!.interfaces!] }] }))
      await expect(listText('mackerel:shop/app')).resolves.toMatchObject([{ address: '10.0.0.1' }])
      await serve(json({ hosts: [{ ...first, interfaces: [within] }] }))
      await expect(listText('mackerel:shop/app')).rejects.toMatchObject({ code: 'no-address' })
    },
  )

  it('all of a service with their roles of it, retired ones apart', async () => {
    const asked = await serve(json(HOSTS))
    const hosts = await listText('mackerel:shop?interface=name&status=working|standby')
    expect(hosts.map(({ address, roles }) => [address, roles])).toEqual([
      ['web-1', ['app', 'api']],
      ['web-2', ['app']],
    ])
    expect(asked[0]).toContain('?service=shop&status=working&status=standby ')
  })

  it('the address of the interface that is named, and no host without one in silence', async () => {
    await serve(json(HOSTS))
    await expect(listText('mackerel:shop?interface=eth1')).rejects.toThrow('web-2 has no IPv4 address on eth1')
    await serve(json(one))
    await expect(listText('mackerel:shop/app|api?interface=eth1')).resolves.toMatchObject([{ address: '52.0.0.1' }])
  })

  it('nothing where there is nothing', async () => {
    await serve(json({ hosts: [] }))
    await expect(mackerel({ service: 'shop' }).list({ root: '/' })).resolves.toEqual([])
  })
})

describe('mackerel says why it cannot answer', () => {
  it.each([
    [401, 'it does not accept MACKEREL_APIKEY'],
    [403, 'it does not accept MACKEREL_APIKEY'],
    [404, 'there is no such service or role'],
    [429, 'it is asked too often'],
    [500, 'it answered with status 500'],
  ])('status %i', async (status, why) => {
    await serve((_, response) => response.writeHead(status).end('{}'))
    await expect(listText('mackerel:shop')).rejects.toThrow(`Mackerel was asked for hosts: ${why}`)
  })

  it('a redirection, which is not followed with the key', async () => {
    const asked = await serve((_, response) => response.writeHead(302, { location: '/other' }).end())
    await expect(listText('mackerel:shop')).rejects.toThrow('it cannot be reached')
    expect(asked).toHaveLength(1)
  })

  it.each(['<html>', '{"hosts":1}', '{"hosts":[{"id":1}]}'])('an answer such as %s', async (body) => {
    await serve((_, response) => response.end(body))
    await expect(listText('mackerel:shop')).rejects.toThrow(/its answer (is not JSON|cannot be read)/)
  })

  it('a key that is missing, and a base that is not safe', async () => {
    await serve(json(HOSTS))
    vi.stubEnv('MACKEREL_APIBASE', 'http://api.mackerelio.com')
    await expect(listText('mackerel:shop')).rejects.toThrow('has to begin with https://')
    vi.stubEnv('MACKEREL_APIKEY', '')
    await expect(listText('mackerel:shop')).rejects.toThrow('MACKEREL_APIKEY is not set')
  })

  it.each(['mackerel:', 'mackerel:a/b/c', 'mackerel:a/', 'mackerel:a?x=1'])('%s makes no sense', (text) => {
    expect(() => mackerelFromText(splitSource(text), text)).toThrow(/mackerel/)
  })
})
