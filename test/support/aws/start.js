// Starts the fake AWS by itself: `node test/support/aws/start.js [PORT] [STATE.json]`, and says what to set.
// STATE.json: { "machines": [{ "public": "…", "private": "…", "console": "…" }], "images": ["ami-1"], "keyMaterial": "…" }
import { readFileSync } from 'node:fs'
import { runnerImport } from 'vite'

const [port = '0', state] = process.argv.slice(2)
const file = new URL('./fake-aws.ts', import.meta.url).pathname
const { module } = await runnerImport(file)
const aws = await module.startAws({ port: Number(port) })
const account = aws.account()
const { machines, images = ['ami-1'], keyMaterial } = state ? JSON.parse(readFileSync(state, 'utf8')) : {}
for (const id of images) account.addImage({ id, name: id })
Object.assign(account, { ...(machines && { machines }), ...(keyMaterial && { keyMaterial }) })
aws.beforeAnswer = ({ action, region }) => console.error(`${region} ${action}`)
for (const [name, value] of Object.entries(aws.env)) console.log(`export ${name}=${value}`)
