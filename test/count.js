// The last line of the tests: how many passed, failed and were skipped, and a failure where CI skipped any.
import { readFileSync } from 'node:fs'

const [file, status] = process.argv.slice(2)
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
  readFileSync(file, 'utf8'),
)
const skipped = numPendingTests + numTodoTests
for (const { name, assertionResults } of testResults) {
  for (const test of assertionResults.filter((result) => result.status === 'pending')) {
    console.log(`skipped: ${name}: ${test.fullName}`)
  }
}
console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
const green = status === '0' && numFailedTests === 0 && numPassedTests > 0
process.exitCode = green && (skipped === 0 || process.env.CI === undefined) ? 0 : 1
