import { type Client, clients, type Setting } from './run.ts';

/** One way in which people mean to make a client accept the certificate of a root that it does not know. */
export interface Fix {
  /** As it is written by people. */
  readonly says: string;
  /** `file` holds the root, alone or with the system's. */
  setting(file: string): Pick<Setting, 'env' | 'flags' | 'lateEnv'>;
  /** Whom it is tried on, and who gets through; the others fail as without it. */
  readonly tried: readonly Client[];
  readonly passes: readonly Client[];
}

const variables =
  (...names: readonly string[]) =>
  (file: string) => ({ env: Object.fromEntries(names.map((name) => [name, file])) });

const ofNode: readonly Client[] = ['fetch', 'https', 'openai'];

/** What is right for the clients that get through, and half of it, or nothing, for the others. */
export const fixes: readonly Fix[] = [
  { says: 'nothing', setting: () => ({ env: {} }), tried: clients, passes: [] },
  {
    says: '`SSL_CERT_FILE`',
    setting: variables('SSL_CERT_FILE'),
    tried: clients,
    passes: ['curl', 'urllib', 'httpx', 'go'],
  },
  {
    says: '`REQUESTS_CA_BUNDLE`',
    setting: variables('REQUESTS_CA_BUNDLE'),
    tried: clients,
    passes: ['requests'],
  },
  {
    says: '`SSL_CERT_FILE` and `REQUESTS_CA_BUNDLE`',
    setting: variables('SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'),
    tried: ['urllib', 'requests', 'httpx'],
    passes: ['urllib', 'requests', 'httpx'],
  },
  {
    says: '`CURL_CA_BUNDLE`',
    setting: variables('CURL_CA_BUNDLE'),
    tried: ['curl', 'urllib', 'requests', 'httpx'],
    passes: ['curl', 'requests'],
  },
  {
    says: '`NODE_EXTRA_CA_CERTS`',
    setting: variables('NODE_EXTRA_CA_CERTS'),
    tried: ['curl', ...ofNode],
    passes: ofNode,
  },
  {
    says: '`process.env.NODE_EXTRA_CA_CERTS = …`, at run time',
    setting: (file) => ({ env: {}, lateEnv: { NODE_EXTRA_CA_CERTS: file } }),
    tried: ofNode,
    passes: [],
  },
  {
    says: '`SSL_CERT_FILE` and `node --use-openssl-ca`',
    setting: (file) => ({ env: { SSL_CERT_FILE: file }, flags: ['--use-openssl-ca'] }),
    tried: ofNode,
    passes: ofNode,
  },
  {
    says: '`curl --cacert`',
    setting: (file) => ({ env: {}, flags: ['--cacert', file] }),
    tried: ['curl'],
    passes: ['curl'],
  },
];

/** How verification is switched off in each client. */
export const switchedOff: Readonly<Record<Client, string>> = {
  curl: '`-k`',
  fetch: '`NODE_TLS_REJECT_UNAUTHORIZED=0`',
  https: '`NODE_TLS_REJECT_UNAUTHORIZED=0`',
  openai: '`NODE_TLS_REJECT_UNAUTHORIZED=0`',
  urllib: '`ssl._create_unverified_context()`',
  requests: '`verify=False`',
  httpx: '`verify=False`',
  go: '`InsecureSkipVerify: true`',
};

/** Through `HTTPS_PROXY`, to a host that no certificate may be made for. Node's fetch has an agent. */
export const outsideNames: Readonly<Partial<Record<Client, string>>> = {
  curl: '56',
  fetch: 'UND_ERR_ABORTED',
  urllib: 'URLError',
  requests: 'ProxyError',
  httpx: 'ProxyError',
  go: 'Forbidden',
};
