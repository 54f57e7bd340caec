import { registerSecret } from '../../run/secrets/secrets.ts'

/** A key that lives as long as this process, and its public half as authorized_keys holds it. */
export async function freshKey(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const { default: ssh2 } = await import('ssh2')
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519')
  registerSecret(privateKey)
  return { privateKey, publicKey }
}
