import { z } from 'zod';
import { profiles } from '../tls/profiles.ts';
import { connectionFault } from './fault.ts';

const { valid, ...wrong } = profiles;
const names = Object.keys(wrong) as (keyof typeof wrong)[];

const params = z.strictObject({
  profile: z
    .enum(names, {
      error: ({ input }) =>
        input === 'valid'
          ? `a certificate that ${valid.says} is no fault; "ok" is the word for it`
          : undefined,
    })
    .describe('What is wrong with it.'),
});

export const tlsCertificate = connectionFault({
  name: 'tls-certificate',
  layer: 'tls',
  summary: 'show a certificate that is wrong in one way, and serve whoever accepts it',
  params,
  main: 'profile',
  example: { profile: 'expired' },
  explain: ({ profile }) => `show a certificate that ${wrong[profile].says}`,
  apply: (plan, { params: { profile } }) => ({ ...plan, terms: { ...plan.terms, certificate: profile } }),
});
