/** What the walk printed about one process that is alive. */
export interface Entry {
  readonly pid: number
  readonly comm: string
  readonly ppid: number
  readonly uid: number
  readonly gid: number
  readonly rss: number | undefined
  readonly argv: readonly string[]
  /** The path of its program; empty for a kernel thread, where it may not be seen, and where no name needs it. */
  readonly exe: string
  /** Whether all of it could be read. */
  readonly complete: boolean
}

/** Reads what the walk printed, less what ended meanwhile and zombies; `undefined` when it is something else. */
export function readEntries(text: string): Entry[] | undefined {
  const [, list, statusText, argumentText] = /^([^]*?)^statuses\n([^]*?)^arguments\n([^]*)$/m.exec(text) ?? []
  if (list === undefined || statusText === undefined || argumentText === undefined) return undefined
  const comms = readComms(list)
  const files = readArguments(argumentText)
  if (comms === undefined || files === undefined) return undefined
  const statuses = readStatuses(statusText)
  const alive = [...comms].filter(([pid]) => !files.has(`gone ${pid}`) && !isZombie(statuses.get(pid)))
  return alive.map(([pid, comm]) => toEntry(pid, comm, statuses.get(pid) ?? new Map<string, string>(), files))
}

type Status = ReadonlyMap<string, string>

/** `process PID COMM`, a line each. */
function readComms(text: string): Map<string, string> | undefined {
  const lines = text.split('\n').filter((line) => line !== '')
  const matches = lines.map((line) => /^process (\d+) (.*)$/.exec(line))
  if (matches.includes(null)) return undefined
  return new Map(matches.map((match) => [match?.[1] ?? '', match?.[2] ?? '']))
}

/** The files /proc/PID/status one after the other; the kernel escapes the name, which comes first. */
function readStatuses(text: string): Map<string, Status> {
  const statuses = new Map<string, Status>()
  for (const block of text.split(/^(?=Name:\t)/m)) {
    const fields = new Map(block.split('\n').map((line) => [line.split(':', 1)[0] ?? '', line.replace(/^\w+:\s*/, '')]))
    const pid = fields.get('Pid')
    if (pid !== undefined) statuses.set(pid, fields)
  }
  return statuses
}

/** Files in hexadecimal by `args PID` and `exe PID`, with `gone PID` for what has ended. */
function readArguments(text: string): Map<string, string> | undefined {
  const files = new Map<string, string>()
  let open = ''
  let hex = ''
  for (const line of text.split('\n')) {
    if (/^(args|exe|gone) \d+$/.test(line)) {
      open = line
      hex = ''
      if (line.startsWith('gone')) files.set(line, '')
    } else if (line === 'end') files.set(open, Buffer.from(hex, 'hex').toString('utf8'))
    else if (/^[0-9a-f ]*$/.test(line)) hex += line.replaceAll(' ', '')
    else return undefined
  }
  return files
}

function isZombie(status: Status | undefined): boolean {
  return /^[ZX]/.test(status?.get('State') ?? '')
}

function toEntry(pid: string, comm: string, status: Status, files: ReadonlyMap<string, string>): Entry {
  // the second of four ids is the effective one
  const number = (name: string, index = 0): number => Number(status.get(name)?.split(/\s/)[index] ?? Number.NaN)
  const ids = { ppid: number('PPid'), uid: number('Uid', 1), gid: number('Gid', 1) }
  const cmdline = files.get(`args ${pid}`)
  return {
    pid: Number(pid),
    comm,
    ...ids,
    rss: status.has('VmRSS') ? number('VmRSS') * 1024 : undefined,
    argv: splitArguments(cmdline ?? ''),
    exe: (files.get(`exe ${pid}`) ?? '').replace(/\n$/, ''),
    complete: cmdline !== undefined && Object.values(ids).every(Number.isInteger),
  }
}

/** Each argument ends in a NUL; a process that writes a title of its own leaves more of them behind. */
function splitArguments(cmdline: string): string[] {
  const trimmed = cmdline.replace(/\0+$/, '')
  return trimmed === '' ? [] : trimmed.split('\0')
}
