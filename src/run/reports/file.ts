import { constants } from 'node:fs'
import { access, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Makes sure that a file can be written, before there is anything to write: its folder is made.
 *
 * @throws what the file system says.
 */
export async function prepareFile(path: string): Promise<void> {
  await prepareFolder(dirname(path))
  const existing = await statOf(path)
  if (existing?.isDirectory()) throw new Error('it is a folder')
  if (existing && !existing.isFile()) await access(path, constants.W_OK)
}

/** Makes a folder and makes sure that files can be made in it. */
export async function prepareFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true })
  await access(path, constants.W_OK)
}

/** Writes a file so that nobody ever reads half of it; what is not a file, such as /dev/stderr, as it is. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const existing = await statOf(path)
  if (existing && !existing.isFile()) return writeFile(path, text)
  // Through a link the file is replaced and not the link.
  const target = existing ? await realpath(path) : path
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    await writeFile(temporary, text)
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function statOf(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
