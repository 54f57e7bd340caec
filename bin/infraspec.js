#!/usr/bin/env node
// An old Node has to be able to read this file, so that it can say what is wrong.
var version = process.versions.node.split('.').map(Number)

if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error('error: infraspec needs Node.js 20.19 or newer, and this is ' + process.versions.node)
  process.exit(2)
}

// 3 is "could not tell"; 1 would say that a check failed
function onBroken(error) {
  console.error('error: infraspec cannot be started\n' + error.stack)
  process.exit(3)
}

import('node:module')
  .then(function (module) {
    // Node 22 and newer keep what they have compiled, for the next start
    if (module.enableCompileCache) module.enableCompileCache()
    return import('../dist/src/main.js')
  })
  .then(function (cli) {
    return cli.main(process.argv.slice(2))
  })
  .catch(onBroken)
