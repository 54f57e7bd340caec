import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

import { globSync } from 'tinyglobby'
import { describe, expect, it } from 'vitest'

const read = (file: string) => readFileSync(file, 'utf8')
const resources = globSync('src/resources/*.ts', { ignore: '**/define-resource.ts' }).filter((file) =>
  /= defineResource\(|define = defineResource\(/.test(read(file)),
)
const sources = globSync(['src/**/*.ts', 'reporters/**/*.ts'])

/** What each folder of src may import from, besides itself. All know the shape of the report. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  transports: ['host'],
  host: ['transports'],
  resources: ['host'],
  aws: ['run'],
  inventory: ['aws', 'host', 'transports', 'run', 'gates'],
  gates: ['aws', 'run', 'inventory', 'host'],
  spec: ['resources', 'host', 'run'],
  run: ['spec', 'host', 'inventory', 'resources', 'transports', 'gates'],
  vitest: ['cli', 'run', 'gates'],
  cli: ['run', 'inventory', 'spec', 'host', 'gates', 'init'],
  init: ['run'],
}

it('there are resources to look at', () => {
  expect(resources.length).toBeGreaterThanOrEqual(8)
})

describe.each(resources.map((file) => [basename(file, '.ts'), file] as const))('the resource %s', (name, file) => {
  const text = read(file)

  it('has an example in its documentation', () => {
    expect(text).toContain('@example')
  })

  it('has a test of its own', () => {
    expect(existsSync(`test/resources/${name}.test.ts`)).toBe(true)
  })

  it('is exported to specs', () => {
    expect(read('src/index.ts')).toContain(`'./resources/${name}.ts'`)
  })

  it('says of each matcher what it means', () => {
    const lines = text.split('\n')
    const silent = lines.filter(
      (line, index) => /^ +to[A-Z]\w+: /.test(line) && lines[index - 1]?.endsWith('*/') !== true,
    )
    expect(silent).toEqual([])
  })

  it('names its providers, and each has a test that calls it', () => {
    const providers = [...(/ providers: \{([^}]*)\}/.exec(text)?.[1] ?? '').matchAll(/(?:\w+: )?(\w+)(?:,|\s*$)/g)].map(
      ([, provider]) => provider as string,
    )
    expect(providers.length).toBeGreaterThan(0)
    const tests = globSync([`test/resources/**/*.test.ts`]).map(read).join('\n')
    expect(
      providers.filter((provider) => !new RegExp(`\\b${provider}\\b`).test(tests) && provider !== 'shell'),
    ).toEqual([])
  })
})

it('whatever is no report is written by diagnose, which knows the stream for it', () => {
  expect(sources.filter((file) => /stderr\.write\(/.test(read(file)))).toEqual([])
})

describe('the arrows', () => {
  it.each(Object.keys(ARROWS))('of src/%s point the way they should', (folder) => {
    const wrong = sources
      .filter((file) => file.startsWith(`src/${folder}/`))
      .flatMap((file) => imports(file).map((target) => `${file} → ${target}`))
      .filter((arrow) => {
        const target = /→ src\/(\w+)\//.exec(arrow)?.[1]
        return target !== undefined && target !== folder && ARROWS[folder]?.includes(target) === false
      })
    expect(wrong).toEqual([])
  })

  it('of the reporters lead to the report alone, and to nothing that runs', () => {
    const wrong = sources
      .filter((file) => file.startsWith('reporters/'))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .filter((line) => /^import (?!type )/.test(line) && line.includes('/src/'))
          .map((line) => `${file}: ${line}`),
      )
    expect(wrong).toEqual([])
  })

  it('lead to the files of the reporters from one registry only', () => {
    const users = sources.filter(
      (file) =>
        file.startsWith('src/') && /from '[^']*reporters\/\w+\.ts'|import\('[^']*\/reporters\//.test(read(file)),
    )
    expect(users.filter((file) => !file.startsWith('src/run/report'))).toEqual([])
  })
})

describe('every source file', () => {
  it('names nothing by default, and has no note to come back to', () => {
    const wrong = sources.filter((file) => /^export default|\b(TODO|FIXME|XXX|HACK)\b/m.test(read(file)))
    expect(wrong).toEqual([])
  })

  it('is short enough to be read at once', () => {
    const long = sources.filter((file) => read(file).split('\n').length > 250)
    expect(long).toEqual([])
  })
})

function imports(file: string): string[] {
  return [...read(file).matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, target]) =>
    new URL(target as string, `file:///${file}`).pathname.slice(1),
  )
}
