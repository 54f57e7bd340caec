import { rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

/**
 * The session thread as a file that Node can run: a worker does not read TypeScript on every supported Node.
 *
 * `remove` takes it away again.
 */
export async function buildThread(): Promise<{ readonly file: URL; readonly remove: () => void }> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  // Inside the project, so that its dependencies are found from there.
  const outDir = `${root}node_modules/.cache/infraspec-session-thread-${process.pid}`
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: 'src/host/session-thread.ts', outDir, minify: false, rollupOptions: { external: /^[^./]/ } },
  })
  return {
    file: pathToFileURL(`${outDir}/session-thread.js`),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}
