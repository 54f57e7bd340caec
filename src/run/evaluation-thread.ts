import { parentPort, type MessagePort } from 'node:worker_threads'

import { init, runBaseTests, setupEnvironment } from 'vitest/worker'

// The file that the evaluating thread runs: Vitest's own worker, and the part of infraspec that it will need.

const main = parentPort as MessagePort

init({
  post: (message) => main.postMessage(message),
  on: (callback) => void main.on('message', callback),
  off: (callback) => void main.off('message', callback),
  teardown: () => void main.removeAllListeners('message'),
  runTests: (state, traces) => runBaseTests('run', state, traces),
  collectTests: (state, traces) => runBaseTests('collect', state, traces),
  setup: setupEnvironment,
})

// Loaded while the main thread still reads the command line and Vitest's other half.
await Promise.all([import('../spec/worker.ts'), import('../index.ts')])
