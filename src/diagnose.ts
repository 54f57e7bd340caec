import { redact } from './run/secrets/secrets.ts'

/**
 * Writes what is no report, with every secret taken out: to standard error, so that standard output is the report alone.
 *
 * Inside Packer both are standard output: it shows lines of standard error out of order, and as errors.
 */
export function diagnose(text: string, variables: NodeJS.ProcessEnv = process.env): void {
  const stream = isInPacker(variables) ? process.stdout : process.stderr
  stream.write(redact(text))
}

/** Whether a `shell-local` provisioner of Packer runs this. */
export function isInPacker({ PACKER_RUN_UUID: run, PACKER_BUILD_NAME: build }: NodeJS.ProcessEnv): boolean {
  return Boolean(run) && Boolean(build)
}
