import { startGateway } from '../../../test/helpers/gateway.ts';
import type { Opened, Target } from '../target.ts';

const routes = [
  ...['POST /rules', 'PUT /rules', 'PUT /scenario', 'PUT /stage', 'POST /limits', 'POST /drill/begin'],
  ...['POST /keys/rotate', 'POST /replicas', 'POST /reset', 'POST /outcome'],
] as const;

async function open(): Promise<Opened> {
  const { gateway, close } = await startGateway();
  return {
    async read(bytes) {
      const [first = 0] = bytes;
      const [method = '', path = ''] = (routes[first % routes.length] ?? routes[0]).split(' ');
      const headers = { 'content-type': 'application/yaml' };
      const answer = await fetch(gateway.controlUrl + path, { method, headers, body: bytes.subarray(1) });
      const text = await answer.text();
      if (answer.status >= 500) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    },
    close,
  };
}

/** The first byte chooses the route, the rest is the body. */
export const control: Target = {
  name: 'control',
  words: [
    '{',
    '}',
    '[',
    ']',
    ': ',
    '\n',
    '"',
    'id: ',
    'faults: ',
    '429',
    'rules: ',
    'null',
    '__proto__',
    '&a *a',
  ],
  seeds: () =>
    [
      '\0{ id: down, sequence: [500, ok] }',
      '\x01[{ faults: [429] }]',
      '\x02{ name: healthy }',
      '\x05{ drill: one, lease: 1s }',
      '\x08{ what: all }',
    ].map((text) => Buffer.from(text, 'latin1')),
  open,
};
