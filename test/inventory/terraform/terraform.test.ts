import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { splitSource } from '../../../src/inventory/source-text.ts'
import { readRaw, readShown } from '../../../src/inventory/terraform/state.ts'
import { terraform, terraformFromText } from '../../../src/inventory/terraform/terraform.ts'
import { useAws } from '../../support/aws/use-aws.ts'

// outputs.*: captured from Terraform 1.11.4 with the configuration in main.tf.
// What aws_instance looks like in a state is written after its documentation: its provider cannot be had here.
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const SHOWN = readFileSync(fixture('outputs.show.json'), 'utf8')
const STATE = readFileSync(fixture('outputs.tfstate.json'), 'utf8')
const listText = (text: string) => terraformFromText(splitSource(text), text).list({ root: '/' })

const web = (number: number, more: object = {}) => ({
  id: `i-${number}`,
  public_ip: `52.0.0.${number}`,
  private_ip: `10.0.0.${number}`,
  availability_zone: 'eu-west-1a',
  tags: { Name: `web-${number}`, Role: 'app, api' },
  ...more,
})
const instance = (name: string, values: object, more: object = {}) => ({
  address: `aws_instance.${name}`,
  mode: 'managed',
  type: 'aws_instance',
  name,
  values,
  ...more,
})
const shown = (resources: object[], children: object[] = []) =>
  JSON.stringify({ format_version: '1.0', values: { root_module: { resources, child_modules: children } } })

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'infraspec-terraform-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

/** A stand-in for the program: it prints this, whatever it is asked. */
function standIn(output: string, { code = 0, stderr = '' } = {}): string {
  const bin = folder()
  writeFileSync(join(bin, 'output'), output)
  writeFileSync(join(bin, 'stderr'), stderr)
  writeFileSync(join(bin, 'terraform'), `#!/bin/sh\ncat ${bin}/output; cat ${bin}/stderr >&2; exit ${code}\n`)
  chmodSync(join(bin, 'terraform'), 0o755)
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  return folder()
}

describe('terraform lists', () => {
  it('the instances of all modules, with what is known of them', async () => {
    const child = { resources: [instance('app', web(2), { address: 'module.m.aws_instance.app["a"]' })] }
    const other = [{ ...instance('d', web(3)), mode: 'data' }, instance('old', web(4), { deposed_key: 'x' })]
    const bucket = { ...instance('b', {}), type: 'aws_s3_bucket' }
    const dir = standIn(shown([instance('app', web(1)), ...other, bucket], [{ child_modules: [child] }]))
    const hosts = await terraform({ dir }).list({ root: '/' })
    expect(hosts.map(({ name, address }) => [name, address])).toEqual([
      ['web-1', '52.0.0.1'],
      ['web-2', '52.0.0.2'],
    ])
    expect(hosts[1]).toMatchObject({
      roles: ['app', 'api'],
      instance: 'i-2',
      region: 'eu-west-1',
      vars: { terraform: { address: 'module.m.aws_instance.app["a"]', id: 'i-2' } },
    })
  })

  it('the address that is asked for, and roles by the tag that is named', async () => {
    const dir = standIn(
      shown([instance('app', web(1, { tags: { Kind: 'db' } })), instance('b', web(2, { public_ip: '' }))]),
    )
    const hosts = await listText(`terraform:${dir}?address=private&role-tag=Kind`)
    expect(hosts.map(({ name, address, roles }) => [name, address, roles])).toEqual([
      ['aws_instance.app', '10.0.0.1', ['db']],
      ['web-2', '10.0.0.2', []],
    ])
    await expect(listText(`terraform:${dir}?address=public`)).rejects.toThrow(
      'aws_instance.b (i-2) has no public address',
    )
  })

  it.each([
    ['app_ips', [{ address: '10.0.0.1' }, { address: '10.0.0.2' }]],
    ['by_name', [{ name: 'web-1', address: '10.0.0.1' }]],
    ['one', [{ address: '10.0.0.9' }]],
  ])('the addresses of the output %s', async (output, hosts) => {
    await expect(listText(`terraform:${standIn(SHOWN)}?output=${output}`)).resolves.toEqual(hosts)
  })

  it.each([
    ['app_ip', 'is not there. Outputs: app_ips, by_name, none, one, secret'],
    ['toString', 'is not there'],
    ['none', 'is empty'],
    ['secret', 'holds what is no address'],
  ])('no hosts of the output %s, and repeats no value', async (output, why) => {
    const listed = listText(`terraform:${standIn(SHOWN)}?output=${output}`)
    await expect(listed).rejects.toThrow(why)
    await expect(listed).rejects.not.toThrow('hunter2')
  })
})

