/**
 * What cloud-init is told: to end the instance after so many minutes, and who may log in.
 *
 * The timer is set before anything else is done, at each boot; the instance is told to terminate when it shuts down.
 */
export function userData(minutes: number, publicKey: string | undefined): string {
  const lines = ['#cloud-config', 'bootcmd:', `  - [shutdown, -P, "+${minutes}"]`]
  const keys = publicKey === undefined ? [] : ['ssh_authorized_keys:', `  - ${JSON.stringify(publicKey.trim())}`]
  return `${[...lines, ...keys].join('\n')}\n`
}
