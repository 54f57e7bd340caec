import type { Link } from './link.ts'
import type { CommandFor } from './open-shell.ts'

/** What running a user's command needs beside the command. */
export interface CommandContext {
  readonly link: Link
  readonly commandFor: CommandFor
  /** The script that kills what carries a mark. */
  readonly endingOf: (mark: string) => string
  /** Called when it is sent. */
  readonly onSent: () => void
  /** Kills what still carries a mark; `ended` when the command itself has. */
  readonly kill: (mark: string, ended: boolean) => void
}
