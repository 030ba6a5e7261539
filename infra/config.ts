import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { z } from 'zod'

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true')
const url = z.url({ protocol: /^https?$/ })
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be redis://HOST:PORT or rediss://HOST:PORT' }).refine(isDecodable, 'write special characters of the password as %XX')
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://USER:PASSWORD@HOST:PORT/NAME' }).refine(isDecodable, 'write special characters of the password as %XX')
/** One address, or several replicas with commas between them. */
const replicas = z.string().transform((value) => value.split(',').map((part) => part.trim())).pipe(z.array(url).min(1))

/** Every variable that Parley reads, with its default. */
const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).optional(),
  PARLEY_DATA: z.string().min(1).default('data'),
  /** PostgreSQL instead of the database in PARLEY_DATA. */
  DATABASE_URL: postgresUrl.optional(),
  PARLEY_CACHE: z.string().min(1).default(join(homedir(), '.cache', 'parley')),
  /** `bundled`: only the shipped weights; `full`: larger ones from the hub as well. */
  PARLEY_MODELS: z.enum(['bundled', 'full']).default('bundled'),
  /** Serve HTTPS to the local network; `npm start -- --lan` sets it. */
  PARLEY_LAN: flag.default(false),
  /** The address that browsers reach for media; the machine's own with PARLEY_LAN. */
  MEDIA_ADDRESS: z.string().min(1).optional(),
  MEDIA_PORT_MIN: z.coerce.number().int().min(1024).max(65_535).default(40_000),
  MEDIA_PORT_MAX: z.coerce.number().int().min(1024).max(65_535).default(49_999),
  /** mediasoup workers; default one a core. */
  MEDIA_WORKERS: z.coerce.number().int().min(1).max(64).optional(),
  /** Streams forwarded by one media worker before newcomers are asked to wait. */
  MEDIA_CONSUMERS_MAX: z.coerce.number().int().min(1).max(10_000).default(400),
  MEDIASOUP_WORKER_BIN: z.string().min(1).optional(),
  /** Shares bus, cache, rate limits, presence and queue between processes; in memory without it. */
  REDIS_URL: redisUrl.optional(),
  /** Where other processes reach this one, when rooms are spread over several; its own address by default. */
  NODE_URL: url.optional(),
  /** Where functions of the mesh run, if not in this process. */
  TRANSCRIBE_URL: replicas.optional(),
  TRANSLATE_URL: replicas.optional(),
  SPEAK_URL: replicas.optional(),
  /** Shared key of the mesh; required when a function runs elsewhere. */
  MESH_KEY: z.string().min(16).optional(),
  LIBRETRANSLATE_URL: url.optional(),
  LIBRETRANSLATE_API_KEY: z.string().min(1).optional(),
  /** Coqui's XTTS streaming server, which speaks in cloned voices; its key is for a proxy in front of it. */
  XTTS_URL: url.optional(),
  XTTS_API_KEY: z.string().regex(/^[\x21-\x7e]+$/, 'is no key: it has other than letters, digits and signs').optional(),
  /** What speaks in cloned voices; `auto`: what is set up. */
  CLONER: z.enum(['auto', 'xtts', 'pocket', 'none']).default('auto'),
  /** Where larger models come from with PARLEY_MODELS=full; a mirror may stand in. */
  HF_ENDPOINT: url.default('https://huggingface.co'),
  /** Reads models of the hub that are not for everyone. */
  HF_TOKEN: z.string().regex(/^[\x21-\x7e]+$/, 'is no token: it has other than letters and digits').optional(),
  /** Where the list of Firefox Translations' models is: Mozilla's Remote Settings, or a mirror. */
  FIREFOX_MODELS_URL: url.default('https://firefox.settings.services.mozilla.com/v1'),
  /** Whether a language that somebody picks may be fetched when it is not here. */
  LANGUAGES_ON_DEMAND: flag.default(true),
  /** Whether texts may go to Google's servers to be spoken, in languages without a voice of their own; pages say so. */
  GOOGLE_TTS: flag.default(false),
  /** Silence that ends an utterance, ms. */
  ENDPOINT_SILENCE_MS: z.coerce.number().int().min(200).max(3_000).default(500),
  /** Speakers whose segments this process works on at once; 0: others work, which REDIS_URL makes possible. */
  CAPTIONS_WORKERS: z.coerce.number().int().min(0).max(64).default(2),
  /** onnxruntime threads for speech recognition. */
  WHISPER_THREADS: z.coerce.number().int().min(1).max(64).optional(),
  /** `auto`: the best for each language that is here and that this machine bears; else a model's name, or the path of a folder with one. */
  WHISPER_MODEL: z.string().min(1).default('auto'),
  /** The address under which people reach Parley, without a path: for links in mails and sign-in elsewhere. */
  PUBLIC_URL: url.transform((value) => new URL(value).origin).optional(),
  /** Signs sessions and seals keys; the same for every process that shares a database. Made and kept in PARLEY_DATA otherwise. */
  SESSION_SECRET: z.string().min(32).optional(),
  /** How many proxies stand in front, each of which appends to X-Forwarded-For; 0 believes the socket alone. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be smtp://USER:PASSWORD@HOST:PORT or smtps://…' }).optional(),
  MAIL_FROM: z.string().regex(/^[^\r\n]*[^\s@]+@[^\s@]+$/).optional(),
  /** An OpenID Connect provider that people may sign in with. */
  OIDC_ISSUER: url.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What its button says: *Sign in with NAME*. */
  OIDC_NAME: z.string().min(1).max(40).default('OpenID Connect'),
  /** The enterprise tier's limits, where it is to have some. */
  ENTERPRISE_PEOPLE_MAX: z.coerce.number().int().min(1).max(10_000).optional(),
  ENTERPRISE_ROOMS_AT_ONCE: z.coerce.number().int().min(1).max(100_000).optional(),
  ENTERPRISE_HISTORY_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  /** Signs the events of a billing provider; `POST /billing/webhook` takes none without it. */
  BILLING_WEBHOOK_SECRET: z.string().min(16).optional(),
  /** A Temporal that runs long jobs, as HOST:PORT; without it the one that TEMPORAL_BIN starts here. */
  TEMPORAL_ADDRESS: z.string().regex(/^(\[[\da-fA-F:]+\]|[^\s:/]+):\d{1,5}$/, 'must be HOST:PORT').optional(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_TLS: flag.default(false),
  /** PEM files: who signed the server's certificate, and a certificate and key of our own. */
  TEMPORAL_TLS_CA: z.string().min(1).optional(),
  TEMPORAL_TLS_CERT: z.string().min(1).optional(),
  TEMPORAL_TLS_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().min(1).optional(),
  TEMPORAL_API_KEY: z.string().regex(/^[\x21-\x7e]+$/, 'is no key: it has other than letters, digits and signs').optional(),
  /** Where administrators see Temporal's own pages. */
  TEMPORAL_UI_URL: url.optional(),
  /** The `temporal` program, which serves long jobs where no TEMPORAL_ADDRESS is given. */
  TEMPORAL_BIN: z.string().min(1).optional(),
  /** Long jobs at work at once in this process's worker, by lane; both 0: others work. */
  JOBS_PREMIUM_AT_ONCE: z.coerce.number().int().min(0).max(64).default(2),
  JOBS_AT_ONCE: z.coerce.number().int().min(0).max(64).default(1),
  /** What an hour of one processor costs, for what administrators see of the work's cost; left out, no price is shown. */
  CPU_HOUR_PRICE: z.coerce.number().min(0).max(1_000_000).optional(),
  CPU_HOUR_CURRENCY: z.string().regex(/^[A-Z]{3}$/, 'must be three letters, as in EUR').default('EUR'),
  /** Reads `/metrics`; without it this machine alone may. */
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
}).superRefine((value, context) => {
  if ((value.TRANSCRIBE_URL || value.TRANSLATE_URL || value.SPEAK_URL) && !value.MESH_KEY) {
    context.addIssue({ code: 'custom', path: ['MESH_KEY'], message: 'is required when TRANSCRIBE_URL, TRANSLATE_URL or SPEAK_URL is set' })
  }
  if (value.CAPTIONS_WORKERS === 0 && !value.REDIS_URL) {
    context.addIssue({ code: 'custom', path: ['CAPTIONS_WORKERS'], message: 'can be 0 only with REDIS_URL: nobody would make captions' })
  }
  const needed = (name: keyof typeof value, why: string) => {
    if (value[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: `is required when ${why} is set` })
  }
  if (value.CLONER === 'xtts') needed('XTTS_URL', 'CLONER=xtts')
  if (value.SMTP_URL) for (const name of ['MAIL_FROM', 'PUBLIC_URL'] as const) needed(name, 'SMTP_URL')
  if (value.OIDC_ISSUER) for (const name of ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'PUBLIC_URL'] as const) needed(name, 'OIDC_ISSUER')
  if (value.TEMPORAL_TLS_CERT) needed('TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CERT')
  if (value.TEMPORAL_TLS_KEY) needed('TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY')
  if (value.MEDIA_PORT_MIN > value.MEDIA_PORT_MAX) {
    context.addIssue({ code: 'custom', path: ['MEDIA_PORT_MAX'], message: 'is below MEDIA_PORT_MIN' })
  }
})

export type Config = Readonly<Omit<z.infer<typeof environmentSchema>, 'HOST'> & { HOST: string }>

/** The configuration of this process, for main.ts files: a mistake is printed and ends it. */
export function readConfig(): Config {
  try {
    return parseConfig(process.env)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return process.exit(1)
  }
}

/** Reads the environment once. Throws an Error that lists every mistake with its variable's name. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  // An empty variable means "not set", as in `PORT= npm start`.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'environment'}: ${issue.message}`)
    throw new Error(`The configuration has ${lines.length === 1 ? 'a mistake' : 'mistakes'}:\n${lines.join('\n')}`)
  }
  const value = parsed.data
  return Object.freeze({
    ...value,
    HOST: value.HOST ?? (value.PARLEY_LAN ? '0.0.0.0' : '127.0.0.1'),
    PARLEY_DATA: resolve(value.PARLEY_DATA),
    PARLEY_CACHE: resolve(value.PARLEY_CACHE),
  })
}

/** Drivers read a name and a password with `decodeURIComponent`, which throws without saying of what. */
function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}
