import { defineConfig, type RolldownOptions } from 'rolldown'

const COMMON: RolldownOptions = { platform: 'node', external: /^[^./]/, tsconfig: false, logLevel: 'warn' }

/**
 * Few files instead of one for each module: each costs about half a millisecond to load, on each of three threads.
 *
 * Those of infraspec are one build in one folder, so that what two entries share is one instance.
 */
export default defineConfig([
  {
    ...COMMON,
    input: {
      index: 'src/index.ts',
      config: 'src/config.ts',
      main: 'src/cli/main.ts',
      vitest: 'src/vitest.ts',
      'vitest-register': 'src/vitest/register.ts',
      'session-thread': 'src/host/session-thread.ts',
      'evaluation-thread': 'src/run/evaluation/evaluation-thread.ts',
    },
    output: { dir: 'dist/src', chunkFileNames: 'chunks-[name].js' },
  },
  { ...COMMON, input: 'demo/start.ts', output: { file: 'dist/demo/start.js' } },
])