describe('terraform says why it cannot answer', () => {
  it('a state that is locked, and by whom', async () => {
    const dir = standIn(SHOWN)
    const lock = { Who: 'ann@ci', Operation: 'OperationTypeApply', Created: '2026-01-01T00:00:00Z' }
    writeFileSync(join(dir, '.terraform.tfstate.lock.info'), JSON.stringify(lock))
    await expect(listText(`terraform:${dir}?output=one`)).rejects.toThrow(
      `The Terraform state of ${dir} is locked by ann@ci for OperationTypeApply since 2026-01-01T00:00:00Z`,
    )
    await expect(listText(`terraform:${dir}?output=one&lock=ignore`)).resolves.toHaveLength(1)
  })

  it('a program that fails, without its boxes', async () => {
    const stderr = '╷\n│ Warning: w\n╵\n╷\n│ Error: Unsupported state file format\n│ \n│ It is new.\n╵\n'
    const dir = standIn('', { code: 1, stderr })
    await expect(listText(`terraform:${dir}`)).rejects.toThrow(
      `terraform show in ${dir} failed: Error: Unsupported state file format It is new.`,
    )
  })

  it('a program that is not there, and a folder that is not', async () => {
    vi.stubEnv('PATH', '/nowhere')
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(listText(`terraform:${folder()}`)).rejects.toMatchObject({ code: 'no-terraform' })
    await expect(listText('terraform:/no/such/folder')).rejects.toMatchObject({ code: 'no-folder' })
  })

  it.each([
    ['', 'terraform-empty'],
    ['{"format_version":"1.0"}', 'terraform-empty'],
    ['{"format_version":"2.0","values":{}}', 'terraform-version'],
    ['{"format_version":"1.0","values":{"root_module":{"resources":"x"}}}', 'terraform-unreadable'],
    ['{"password":"hunter2', 'terraform-unreadable'],
    ['[]', 'terraform-unreadable'],
  ])('%s', (text, code) => {
    const read = () => readShown(text, 'x')
    expect(read).toThrow(expect.objectContaining({ code }) as Error)
    expect(read).not.toThrow('hunter2')
  })

  it.each([
    ['{"version":4,"resources":[],"outputs":{}}', 'terraform-empty'],
    ['{"version":3,"modules":[]}', 'terraform-version'],
    ['{"version":4}', 'terraform-unreadable'],
    ['', 'terraform-empty'],
  ])('%s as a state', (text, code) => {
    expect(() => readRaw(text, 'x')).toThrow(expect.objectContaining({ code }) as Error)
  })

  it.each(['terraform:', 'terraform:x?address=pubic', 'terraform:x?lock=no', 'terraform:x?workspace=a'])(
    '%s makes no sense',
    (text) => {
      expect(() => terraformFromText(splitSource(text), text)).toThrow(/terraform/)
    },
  )
})

describe('a state in S3', () => {
  const raw = JSON.stringify({
    version: 4,
    outputs: {},
    resources: [
      {
        module: 'module.m',
        mode: 'managed',
        type: 'aws_instance',
        name: 'app',
        instances: [
          { index_key: 0, attributes: web(1) },
          { index_key: 'b', attributes: web(2) },
          { deposed: 'x', attributes: web(3) },
        ],
      },
    ],
  })

  it('is read without Terraform, of any workspace', async () => {
    const aws = await useAws()
    aws.account().objects.set('states/app/terraform.tfstate', STATE)
    aws.account().objects.set('states/env:/prod/app/terraform.tfstate', raw)
    await expect(listText('terraform:s3://states/app/terraform.tfstate?output=one')).resolves.toEqual([
      { address: '10.0.0.9' },
    ])
    const hosts = await listText('terraform:s3://states/app/terraform.tfstate?workspace=prod')
    expect(hosts.map(({ name }) => name)).toEqual(['web-1', 'web-2'])
    expect(hosts[1]?.vars).toMatchObject({ terraform: { address: 'module.m.aws_instance.app["b"]' } })
  })

  it('that is locked, missing, or forbidden is told so', async () => {
    const aws = await useAws()
    const account = aws.account()
    account.objects.set('states/x', raw)
    account.objects.set('states/x.tflock', '{"Who":"ann@ci"}')
    await expect(listText('terraform:s3://states/x')).rejects.toThrow('s3://states/x is locked by ann@ci')
    await expect(listText('terraform:s3://states/x?lock=ignore')).resolves.toHaveLength(2)
    await expect(listText('terraform:s3://states/y')).rejects.toMatchObject({ code: 'terraform-missing' })
    await expect(listText('terraform:s3://other/y')).rejects.toMatchObject({ code: 'terraform-missing' })
    account.credentials = 'denied'
    await expect(listText('terraform:s3://states/x')).rejects.toMatchObject({
      code: 'aws-denied',
      hint: 'allow it in IAM: s3:GetObject',
    })
  })
})

const real = process.env['PATH']?.split(delimiter).some((dir) => existsSync(join(dir, 'terraform')))

describe.skipIf(!real)('the real terraform, where the machine has it', () => {
  it('gives what was captured, and says what is wrong with a state', async () => {
    const dir = folder()
    copyFileSync(fixture('main.tf'), join(dir, 'main.tf'))
    vi.stubEnv('TF_CLI_CONFIG_FILE', '/dev/null')
    onTestFinished(() => void vi.unstubAllEnvs())
    execFileSync('terraform', ['init', '-no-color'], { cwd: dir, stdio: 'ignore' })
    await expect(listText(`terraform:${dir}`)).rejects.toMatchObject({ code: 'terraform-empty' })
    writeFileSync(join(dir, 'terraform.tfstate'), STATE)
    await expect(listText(`terraform:${dir}?output=app_ips`)).resolves.toHaveLength(2)
    writeFileSync(join(dir, 'terraform.tfstate'), STATE.replace('"version": 4', '"version": 9'))
    await expect(listText(`terraform:${dir}`)).rejects.toThrow('failed: Error: Unsupported state file format')
  }, 60_000)
})
