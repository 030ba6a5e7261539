import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. About 50 ms. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** The hash of nothing that anyone has, made with the same parameters. */
const NOBODYS = '$argon2id$v=19$m=19456,t=2,p=1$Djf1VppMhuszKMR51zKk1Q$nDeXwfg1/utSGNctdzlEEXJnobHKNCt6PcAcxagflqc'

/** @returns argon2id in PHC form */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID)
}

/** Whether it is this password. Without a hash it takes as long and answers false, so that time tells nothing. */
export async function isPassword(password: string, passwordHash: string | null | undefined): Promise<boolean> {
  const same = await verify(passwordHash ?? NOBODYS, password)
  return same && passwordHash != null
}
