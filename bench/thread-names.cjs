// Loaded by --require into each thread of a process that is measured: which one of the system's it is.
const { appendFileSync, readlinkSync } = require('node:fs')
const { threadId } = require('node:worker_threads')

// such as 4711/task/4720
const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
appendFileSync(process.env.BENCH_THREADS, `${threadId} ${thread}\n`)
