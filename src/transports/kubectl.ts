import { ConfigError } from '../errors.ts'
import type { HostSpec } from '../host/host-spec.ts'
import { connectEngine } from './engine/connect-engine.ts'
import { checkContainer } from './engine/container-name.ts'
import { type EngineReason, NO_SHELL } from './engine/engine.ts'
import type { Transport } from './transport.ts'

/** A container of a Kubernetes pod, by `kubectl exec`: needs `get` on pods and `create` on pods/exec. */
export const kubectl: Transport = {
  connect: async (host, limits, signal) => {
    const { container: pod, user } = checkContainer(host)
    if (user !== undefined) throw noUser(host)
    const engine = {
      program: 'kubectl',
      install: 'install kubectl',
      host: host.name,
      place: host.name,
      args: () => [...where(host), 'exec', pod, '--stdin', '--quiet', ...containerOf(host), '--'],
      reasons: REASONS,
    }
    return connectEngine(engine, limits, signal)
  },
}

function where({ pod }: HostSpec): string[] {
  const { context, namespace } = pod ?? {}
  return [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
  ]
}

function containerOf({ pod }: HostSpec): string[] {
  return pod?.container === undefined ? [] : [`--container=${pod.container}`]
}

function noUser({ name }: HostSpec): ConfigError {
  return new ConfigError('user-unsupported', `kubectl exec cannot log in to ${name} as another user`, {
    host: name,
    hint: "leave the user out: it is the image's own; as('NAME', …) looks as another one where that is root",
  })
}

// kubectl 1.20 to 1.34, from its source
const REASONS: readonly EngineReason[] = [
  {
    said: /context .* does not exist|context was not found/i,
    code: 'no-context',
    hint: 'kubectl config get-contexts lists those that there are',
  },
  {
    said: /Forbidden|Unauthorized|must be logged in|provide credentials/i,
    code: 'engine-denied',
    hint: 'the account needs get on pods and create on pods/exec: kubectl auth can-i create pods/exec',
  },
  {
    said: /connection to the server .* was refused|Unable to connect to the server|couldn't get current server API|no configuration has been provided|i\/o timeout/i,
    code: 'engine-down',
    hint: 'check the cluster and KUBECONFIG: kubectl version',
  },
  {
    said: /\(NotFound\)|is not valid for pod|container .* not found in pod/i,
    code: 'no-container',
    hint: 'kubectl get pods --all-namespaces lists those that there are; write kubectl://NAMESPACE/POD/CONTAINER',
  },
  {
    said: /completed pod|container not found|is not running|ContainerCreating|pod does not have a host assigned|unable to upgrade connection/i,
    code: 'container-stopped',
    hint: 'see what it waits for: kubectl describe pod; --wait 5m waits until it runs',
  },
  NO_SHELL,
]
