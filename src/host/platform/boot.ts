import { setTimeout as delay } from 'node:timers/promises'
import { ConnectError } from '../../errors.ts'
import type { Answer } from '../answer.ts'
import type { HostSpec } from '../host-spec.ts'
import type { Patience } from '../link/patience.ts'
import type { Platform } from './platform.ts'
import { quoteText } from '../become/refusal.ts'

/** A host that answers, and may not be done with booting. */
export interface Booting {
  readonly host: HostSpec
  readonly platform: Platform
  readonly patience: Patience
  /** Runs one script. */
  readonly ask: (script: string) => Promise<Answer>
}

// milliseconds
const PAUSE = 1000

/**
 * Waits until a host has booted, and what else is waited for has finished.
 *
 * @throws {ConnectError} when the time is over, or what is waited for has failed.
 */
export async function untilBooted(booting: Booting): Promise<void> {
  const { host, platform } = booting
  if (booting.patience.left > 0 && platform.init === 'systemd') await untilSystemd(booting)
  if (host.waitFor?.includes('cloud-init')) await untilCloudInit(booting)
}

// systemctl(1), is-system-running
async function untilSystemd(booting: Booting): Promise<void> {
  const state = await poll(booting, 'systemctl is-system-running', (answer) => {
    const word = answer.stdout.trim()
    // what it does not say in time or at all cannot be waited for
    return /^(?:initializing|starting|stopping)$/.test(word) ? undefined : word
  })
  if (state !== undefined) return
  const { host } = booting
  const message = `${host.name} has not finished booting within ${(host.wait ?? 0) / 1000} s`
  throw new ConnectError('boot-unfinished', message, {
    host: host.name,
    hint: '"systemctl list-jobs" on the host shows what it waits for; --wait 10m waits longer',
  })
}

/** What `cloud-init status --long` says. */
export interface CloudInit {
  /** Such as `running`, `done`, `error`, `disabled`; empty when it said nothing of the kind. */
  readonly status: string
  /** What went wrong. */
  readonly detail: string
}

/** Reads what `cloud-init status --long` prints. */
export function parseCloudInit(text: string): CloudInit {
  const status = /^status: (.*)$/m.exec(text)?.[1]?.trim() ?? ''
  // since 23.4 errors have a list of their own; before, they are the detail
  const errors = /^errors:\n((?:[\t -].*\n?)+)/m.exec(text) ?? /^detail:\s*([^]*)/m.exec(text)
  return { status, detail: errors?.[1]?.trim() ?? '' }
}

async function untilCloudInit(booting: Booting): Promise<void> {
  let last: CloudInit = { status: '', detail: '' }
  const script = 'command -v cloud-init >/dev/null || exit 64; cloud-init status --long 2>&1'
  const end = await poll(booting, script, (answer) => {
    if (answer.exitCode === 64) return 'missing'
    last = parseCloudInit(answer.stdout)
    return /^(?:done|disabled|error)/.test(last.status) ? last.status : undefined
  })
  if (end !== undefined && /^(?:done|disabled)/.test(end)) return
  throw cloudInitError(booting, end, last)
}

function cloudInitError({ host: { name, wait = 0 } }: Booting, end: string | undefined, last: CloudInit): ConnectError {
  if (end === 'missing') {
    const hint = 'leave --wait-for out, or correct the image'
    return new ConnectError('cloud-init-missing', `${name} has no cloud-init to wait for`, { host: name, hint })
  }
  const said = quoteText(new TextEncoder().encode(last.detail))
  if (end !== undefined) {
    return new ConnectError('cloud-init-failed', `cloud-init has failed on ${name}${said && `: ${said}`}`, {
      host: name,
      hint: 'see "cloud-init status --long" and /var/log/cloud-init-output.log on the host',
    })
  }
  const status = last.status === '' ? 'it says nothing' : `its status is ${JSON.stringify(last.status)}`
  const message = `cloud-init has not finished on ${name} within ${wait / 1000} s: ${status}`
  return new ConnectError('cloud-init-running', message, { host: name, hint: '--wait 15m waits longer' })
}

/** Asks again until there is an answer that counts; undefined when there was none in time. */
async function poll(
  { ask, patience }: Booting,
  script: string,
  read: (answer: Answer) => string | undefined,
): Promise<string | undefined> {
  for (;;) {
    const answer = await ask(script)
    const result = answer.timedOut ? undefined : read(answer)
    if (result !== undefined) return result
    if (patience.left === 0) return undefined
    await delay(Math.min(PAUSE, patience.left))
  }
}
