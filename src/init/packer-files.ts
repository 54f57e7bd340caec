import type { PackerFormat } from '../run/options/settings.ts'
import type { NewFile } from './project-files.ts'

const KEY = '/etc/ssh/ssh_host_ed25519_key.pub'
const COMMAND = (hostKey: string) =>
  `npx infraspec run --role app --inventory packer --key-stdin --host-key file:${hostKey} <<'INFRASPEC_KEY'`

// The key of the build goes in by standard input: what is in a variable is in the arguments of a shell, and in PACKER_LOG.
const JSON_KEY = 'out/host-key-{{build_name}}.pub'
const JSON_TEXT = `${JSON.stringify(
  {
    provisioners: [
      { type: 'file', direction: 'download', source: KEY, destination: JSON_KEY },
      {
        type: 'shell-local',
        environment_vars: [
          'INFRASPEC_HOST={{ build `Host` }}',
          'INFRASPEC_PORT={{ build `Port` }}',
          'INFRASPEC_USER={{ build `User` }}',
          'INFRASPEC_INSTANCE_ID={{ build `ID` }}',
        ],
        inline: [COMMAND(JSON_KEY), '{{ build `SSHPrivateKey` }}', 'INFRASPEC_KEY'],
      },
    ],
  },
  null,
  2,
)}
`

const HCL_KEY = 'out/host-key-${source.name}.pub'
const HCL_TEXT = `# These two belong last into the build block of your template: no image is made unless the checks pass.

provisioner "file" {
  direction   = "download"
  source      = "${KEY}"
  destination = "${HCL_KEY}"
}

provisioner "shell-local" {
  environment_vars = [
    "INFRASPEC_HOST=\${build.Host}",
    "INFRASPEC_PORT=\${build.Port}",
    "INFRASPEC_USER=\${build.User}",
    "INFRASPEC_INSTANCE_ID=\${build.ID}",
  ]
  # the key of the build goes in by standard input, and never by a variable
  inline = [
    "${COMMAND(HCL_KEY)}",
    "\${build.SSHPrivateKey}",
    "INFRASPEC_KEY",
  ]
}
`

/** The provisioners that gate an image, for a template of Packer in this language. */
export function packerFile(format: PackerFormat): NewFile {
  return format === 'json'
    ? { path: 'packer/infraspec-gate.json', text: JSON_TEXT }
    : { path: 'packer/infraspec-gate.hcl', text: HCL_TEXT }
}
