/** Variables of the environment that hold a secret: they have no flag, and no probe or child process sees them. */
export const SECRET_VARIABLES = ['INFRASPEC_SUDO_PASSWORD', 'INFRASPEC_PASSPHRASE'] as const

/** An environment without them. */
export function withoutSecrets(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secrets: readonly string[] = SECRET_VARIABLES
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !secrets.includes(name)))
}
