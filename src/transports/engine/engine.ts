/** What an engine says when it does not let in, and what to do about it. */
export interface EngineReason {
  readonly said: RegExp
  readonly code: string
  readonly hint: string
}

/** How one container is entered. */
export interface Engine {
  /** Its command line client, such as `docker`. */
  readonly program: string
  /** What to install where the client is missing. */
  readonly install: string
  readonly host: string
  /** How messages name the container, such as `docker://web`. */
  readonly place: string
  /** The client's arguments before the command. May throw a ConnectError when the container is another one now. */
  readonly args: () => readonly string[]
  /** The command as the login reads it; where the client cannot become the user itself, this does. */
  readonly wrap?: ((command: string) => string) | undefined
  /** Most telling first. */
  readonly reasons: readonly EngineReason[]
  /** Asked for more words when entering fails. */
  readonly inquiry?: readonly string[] | undefined
}

/** What every engine may say of a container that it could start `sh` in. */
export const NO_SHELL: EngineReason = {
  said: /"?sh"?:? .*(?:executable file not found|no such file or directory)|(?:No such file or directory|not found).*"sh"/i,
  code: 'no-shell',
  hint: 'infraspec speaks to a POSIX sh in the container: an image without one (scratch, distroless) cannot be inspected',
}

/** What docker and podman say of a login that the container does not have. */
export const NO_USER: EngineReason = {
  said: /unable to find user|no matching entries in passwd/i,
  code: 'no-such-user',
  hint: 'create the user in the image, or correct the name',
}
