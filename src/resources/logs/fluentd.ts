import { wildcard, type BufferPlace, type ReadConfig } from './buffer-place.ts'

interface Section {
  readonly tag: string
  readonly argument: string
  readonly values: Map<string, string>
  readonly inner: Section[]
}

/** Reads fluentd.conf: the file buffers of its outputs, of version 1 (`<buffer>`) and of the older one (`buffer_path`). */
export const readFluentd: ReadConfig = (text) => {
  const root = sectionsOf(text)
  if (typeof root === 'string') return root
  const system = root.inner.find(({ tag }) => tag === 'system')?.values.get('root_dir')
  const places = outputsOf(root).flatMap((output) => placeOf(output, system))
  return places.find((place) => typeof place === 'string') ?? (places as BufferPlace[])
}

/** Its outputs, those inside of `<label>`, `<store>` and `<worker>` included. */
function outputsOf(section: Section): readonly Section[] {
  return section.inner.flatMap((inner) => [
    ...(['match', 'store', 'secondary'].includes(inner.tag) ? [inner] : []),
    ...outputsOf(inner),
  ])
}

function placeOf(output: Section, system: string | undefined): (BufferPlace | string)[] {
  const buffer = output.inner.find(({ tag }) => tag === 'buffer')
  const kind = buffer?.values.get('@type') ?? buffer?.values.get('type') ?? output.values.get('buffer_type')
  const path = buffer?.values.get('path') ?? output.values.get('buffer_path')
  const id = output.values.get('@id')
  const name = id ?? `${output.tag} ${output.argument}`.trim()
  if (kind?.startsWith('file') === true || (kind === undefined && path !== undefined)) {
    if (path !== undefined) return [inFolder(name, path)]
    if (system !== undefined && id !== undefined) return [inRoot(name, system, id)]
    return [`the file buffer of ${name} names no path`]
  }
  return []
}

/** A path with a `*` is that of the files; one without is that of a folder, or of one that fluentd makes a folder. */
function inFolder(name: string, path: string): BufferPlace | string {
  if (!path.startsWith('/') || /[#$"]/.test(path)) return `the path of ${name} is made while it runs: ${path}`
  if (path.includes('*')) {
    return { name, path: path.slice(0, path.lastIndexOf('/')) || '/', pattern: wildcard(path) }
  }
  const folder = path.replace(/\/+$/, '')
  return {
    name,
    path: folder,
    pattern: new RegExp(`${wildcard(folder).source.slice(0, -1)}/(?:worker\\d+/)?${CHUNK}$`),
  }
}

/** Each worker has a folder of its own below the one of the system. */
function inRoot(name: string, root: string, id: string): BufferPlace | string {
  const place = inFolder(name, `${root}/worker0/${id}/buffer`)
  if (typeof place === 'string') return place
  return { ...place, pattern: new RegExp(place.pattern.source.replace('worker0', String.raw`worker\d+`)) }
}

// buf_file.rb, buf_file_single.rb: what stands behind the id can be configured.
const CHUNK = String.raw`(?:buffer\.[bq]|fsb\.)[^/]*(?<!\.meta)`

function sectionsOf(text: string): Section | string {
  const root: Section = { tag: '', argument: '', values: new Map(), inner: [] }
  const open = [root]
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || /^@include\b/.test(line)) continue
    const [, end, tag, argument = ''] = /^<(\/?)(\w+)\s*(.*?)>/.exec(line) ?? []
    const current = open.at(-1) as Section
    if (tag === undefined) {
      const [, name = '', value = ''] = /^(\S+)\s*(.*?)\s*(?:\s#.*)?$/.exec(line) ?? []
      current.values.set(name, value.replace(/^(["'])(.*)\1$/, '$2'))
    } else if (end === '/') {
      if (current.tag !== tag) return `it closes <${tag}> where that is not open`
      open.pop()
    } else {
      const section: Section = { tag, argument, values: new Map(), inner: [] }
      current.inner.push(section)
      open.push(section)
    }
  }
  return open.length === 1 ? root : `it does not close <${open.at(-1)?.tag ?? ''}>`
}
