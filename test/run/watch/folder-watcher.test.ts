import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it, onTestFinished, vi } from 'vitest'

import { FolderWatcher } from '../../../src/run/watch/folder-watcher.ts'
import { makeProject } from '../project.ts'

function watching(files: Readonly<Record<string, string>>) {
  const root = makeProject(files)
  const heard: string[] = []
  const watcher = new FolderWatcher((changed) => heard.push(...[...changed].map((file) => file.slice(root.length + 1))))
  onTestFinished(() => watcher.close())
  const hears = (name: string) => vi.waitFor(() => expect(heard).toContain(name), 20_000)
  return { root, heard, watcher, hears }
}

it('hears of what is written, made, removed, and put in the place of another', async () => {
  const { root, heard, watcher, hears } = watching({ 'specs/a.ts': '', 'specs/b.ts': '', 'elsewhere/c.ts': '' })
  watcher.watch(new Set([join(root, 'specs')]))
  writeFileSync(join(root, 'specs/a.ts'), 'changed')
  await hears('specs/a.ts')
  writeFileSync(join(root, 'specs/new.ts'), '')
  await hears('specs/new.ts')
  writeFileSync(join(root, 'elsewhere/.b.ts.swp'), 'as editors save')
  renameSync(join(root, 'elsewhere/.b.ts.swp'), join(root, 'specs/b.ts'))
  await hears('specs/b.ts')
  heard.splice(0)
  // the file is another one by now, and still heard of
  writeFileSync(join(root, 'specs/b.ts'), 'again')
  await hears('specs/b.ts')
  rmSync(join(root, 'specs/new.ts'))
  await hears('specs/new.ts')
  expect(heard.filter((file) => file.startsWith('elsewhere'))).toEqual([])
})

it('watches other folders from one moment to the next, also one that is removed and made again', async () => {
  const { root, watcher, hears, heard } = watching({ 'a/x.ts': '', 'b/x.ts': '' })
  const [a, b] = [join(root, 'a'), join(root, 'b')]
  watcher.watch(new Set([a, join(root, 'missing')]))
  expect(watcher.folders).toEqual(new Set([a]))
  watcher.watch(new Set([b]))
  writeFileSync(join(root, 'a/x.ts'), 'not heard')
  writeFileSync(join(root, 'b/x.ts'), 'heard')
  await hears('b/x.ts')
  expect(heard).not.toContain('a/x.ts')
  rmSync(b, { recursive: true })
  watcher.watch(new Set())
  mkdirSync(b)
  watcher.watch(new Set([b]))
  heard.splice(0)
  writeFileSync(join(root, 'b/y.ts'), '')
  await hears('b/y.ts')
})
